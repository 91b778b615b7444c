"""Claims from promotional copy, with the verdict on them and the evidence."""

from deckbuilder.kinds.kind import EVERY_NOTE, SPARE, NoteType, NoteTypeKind, Template

CLAIM = NoteType(
    id=1795300000003,
    name="Pharmacology Claim",
    kind=NoteTypeKind.STANDARD,
    fields=("Claim", "Verdict", "Evidence", *EVERY_NOTE, *SPARE),
    templates=(Template("Claim", "claim"),),
)
