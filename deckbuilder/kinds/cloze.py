"""Texts with gaps: a card for each number of a gap."""

from deckbuilder.kinds.kind import EVERY_NOTE, SPARE, NoteType, NoteTypeKind, Template

CLOZE = NoteType(
    id=1795300000002,
    name="Pharmacology Cloze",
    kind=NoteTypeKind.CLOZE,
    fields=("Text", "Why", *EVERY_NOTE, *SPARE),
    templates=(Template("Cloze", "cloze"),),
)
