"""Questions with an answer, asked the other way round as well where the note says so."""

from deckbuilder.kinds.kind import EVERY_NOTE, SPARE, NoteType, NoteTypeKind, Template

QUESTION = NoteType(
    id=1795300000001,
    name="Pharmacology Question",
    kind=NoteTypeKind.STANDARD,
    fields=("Question", "Answer", "Why", *EVERY_NOTE, "Typed", "Reverse", *SPARE),
    templates=(Template("Question", "question"), Template("Reverse", "reverse")),
)
