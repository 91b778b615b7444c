"""What the cards say beside the texts of their notes: in English, or as the collection says."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

from deckbuilder.collection.contents import Collection
from deckbuilder.collection.wording import Wording
from deckbuilder.rendering.fields import render_notes
from deckbuilder.site.cardview import card_view
from deckbuilder.source.headings import ENGLISH, Headings

if TYPE_CHECKING:
    from playwright.sync_api import Page

Run = Callable[..., Result]
Edit = Callable[[str, str, str], None]
CollectionOf = Callable[[str | Path], Collection]
HEBREW = """
language: he
headings:
  why: למה
  core: בסיס
  not supported: לא נתמך
  textbook: ידע כללי.
  corrected: תוקן ביום {day}.
"""


def sides(collection: Collection) -> dict[str, tuple[str, str]]:
    """Return the HTML of the first card of each note."""
    views = {
        note.id: card_view(note, collection.look, "Mini::01", 0)
        for note in render_notes(collection)
    }
    return {name: (view.question, view.answer) for name, view in views.items()}


@pytest.fixture
def hebrew(project: Path, edit: Edit, collection_of: CollectionOf) -> Collection:
    """Return the small collection in Hebrew, with some of its headings."""
    edit("source/collection.yaml", "tag_root: mini\n", f"tag_root: mini{HEBREW}")
    return collection_of(project / "source")


def test_english_is_built_in(project: Path, collection_of: CollectionOf) -> None:
    """A collection that says nothing has English cards, without marks for the language."""
    answer = sides(collection_of(project / "source"))["binding-site"][1]
    assert '<main lang="en" dir="ltr">' in answer
    assert "<h2>Why</h2>" in answer
    assert "<summary>References</summary>" in answer
    assert '<span class="level core">core</span>' in answer


def test_headings_of_the_collection_stand_on_its_cards(hebrew: Collection) -> None:
    """Those that it has are shown, and what stays English says that it is."""
    question, answer = sides(hebrew)["binding-site"]
    assert '<main lang="he" dir="rtl">' in question
    assert "<h2>למה</h2>" in answer
    assert '<summary><span lang="en" dir="ltr">References</span></summary>' in answer
    assert "<p>ידע כללי.</p>" in sides(hebrew)["half-life"][1]


def test_level_and_verdict_are_seen_in_the_language(hebrew: Collection, page: "Page") -> None:
    """Their fields stay English for every search; the stylesheet shows the word that fits."""
    answer = sides(hebrew)["binding-site"][1]
    claim = sides(hebrew)["claim-gaba-levels"][1]
    page.set_content(f"<style>{hebrew.look.css}</style><body class=card>{answer}{claim}</body>")
    seen = page.locator(".level").all_inner_texts() + page.locator(".verdict").all_inner_texts()
    assert seen == ["בסיס", "בסיס", "לא נתמך"]


def test_card_reads_from_right_to_left(hebrew: Collection, page: "Page") -> None:
    """Lines start at the right, and the bar of the answer stands there."""
    answer = sides(hebrew)["binding-site"][1]
    page.set_content(f"<style>{hebrew.look.css}</style><body class=card>{answer}</body>")
    style = "getComputedStyle(document.querySelector('.answer'))"
    assert page.evaluate(f"{style}.direction") == "rtl"
    assert page.evaluate(f"{style}.borderRightWidth") == "4px"
    assert page.evaluate(f"{style}.borderLeftWidth") == "0px"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("language: en_US", '"en_US" is not the tag of a language; write it as in "en" or "pt-BR"'),
        ("headings: {corrected: Falsch}", '"Falsch" has no {day}, which the card fills in'),
        ("headings: {wy: Warum}", 'unknown key "wy"; did you mean "why"?'),
    ],
)
def test_wrong_language_or_heading_is_told(
    written: str, said: str, project: Path, run: Run, edit: Edit
) -> None:
    """A language is a tag, a heading one that cards have, with what is filled in."""
    del project
    edit("source/collection.yaml", "tag_root: mini\n", f"tag_root: mini\n{written}\n")
    assert said in run("check").stdout


def test_heading_is_shown_as_typed() -> None:
    """A heading is text: neither HTML nor a field of the template nor a mark of Anki."""
    wording = Wording("de", {"why": r"<b> {{Answer}} [sound:a] \(x\)"})
    assert wording.html("why") == (
        r"&lt;b&gt; &#123;&#123;Answer}} &#91;sound:a] <span>\</span>(x<span>\</span>)"
    )


def test_every_heading_has_its_english() -> None:
    """What a collection may say in its language is built in in English."""
    keys = {field.alias or name for name, field in Headings.model_fields.items()}
    assert keys == set(ENGLISH)
