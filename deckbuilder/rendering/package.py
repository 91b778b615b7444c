"""Which notes lie in which package, under which decks, and with what they need."""

import hashlib
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from deckbuilder.apkg.contents import (
    PackedCard,
    PackedCollection,
    PackedDeck,
    PackedField,
    PackedNote,
    PackedNoteType,
    PackedPreset,
    PackedTemplate,
)
from deckbuilder.collection.contents import Collection
from deckbuilder.collection.look import Look
from deckbuilder.kinds.kind import NoteType
from deckbuilder.rendering.fields import RenderedNote
from deckbuilder.rendering.stamps import Stamps
from deckbuilder.source.settings import Deck, Package


def package_contents(
    package: Package, collection: Collection, notes: Sequence[RenderedNote], stamps: Stamps
) -> PackedCollection:
    """Return what a package of collection.yaml holds of these notes. Raises OSError."""
    names = {
        deck.id: collection.deck_name(deck)
        for deck in collection.settings.decks
        if package.decks == "all" or deck.id in package.decks
    }
    packed = [
        (note, _packed_note(note, names[note.deck_id], place, stamps))
        for place, note in enumerate(notes)
        if note.deck_id in names
    ]
    pictures = {note.picture for note, _ in packed if note.picture}
    used = {note.note_type.id: note.note_type for note, _ in packed}
    filled = {note.deck_id for note, _ in packed}
    return PackedCollection(
        notes=tuple(sorted((each for _, each in packed), key=lambda note: note.number)),
        media={each.packed_name: each.content() for each in pictures},
        note_types={
            number: _packed_note_type(used[number], collection.look, stamps.note_type_mods[number])
            for number in sorted(used)
        },
        decks=tuple(sorted(_packed_decks(collection, filled), key=lambda deck: deck.name)),
        release=stamps.release,
        preset=PackedPreset(preset_id(collection), collection.settings.title),
    )


def deck_id(collection: Collection, deck: Deck | None) -> int:
    """Return the number of a deck, or of the top deck; Anki maps it to its own by the name."""
    key = f"{collection.settings.namespace}/deck/{deck.id if deck else ''}"
    return 2**31 + int.from_bytes(hashlib.sha256(key.encode()).digest()[:5])


def preset_id(collection: Collection) -> int:
    """Return the id of the deck options, which no other collection shares."""
    key = f"{collection.settings.namespace}/{collection.settings.title}/preset/1"
    return 2**40 + int.from_bytes(hashlib.sha256(key.encode()).digest()[:4])


def _packed_note(note: RenderedNote, deck: str, place: int, stamps: Stamps) -> PackedNote:
    """Return the note as it ships; `place` counts the notes of the whole collection."""
    return PackedNote(
        number=stamps.note_numbers[note.id],
        guid=note.guid,
        note_type_id=note.note_type.id,
        mod=stamps.note_mods[note.id],
        fields=note.fields,
        tags=note.tags,
        cards=tuple(PackedCard(deck, ordinal, place) for ordinal in note.ordinals),
    )


def _packed_note_type(note_type: NoteType, look: Look, mod: int) -> PackedNoteType:
    return PackedNoteType(
        id=note_type.id,
        name=note_type.name,
        kind=int(note_type.kind),
        mod=mod,
        fields=tuple(
            PackedField(name, note_type.field_id(index))
            for index, name in enumerate(note_type.fields)
        ),
        templates=tuple(
            PackedTemplate(
                name=template.name,
                id=note_type.template_id(index),
                front=look.front(template),
                back=look.back(template),
            )
            for index, template in enumerate(note_type.templates)
        ),
        css=look.css,
    )


def _packed_decks(collection: Collection, filled: AbstractSet[str]) -> Iterator[PackedDeck]:
    """Yield the decks of these ids and the one above them."""
    settings = collection.settings
    yield PackedDeck(settings.title, deck_id(collection, None), settings.description)
    for deck in settings.decks:
        if deck.id in filled:
            number = deck_id(collection, deck)
            yield PackedDeck(collection.deck_name(deck), number, deck.description)
