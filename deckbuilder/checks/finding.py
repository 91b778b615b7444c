"""What a rule over notes finds: a problem and the note whose `allow` may silence it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from deckbuilder.collection.contents import SourceNote
from deckbuilder.problems.problem import Diagnostic, Position, Rule
from deckbuilder.text.reading import Reading


class Placed(Protocol):
    """A note that knows where it stands."""

    def position(self, *path: str | int) -> Position:
        """Return where the value at `path` of the note stands in its file."""


AnyNote = TypeVar("AnyNote", bound=Placed)


@dataclass(frozen=True, slots=True)
class Finding(Generic[AnyNote]):
    """A problem of a note, which its `allow` may silence."""

    note: AnyNote
    problem: Diagnostic


NoteFinding = Finding[SourceNote]


def finding_at(note: AnyNote, rule: Rule, message: str, *path: str | int) -> Finding[AnyNote]:
    """Return the finding at the value at `path` of the note."""
    return Finding(note, Diagnostic(note.position(*path), rule, message))


def finding_in(
    note: SourceNote, rule: Rule, message: str, key: str, offset: int
) -> Finding[SourceNote]:
    """Return the finding at the character at `offset` of the note's text `key`."""
    return Finding(note, Diagnostic(note.position_in_text(key, offset), rule, message))


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a text of a note, and what is wrong there."""

    reading: Reading
    place: int
    message: str


def readings(note: SourceNote) -> Iterator[Reading]:
    """Yield what is read of each text that the note has."""
    for key in note.kind.texts:
        text = note.kind.text(note.note, key)
        if text:
            yield note.parsed.reading(key, text)
