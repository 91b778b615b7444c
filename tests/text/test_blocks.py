"""Where a block of Markdown starts, and which signs at the start of a line stay text."""

import html
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckbuilder.text.markdown import cloze_html, text_html
from deckbuilder.text.plain import plain_text, shows_nothing

SIGNS = ("+", "-", "*", ">", "#", "######", "1.", "1987.", "12)", "---", "***", "___", "```", "~~~")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("behind", ["", " 60 mV", "  60 mV", " **60** mV", " - 60 mV"])
def test_sign_at_the_start_of_one_line_is_shown(sign: str, behind: str) -> None:
    """A text of one line is no list, quotation, heading, rule or code block."""
    shown = f"{sign}{behind}".replace("**60**", "60")
    assert " ".join(plain_text(text_html(f"{sign}{behind}").html).split()) == " ".join(
        shown.split()
    )
    assert "<p>" not in text_html(f"{sign}{behind}").html


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("text", ["At rest:\n{} 70 mV", "{} 70 mV\n\nat rest", "At rest:\n\n{} 70"])
def test_lone_sign_in_a_longer_text_is_shown(sign: str, text: str) -> None:
    """A list of one item, a quotation of one line and a fence without end stay text."""
    if sign.startswith("#") and not text.startswith("At"):
        return  # a line stands below it: it is a heading
    assert f"{sign} 70" in plain_text(text_html(text.format(sign)).html)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("- - 70 mV\n- + 60 mV", "<ul>\n<li>- 70 mV</li>\n<li>+ 60 mV</li>\n</ul>"),
        ("1987. a\n1990. b", "1987. a\n1990. b"),
        ("01. a\n02. b", "01. a\n02. b"),
        ("- a\n+ b\n* c", "- a\n+ b\n* c"),
        ("- a\n\nb\n\n- c", "<p>- a</p>\n<p>b</p>\n<p>- c</p>"),
        ("> a\nb", "&gt; a\nb"),
        ("```\na", "```\na"),
        ("# \na", "#\na"),
        ("a\n---", "a\n---"),
        ("---\na", "---\na"),
    ],
)
def test_what_only_looks_like_a_block_is_shown_as_typed(typed: str, shown: str) -> None:
    """Items of another sign, numbers that do not count on and what has no end are no block."""
    assert text_html(typed).html == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("1. a\n1. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("1987. a\n1988. b", '<ol start="1987">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("a\n- b\n- c", "<p>a</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>"),
        ("- a\nb\n- c", "<ul>\n<li>a\nb</li>\n<li>c</li>\n</ul>"),
        ("- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>"),
        ("> a\n> b", "<blockquote>\n<p>a\nb</p>\n</blockquote>"),
        ("# a\n\nb", "<h1>a</h1>\n<p>b</p>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr />\n<p>b</p>"),
        ("- a\n  - b\n  - c\n- d", "<li>a\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n</li>"),
    ],
)
def test_block_of_more_than_one_line_is_one(typed: str, shown: str) -> None:
    """With a second item, line or end it is a list, quotation, heading, rule or code block."""
    assert shown in text_html(typed).html


@given(st.lists(st.sampled_from(["- a", "+ b", "1. c", "> d", "# e", "---", "f", "", "  - g"])))
def test_no_list_has_one_item(lines: list[str]) -> None:
    """However signs follow each other, no list of one item comes of them."""
    for markup in (text_html("\n".join(lines)), cloze_html("\n".join(lines))):
        tree = ET.fromstring(f"<div>{markup.html}</div>")  # noqa: S314 (our own HTML)
        assert 1 not in {len(found) for found in (*tree.iter("ul"), *tree.iter("ol"))}


@given(st.lists(st.sampled_from("ab-+*>#1. "), max_size=30).map("".join))
def test_one_line_is_shown_to_the_letter(text: str) -> None:
    """A line of letters, digits and the signs of blocks reaches the reader unchanged."""
    if "*" in text:
        text = text.replace("*", "")
    assert text_html(text).html == html.escape(text.strip(), quote=False)


@pytest.mark.parametrize(
    "text", [r"\(\)", r"\[ \, \]", "[](https://a.b)", "-\n-", "```\n```", "\u200b", "\u2800\ufe0f"]
)
def test_text_without_anything_to_see_is_known(text: str) -> None:
    """Empty formulas, links, lists and code, and invisible characters, show nothing."""
    assert shows_nothing(text_html(text).html)


@pytest.mark.parametrize("text", ["-", "---", "1987.", "#", ">", "```", r"\(x\)", "{}", "\\"])
def test_sign_alone_is_something_to_see(text: str) -> None:
    """A sign that is shown as typed is no empty text."""
    assert not shows_nothing(text_html(text).html)
