"""The kinds of note there are, by the shape in which a maintainer writes them."""

from typing import Any

from deckbuilder.kinds import claim, cloze, question
from deckbuilder.kinds.kind import Kind
from deckbuilder.source.notes import ClaimNote, ClozeNote, Note, QuestionNote

KINDS: dict[type[Note], Kind[Any]] = {
    QuestionNote: question.KIND,
    ClozeNote: cloze.KIND,
    ClaimNote: claim.KIND,
}

NOTE_TYPES = tuple(kind.note_type for kind in KINDS.values())


def kind_of(note: Note) -> Kind[Any]:
    """Return the kind of a note."""
    return KINDS[type(note)]


def kind_of_note_type(number: int) -> Kind[Any]:
    """Return the kind whose note type has this id; raises StopIteration where none has."""
    return next(kind for kind in KINDS.values() if kind.note_type.id == number)
