r"""Find where the formulas of a text end, as MathJax does: `\)` inside braces ends none.

Source: FindTeX.findEnd of MathJax 3, as Anki sets it up (no escapes, no environments).
"""

import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from typing import Any

OPENING = re.compile(r"\\[(\[]")
ENDS = {r"\(": r"\)", r"\[": r"\]"}

INNER_END = re.compile(r"\\[)\]]")
"""What ends a formula for Anki's backend, which knows no braces."""

OPEN_BRACE = "a formula has an opening brace that is never closed"
STRAY_BRACE = "a formula has a closing brace that is never opened"

_PIECE = re.compile(r"\\.|[{}]", re.DOTALL)
_OPENING = re.compile(r"\\[\\`]|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|(?P<opening>\\[(\[])", re.DOTALL)
"""The start of a formula, behind escapes and code that only look like one."""


def formula_end(source: str, start: int, known: MutableMapping[str, Any]) -> int | None:
    """Return where the formula that starts in `source` at `start` ends, its mark included.

    Where a brace is open to the end of the text, the first mark ends it. What a search in vain
    found stands in `known` afterwards, so that it is not made again.
    """
    closing = ENDS[source[start : start + 2]]
    first = -1 if known.get(closing) is source else source.find(closing, start + 2)
    if first < 0:
        known[closing] = source
        return None
    if known.get("open brace") is not source:
        depth = 0
        for piece in _PIECE.finditer(source, start + 2):
            if piece[0] == closing and depth == 0:
                return piece.end()
            if piece[0] in "{}":
                depth = max(0, depth + (1 if piece[0] == "{" else -1))
        known["open brace"] = source
    return first + 2


@dataclass(frozen=True, slots=True)
class BraceProblem:
    """What is wrong with a brace of a formula, and where in it the brace stands."""

    message: str
    place: int


def brace_problems(formula: str) -> Iterator[BraceProblem]:
    """Yield the braces of a formula that have no partner."""
    opened: list[int] = []
    for piece in _PIECE.finditer(formula):
        if piece[0] == "{":
            opened.append(piece.start())
        elif piece[0] == "}" and not opened:
            yield BraceProblem(STRAY_BRACE, piece.start())
        elif piece[0] == "}":
            opened.pop()
    if opened:
        yield BraceProblem(OPEN_BRACE, opened[-1])


def lines_in_formulas(source: str) -> frozenset[int]:
    """Return the lines of a text, counted from 0, at whose start a formula is open."""
    lines: set[int] = set()
    known: dict[str, Any] = {}
    place = 0
    while found := _OPENING.search(source, place):
        place = found.end()
        if not found["opening"]:
            continue
        end = formula_end(source, found.start(), known)
        if end is not None and not re.search(r"\n[ \t]*\n", source[found.start() : end]):
            first = source.count("\n", 0, found.start())
            lines.update(range(first + 1, first + 1 + source.count("\n", found.start(), end)))
            place = end
    return frozenset(lines)
