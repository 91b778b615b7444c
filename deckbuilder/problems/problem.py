"""Problems of a user's file as values: what is wrong, where, and under which rule.

Nothing here prints or exits; `commands/` does, at one place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from deckbuilder.problems.visible import visible

SIMILAR_ENOUGH = 0.6
"""Least similarity (0-1) at which a known name is offered as "did you mean"."""


class Severity(StrEnum):
    """How bad a problem is: an error stops the build, a warning stops it under --strict."""

    ERROR = "error"
    WARNING = "warning"


class SourceFile(StrEnum):
    """The files of a source folder that the examples of a rule are taken from."""

    CARDS = "source/cards/*.yaml"
    COLLECTION = "source/collection.yaml"
    REFERENCES = "source/references.yaml"
    FRONT = "source/notetypes/question.front.html"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that `check` looks at; its code is never reused for another.

    `summary` says in a sentence what must be, and `why` for what reason. `bad` and `good` are a
    piece of `file`, as an author types it but indented as the code is; they are told in words where
    `file` is None. `heeds_allow` says whether a note can silence the rule.
    """

    code: str
    severity: Severity
    summary: str
    why: str
    bad: str
    good: str
    file: SourceFile | None = SourceFile.CARDS
    heeds_allow: bool = False

    @property
    def family(self) -> str:
        """Return the letter that the rule shares with those on the same subject."""
        return self.code[0]


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file: its name as the user gave it, line and column counted from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem at one place."""

    position: Position
    rule: Rule
    message: str

    def __str__(self) -> str:
        message = visible(" ".join(self.message.split()))  # one line, whatever the file holds
        place = visible(str(self.position))
        return f"{place}: {self.rule.severity}: {message} [{self.rule.code}]"


def in_reading_order(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the problems sorted by file, line and column, each once."""
    return tuple(sorted(set(problems), key=lambda p: (p.position, p.rule.code, p.message)))


def has_errors(problems: Iterable[Diagnostic]) -> bool:
    """Return whether any of the problems stops a build."""
    return any(problem.rule.severity is Severity.ERROR for problem in problems)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean "…"?` for the known name most like `name`, or an empty string."""
    best = process.extractOne(
        name,
        sorted(known),
        scorer=DamerauLevenshtein.normalized_similarity,
        processor=str.casefold,
        score_cutoff=SIMILAR_ENOUGH,
    )
    return f'; did you mean "{best[0]}"?' if best else ""
