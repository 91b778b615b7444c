"""Which notes lie in which package, and under which decks."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deckbuilder.apkg.contents import PackedCard, PackedNote
from deckbuilder.collection.contents import Collection
from deckbuilder.rendering.fields import RenderedNote
from deckbuilder.rendering.stamps import Stamps
from deckbuilder.source.settings import Deck, Package


@dataclass(frozen=True, slots=True)
class PackagePlan:
    """What goes into one .apkg file, the notes with their place in the whole collection."""

    file: str
    decks: tuple[Deck, ...]
    notes: tuple[tuple[int, RenderedNote], ...]


def plan_package(
    package: Package, collection: Collection, notes: Sequence[RenderedNote]
) -> PackagePlan:
    """Return what a package of collection.yaml holds."""
    decks = tuple(
        deck
        for deck in collection.settings.decks
        if package.decks == "all" or deck.id in package.decks
    )
    ids = {deck.id for deck in decks}
    placed = tuple((place, note) for place, note in enumerate(notes) if note.deck_id in ids)
    return PackagePlan(package.file, decks, placed)


def deck_id(collection: Collection, deck: Deck | None) -> int:
    """Return the number of a deck, or of the top deck; Anki maps it to its own by the name."""
    key = f"{collection.settings.namespace}/deck/{deck.id if deck else ''}"
    return 2**31 + int.from_bytes(hashlib.sha256(key.encode()).digest()[:5])


def _expected_notes(
    plan: PackagePlan, collection: Collection, stamps: Stamps
) -> Iterator[PackedNote]:
    names = {deck.id: collection.deck_name(deck) for deck in plan.decks}
    for place, note in sorted(plan.notes, key=lambda placed: stamps.note_numbers[placed[1].id]):
        yield PackedNote(
            guid=note.guid,
            note_type_id=note.note_type.id,
            mod=stamps.note_mods[note.id],
            fields=note.fields,
            tags=note.tags,
            cards=tuple(
                PackedCard(names[note.deck_id], ordinal, place) for ordinal in note.ordinals
            ),
        )
