"""Markdown and clozes: what a maintainer types, and what reaches the student."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator

import pytest
from anki.collection import Collection
from hypothesis import given
from hypothesis import strategies as st

from deckbuilder.text.markdown import Markup, cloze_html, text_html
from deckbuilder.text.offsets import MarkupProblem
from deckbuilder.text.plain import plain_text
from tests.places import FIXTURES

CASE_FILE = FIXTURES / "markup.md"
CASES = re.findall(
    r"^### ([^\n]+)\n~~~\n(.*?)\n~~~\n(.*?)\n~~~$",
    CASE_FILE.read_text("utf-8"),
    re.MULTILINE | re.DOTALL,
)
OUR_TAGS = (
    "a|blockquote|br|code|div|em|h[1-6]|hr|li|ol|p|pre|span|strong|su[bp]"
    "|t(?:able|body|d|h|head|r)|ul"
)
MARKUP = st.text(alphabet="{}c12:\\()[]*_~^`<>&-|# \nαx!", max_size=40)


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Return a collection, whose backend knows how Anki itself reads clozes."""
    opened = Collection(str(tmp_path_factory.mktemp("anki") / "collection.anki2"))
    yield opened
    opened.close()


@pytest.mark.parametrize(("title", "typed", "expected"), CASES, ids=[case[0] for case in CASES])
def test_markup_case(title: str, typed: str, expected: str) -> None:
    """The HTML of each case in fixtures/markup.md is as it stands there."""
    markup = cloze_html(typed) if title.startswith("cloze") else text_html(typed)
    assert (markup.html, markup.problems) == (expected, ())


@pytest.mark.parametrize(("typed", "offset"), [("[]()", 0), ("a `]()` [x]( ) b", 8)])
def test_link_without_an_address_is_told(typed: str, offset: int) -> None:
    """A link that leads nowhere is a problem, not a dead link on a card."""
    problem = "a link has no address; write it between the round brackets"
    assert text_html(typed).problems == cloze_html(typed).problems
    assert text_html(typed).problems == (MarkupProblem(problem, offset),)


@pytest.mark.parametrize("mark", ["**", "*", "_", "~", "^", "`"])
def test_lone_marks_stay(mark: str) -> None:
    """A formatting mark without a partner is shown as typed."""
    assert text_html(f"a {mark} b").html == f"a {mark} b"


@pytest.mark.parametrize("alt", ["a", "[a]", r"a\]b", "a\nb", "`]`"])
@pytest.mark.parametrize("html_of", [text_html, cloze_html])
def test_picture_in_a_text_is_told_and_not_loaded(
    html_of: Callable[[str], Markup], alt: str
) -> None:
    """However its description is written, a picture is a problem and never an image tag."""
    markup = html_of(f"{{{{c1::a ![{alt}](https://example.org/x.png)}}}}")
    (problem,) = markup.problems
    assert problem.message == "a picture cannot stand in a text; name it under figure"
    assert problem.offset == len("{{c1::a ")
    assert "<img" not in markup.html


@pytest.mark.parametrize("block", ["```\n{{c2::b}}\n```", "```{{c2::b}}\nx\n```"])
def test_cloze_in_a_code_block_is_told(block: str) -> None:
    """Anki would find a gap in a code block, for which there is no card."""
    message = "a cloze cannot stand in a code block; write the code as text"
    text = f"{{{{c1::a}}}}\n\n{block}"
    assert cloze_html(text).problems == (MarkupProblem(message, text.index("{{c2")),)


@pytest.mark.parametrize("code", ["`{{c2::b}}`", "`` a {{c2::b}} ``", "```{{c2::b}}\n```"])
def test_cloze_in_inline_code_is_told(code: str) -> None:
    """In code braces are text, so that a gap in it would show its marks and its answer."""
    message = "a cloze cannot stand in code; put it around the code, as in {{c1::`ls`}}"
    text = f"{{{{c1::a}}}} {code}"
    assert cloze_html(text).problems == (MarkupProblem(message, text.index("{{c2")),)


