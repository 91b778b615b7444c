"""The short way to HTML agrees with the long one wherever it is taken."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deckbuilder.source.tree import YamlList, YamlMap, YamlNode, YamlText, read_yaml
from deckbuilder.text import markdown
from deckbuilder.text.short import short_cloze_html, short_text_html

CARDS = sorted((Path(__file__).resolve().parents[2] / "source" / "cards").glob("*.yaml"))

PIECES = (
    *(
        "word",
        "GABA",
        "α",
        "½",
        "é",
        "e\u0301",
        "5",
        "10–20 mg",
        "1.",
        "2)",
        "x",
        " ",
        "  ",
        "\u00a0",
        "\u200b",
        "\u3164",
    ),
    *("*", "**", "***", "~", "~~", "^", "_", "`", "\\", r"\(", r"\)", r"\[", r"\]", "[", "](", ")"),
    *(
        "<",
        ">",
        "&",
        '"',
        "'",
        "!",
        "?",
        ".",
        ",",
        ";",
        ":",
        "::",
        "{",
        "}",
        "{{c1::",
        "{{c2::",
        "}}",
    ),
    *(
        "{{c0::",
        "{{c100::",
        "@",
        "http://a.b",
        "|",
        "#",
        "-",
        "+",
        "=",
        "\n",
        "\t",
        "−",
        "(",
        "<http:",
    ),
    *(
        "**bold**",
        "*em*",
        "H~2~O",
        "10^6^",
        "Ca^2+^",
        "*2",
        r"\(a_b*c\)",
        "{{c1::gap}}",
        "{{c3::a::b}}",
    ),
)
texts = st.lists(st.sampled_from(PIECES), max_size=9).map("".join) | st.text(max_size=12)


@given(texts)
@example("a*b*c d*e")
@example("*a b*c*")
@example(r"\(a\) \(b")
@example("a~b~c~")
@example("x^2^^3^")
@example("<5 mg and a < b & c > d")
def test_a_text_is_written_as_on_the_long_way(text: str) -> None:
    """A text that takes the short way has the HTML of the long way, and no problem."""
    short = short_text_html(text)
    long = markdown._rendered(markdown._text_parser(), text)
    assert short is None or (short.html, (), frozenset()) == (long.html, long.problems, long.clozes)


@given(texts)
@example("{{c1::a}}{{c2::b}} {{c1::*c*}}")
@example("{{c1::a:b}}")
@example("{{c1::\u3164}}")
@example("**{{c1::a}}**")
@example("{{c1::a ::b}}")
def test_a_cloze_is_written_as_on_the_long_way(text: str) -> None:
    """A cloze that takes the short way has the HTML and gaps of the long way, and no problem."""
    short = short_cloze_html(text)
    long = markdown._rendered(markdown._cloze_parser(), text)
    assert short is None or (short.html, short.clozes, ()) == (
        long.html,
        long.clozes,
        long.problems,
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Plain words, 5 mg: 10–20 h?", "Plain words, 5 mg: 10–20 h?"),
        ("**Not** *in vitro*", "<strong>Not</strong> <em>in vitro</em>"),
        ("α~2~ and 10^6^", "α<sub>2</sub> and 10<sup>6</sup>"),
        (r"\(C < D\) & <5%", r"\(C &lt; D\) &amp; &lt;5%"),
        ("CYP2C19*2", "CYP2C19*2"),
    ],
)
def test_what_is_often_marked_takes_the_short_way(text: str, html: str) -> None:
    """The marks that decks are full of are written by substitution."""
    short = short_text_html(text)
    assert short is not None
    assert short.html == html


def test_most_of_our_texts_take_the_short_way() -> None:
    """Of the texts in our own decks at least nineteen of twenty are written by substitution."""
    found = [text for path in CARDS for text in _texts(read_yaml(path, "f").root)]
    assert sum(short_text_html(text) is not None for text in found) > 0.95 * len(found)


def _texts(node: YamlNode | None) -> list[str]:
    match node:
        case YamlText(text=text):
            return [text] if " " in text and "{{" not in text else []
        case YamlList(items=items):
            return [text for item in items for text in _texts(item)]
        case YamlMap(entries=entries):
            return [text for value in entries.values() for text in _texts(value)]
    return []
