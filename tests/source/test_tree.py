"""The YAML reader: text as typed, places to the character, and no exception for any file."""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckbuilder.problems.problem import Position
from deckbuilder.problems.rules import TOO_DEEP
from deckbuilder.source import tree as yamltree
from deckbuilder.source.tree import (
    MAX_DEPTH,
    MAX_FILE_BYTES,
    MAX_TEXT_CHARACTERS,
    YamlMap,
    YamlNode,
    YamlText,
    parse_yaml,
    plain,
    read_yaml,
)

FORBIDDEN = [*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0x2028, 0x2029]
FORBIDDEN += [0xFEFF, 0xFFFE, 0xFFFF]
TEXT = st.text(st.characters(codec="utf-8", exclude_characters=[chr(code) for code in FORBIDDEN]))
YAML_LIKE = st.text("ab:-[]{}'\"\\|>%&*!?#,@` \t\n\r~é\U0001d6fcuN0xL_e<", max_size=40)
BYTES = st.binary(max_size=60) | st.text(max_size=40).map(str.encode) | YAML_LIKE.map(str.encode)


def tree(source: str) -> YamlNode:
    """Return the tree of a source that has no problem."""
    file = parse_yaml(source.encode(), "f")
    assert file.problems == ()
    assert file.root is not None
    return file.root


def problems(source: str) -> list[str]:
    """Return the problems of a source that gives no tree."""
    file = parse_yaml(source.encode(), "f")
    assert file.root is None
    return [str(problem) for problem in file.problems]


@pytest.mark.parametrize("text", ["no", "~", "12:30", "1.10", "0x1F", "2027-01-10", "=", "½ < 1"])
def test_scalar_stays_as_typed(text: str) -> None:
    """No text becomes a truth value, a number or a date."""
    assert plain(tree(f"{text}: [{text}]\n")) == {text: [text]}


@given(TEXT)
def test_any_text_survives_quotes(text: str) -> None:
    """A text in double quotes, and on one line also in single quotes, is read as it was."""
    assert plain(tree(f"- {json.dumps(text, ensure_ascii=False)}\n")) == [text]
    line = re.sub(r"[\r\n]", " ", text)
    assert plain(tree("- '{}'\n".format(line.replace("'", "''")))) == [line]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_keys_and_values_know_their_places(end: str) -> None:
    """Lines and columns count from 1, columns in characters, whatever ends a line."""
    root = tree(end.join(["# über", "ä𝛼: 'x'", "list:", "  - {k: v}", ""]))
    assert isinstance(root, YamlMap)
    assert root.keys == {"ä𝛼": Position("f", 2, 1), "list": Position("f", 3, 1)}
    assert root.entries["ä𝛼"] == YamlText("x", Position("f", 2, 5))
    assert root.entries["list"].position == Position("f", 4, 3)


@given(BYTES)
def test_any_bytes_give_a_tree_or_problems_in_the_file(content: bytes) -> None:
    """No content raises, and every problem lies on a line and a column that exist."""
    file = parse_yaml(content + b"\n", "f")
    assert (file.root is None) == bool(file.problems)
    lines = re.split("\r\n|\r|\n", content.decode(errors="replace") + "\n")
    for problem in file.problems:
        assert 1 <= problem.position.line <= len(lines)
        assert 1 <= problem.position.column <= len(lines[problem.position.line - 1]) + 1


@pytest.mark.parametrize("source", ["?", "a:", "- ", "a: [b,\n?", "x\n- ?"])
def test_place_behind_the_end_of_a_file_is_its_end(source: str) -> None:
    """A file whose last line has no end has no line behind it, whatever libyaml counts."""
    file = parse_yaml(source.encode(), "f")
    places = [problem.position for problem in file.problems]
    if isinstance(file.root, YamlMap):
        places += [
            *file.root.keys.values(),
            *(each.position for each in file.root.entries.values()),
        ]
    lines = source.split("\n")
    assert places or not isinstance(file.root, YamlMap)
    assert all((place.line, place.column) <= (len(lines), len(lines[-1]) + 1) for place in places)


