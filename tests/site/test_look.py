"""The look of every side of every card in a real browser, under the classes of Anki's desktop."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from deckbuilder.collection.contents import Collection
from deckbuilder.rendering.fields import render_notes
from deckbuilder.site.pages import Site, build_site
from deckbuilder.site.shown import shown_notes

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
    return violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html}`));
}"""
# For many sides in one page, each with a main part of its own.
AXE_VIOLATIONS_OF_MANY = AXE_VIOLATIONS.replace(
    "{resultTypes",
    """{rules: {
        "landmark-no-duplicate-main": {enabled: false}, "landmark-unique": {enabled: false},
    }, resultTypes""",
)

ELEMENT = re.compile(r'<(\w+)(?:[^>]*\bclass="([^"]*)")?')
"""A start tag and its classes."""

Side = dict[str, str]
"""A side of a card: its title, its HTML, and the classes of its body."""

WriteSite = Callable[[Site], Path]


@dataclass(frozen=True)
class Cards:
    """All sides of a collection, and the address of an empty card in a client's frame."""

    address: str
    sides: list[Side]


@pytest.fixture(scope="module", params=[pytest.param("real", marks=pytest.mark.slow), "looks"])
def cards(request: pytest.FixtureRequest, write_site: WriteSite) -> Cards:
    """Return the cards of the real deck, and those that are hard to set."""
    return cards_of(request.getfixturevalue(request.param), write_site)


@pytest.fixture(scope="module")
def few_cards(looks: Collection, write_site: WriteSite) -> Cards:
    """Return the cards that are hard to set."""
    return cards_of(looks, write_site)


def cards_of(collection: Collection, write_site: WriteSite) -> Cards:
    """Write the frame that a client puts cards into, with the pictures beside it."""
    notes = render_notes(collection)
    folder = write_site(build_site(collection, notes))
    (folder / "client.html").write_text(
        '<!doctype html><html lang="de"><meta charset="utf-8"><title>Client</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<style>{collection.look.css}</style><body><div id="qa"></div>',
        "utf-8",
    )
    sides = [
        {
            "title": f"{note.id} {face.title} {name}",
            "html": html,
            "classes": f"card card{face.number}",
        }
        for note in shown_notes(collection, notes, None)
        for face in note.faces
        for name, html in face.sides.items()
    ]
    return Cards((folder / "client.html").as_uri(), sides)


def open_client(page: "Page", cards: Cards, width: int) -> None:
    """Open an empty card on a screen of a width, with axe-core at hand."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.goto(cards.address)
    page.evaluate(AXE_SCRIPT)


def visit(page: "Page", judge: str, sides: list[Side], *, is_night: bool) -> list[str]:
    """Return what `judge` finds wrong with each side."""
    found: list[str] = page.evaluate(VISIT.replace("JUDGE", judge), [sides, is_night])
    return found


def elements(html: str) -> frozenset[tuple[str, str]]:
    """Return the elements of a side with their classes: what its look and its structure rest on."""
    return frozenset(ELEMENT.findall(html))


@pytest.mark.slow
@BY_DAY_AND_NIGHT
@pytest.mark.parametrize("width", WIDTHS)
def test_no_side_is_wider_than_the_screen(
    cards: Cards, width: int, is_night: bool, page: "Page"
) -> None:
    """At each width, with references unfolded, a card scrolls down and never sideways."""
    open_client(page, cards, width)
    assert visit(page, TOO_WIDE, cards.sides, is_night=is_night) == []


@pytest.mark.slow
def test_text_of_twice_the_size_fits_a_phone(cards: Cards, page: "Page") -> None:
    """At 320 px with text of 200 %, no card scrolls sideways."""
    open_client(page, cards, WIDTHS[0])
    page.add_style_tag(content="html { font-size: 200%; }")
    assert visit(page, TOO_WIDE, cards.sides, is_night=False) == []


@pytest.mark.slow
def test_axe_finds_nothing_in_a_side_of_any_kind(few_cards: Cards, page: "Page") -> None:
    """A side of each kind by itself satisfies all rules of axe-core."""
    open_client(page, few_cards, WIDTHS[0])
    assert visit(page, AXE_VIOLATIONS, few_cards.sides, is_night=False) == []


@pytest.mark.slow
@BY_DAY_AND_NIGHT
def test_axe_finds_nothing_in_any_side(cards: Cards, is_night: bool, page: "Page") -> None:
    """Contrast, names and structure of sides of every build satisfy axe-core, all in one page."""
    open_client(page, cards, WIDTHS[0])
    html = "".join({elements(side["html"]): side["html"] for side in cards.sides}.values())
    all_sides = {"title": "all", "html": html, "classes": "card"}
    assert visit(page, AXE_VIOLATIONS_OF_MANY, [all_sides], is_night=is_night) == []


@pytest.mark.slow
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
        (AXE_VIOLATIONS_OF_MANY, True, "<p style='color: #444'>faint</p>", "color-contrast"),
    ],
    ids=["wide", "nameless", "faint", "faint by night"],
)
def test_what_is_wrong_with_a_side_is_seen(
    judge: str, is_night: bool, markup: str, problem: str, few_cards: Cards, page: "Page"
) -> None:
    """What is too wide, nameless or faint is found, so that finding nothing means something."""
    open_client(page, few_cards, WIDTHS[0])
    page.add_style_tag(content=".card { padding: 0 !important; }")
    side = {"title": "one", "html": markup, "classes": "card"}
    found = visit(page, judge, [side], is_night=is_night)
    assert any(each.startswith(f"one: {problem}") for each in found)


def test_missing_picture_is_seen(few_cards: Cards, page: "Page") -> None:
    """A picture that cannot be shown is found too."""
    side = {"title": "one", "html": '<img src="data:image/png,none">', "classes": "card"}
    open_client(page, few_cards, WIDTHS[0])
    assert visit(page, TOO_WIDE, [side], is_night=False) == ["one: no data:image/png,none"]
