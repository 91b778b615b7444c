"""What judging one file of cards gave: plain data, to be shared over cores and remembered."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from deckbuilder.collection.media import Picture
from deckbuilder.problems.problem import Diagnostic, Position
from deckbuilder.problems.rules import every_rule
from deckbuilder.source.notes import Retired

_RULES = {rule.code: rule for rule in every_rule()}


@dataclass(frozen=True, slots=True)
class FoundProblem:
    """A problem of the file, or of what it is made of, with its rule by code."""

    position: Position
    code: str
    message: str

    @property
    def problem(self) -> Diagnostic:
        """Return the problem under its rule."""
        return Diagnostic(self.position, _RULES[self.code], self.message)


def found(problem: Diagnostic) -> FoundProblem:
    """Return a problem as plain data."""
    return FoundProblem(problem.position, problem.rule.code, problem.message)


@dataclass(frozen=True, slots=True)
class CardResult:
    """A card as other cards are compared with it.

    `front` is what a reader sees of it, without case; `asked` and `wanted` are the telling words
    that it asks with and asks for, sorted; `words` counts all words of the front.
    """

    key: str
    front: str
    asked: tuple[str, ...]
    wanted: tuple[str, ...]
    words: int


@dataclass(frozen=True, slots=True)
class NoteResult:
    """A note as the rest of the collection and its packages need it.

    `index` counts the notes of the file; `fields` are HTML as they ship but for the day of the last
    change, `front` is the HTML of the text that asks. `refs` are the ids that the note names,
    `citations` those that exist, with the place. `allowed` says of each silenced rule whether it
    silences anything yet. `gaps` counts gaps, `number_gaps` those that hide nothing but a number.
    `cells` are the places of texts that stand elsewhere.
    """

    index: int
    id: str
    kind: str
    level: str
    objective: str | None
    fields: tuple[str, ...]
    front: str
    tags: tuple[str, ...]
    ordinals: tuple[int, ...]
    asked: tuple[str, ...]
    picture: Picture | None
    alt: str
    refs: tuple[str, ...]
    citations: tuple[tuple[str, str | None], ...]
    requires: tuple[str, ...]
    allowed: tuple[tuple[str, bool], ...]
    cards: tuple[CardResult, ...]
    gaps: int
    number_gaps: int
    cells: tuple[tuple[str, Position], ...] = ()


@dataclass(frozen=True, slots=True)
class FileResult:
    """A file of cards: its notes and withdrawals, and what is wrong with them.

    `deck` is the id that it names, empty where the file cannot be read. `findings` count only where
    every file of the source `is_sound` and `is_whole`, with no note left out, `problems` always.
    `kinds` are the names of all kinds of note in the file;
    `is_citing` says that a note names a reference.
    """

    deck: str
    is_sound: bool
    is_whole: bool
    problems: tuple[FoundProblem, ...]
    findings: tuple[FoundProblem, ...] = ()
    notes: tuple[NoteResult, ...] = ()
    retired: tuple[Retired, ...] = ()
    kinds: frozenset[str] = frozenset()
    is_citing: bool = False

    def to_json(self) -> bytes:
        """Return the result as JSON."""
        return _ADAPTER.dump_json(self)


def result_of_json(content: bytes) -> FileResult:
    """Return the result that the JSON says; raises ValueError where it says none."""
    return _ADAPTER.validate_json(content)


_ADAPTER = TypeAdapter(FileResult)