@pytest.mark.parametrize("code", FORBIDDEN, ids="U+{:04X}".format)
def test_control_character_is_refused_where_it_stands(code: int) -> None:
    """Each forbidden character is named with its place, raw and as an escape."""
    message = f"error: control character U+{code:04X}; delete it [Y004]"
    assert problems(f"a: b\nc: d{chr(code)}\n") == [f"f:2:5: {message}"]
    assert problems(f'a: b\nc: "d\\u{code:04x}"\n') == [f"f:2:4: {message}"]


def test_problems_before_a_syntax_error_are_kept() -> None:
    """What was found above a syntax error is told with it."""
    duplicate, syntax = problems("a: 1\na: 2\nb: {c: 'd'\n")
    assert duplicate == 'f:2:1: error: key "a" is already used in line 1 [Y007]'
    assert syntax.startswith('f:3:4: error: a mapping is opened here; close it with "}"')


def test_nesting_is_limited() -> None:
    """The deepest nesting allowed is read, one level more is a problem at its place."""
    assert tree("[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH)
    message = f"lists and mappings nest deeper than {MAX_DEPTH} levels"
    assert problems("[" * 100_000) == [f"f:1:{MAX_DEPTH + 2}: error: {message} [Y010]"]


@pytest.mark.parametrize(
    ("opening", "column"), [("[", 18), ("{a: ", 66), ("- ", 35), ("? ", 35), ("[{a: ", 42)]
)
@pytest.mark.parametrize("closing", ["", "}", ": b: c"])
def test_nesting_is_told_before_what_libyaml_says_of_it(
    opening: str, column: int, closing: str
) -> None:
    """Nesting beyond what libyaml takes is our problem at its place, whatever comes behind it."""
    [problem] = parse_yaml((opening * 3_000 + closing).encode(), "f").problems
    assert problem.rule == TOO_DEEP
    assert problem.position.column == column


def test_problems_before_too_deep_a_nesting_are_kept() -> None:
    """What was found above a nesting too deep is told with it."""
    message = f"lists and mappings nest deeper than {MAX_DEPTH} levels"
    assert problems("a: 1\na: 2\nb: " + "[" * 3_000) == [
        'f:2:1: error: key "a" is already used in line 1 [Y007]',
        f"f:3:{MAX_DEPTH + 4}: error: {message} [Y010]",
    ]


def test_number_of_values_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The most values that a file may hold are read, one more is a problem at its place.

    With a limit of its own, for speed; commands/test_hostile.py reaches the real one.
    """
    monkeypatch.setattr(yamltree, "MAX_NODES", 1_000)
    assert tree("[" + "a," * 999 + "]")
    message = "the file has more than 1,000 keys and values; split it"
    assert problems("-\n" * 1_000) == [f"f:1000:2: error: {message} [Y011]"]


def test_length_of_a_text_is_limited() -> None:
    """The longest text allowed is read, one character more is a problem at its place."""
    longest = "α" * MAX_TEXT_CHARACTERS
    assert plain(tree(f"a: {longest}\n")) == {"a": longest}
    message = "text of 20,001 characters; at most 20,000 are taken"
    assert problems(f"a: x{longest}\n") == [f"f:1:4: error: {message} [Y011]"]


def test_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    """A missing file, a folder and a huge file are told without reading them."""
    (tmp_path / "huge").touch()
    os.truncate(tmp_path / "huge", MAX_FILE_BYTES + 1)
    found = [read_yaml(tmp_path / name, name) for name in ("none", "", "huge")]
    assert [str(problem) for file in found for problem in file.problems] == [
        "none:1:1: error: the file does not exist [Y001]",
        ":1:1: error: cannot be read: Is a directory [Y001]",
        "huge:1:1: error: the file is larger than 64 MiB [Y011]",
    ]
