"""Show problems: as lines, annotations for GitHub, JSON, or in colours with the source line."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from json import dumps

from deckbuilder.problems.problem import Diagnostic, Severity
from deckbuilder.problems.visible import harmless

FORMAT = 1
"""Version of the JSON; a change that breaks readers raises it."""


def plain(problems: Iterable[Diagnostic]) -> str:
    """Return each problem as its one line."""
    return "".join(f"{problem}\n" for problem in problems)


def github(problems: Iterable[Diagnostic]) -> str:
    """Return each problem as an annotation of GitHub Actions, followed by its one line.

    GitHub shows an annotation's message alone in the log, so the line is there to say where.
    """
    return "".join(
        f"{harmless(_annotation(problem))}\n{_one_line(problem)}\n" for problem in problems
    )


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
    place = problem.position
    return str(replace(problem, position=replace(place, file=_without_breaks(place.file))))


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
