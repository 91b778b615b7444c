"""Texts with gaps: a card for each number of a gap."""

from collections.abc import Iterator, Mapping, Sequence

from deckbuilder.kinds.kind import EVERY_NOTE, SPARE, Card, Kind, NoteShape, NoteTypeKind, Template
from deckbuilder.source.notes import ClozeNote
from deckbuilder.text.parsed import ParsedTexts

SHAPE = NoteShape(
    number=2,
    name="Cloze",
    kind=NoteTypeKind.CLOZE,
    fields=("Text", "Why", *EVERY_NOTE, *SPARE),
    templates=(Template("Cloze", "cloze"),),
)


def fields(_note: ClozeNote, html: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the field that the text fills."""
    yield "Text", html["cloze"]


def ordinals(_note: ClozeNote, gaps: Sequence[int]) -> tuple[int, ...]:
    """Return an ordinal for each number of a gap."""
    return tuple(number - 1 for number in gaps)


def cards(note: ClozeNote, parsed: ParsedTexts) -> Iterator[Card]:
    """Yield a card for each number of a gap: it asks with what it shows, and wants the rest."""
    text = parsed.gaps(note.cloze)
    for number in text.numbers():
        yield Card(number - 1, "cloze", text.shown(number), text.hidden(number))


def withdrawn(title: str, published: Sequence[int]) -> dict[str, str]:
    """Return the fields of a withdrawn text, which keeps its gaps."""
    gaps = " ".join(f"{{{{c{ordinal + 1}::delete this card}}}}" for ordinal in published)
    return {"Text": f"{title}. What to do: {gaps}."}


KIND = Kind(SHAPE, ("cloze", "why"), fields, ordinals, cards, withdrawn)
