"""Claims from promotional copy, with the verdict on them and the evidence."""

from collections.abc import Iterator, Mapping, Sequence

from deckbuilder.kinds.kind import (
    DELETE_THIS_CARD,
    EVERY_NOTE,
    SPARE,
    Card,
    Kind,
    NoteShape,
    NoteTypeKind,
    Template,
)
from deckbuilder.source.notes import ClaimNote
from deckbuilder.text.parsed import ParsedTexts

SHAPE = NoteShape(
    number=3,
    name="Claim",
    kind=NoteTypeKind.STANDARD,
    fields=("Claim", "Verdict", "Evidence", *EVERY_NOTE, *SPARE),
    templates=(Template("Claim", "claim"),),
)


def fields(note: ClaimNote, html: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the fields that the claim fills, by name."""
    yield "Claim", html["claim"]
    yield "Verdict", note.verdict
    yield "Evidence", html["evidence"]


def ordinals(_note: ClaimNote, _gaps: Sequence[int]) -> tuple[int, ...]:
    """Return the ordinal of the one card."""
    return (0,)


def cards(note: ClaimNote, parsed: ParsedTexts) -> Iterator[Card]:
    """Yield the one card: it asks with the claim and wants the verdict."""
    yield Card(0, "claim", parsed.words(note.claim), parsed.words(note.verdict))


def withdrawn(title: str, _published: Sequence[int]) -> dict[str, str]:
    """Return the fields of a withdrawn claim."""
    return {"Claim": title, "Verdict": "withdrawn", "Evidence": DELETE_THIS_CARD}


KIND = Kind(SHAPE, ("claim", "evidence"), fields, ordinals, cards, withdrawn)
