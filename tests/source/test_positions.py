"""Places inside texts: the line and column of a character, however YAML writes the text."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from deckbuilder.problems.problem import Position
from deckbuilder.source.positions import position_in
from deckbuilder.source.tree import YamlMap, YamlText, parse_yaml

WORDS = st.lists(
    st.sampled_from(["α1", "it's", '"q"', "\\n", "x: y", "10", "#"]), min_size=1, max_size=9
)
STYLES = ["'", '"', "|", ">", None]


def text_node(source: str) -> YamlText:
    """Return the value of the key `k` in a source."""
    root = parse_yaml(source.encode(), "f").root
    assert isinstance(root, YamlMap)
    node = root.entries["k"]
    assert isinstance(node, YamlText)
    return node


@pytest.mark.parametrize(
    ("source", "word", "line", "column"),
    [
        ("k: one two three\n", "three", 1, 12),
        ("k: one\n  two\n  three\n", "three", 3, 3),
        ("k: 'it''s three'\n", "three", 1, 11),
        ('k: "a\\tb\\u00e9 three"\n', "three", 1, 16),
        ('k: "one\n  two \\\n  three"\n', "three", 3, 3),
        ("k: >-\n  one\n  two\n\n  three\n", "three", 5, 3),
        ("k: |\n    one\n      two\n    three\n", "two", 3, 7),
    ],
    ids=["plain", "plain folded", "single", "escapes", "continued", "folded", "literal"],
)
def test_word_is_found_where_it_stands(source: str, word: str, line: int, column: int) -> None:
    """A word of a text is found in each of YAML's ways to write one."""
    node = text_node(source)
    position = position_in(node, node.text.index(word))
    assert (position.line, position.column) == (line, column)


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["windows", "old mac"])
@pytest.mark.parametrize(
    "source", ["k: |\n  one\n  three\n", 'k: "one\\\n  three"\n', "k: a\n  three"]
)
def test_word_is_found_whatever_ends_the_lines(source: str, end: str) -> None:
    """Lines are counted alike in a file from Windows and one from an old Mac."""
    node = text_node(source.replace("\n", end))
    assert position_in(node, node.text.index("three")) == Position(
        "f", len(source[: source.index("three")].split("\n")), 3
    )


@pytest.mark.parametrize("source", ["k: |", "k: >-", "k:"])
def test_place_in_an_empty_text_is_its_start(source: str) -> None:
    """A text without a character has one place, whatever mark stands for it."""
    node = text_node(source)
    assert position_in(node, 0) == node.position


@pytest.mark.parametrize("style", STYLES, ids=["single", "double", "literal", "folded", "any"])
@given(words=WORDS, width=st.integers(5, 40))
def test_every_word_is_found(style: str | None, words: list[str], width: int) -> None:
    """Whatever the style and the folding, a place is that of its own character."""
    text = " ".join(words)
    source = yaml.safe_dump({"k": text}, default_style=style, width=width, allow_unicode=True)
    source = source.replace('"k":', "k:").replace("'k':", "k:").replace("! ", "")
    if not source.startswith("k:"):
        return
    node = text_node(source)
    lines = source.split("\n")
    for offset, character in enumerate(node.text):
        if character.isalnum():
            position = position_in(node, offset)
            assert lines[position.line - 1][position.column - 1] == character
