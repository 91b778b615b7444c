"""Append a mapping to a list of a YAML file, and leave every other byte of the file as it was.

The place is found in the text, so what is tried is read back before it is taken: nothing counts
that does not give the old tree with the new item at the end of its list.
"""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from deckbuilder.source.tree import PlainData, YamlList, YamlMap, parse_yaml, plain

MAX_LINE = 120
"""Columns that the texts of the source are folded to."""

Item = Mapping[str, str | tuple[str, ...]]
"""What is appended: texts, and lists of ids, by their key."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_NO_CONTENT = re.compile(r"[ \t]*(?:#.*|\.\.\.[ \t]*)?$")
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
_NULLS = {"null", "Null", "NULL"}


@dataclass(frozen=True, slots=True)
class Appended:
    """A file with the new item in it, and the line on which that starts."""

    content: bytes
    line: int


def with_item(content: bytes, list_key: str, item: Item) -> Appended | None:
    """Return the file with the item at the end of its list, or None where no place is found."""
    root = parse_yaml(content, "").root
    items = root.entries.get(list_key) if isinstance(root, YamlMap) else None
    if not isinstance(root, YamlMap) or not isinstance(items, YamlList):
        return None
    text = content.decode()
    expected = plain(root)
    assert isinstance(expected, dict)  # noqa: S101  the root is a mapping
    expected[list_key] = [*map(plain, items.items), _as_plain(item)]
    is_flow = text[_offset(text, items.position.line, items.position.column) :].startswith("[")
    for place, addition in (_in_flow if is_flow else _in_block)(text, root, items, item):
        new = (text[:place] + addition + text[place:]).encode()
        if line := _line_of_last(new, list_key, expected):
            return Appended(new, line)
    return None


def block_lines(item: Item, dash: int, key: int) -> list[str]:
    """Return the item as lines of a block list, its dash and its keys indented that far."""
    lines = [line for name, value in item.items() for line in _entry(name, value, key)]
    lines[0] = " " * dash + "-" + lines[0][dash + 1 :]
    return lines


def _in_block(text: str, root: YamlMap, items: YamlList, item: Item) -> Iterator[tuple[int, str]]:
    """Yield the places behind the last item, the one that touches it first, and what goes there."""
    last = items.items[-1].position
    dash = items.position.column - 1
    lines = _LINE.findall(text)
    end = _next_key_line(root, items) or len(lines) + 1
    first = end
    while first > last.line + 1 and _NO_CONTENT.match(lines[first - 2].rstrip("\r\n")):
        first -= 1
    while first < end and re.match(rf" {{{dash + 1},}}#", lines[first - 1]):
        first += 1  # a comment that is indented like the last item belongs to it
    newline = _newline(text)
    added = block_lines(item, dash, last.column - 1)
    for spacing in ([""], []) if _is_spaced(lines, items) else ([],):
        addition = newline.join([*spacing, *added])
        for line in range(first, end + 1):
            before = "".join(lines[: line - 1])
            is_open = not before.endswith(("\r", "\n"))
            yield len(before), newline + addition if is_open else addition + newline


def _in_flow(text: str, root: YamlMap, items: YamlList, item: Item) -> Iterator[tuple[int, str]]:
    """Yield the brackets that may close the list, the last one first, and what goes before them."""
    del root
    start = _offset(text, items.position.line, items.position.column)
    entries = (f"{name}: {_flow_value(value)}" for name, value in item.items())
    addition = "{" + ", ".join(entries) + "}"
    for bracket in reversed([found.start() for found in re.finditer(r"\]", text[start:])]):
        for before in (", ", "", " "):
            yield start + bracket, before + addition


def _line_of_last(content: bytes, list_key: str, expected: PlainData) -> int | None:
    """Return the line of the last item of the list, if the file is what it should be."""
    root = parse_yaml(content, "").root
    if not isinstance(root, YamlMap) or plain(root) != expected:
        return None
    items = root.entries[list_key]
    assert isinstance(items, YamlList)  # noqa: S101  as expected
    return items.items[-1].position.line


def _entry(name: str, value: str | tuple[str, ...], indent: int) -> list[str]:
    margin = " " * indent
    if not isinstance(value, str):
        return [f"{margin}{name}: {_flow_value(value)}"]
    line = f"{margin}{name}: {_scalar(value)}"
    if len(line) <= MAX_LINE or not re.fullmatch(r"[^ \t\r\n]+(?: [^ \t\r\n]+)*", value):
        return [line]
    deeper = margin + "  "
    folded = textwrap.wrap(
        value,
        width=MAX_LINE,
        initial_indent=deeper,
        subsequent_indent=deeper,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [f"{margin}{name}: >-", *folded]


def _scalar(text: str) -> str:
    """Return the text as a YAML scalar in a block: plain where that is safe, else in quotes."""
    is_plain = (
        text == text.strip()
        and text[:1] not in _INDICATORS
        and text not in _NULLS
        and not re.search(r"[\t\r\n~]|:\s|:$|\s#", text)
    )
    return text if text and is_plain else _quoted(text)


def _flow_value(value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return value if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", value) else _quoted(value)
    return f"[{', '.join(_flow_value(each) for each in value)}]"


def _quoted(text: str) -> str:
    if re.search(r"[\t\r\n]", text):
        return json.dumps(text, ensure_ascii=False)
    return "'" + text.replace("'", "''") + "'"


def _as_plain(item: Item) -> PlainData:
    return {name: value if isinstance(value, str) else [*value] for name, value in item.items()}


def _next_key_line(root: YamlMap, items: YamlList) -> int | None:
    """Return the line of the key that follows the list."""
    later = [place.line for place in root.keys.values() if place > items.position]
    return min(later, default=None)


def _is_spaced(lines: list[str], items: YamlList) -> bool:
    """Return whether a blank line stands between the items; it does where there is but one."""
    starts = [item.position.line for item in items.items]
    gaps = [lines[above : below - 1] for above, below in pairwise(starts)]
    return not gaps or any(not line.strip() for gap in gaps for line in gap)


def _newline(text: str) -> str:
    """Return how the lines of the file end."""
    found = re.search(r"\r\n|\r|\n", text)
    return found[0] if found else "\n"


def _offset(text: str, line: int, column: int) -> int:
    lines = _LINE.findall(text)
    return sum(map(len, lines[: line - 1])) + column - 1
