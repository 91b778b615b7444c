"""The lines of a file around a problem, drawn as a terminal can show them."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.cells import cell_len
from rich.text import Text

from deckbuilder.files.read import MIB, read_file
from deckbuilder.problems.problem import Diagnostic, Position, Severity
from deckbuilder.problems.visible import visible

MOST_BYTES = 64 * MIB
"""Largest file that is read for the sake of a line of it."""

MARGIN = "    "
"""What stands before a source line on a terminal."""

MIN_CELLS = 32
"""Least room for a source line, however narrow the terminal says it is."""

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}

LINE_BREAK = re.compile("\r\n|\r|\n")
"""What ends a line where positions are counted; `str.splitlines` knows more."""


def terminal(problem: Diagnostic, line: str | None, width: int) -> Text:
    """Return the problem's line in colours, then `line` of its file with a caret at the place.

    Without a line to show, and where the file has none there, the first line is all.
    """
    rule, style = problem.rule, STYLES[problem.rule.severity]
    text = Text.assemble(
        (visible(str(problem.position)), "bold"),
        ": ",
        (f"{rule.severity}:", style),
        f" {visible(problem.message)} ",
        (f"[{rule.code}]", "dim"),
    )
    if line:
        excerpt, caret = _excerpt(line, problem.position.column, width - len(MARGIN) - 1)
        text.append(f"\n{MARGIN}{excerpt}\n{MARGIN}{' ' * caret}")
        text.append("^", style)
    return text


def _excerpt(line: str, column: int, width: int) -> tuple[str, int]:
    """Return what of a line fits in `width` cells around a column, and the cell of its caret."""
    width = max(width, MIN_CELLS)
    place = min(column - 1, len(line))
    first = max(place - width, 0)  # no character further off can be shown, and a line may be huge
    shown = [visible(character) for character in line[first : place + width]]
    place -= first
    start, end = 0, len(shown)
    is_whole = first == 0 and len(shown) == len(line)
    if not is_whole or cell_len("".join(shown)) > width:
        start, end = _window(shown, place, width - 2)  # a sign of omission at either end
    before = ("…" if first + start > 0 else "") + "".join(shown[start:place])
    after = "".join(shown[place:end]) + ("…" if first + end < len(line) else "")
    return before + after, _caret(before, shown[place] if place < len(shown) else "")


def _window(shown: Sequence[str], place: int, room: int) -> tuple[int, int]:
    """Return start and end of what fits in `room` cells with `place` in the middle if it can be."""
    start = place - _fitting(shown[:place][::-1], room // 2)
    end = start + _fitting(shown[start:], room)
    start = end - _fitting(shown[:end][::-1], room)  # what the right did not need
    return start, end


def _fitting(pieces: Sequence[str], room: int) -> int:
    """Return how many of the pieces fit in `room` cells, from the first on."""
    for count, piece in enumerate(pieces):
        room -= cell_len(piece)
        if room < 0:
            return count
    return len(pieces)


def _caret(before: str, at: str) -> int:
    """Return the cell to point at; a mark that takes none stands on the character before it."""
    is_mark = at != "" and cell_len(at) == 0
    return max(cell_len(before) - is_mark, 0)


def offending_lines(
    problems: Iterable[Diagnostic], folder: Path | None = None
) -> dict[Position, str]:
    """Return the line of each problem, reading each file once; those without one are left out.

    Of a link that leads out of `folder` no line is shown.
    """
    by_file: dict[str, list[Position]] = {}
    for problem in problems:
        by_file.setdefault(problem.position.file, []).append(problem.position)
    found: dict[Position, str] = {}
    for file, positions in by_file.items():
        lines = _lines(Path(file), folder)
        found |= {each: lines[each.line - 1] for each in positions if each.line <= len(lines)}
    return found


def _lines(path: Path, folder: Path | None) -> list[str]:
    """Return the lines of a text; none of what cannot be read or is binary."""
    try:
        raw = read_file(path, MOST_BYTES, folder)
    except OSError:
        return []
    if b"\0" in raw:  # the mark of a binary file, a package for one; git goes by it too
        return []
    return LINE_BREAK.split(raw.decode(errors="replace"))
