"""The data of a source file, and the places of its values, against the tree that is the judge."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deckbuilder.source.events import file_data
from deckbuilder.source.file import SourceFile, parse_file
from deckbuilder.source.tree import YamlList, YamlMap, YamlNode, parse_yaml, plain
from deckbuilder.source.validate import TreePath, node_at

UNUSUAL = {
    "alias": "a: &x b\nc: *x\n",
    "tag": "a: !!str b\n",
    "duplicate key": "a: b\na: c\n",
    "list as key": "? [a]\n: b\n",
    "second document": "a: b\n---\nc: d\n",
    "broken": "a: [b\n",
    "control character": 'a: "\\x07"\n',
    "byte-order mark": "\ufeffa: b\n",
    "bare text": "text\n",
    "nothing": "",
    "too deep": "a: " + "[" * 20 + "]" * 20 + "\n",
    "too long": f"a: {'x' * 20_001}\n",
}
PIECES = (
    *("notes:", "deck: d", "  - id: a", "  - {id: b, refs: [x, {id: y, at: z}]}"),
    "  -\n    id: c",
    *(
        "    question: 'It''s one?'",
        '    answer: "a\\tb"',
        "    why: >-",
        "      folded ä𝛼",
        "",
        "  ",
    ),
    *("    why:", "    tags: [a, b]", "# comment", "  # deeper", "    cloze: |", "  - text", "- x"),
    *(
        "    a: &b c",
        "    d: *b",
        "    e: !t f",
        "\tg: h",
        "---",
        "    id: again",
        "{a: b",
        "]",
        "é: ü",
    ),
)

documents = st.lists(st.sampled_from(PIECES), max_size=12).flatmap(
    lambda lines: st.sampled_from(["\n".join(lines), "\n".join(lines) + "\n", "\r\n".join(lines)])
)


@pytest.mark.parametrize("text", UNUSUAL.values(), ids=UNUSUAL)
def test_the_unusual_is_left_to_the_tree(text: str) -> None:
    """Whatever may be a problem gives no data, so that the tree is asked."""
    assert file_data(text) is None


@given(documents | st.text(max_size=40))
@example("notes:\n  - id: a\n    why:")
@example("notes:\n  - id: a\n    why:\n  -\n    {id: b,\n id: c}\n")
@example("notes:\n  - id: a\n\n  # next\n  - id: b\nretired: [{id: c}]\n")
def test_data_and_places_are_those_of_the_tree(text: str) -> None:
    """A file has the data, problems and places that the tree gives it, whatever it holds."""
    file = parse_file(text.encode(), "f")
    read = parse_yaml(text.encode(), "f")
    assert file.problems == read.problems
    assert file.data == (None if read.root is None else plain(read.root))
    for path in _paths(read.root) if read.root else ():
        assert file.node(path) == node_at(file.tree, path)


def test_a_bare_list_is_taken_under_a_key() -> None:
    """What stands in a bare list is found under the key given for it."""
    file = parse_file(b"- id: a\n- id: b\n", "f").under("references")
    assert file.data == {"references": [{"id": "a"}, {"id": "b"}]}
    assert str(file.position(("references", 1, "id"))) == "f:2:7"


def test_a_place_is_found_in_its_part_of_the_file_alone() -> None:
    """Of a long file only the note that a problem asks for is read once more."""
    lines = "".join(f"  - id: n{number}\n    answer: x\n" for number in range(50))
    file = parse_file(f"notes:\n{lines}".encode(), "f")
    assert str(file.position(("notes", 40, "answer"))) == "f:83:13"
    assert "tree" not in vars(file)


def _paths(node: YamlNode, path: TreePath = ()) -> Iterator[TreePath]:
    yield path
    yield (*path, "nowhere")
    match node:
        case YamlMap(entries=entries):
            for key, value in entries.items():
                yield from _paths(value, (*path, key))
        case YamlList(items=items):
            for index, value in enumerate(items):
                yield from _paths(value, (*path, index))


def test_an_unreadable_file_has_no_data() -> None:
    """Nothing stands in a file that was never read."""
    assert SourceFile("f").data is None
