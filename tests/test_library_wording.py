"""What we take from the wording of libraries: a test here says in one line which one moved."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from deckbuilder.apkg.sqlite import _SQLITE_LIBRARY_VERSION
from deckbuilder.apkg.tables import _SQLITE_HEADER
from deckbuilder.source.notes import CardFile
from deckbuilder.source.settings import CollectionFile
from deckbuilder.source.syntax import HINTS, HINTS_AT_START
from deckbuilder.source.tree import parse_yaml
from deckbuilder.source.validate import _EXPECTED_SHAPES, _validated
from deckbuilder.text.markdown import MAX_NESTING, text_html

LIBYAML_SAYS = {
    "found character that cannot start any token": "a: @b",
    "mapping values are not allowed in this context": "a: b: c",
    "did not find expected key": "a: 'b' c",
    "did not find expected node content": "a: [,b]",
    "did not find expected '-' indicator": "- a\nb: c",
    "found unknown escape character": 'a: "\\q"',
    "found a tab character where an indentation space is expected": "a: |\n\tb",
    "found a tab character that violates indentation": "- a\n\t- b",
    "could not find expected ':'": "a: b\nc\nd: e",
    "found unexpected end of stream": "a: 'b",
    "did not find expected ',' or ']'": "a: [b",
    "did not find expected ',' or '}'": "a: {b: 'c'",
}
"""Each message of libyaml that has words of ours, and the least YAML that raises it."""

NOTE = "deck: a\nnotes:\n  - question: q\n    answer: a\n    id: x\n    "
PYDANTIC_SAYS = {
    "missing": "deck: a",
    "extra_forbidden": f"{NOTE}colour: red",
    "union_tag_not_found": "deck: a\nnotes: [x]",
    "literal_error": f"{NOTE}level: high",
    "string_type": "deck: [a]\nnotes: []",
    "dict_type": f"{NOTE}allow: x",
    "model_type": f"{NOTE}figure: x",
    "tuple_type": f"{NOTE}refs: x",
    "bool_type": f"{NOTE}textbook: [x]",
}
"""Each error type of pydantic that has words of ours, and the least card file that raises it."""


@pytest.mark.parametrize("message", sorted({*LIBYAML_SAYS, *HINTS, *HINTS_AT_START}))
def test_libyaml_says_what_we_translate(message: str) -> None:
    """Every message of libyaml that we translate is still what libyaml says."""
    with pytest.raises(yaml.MarkedYAMLError) as raised:
        list(yaml.parse(LIBYAML_SAYS[message], Loader=yaml.CSafeLoader))
    assert raised.value.problem == message


@pytest.mark.parametrize("error_type", sorted({*PYDANTIC_SAYS, *_EXPECTED_SHAPES}))
def test_pydantic_names_what_we_translate(error_type: str) -> None:
    """Every error type of pydantic that we translate is still what pydantic reports, alone."""
    root = parse_yaml(PYDANTIC_SAYS[error_type].encode(), "f").root
    assert root
    assert {detail["type"] for detail in _validated(CardFile, root)[1]} == {error_type}


def test_pydantic_lists_choices_as_we_print_them() -> None:
    """The choices of a key stand in pydantic's context as we hand them on."""
    root = parse_yaml(PYDANTIC_SAYS["literal_error"].encode(), "f").root
    assert root
    [detail] = _validated(CardFile, root)[1]
    assert detail["ctx"]["expected"] == "'core' or 'advanced'"


def test_pydantic_names_members_of_unions_in_its_path() -> None:
    """Pydantic puts the tag of a union's member into the path, where our reader passes over it."""
    text = "title: a\nnamespace: b\ndecks: []\npackages: [{file: a.apkg, decks: [B!]}]"
    root = parse_yaml(text.encode(), "f").root
    assert root
    [detail] = _validated(CollectionFile, root)[1]
    assert detail["loc"] == ("packages", 0, "decks", "\0list", 0)


def test_markdown_nests_as_deep_as_we_say() -> None:
    """Lists, each with its item, nest to our limit whatever markdown-it's own is."""
    depth = MAX_NESTING + 5
    second_items = "".join(f"\n{'  ' * level}- b" for level in reversed(range(depth)))
    nested = text_html("- " * depth + "a" + second_items).html
    assert nested.count("<ul>") == MAX_NESTING // 2


def test_sqlite_writes_its_version_where_we_replace_it(tmp_path: Path) -> None:
    """SQLite names itself and its version at the places of the header that the writer replaces."""
    with closing(sqlite3.connect(tmp_path / "database")) as database:
        database.execute("CREATE TABLE t (a)")
    image = (tmp_path / "database").read_bytes()
    major, minor, patch = sqlite3.sqlite_version_info
    assert image.startswith(_SQLITE_HEADER)
    assert int.from_bytes(image[_SQLITE_LIBRARY_VERSION]) == major * 10**6 + minor * 1000 + patch
