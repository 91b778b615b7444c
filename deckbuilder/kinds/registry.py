"""The kinds of note there are, by the shape in which a maintainer writes them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from deckbuilder.kinds import claim, cloze, question
from deckbuilder.kinds.kind import Kind, NoteType
from deckbuilder.source.notes import ClaimNote, ClozeNote, Note, QuestionNote

KINDS: dict[type[Note], Kind[Any]] = {
    QuestionNote: question.KIND,
    ClozeNote: cloze.KIND,
    ClaimNote: claim.KIND,
}

BY_NAME = {kind.name: kind for kind in KINDS.values()}


def kind_of(note: Note) -> Kind[Any]:
    """Return the kind of a note."""
    return KINDS[type(note)]


@cache
def note_types_of(namespace: str, title: str) -> Mapping[str, NoteType]:
    """Return the note types of a collection by the names of their kinds."""
    return {name: kind.shape.of_collection(namespace, title) for name, kind in BY_NAME.items()}
