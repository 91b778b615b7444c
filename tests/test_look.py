"""The look of the cards in a real browser, as a client frames them: every side of every card."""

import shutil
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from click.testing import CliRunner

from deckbuilder.collection import Collection
from deckbuilder.load import load_collection
from deckbuilder.render import render_notes
from deckbuilder.site.preview import build_site
from deckbuilder.site.previewnotes import shown_notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
LOOKS = Path(__file__).resolve().parent / "fixtures/looks"
EPOCH = "1700000000"
WIDTHS = (320, 420, 1280)
HEIGHT = 640
BY_DAY_AND_NIGHT = pytest.mark.parametrize("is_night", [False, True], ids=["day", "night"])

# Puts one side after the other where a client puts it, and asks JUDGE what is wrong with it.
VISIT = """async ([sides, isNight]) => {
    const judge = JUDGE;
    const found = [];
    document.documentElement.className = "linux chrome" + (isNight ? " night-mode" : "");
    for (const {title, html, classes} of sides) {
        document.body.className = classes + (isNight ? " nightMode night_mode" : "");
        document.getElementById("qa").innerHTML = html;
        document.querySelectorAll("details").forEach((each) => { each.open = true; });
        await Promise.allSettled([...document.images].map((image) => image.decode()));
        for (const problem of await judge()) found.push(`${title}: ${problem}`);
    }
    return found;
}"""
TOO_WIDE = """() => {
    const {scrollWidth, clientWidth} = document.documentElement;
    return scrollWidth > clientWidth ? [`${scrollWidth} px in ${clientWidth} px`] : [];
}"""
AXE_VIOLATIONS = """async () => {
    const {violations} = await axe.run(document, {resultTypes: ["violations"]});
    return violations.map(({id, nodes}) => `${id}: ${nodes[0].html}`);
}"""

Side = dict[str, str]
"""A side of a card: its title, its HTML, and the classes of its body."""


@pytest.fixture(scope="module")
def real() -> Collection:
    """Return the real collection."""
    return collection_of(ROOT / "source")


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory, build_script: ModuleType) -> Collection:
    """Return every kind of card with what is hard to set, and a note withdrawn after a release."""
    folder = tmp_path_factory.mktemp("looks")
    shutil.copytree(LOOKS, folder, dirs_exist_ok=True)
    folders = ["--source", str(folder / "source"), "--decks", str(folder / "decks")]
    released = CliRunner(env={"SOURCE_DATE_EPOCH": EPOCH}).invoke(
        build_script.main, [*folders, "release"]
    )
    assert released.exit_code == 0, released.output
    cards = folder / "source/cards/kinds.yaml"
    kept = cards.read_text("utf-8").split("\n  - id: old\n")[0]
    reason = "It asked what nobody needs, and said so at some length."
    retired = f"retired:\n  - {{id: old, on: 2027-01-10, reason: '{reason}', see: gaps}}\n"
    cards.write_text(f"{kept}\n{retired}", "utf-8")
    return collection_of(folder / "source")


def collection_of(source: Path) -> Collection:
    """Return a collection that has no errors, in the look of the real one."""
    collection = load_collection(str(source), ROOT / "source/notetypes").collection
    assert collection is not None
    return collection


def sides_of(collection: Collection) -> list[Side]:
    """Return both sides of every card."""
    return [
        {
            "title": f"{note.id} {face.title} {name}",
            "html": html,
            "classes": f"card card{face.number}",
        }
        for note in shown_notes(collection, render_notes(collection), None)
        for face in note.faces
        for name, html in face.sides.items()
    ]


@contextmanager
def client(browser: "Browser", collection: Collection, folder: Path) -> "Iterator[Page]":
    """Open an empty card as a client frames it; fail on a console error or a missing file."""
    for name, content in build_site(collection, render_notes(collection)).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    frame = folder / "client.html"
    frame.write_text(
        '<!doctype html><html lang="de"><meta charset="utf-8"><title>Client</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<style>{collection.note_types.css}</style><body><div id="qa"></div>',
        "utf-8",
    )
    with browser.new_context() as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.goto(frame.as_uri())
        yield page
        assert complaints == []


def visit(page: "Page", judge: str, sides: list[Side], *, is_night: bool) -> list[str]:
    """Return what `judge` finds wrong with each side."""
    found: list[str] = page.evaluate(VISIT.replace("JUDGE", judge), [sides, is_night])
    return found


@BY_DAY_AND_NIGHT
@pytest.mark.parametrize("deck", ["real", "looks"])
def test_no_side_is_wider_than_the_screen(
    deck: str, is_night: bool, browser: "Browser", tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """At each width, with references unfolded, a card scrolls down and never sideways."""
    collection = request.getfixturevalue(deck)
    with client(browser, collection, tmp_path) as page:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            assert visit(page, TOO_WIDE, sides_of(collection), is_night=is_night) == []


@pytest.mark.parametrize("deck", ["real", "looks"])
def test_text_of_twice_the_size_fits_a_phone(
    deck: str, browser: "Browser", tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """At 320 px with text of 200 %, no card scrolls sideways."""
    collection = request.getfixturevalue(deck)
    with client(browser, collection, tmp_path) as page:
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        page.add_style_tag(content="html { font-size: 200%; }")
        assert visit(page, TOO_WIDE, sides_of(collection), is_night=False) == []


@BY_DAY_AND_NIGHT
@pytest.mark.parametrize("deck", ["real", "looks"])
def test_axe_finds_nothing_in_any_side(
    deck: str, is_night: bool, browser: "Browser", tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Contrast, names and structure of every side satisfy all rules of axe-core."""
    collection = request.getfixturevalue(deck)
    with client(browser, collection, tmp_path) as page:
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        page.evaluate(AXE_SCRIPT)
        assert visit(page, AXE_VIOLATIONS, sides_of(collection), is_night=is_night) == []


@pytest.mark.parametrize(
    ("judge", "markup", "problem"),
    [
        (TOO_WIDE, '<p style="width: 999px">wide</p>', "one: 999 px in 320 px"),
        (
            AXE_VIOLATIONS,
            '<main><h1>T</h1><p style="color: #aaa">faint</p></main>',
            'one: color-contrast: <p style="color: #aaa">faint</p>',
        ),
    ],
)
def test_what_is_wrong_with_a_side_is_seen(
    judge: str, markup: str, problem: str, browser: "Browser", looks: Collection, tmp_path: Path
) -> None:
    """A line too wide and a word too faint are found, so that finding nothing means something."""
    with client(browser, looks, tmp_path) as page:
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        page.add_style_tag(content=".card { padding: 0 !important; }")
        page.evaluate(AXE_SCRIPT)
        side = {"title": "one", "html": markup, "classes": "card"}
        assert visit(page, judge, [side], is_night=False) == [problem]


def test_missing_picture_is_seen(browser: "Browser", looks: Collection, tmp_path: Path) -> None:
    """A picture that is not there fails the visit of its card."""
    side = {"title": "one", "html": '<img src="figures/none.svg">', "classes": "card"}
    with (
        pytest.raises(AssertionError, match=r"none\.svg"),
        client(browser, looks, tmp_path) as page,
    ):
        visit(page, TOO_WIDE, [side], is_night=False)
