"""The kinds of note there are, by the shape in which a maintainer writes them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from deckbuilder.kinds import claim, cloze, drug, question
from deckbuilder.kinds.contrast import TabledQuestionNote
from deckbuilder.kinds.drug import TabledDrugNote
from deckbuilder.kinds.kind import Kind, NoteType
from deckbuilder.source.notes import (
    ClaimNote,
    ClozeNote,
    ContrastNote,
    DrugNote,
    NoteBase,
    QuestionNote,
)

KINDS: dict[type[NoteBase], Kind[Any]] = {
    QuestionNote: question.KIND,
    ClozeNote: cloze.KIND,
    ClaimNote: claim.KIND,
    TabledDrugNote: drug.KIND,
    TabledQuestionNote: question.KIND,
}

_TABLED: dict[type[NoteBase], type[NoteBase]] = {
    DrugNote: TabledDrugNote,
    ContrastNote: TabledQuestionNote,
}
"""What becomes of the notes that are made from the drug table."""

BY_NAME = {kind.name: kind for kind in KINDS.values()}


def kind_of(note: NoteBase) -> Kind[Any]:
    """Return the kind of a note."""
    return KINDS[type(note)]


def kind_name(note: NoteBase) -> str:
    """Return the name of the kind of which a note is, or will be once it has its cells."""
    kind = type(note)
    return KINDS[_TABLED.get(kind, kind)].name


@cache
def note_types_of(namespace: str, title: str) -> Mapping[str, NoteType]:
    """Return the note types of a collection by the names of their kinds."""
    return {name: kind.shape.of_collection(namespace, title) for name, kind in BY_NAME.items()}
