"""Fetch the lines that problems are about from their files."""

import re
from collections.abc import Iterable
from pathlib import Path

from deckbuilder.diagnostics import Diagnostic, Position
from deckbuilder.yamltree import MAX_FILE_BYTES

LINE_BREAK = re.compile("\r\n|\r|\n")
"""What ends a line where positions are counted; `str.splitlines` knows more."""


def offending_lines(problems: Iterable[Diagnostic]) -> dict[Position, str]:
    """Return the line of each problem, reading each file once; those without one are left out."""
    by_file: dict[str, list[Position]] = {}
    for problem in problems:
        by_file.setdefault(problem.position.file, []).append(problem.position)
    found: dict[Position, str] = {}
    for file, positions in by_file.items():
        lines = _lines(Path(file))
        found |= {each: lines[each.line - 1] for each in positions if each.line <= len(lines)}
    return found


def _lines(path: Path) -> list[str]:
    """Return the lines of a text; none of what is missing, no file, too large, or binary."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
            return []
        raw = path.read_bytes()
    except OSError:
        return []
    if b"\0" in raw:  # the mark of a binary file, a package for one; git goes by it too
        return []
    return LINE_BREAK.split(raw.decode(errors="replace"))