NEVER_CLOSED = 'cloze c1 is opened and never closed; it ends with "}}"'
STRAY = 'closing "}}" without an opening "{{c1::"'
OPEN_FORMULA = 'formula "\\(" without its closing "\\)"'
OPEN_BRACE = "a formula has an opening brace that is never closed"
PICTURE = "a picture cannot stand in a text; name it under figure"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("A {{c1::drug}} and »{{c1::drug", NEVER_CLOSED),
        ("A {{c1::drug}} and b»}}", STRAY),
        ("»{{c1::x", NEVER_CLOSED),
        ("\n\n  \n»{{c1::x", NEVER_CLOSED),
        ("{{c1::e\u0301}} »{{c1::x", NEVER_CLOSED),
        ("{{c1::a}} \\(a\\) »\\(a", OPEN_FORMULA),
        ("{{c1::a}} \\(x_»{a\\)", OPEN_BRACE),
        ("{{c1::a}} `![x](y.png)` »![x](y.png)", PICTURE),
        ("1. {{c1::a}}\n\n   - b »{{c1::c", NEVER_CLOSED),
        ("# {{c1::a}}\n> b\n> »{{c1::c", NEVER_CLOSED),
        ("| {{c1::a}} | b |\n| --- | --- |\n| c | d »{{c1::e |", NEVER_CLOSED),
        ("| {{c1::a}} | b |\n| --- | --- |\n»| c | d \\| e {{c1::f |", NEVER_CLOSED),
    ],
)
def test_problem_knows_its_place(typed: str, message: str) -> None:
    """A problem is told where it stands (marked here), not where the same text stood before."""
    offset = typed.index("»")
    text = typed.replace("»", "")
    assert cloze_html(text).problems == (MarkupProblem(message, offset),)


@given(st.text(alphabet="a{}c1:\\()[]!*~^`|->\n é\u0301", max_size=60))
def test_every_place_lies_in_the_text(text: str) -> None:
    """Whatever is typed, a problem lies on a character of the text or just behind the last."""
    for problem in (*text_html(text).problems, *cloze_html(text).problems):
        assert problem.offset is None or 0 <= problem.offset <= len(text)


def test_link_in_a_gap_neither_ends_nor_opens_one(anki: Collection) -> None:
    """Braces and double colons in the address and title of a link are no marks for Anki."""
    markup = cloze_html('{{c1::[a](https://b.c/d::e "f}}g::h{{c2::i")}}')
    note = anki.new_note(anki.models.by_name("Cloze"))
    note["Text"] = markup.html
    assert (markup.problems, note.cloze_numbers_in_fields()) == ((), [1])
    shown = note.ephemeral_card().answer()
    assert '<a href="https://b.c/d&#58;&#58;e" title="f&#125;&#125;g&#58;&#58;h' in shown


ANY_TEXT = st.text(
    alphabet=st.characters(
        codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="()[]"
    ),
    max_size=60,
)


@given(ANY_TEXT)
def test_escaped_text_is_shown_to_the_letter(text: str) -> None:
    """A text whose punctuation is escaped reaches the reader unchanged, whatever it holds."""
    words = unicodedata.normalize("NFC", " ".join(text.split()))
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", words)
    assert plain_text(text_html(escaped).html) == words


@given(MARKUP)
def test_no_tag_but_ours_leaves_a_text(text: str) -> None:
    """Whatever is typed, the HTML holds only tags that Markdown makes."""
    for rendered in (text_html(text), cloze_html(text)):
        tags = re.findall(r"<[^>]*>", rendered.html)
        assert all(re.fullmatch(rf"</?(?:{OUR_TAGS})(?: [^<>]*)?/?>", tag) for tag in tags)


@given(MARKUP)
def test_cloze_numbers_are_those_that_anki_finds(anki: Collection, text: str) -> None:
    """For a text without problems Anki makes exactly the cards that we count."""
    markup = cloze_html(text)
    if markup.problems:
        return
    note = anki.new_note(anki.models.by_name("Cloze"))
    note["Text"] = markup.html
    assert set(note.cloze_numbers_in_fields()) == set(markup.clozes)


@given(
    st.lists(
        st.sampled_from(["a", "{x}", r"\(e^{a_{b}}\)", r"\::", "**b**", "H~2~O", " "]), max_size=6
    )
)
def test_anki_shows_all_of_a_gap(anki: Collection, pieces: list[str]) -> None:
    """What stands in a gap is all shown on the answer side, braces and colons too."""
    inside = "x" + "".join(pieces)
    note = anki.new_note(anki.models.by_name("Cloze"))
    note["Text"] = cloze_html(f"before {{{{c1::{inside}}}}} after").html
    card = note.ephemeral_card()
    shown = re.sub(r"<style>.*?</style>|<[^>]*>", "", card.answer(), flags=re.DOTALL)
    expected = plain_text(cloze_html(inside).html)
    assert " ".join(html.unescape(shown).split()) == f"before {' '.join(expected.split())} after"
