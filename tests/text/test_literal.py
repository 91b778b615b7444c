r"""Marks of Anki and MathJax in what a maintainer types: shown as typed, wherever it stands."""

import html
import re
from collections.abc import Callable, Iterator

import pytest
from anki.collection import Collection
from hypothesis import given
from hypothesis import strategies as st

from deckbuilder.text.literal import is_mark_of_anki
from deckbuilder.text.markdown import Markup, cloze_html, text_html

MARKS = (
    *("[sound:a.mp3]", "[SOUND:a.mp3]", "[anki:tts lang=en]b[/anki:tts]", "[anki:play:q:0]"),
    *("[latex]x[/latex]", "[LaTeX]x[/LaTeX]", "[$]5[/$]", "[$$]5[/$$]", "[[type:Front]]"),
)
FORMULAS = (r"\\(x\\)", r"\\[x\\]", r"\\(x \(y\)")
GAPS = ("{{c1::a}}", "{{c12::a::b}}", "{{c1,2::a}}")


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Return a collection, whose backend reads the marks."""
    opened = Collection(str(tmp_path_factory.mktemp("anki") / "collection.anki2"))
    yield opened
    opened.close()


def shown(anki: Collection, kind: str, markup: str) -> tuple[str, int]:
    """Return the back of a card with this HTML as a browser shows it, and its players."""
    note = anki.new_note(anki.models.by_name(kind))
    note.fields[0] = note.fields[1] = markup
    rendered = note.ephemeral_card().render_output()
    players = len(rendered.question_av_tags) + len(rendered.answer_av_tags)
    assert "<img" not in rendered.answer_text
    return html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", "", rendered.answer_text)), players


@pytest.mark.parametrize("place", ["{}", "`{}`", "**{}**", "```\n{}\n```", "- {}\n- b"])
@pytest.mark.parametrize("mark", MARKS)
def test_mark_is_shown_as_typed(anki: Collection, mark: str, place: str) -> None:
    """Anki makes no player, picture or box of a text, however it is set."""
    markup = text_html(place.format(mark)).html
    text, players = shown(anki, "Basic", markup)
    assert (mark in text, players) == (True, 0)


@pytest.mark.parametrize("mark", MARKS)
def test_mark_beside_a_gap_is_shown_as_typed(anki: Collection, mark: str) -> None:
    """Nor does Anki of a cloze text, in a gap and beside it."""
    markup = cloze_html(f"{{{{c1::{mark}}}}} {mark}").html
    text, players = shown(anki, "Cloze", markup)
    assert (f"{mark} {mark}" in text, players) == (True, 0)


@pytest.mark.parametrize(
    "hint", ["sound:a.mp3", "anki:tts lang=en", "latex", "$", "$$", "[type:a]"]
)
def test_hint_is_no_mark_between_the_brackets_of_anki(anki: Collection, hint: str) -> None:
    """Anki shows a hint in brackets, which make no mark of it."""
    note = anki.new_note(anki.models.by_name("Cloze"))
    note["Text"] = cloze_html(f"{{{{c1::a::{hint}}}}} b [/latex] [/$] [/$$]").html
    rendered = note.ephemeral_card().render_output()
    assert f"[{hint}]" in html.unescape(rendered.question_text)
    assert (rendered.question_av_tags, "<img" in rendered.question_text) == ([], False)
    assert not re.search(r"\[(?:sound:|anki:|latex|\$|\[type:)", rendered.question_text)


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("place", ["{}", r"\({}\)", "`{}`", '[a](https://b.c "{}")'])
def test_gap_outside_a_cloze_text_makes_no_card(anki: Collection, gap: str, place: str) -> None:
    """Anki looks for gaps in every field of a cloze note."""
    note = anki.new_note(anki.models.by_name("Cloze"))
    note.fields[1] = text_html(place.format(gap)).html
    assert list(note.cloze_numbers_in_fields()) == []


@pytest.mark.parametrize("typed", [r"\[latex]x[/latex]\]", r"\([$]5[/$]\)", r"\[sound:x\]"])
def test_formula_holds_no_mark(anki: Collection, typed: str) -> None:
    """A formula that looks like a mark stays a formula."""
    markup = text_html(typed).html
    assert (is_mark_of_anki(markup.replace("\\[", "").replace("\\(", "")), markup[:2]) == (
        False,
        typed[:2],
    )
    assert shown(anki, "Basic", markup)[1] == 0


@pytest.mark.parametrize("html_of", [text_html, cloze_html])
@pytest.mark.parametrize("typed", FORMULAS)
def test_escaped_formula_is_parted_by_a_tag(html_of: Callable[[str], Markup], typed: str) -> None:
    """MathJax reads over entities, so a tag stands between a backslash and what follows."""
    markup = html_of(typed).html
    assert "<span>\\</span>" in markup
    literal = markup.replace(r"\(y\)", "")
    assert not re.search(r"\\(?:&#\d+;)?[(\[]", literal)


@given(st.lists(st.sampled_from([*MARKS, *GAPS, "\\", "`", "[", "]", "(", "$", "a", " "])))
def test_no_mark_leaves_a_text(parts: list[str]) -> None:
    """Whatever stands around it, no mark of Anki leaves a text but a formula's own."""
    markup = text_html("".join(parts)).html
    assert not re.search(r"\[(?:sound:|latex\]|\$+\]|\[type:)|\{\{c\d+::", markup, re.IGNORECASE)
