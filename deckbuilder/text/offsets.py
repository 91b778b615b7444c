"""What is wrong with the Markdown of a text, and where in it."""

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class MarkupProblem:
    """What is wrong; `offset` counts the characters before it, None where that is not known."""

    message: str
    offset: int | None = None


def offset_in_source(source: str, block: Token, place: int) -> int | None:
    """Return where in `source` the character at `place` of a block's content stands.

    markdown-it says from which lines a block is, and strips their indents, marks and escapes: where
    a line is not found as it is, its start is taken.
    """
    if block.map is None:
        return None
    before = block.content[:place].split("\n")
    lines = source.split("\n")
    line = min(block.map[0] + len(before) - 1, len(lines) - 1)
    indent = lines[line].find(block.content.split("\n")[len(before) - 1])
    column = indent + len(before[-1]) if indent >= 0 else 0
    return sum(len(each) + 1 for each in lines[:line]) + column


def offset_as_typed(typed: str, offset: int) -> int:
    """Return where in a text the place is that has `offset` in its stripped, composed form."""
    composed = unicodedata.normalize("NFC", typed)
    offset += len(composed) - len(composed.lstrip())
    if composed == typed:
        return offset
    lengths = range(len(typed) + 1)
    return bisect_left(
        lengths, offset, key=lambda length: len(unicodedata.normalize("NFC", typed[:length]))
    )
