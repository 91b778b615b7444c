"""The preview in a real browser: readable, used by mouse and by keyboard, safe, anew on a save."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import Result
from playwright.sync_api import expect

from deckbuilder.collection.contents import Collection
from deckbuilder.rendering.fields import render_notes
from deckbuilder.site.pages import PAGES, Site, build_site, problem_site
from deckbuilder.site.server import PreviewServer
from deckbuilder.site.shown import ShownNote, shown_notes
from tests.places import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Locator, Page

    from tests.conftest import Start

pytestmark = pytest.mark.slow  # pages of some hundred cards in a real browser

WIDTHS = (320, 420, 1280)
MOST_TABS = 600
SECONDS = 300
"""Longest wait for all pictures."""

NIGHT = "rgb(23, 27, 33)"
"""What the paper of a card is by night."""

VISIBLE = "[...document.querySelectorAll('.note')].filter((note) => note.checkVisibility())"
PAPERS = """[...document.querySelectorAll("iframe")].map(
    (frame) => getComputedStyle(frame.contentDocument.body).backgroundColor)"""
FRAME_WIDTHS = "[...document.querySelectorAll('iframe')].map((frame) => frame.offsetWidth)"
NAME_FOCUSED = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    (window.reached ??= []).push(element);
    const style = getComputedStyle(element);
    return element.tagName === "IFRAME" || style.outlineStyle === "solid" ? "seen" : "unseen";
}"""
NOT_REACHED = """() => {
    const holds = (frame) => frame.contentDocument.querySelector("a[href], summary, [tabindex]");
    const inTabs = (each) => each.checkVisibility()
        && (each.type !== "radio" || each.checked)
        && (each.tagName !== "IFRAME" || holds(each));
    const controls = "a[href], summary, select, input, button, iframe, [tabindex='0']";
    return [...document.querySelectorAll(controls)]
        .filter((each) => inTabs(each) && !reached.includes(each))
        .map((each) => each.outerHTML.slice(0, 200));
}"""

Run = Callable[..., Result]
Edit = Callable[[str, str, str], None]
WriteSite = Callable[[Site], Path]


@pytest.fixture(scope="module")
def index(real: Collection, write_site: WriteSite) -> str:
    """Return the address of the index of the real deck."""
    return (write_site(build_site(real, render_notes(real))) / "index.html").as_uri()


@pytest.fixture(scope="module")
def small_index(looks: Collection, write_site: WriteSite) -> str:
    """Return the address of the index of a few notes of every kind."""
    return (write_site(build_site(looks, render_notes(looks))) / "index.html").as_uri()


def axe_violations(page: "Page") -> list[str]:
    """Return what axe-core finds in a page; the cards in its frames are for test_look.py."""
    options = {"resultTypes": ["violations"], "iframes": False}
    violations = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in violations]


def field(page: "Page", label: str) -> "Locator":
    """Return the field of a filter."""
    return page.locator("#controls").get_by_role("combobox", name=label)


def switch(page: "Page", name: str) -> "Locator":
    """Return the radio button of a light or a width."""
    return page.locator("#controls").get_by_label(name, exact=True)


def wait_for_cards(page: "Page") -> None:
    """Wait until every card that is near the window is shown in its frame."""
    page.locator("iframe").first.wait_for()
    page.locator("iframe:not([data-shown])").first.wait_for(state="detached")


