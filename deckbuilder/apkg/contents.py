"""What a package holds, as values: notes with their cards, note types, decks and media."""

from dataclasses import dataclass

RELEASE_KEY = "deckbuilderRelease"
"""Where a package of ours says which release it is: epoch seconds, 0 for a draft; Anki skips it."""

FIELD_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class PackedCard:
    """A card as it stands in a package."""

    deck: str
    ordinal: int
    due: int


@dataclass(frozen=True, slots=True)
class PackedNote:
    """A note as it stands in a package, with its cards in order."""

    guid: str
    note_type_id: int
    mod: int
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    cards: tuple[PackedCard, ...]


@dataclass(frozen=True, slots=True)
class PackedNoteType:
    """A note type as it stands in a package; `look` digests its stylesheet and templates."""

    id: int
    name: str
    mod: int
    fields: tuple[str, ...]
    templates: tuple[str, ...]
    field_ids: tuple[int | None, ...]
    template_ids: tuple[int | None, ...]
    look: str


@dataclass(frozen=True, slots=True)
class PackedCollection:
    """All notes of a package in the order of their ids, with what they need.

    `note_types` are those that the notes use; `decks` are those that hold their cards, and the
    decks above them. `release` is the time of our release that it is, 0 for anything else.
    """

    notes: tuple[PackedNote, ...]
    media: dict[str, bytes]
    note_types: dict[int, PackedNoteType]
    decks: tuple[str, ...]
    release: int = 0
