"""Find where in its file a place inside a text stands.

YAML folds lines, drops indentation and unquotes, so the n-th character of a text is not n columns
behind its start. The text is laid along the raw scalar, white space giving way.
"""

import re

from deckbuilder.problems.problem import Position
from deckbuilder.source.tree import YamlText

_LINE_END = re.compile("\r\n|\r")
_HEX_ESCAPES = {"x": 4, "u": 6, "U": 10}
"""Length of a double-quoted escape with hexadecimal digits, the backslash counted."""


def position_in(node: YamlText, offset: int) -> Position:
    """Return where the character at `offset` of the node's text stands in its file."""
    raw = _LINE_END.sub("\n", node.raw)
    place = _raw_place(raw, node.text, min(offset, len(node.text)))
    before = raw[:place].split("\n")
    line = node.position.line + len(before) - 1
    column = node.position.column + place if len(before) == 1 else len(before[-1]) + 1
    return Position(node.position.file, line, column)


def _raw_place(raw: str, text: str, offset: int) -> int:
    """Return the index in `raw` of the character at `offset` in `text`."""
    quote = raw[:1] if raw[:1] in {"'", '"'} else ""
    place = max(raw.find("\n"), 0) if raw[:1] in {"|", ">"} else len(quote)
    for character in text[:offset]:
        place = _skipped(raw, place, quote, character)
        place += _width(raw, place, quote, character)
    place = _skipped(raw, place, quote, text[offset : offset + 1])
    return min(place, max(len(raw) - 1, 0))


def _skipped(raw: str, place: int, quote: str, character: str) -> int:
    """Return the next place in `raw` that can give the character, past what folding leaves out."""
    while quote == '"' and raw.startswith("\\\n", place):
        place += 2
        while raw[place : place + 1] in {" ", "\t"}:
            place += 1
    while not character.isspace() and raw[place : place + 1].isspace():
        place += 1
    return place


def _width(raw: str, place: int, quote: str, character: str) -> int:
    """Return how many raw characters give one of the text."""
    if quote == "'" and raw.startswith("''", place):
        return 2
    if quote == '"' and raw.startswith("\\", place):
        return _HEX_ESCAPES.get(raw[place + 1 : place + 2], 2)
    return 0 if character.isspace() and not raw[place : place + 1].isspace() else 1