def shown(page: "Page") -> list[str]:
    """Return the ids of the notes that are visible."""
    ids: list[str] = page.evaluate(f"{VISIBLE}.map((note) => note.id.replace('note-', ''))")
    return ids


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_any_page(name: str, small_index: str, page: "Page") -> None:
    """Contrast, names and structure of pages with every kind of card satisfy axe-core."""
    page.goto(small_index.replace("index.html", name))
    assert axe_violations(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_any_page_by_night(name: str, small_index: str, page: "Page") -> None:
    """The same pages do so by night."""
    page.goto(small_index.replace("index.html", f"{name}#light=night"))
    assert page.evaluate("document.documentElement.classList.contains('night')")
    assert axe_violations(page) == []


def test_axe_finds_nothing_where_problems_are_told(page: "Page") -> None:
    """The page that stands in for a site with errors satisfies all rules of axe-core."""
    with PreviewServer(0) as server:
        server.show(problem_site(["source/cards/a.yaml:1:1: error: none [S001]"]))
        page.goto(server.address)
        assert axe_violations(page) == []
        page.goto("about:blank")


@pytest.mark.parametrize("text_size", ["100%", "200%"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_the_screen(
    name: str, text_size: str, index: str, page: "Page"
) -> None:
    """At each width, also with text of twice the size, a page scrolls down and never sideways."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(index.replace("index.html", name))
        page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", text_size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


Wanted = Callable[[ShownNote], bool]


@pytest.mark.parametrize(
    ("choices", "wanted"),
    [
        ({"Deck": "claims"}, lambda note: note.deck_id == "claims"),
        ({"Tag": "long::words"}, lambda note: "long::words" in note.tags),
        ({"Level": "advanced"}, lambda note: note.level == "advanced"),
        ({"Kind": "claim"}, lambda note: note.kind == "claim"),
        (
            {"Deck": "kinds", "Level": "core", "Kind": "cloze"},
            lambda note: (note.deck_id, note.level, note.kind) == ("kinds", "core", "cloze"),
        ),
    ],
    ids=["deck", "tag", "level", "kind", "all"],
)
def test_filter_shows_what_fits_it(
    choices: dict[str, str], wanted: Wanted, looks: Collection, small_index: str, page: "Page"
) -> None:
    """Only the notes that fit all choices are shown and counted, also after a reload."""
    expected = [note for note in shown_notes(looks, render_notes(looks), None) if wanted(note)]
    assert expected
    page.goto(small_index)
    for label, value in choices.items():
        field(page, label).select_option(value)
    for _ in range(2):
        assert shown(page) == [note.id for note in expected]
        assert page.get_by_role("status").inner_text() == (
            f"{len(expected)} of {len(looks.notes) + len(looks.retired)} notes, "
            f"{sum(len(note.faces) for note in expected)} cards"
        )
        page.reload()


def test_text_filter_wants_every_word(index: str, page: "Page") -> None:
    """Words are sought in any order and any case, and `Show all` brings all notes back."""
    page.goto(index)
    notes = shown(page)
    switch(page, "night").check()
    page.get_by_role("searchbox").fill("CHANNEL frequency")
    assert 0 < len(shown(page)) < len(notes)
    for name in shown(page):
        text = page.locator(f"#note-{name}").get_attribute("data-text") or ""
        assert all(word in text for word in ("channel", "frequency"))
    page.get_by_role("button", name="Show all").click()
    assert shown(page) == notes
    assert switch(page, "night").is_checked()


def test_links_of_the_index_filter_it(index: str, page: "Page") -> None:
    """A deck, a topic of it, and a tag of a note lead to their notes."""
    page.goto(index)
    page.get_by_role("link", name="05 Sleep").click()
    expect(field(page, "Deck")).to_have_value("sleep")
    row = page.get_by_role("row", name="01 GABA-A receptor")
    row.locator("summary").click()
    row.get_by_role("link", name="binding-site", exact=True).click()
    expect(field(page, "Deck")).to_have_value("receptor")
    expect(field(page, "Tag")).to_have_value("binding-site")
    assert "bz-binding-site" in shown(page)


def test_link_to_a_note_shows_it_whatever_was_chosen(index: str, page: "Page") -> None:
    """The bibliography leads to a note, and back to its reference from there."""
    page.goto(f"{index}#deck=sleep")
    page.get_by_role("link", name="Bibliography").click()
    page.locator("#ref-zhu2018").get_by_role("link", name="bz-binding-site").click()
    note = page.locator("#note-bz-binding-site")
    assert note.is_visible()
    note.locator("summary", has_text="References").first.click()
    note.get_by_role("link", name="zhu2018").click()
    assert page.url.endswith("references.html#ref-zhu2018")


def test_filters_outlive_a_step_to_a_note(index: str, page: "Page") -> None:
    """A note that is shown leaves the choice as it is, also after a reload."""
    page.goto(f"{index}#deck=sleep&light=night")
    chosen = shown(page)
    page.get_by_role("link", name="sleep-stages-n2-n3-rem", exact=True).click()
    page.get_by_role("link", name="Skip to the content").press("Enter")
    page.reload()
    assert shown(page) == chosen
    page.get_by_role("link", name="Figures").click()
    expect(page.locator("html")).to_have_class("night")


def test_choice_outlives_links_and_pages(index: str, page: "Page") -> None:
    """A deck's link keeps the width, and the way over another page keeps both."""
    page.goto(index)
    switch(page, "320").check()
    page.get_by_role("link", name="05 Sleep").click()
    expect(field(page, "Deck")).to_have_value("sleep")
    page.reload()
    expect(switch(page, "320")).to_be_checked()
    page.get_by_role("link", name="Bibliography").click()
    page.get_by_role("link", name="Cards").click()
    expect(field(page, "Deck")).to_have_value("sleep")
    expect(switch(page, "320")).to_be_checked()


def test_reader_stays_at_a_note_over_reload_and_back(index: str, page: "Page") -> None:
    """Reloading and coming back from another page lead to the note that was in view."""
    page.goto(index)
    note = page.locator("#note-phasic-versus-tonic-inhibition")
    note.scroll_into_view_if_needed()
    page.reload()
    wait_for_cards(page)
    expect(note).to_be_in_viewport()
    page.get_by_role("link", name="Bibliography").evaluate("(link) => link.click()")
    expect(page.get_by_role("heading", name="Bibliography")).to_be_visible()
    page.go_back()
    wait_for_cards(page)
    expect(note).to_be_in_viewport()


def test_switches_change_light_and_width_of_the_cards(small_index: str, page: "Page") -> None:
    """By night the frames have Anki's classes and the paper of the night; a phone is narrow."""
    page.goto(small_index)
    wait_for_cards(page)
    assert NIGHT not in page.evaluate(PAPERS)
    switch(page, "night").check()
    switch(page, "320").check()
    assert set(page.evaluate(PAPERS)) == {NIGHT}
    assert set(page.evaluate(FRAME_WIDTHS)) == {320}
    switch(page, "420").check()
    assert set(page.evaluate(FRAME_WIDTHS)) == {420}
    page.reload()
    wait_for_cards(page)
    assert set(page.evaluate(PAPERS)) == {NIGHT}


def test_keyboard_alone_reaches_every_control(small_index: str, page: "Page") -> None:
    """The tab key comes by every link, field, switch, fold and card, and shows where it is."""
    page.set_viewport_size({"width": 1280, "height": 12_000})
    page.goto(small_index)
    page.locator(".frame:not(:has([data-shown]))").first.wait_for(state="detached")
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        state = page.evaluate(NAME_FOCUSED)
        if state is None:
            break
        assert state == "seen", page.evaluate("document.activeElement.outerHTML")
    else:
        pytest.fail("the keyboard is caught somewhere")
    assert page.evaluate(NOT_REACHED) == []


def test_keyboard_alone_filters_and_switches(small_index: str, page: "Page") -> None:
    """Arrow keys choose in fields and switches, the space bar unfolds, enter follows a link."""
    page.goto(small_index)
    field(page, "Deck").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert shown(page) == ["yes", "partly", "more", "no", "silent"]
    switch(page, "day").focus()
    page.keyboard.press("ArrowRight")
    assert switch(page, "night").is_checked()
    fold = page.locator("#note-yes details.references")
    fold.locator("summary").focus()
    page.keyboard.press("Space")
    assert fold.get_attribute("open") is not None
    page.get_by_role("link", name="Skip to the content").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.usefixtures("browser")
def test_pictures_of_the_readme_are_taken_anew(tmp_path: Path) -> None:
    """One command takes every picture that the README shows."""
    command = [sys.executable, ROOT / "tests/pictures.py", tmp_path]
    subprocess.run(command, check=True, timeout=SECONDS)
    shown_there = re.findall(r"\(decks/pictures/([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(shown_there)
    for name in shown_there:
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
        assert (ROOT / "decks/pictures" / name).is_file()


EVIL_DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(8)">'
    b'<script>document.title = "run"; alert(9)</script></svg>'
)
HOSTILE = (
    "<script>alert(1)</script><img src='data:,' onerror='alert(2)'><svg onload='alert(3)'></svg>"
    "<iframe srcdoc='<script>alert(4)</script>'></iframe><a href='javascript:alert(5)'>go</a>"
    "<a href='figures/evil.svg'>drawing</a>"
    "<form action='javascript:alert(6)'><button autofocus onfocus='alert(7)'>x</button></form>"
)


@pytest.fixture
def hostile_card(browser: "Browser", looks: Collection) -> "Iterator[FrameLocator]":
    """Return a card with hostile HTML, as an older package may hold it; fail if a script ran."""
    notes = [replace(note, fields=(HOSTILE,) * len(note.fields)) for note in render_notes(looks)]
    with PreviewServer(0) as server, browser.new_context() as context:
        server.show({**build_site(looks, notes), "figures/evil.svg": EVIL_DRAWING})
        dialogs: list[str] = []
        context.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page = context.new_page()
        page.goto(server.address)
        yield page.frame_locator("iframe").first
        switch(page, "night").check()
        assert (dialogs, page.title()) == ([], "Cards · Looks")


def test_hostile_text_runs_no_script(hostile_card: "FrameLocator") -> None:
    """No handler, no frame in the frame, and no link with a script in it does anything."""
    hostile_card.get_by_role("link", name="go").first.click()


def test_drawing_opened_by_itself_runs_no_script(hostile_card: "FrameLocator") -> None:
    """A link to a drawing opens it where its script may not run."""
    link = hostile_card.get_by_role("link", name="drawing").first
    with link.page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    assert opened.value.url.endswith("/figures/evil.svg")
    assert opened.value.title() == ""


def test_comparison_shows_old_beside_new(project: Path, run: Run, edit: Edit, page: "Page") -> None:
    """The count of changed notes leads to them, with the old side beside the new."""
    assert run("build").exit_code == 0
    (project / "decks/mini.apkg").rename(project / "old.apkg")
    edit("source/cards/claims.yaml", "raising GABA", "lowering GABA")
    assert run("preview", "--against", "old.apkg").exit_code == 0
    page.goto((project / "decks/preview/index.html").as_uri())
    page.get_by_role("link", name="1 changed").click()
    expect(field(page, "State")).to_have_value("changed")
    assert shown(page) == ["claim-gaba-levels"]
    note = page.locator("#note-claim-gaba-levels")
    new, old = (note.frame_locator(f"iframe >> nth={place}") for place in (0, 1))
    new.get_by_text("lowering GABA").wait_for()
    old.get_by_text("raising GABA").wait_for()


Watch = Callable[[Path], str]


@pytest.fixture
def watch(start: "Start") -> Watch:
    """Return a function that serves the site of a folder, watched, and returns its address."""

    def served(folder: Path) -> str:
        preview = start(folder, "preview", "--watch")
        return preview.read_until("\n").split()[1].removesuffix(",")

    return served


def save_and_wait(page: "Page", path: Path, old: str, new: str) -> None:
    """Edit a watched file, and wait for the page that was made after it."""
    version = page.locator("html").get_attribute("data-version")
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    page.locator(f"html:not([data-version='{version}'])").wait_for(state="attached")


def test_watched_page_stays_where_the_reader_is(tmp_path: Path, page: "Page", watch: Watch) -> None:
    """A save leaves the same note at the same height, and the bibliography where it was."""
    shutil.copytree(ROOT / "source", tmp_path / "source")
    path = tmp_path / "source/cards/anxiety.yaml"
    note = page.locator("#note-phasic-versus-tonic-inhibition")
    height = "(note) => note.getBoundingClientRect().top"
    address = watch(tmp_path)
    page.goto(address)
    note.scroll_into_view_if_needed()
    wait_for_cards(page)
    before = note.evaluate(height)
    save_and_wait(page, path, "question: What", "question: Now, what")
    wait_for_cards(page)
    expect(note).to_be_in_viewport()
    assert note.evaluate(height) == pytest.approx(before, abs=5)
    page.goto(f"{address}references.html")
    reference = page.locator("#ref-zhu2018")
    reference.scroll_into_view_if_needed()
    save_and_wait(page, path, "Now, what", "What")
    expect(reference).to_be_in_viewport()
    page.goto("about:blank")


def test_watched_page_follows_every_save(project: Path, page: "Page", watch: Watch) -> None:
    """An edit shows where the reader is, an error takes its place, and mending brings it back."""
    path = project / "source/cards/claims.yaml"
    sound = path.read_text("utf-8")
    address = watch(project)
    page.goto(address)
    page.locator("#note-claim-gaba-levels").scroll_into_view_if_needed()
    claim = page.frame_locator("#note-claim-gaba-levels iframe >> nth=0")
    claim.get_by_text("raising GABA").wait_for()
    path.write_text(sound.replace("raising", "lowering"), "utf-8")
    claim.get_by_text("lowering GABA").wait_for()
    path.write_text("deck: nowhere\nnotes: []\n", "utf-8")
    page.get_by_role("heading", name="The source has errors").wait_for()
    page.get_by_text("source/cards/claims.yaml:1:7: error: ").wait_for()
    path.write_text(sound, "utf-8")
    claim.get_by_text("raising GABA").wait_for()
    page.goto("about:blank")
