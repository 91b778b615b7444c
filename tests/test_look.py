"""The look of the cards in a real browser, as a client frames them: every side of every card."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from deckbuilder.collection import Collection
from deckbuilder.render import render_notes
from deckbuilder.site.preview import Site, build_site
from deckbuilder.site.previewnotes import shown_notes

if TYPE_CHECKING:
    from playwright.sync_api import Page

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
        for (const image of document.images) {
            await image.decode().catch(() => found.push(`${title}: no ${image.src}`));
        }
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
FAINT = AXE_VIOLATIONS.replace("{resultTypes", '{runOnly: ["color-contrast"], resultTypes')

Side = dict[str, str]
"""A side of a card: its title, its HTML, and the classes of its body."""

WriteSite = Callable[[Site], Path]
OpenClient = Callable[[Collection, int], "Page"]


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


@pytest.fixture
def open_client(write_site: WriteSite, page: "Page") -> "Callable[[Collection, int], Page]":
    """Return a function that opens an empty card as a client frames it, on a screen of a width."""

    def opened(collection: Collection, width: int) -> "Page":
        folder = write_site(build_site(collection, render_notes(collection)))
        (folder / "client.html").write_text(
            '<!doctype html><html lang="de"><meta charset="utf-8"><title>Client</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<style>{collection.note_types.css}</style><body><div id="qa"></div>',
            "utf-8",
        )
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.goto((folder / "client.html").as_uri())
        page.evaluate(AXE_SCRIPT)
        return page

    return opened


def visit(page: "Page", judge: str, sides: list[Side], *, is_night: bool) -> list[str]:
    """Return what `judge` finds wrong with each side."""
    found: list[str] = page.evaluate(VISIT.replace("JUDGE", judge), [sides, is_night])
    return found


@BY_DAY_AND_NIGHT
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("deck", ["real", "looks"])
def test_no_side_is_wider_than_the_screen(
    deck: str, width: int, is_night: bool, open_client: OpenClient, request: pytest.FixtureRequest
) -> None:
    """At each width, with references unfolded, a card scrolls down and never sideways."""
    collection = request.getfixturevalue(deck)
    page = open_client(collection, width)
    assert visit(page, TOO_WIDE, sides_of(collection), is_night=is_night) == []


@pytest.mark.parametrize("deck", ["real", "looks"])
def test_text_of_twice_the_size_fits_a_phone(
    deck: str, open_client: OpenClient, request: pytest.FixtureRequest
) -> None:
    """At 320 px with text of 200 %, no card scrolls sideways."""
    collection = request.getfixturevalue(deck)
    page = open_client(collection, WIDTHS[0])
    page.add_style_tag(content="html { font-size: 200%; }")
    assert visit(page, TOO_WIDE, sides_of(collection), is_night=False) == []


@pytest.mark.parametrize("deck", ["real", "looks"])
def test_axe_finds_nothing_in_any_side(
    deck: str, open_client: OpenClient, request: pytest.FixtureRequest
) -> None:
    """Contrast, names and structure of every side satisfy all rules of axe-core."""
    collection = request.getfixturevalue(deck)
    page = open_client(collection, WIDTHS[0])
    assert visit(page, AXE_VIOLATIONS, sides_of(collection), is_night=False) == []


@pytest.mark.parametrize("deck", ["real", "looks"])
def test_axe_finds_nothing_faint_by_night(
    deck: str, open_client: OpenClient, request: pytest.FixtureRequest
) -> None:
    """By night, when only colours differ, axe-core is content with the contrast of all sides."""
    collection = request.getfixturevalue(deck)
    page = open_client(collection, WIDTHS[0])
    html = "".join(side["html"] for side in sides_of(collection))
    all_sides = {"title": "all", "html": html, "classes": "card"}
    assert visit(page, FAINT, [all_sides], is_night=True) == []


@pytest.mark.parametrize(
    ("judge", "is_night", "markup", "problem"),
    [
        (TOO_WIDE, False, '<p style="width: 999px">wide</p>', "999 px in 320 px"),
        (AXE_VIOLATIONS, False, "<main><h1>T</h1><button></button></main>", "button-name"),
        (
            AXE_VIOLATIONS,
            False,
            "<main><h1 style='color: #aaa'>Title</h1></main>",
            "color-contrast",
        ),
        (FAINT, True, "<p style='color: #444'>faint</p>", "color-contrast"),
    ],
    ids=["wide", "nameless", "faint", "faint by night"],
)
def test_what_is_wrong_with_a_side_is_seen(
    judge: str,
    is_night: bool,
    markup: str,
    problem: str,
    open_client: OpenClient,
    looks: Collection,
) -> None:
    """What is too wide, nameless or faint is found, so that finding nothing means something."""
    page = open_client(looks, WIDTHS[0])
    page.add_style_tag(content=".card { padding: 0 !important; }")
    side = {"title": "one", "html": markup, "classes": "card"}
    found = visit(page, judge, [side], is_night=is_night)
    assert any(each.startswith(f"one: {problem}") for each in found)


def test_missing_picture_is_seen(open_client: OpenClient, looks: Collection) -> None:
    """A picture that cannot be shown is found too."""
    side = {"title": "one", "html": '<img src="data:image/png,none">', "classes": "card"}
    page = open_client(looks, WIDTHS[0])
    assert visit(page, TOO_WIDE, [side], is_night=False) == ["one: no data:image/png,none"]
