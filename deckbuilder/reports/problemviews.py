"""Show problems: as lines, annotations for GitHub, JSON, or in colours with the source line."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from json import dumps

from rich.cells import cell_len
from rich.text import Text

from deckbuilder.diagnostics import Diagnostic, Severity

FORMAT = 1
"""Version of the JSON; a change that breaks readers raises it."""

MARGIN = "    "
"""What stands before a source line on a terminal."""

MIN_CELLS = 32
"""Least room for a source line, however narrow the terminal says it is."""

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}

_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode categories of what shows as nothing, breaks the line or turns its direction."""


def plain(problems: Iterable[Diagnostic]) -> str:
    """Return each problem as its one line."""
    return "".join(f"{problem}\n" for problem in problems)


def github(problems: Iterable[Diagnostic]) -> str:
    """Return each problem as an annotation of GitHub Actions, followed by its one line.

    GitHub shows an annotation's message alone in the log, so the line is there to say where.
    """
    return "".join(f"{_annotation(problem)}\n{_one_line(problem)}\n" for problem in problems)


def json(problems: Sequence[Diagnostic]) -> str:
    """Return the problems and their counts, keys always in the same order, in ASCII.

    A program reads it wherever the output goes, also where that cannot hold every character.
    """
    content = {
        "format": FORMAT,
        "problems": [_entry(problem) for problem in problems],
        "counts": {
            "errors": sum(each.rule.severity is Severity.ERROR for each in problems),
            "warnings": sum(each.rule.severity is Severity.WARNING for each in problems),
            "families": family_counts(problems),
        },
    }
    return dumps(content, indent=2) + "\n"


def terminal(problem: Diagnostic, line: str | None, width: int) -> Text:
    """Return the problem's line in colours, then `line` of its file with a caret at the place.

    Without a line to show, and where the file has none there, the first line is all.
    """
    rule, style = problem.rule, STYLES[problem.rule.severity]
    text = Text.assemble(
        (_visible(str(problem.position)), "bold"),
        ": ",
        (f"{rule.severity}:", style),
        f" {_visible(problem.message)} ",
        (f"[{rule.code}]", "dim"),
    )
    if line:
        excerpt, caret = _excerpt(line, problem.position.column, width - len(MARGIN) - 1)
        text.append(f"\n{MARGIN}{excerpt}\n{MARGIN}{' ' * caret}")
        text.append("^", style)
    return text


def family_counts(problems: Iterable[Diagnostic]) -> dict[str, int]:
    """Return how many problems each family has, in alphabetical order, those without left out."""
    return dict(sorted(Counter(problem.rule.family for problem in problems).items()))


def _annotation(problem: Diagnostic) -> str:
    place = problem.position
    file, code = _property(place.file), _property(problem.rule.code)
    properties = f"file={file},line={place.line},col={place.column},title={code}"
    return f"::{problem.rule.severity} {properties}::{_data(problem.message)}"


def _data(text: str) -> str:
    return _without_breaks(text.replace("%", "%25"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _one_line(problem: Diagnostic) -> str:
    """Return the plain line; a break in a file's name must not begin a line that GitHub obeys."""
    return _without_breaks(str(problem))


def _without_breaks(text: str) -> str:
    return text.replace("\r", "%0D").replace("\n", "%0A")


def _entry(problem: Diagnostic) -> dict[str, str | int]:
    return {
        "file": problem.position.file,
        "line": problem.position.line,
        "column": problem.position.column,
        "severity": problem.rule.severity.value,
        "code": problem.rule.code,
        "message": problem.message,
        "summary": problem.rule.summary,
    }


def _excerpt(line: str, column: int, width: int) -> tuple[str, int]:
    """Return what of a line fits in `width` cells around a column, and the cell of its caret."""
    width = max(width, MIN_CELLS)
    place = min(column - 1, len(line))
    first = max(place - width, 0)  # no character further off can be shown, and a line may be huge
    shown = [_visible(character) for character in line[first : place + width]]
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


def _visible(text: str) -> str:
    return "".join(_visible_character(character) for character in text)


def _visible_character(character: str) -> str:
    """Return a sign for what would show as nothing or move the cursor, else the character."""
    if character == "\t":
        return "→"
    if character < " ":
        return chr(ord("␀") + ord(character))
    if unicodedata.category(character) in _INVISIBLE:
        return f"<U+{ord(character):04X}>"
    return character
