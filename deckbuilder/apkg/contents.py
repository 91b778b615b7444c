"""What a package holds, as values: notes with their cards, note types, decks and media."""

import hashlib
from dataclasses import dataclass

from deckbuilder.files.read import MIB

RELEASE_KEY = "deckbuilderRelease"
"""Where a package of ours says which release it is: epoch seconds, 0 for a draft; Anki skips it."""

FIELD_SEPARATOR = "\x1f"

MAX_MEDIA_FILE_BYTES = 100 * MIB
"""Size at which AnkiWeb refuses a media file."""

_MAX_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class PackedCard:
    """A card as it stands in a package."""

    deck: str
    ordinal: int
    due: int


@dataclass(frozen=True, slots=True)
class PackedNote:
    """A note as it stands in a package, with its cards in order; `number` is Anki's id."""

    number: int
    guid: str
    note_type_id: int
    mod: int
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    cards: tuple[PackedCard, ...]


@dataclass(frozen=True, slots=True)
class PackedTemplate:
    """A card template with its two sides; `id` is None where the package gives it none."""

    name: str
    id: int | None
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class PackedField:
    """A field of a note type; `id` is None where the package gives it none."""

    name: str
    id: int | None


@dataclass(frozen=True, slots=True)
class PackedNoteType:
    """A note type as it stands in a package; `kind` is 1 where each gap makes a card, else 0."""

    id: int
    name: str
    kind: int
    mod: int
    fields: tuple[PackedField, ...]
    templates: tuple[PackedTemplate, ...]
    css: str

    @property
    def field_names(self) -> tuple[str, ...]:
        """Return the names of the fields in their order."""
        return tuple(field.name for field in self.fields)

    @property
    def look(self) -> str:
        """Return a digest of stylesheet and templates."""
        sides = [side for template in self.templates for side in (template.front, template.back)]
        return hashlib.sha256("\x00".join((self.css, *sides)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PackedDeck:
    """A deck as it stands in a package, by its full name."""

    name: str
    id: int
    description: str = ""


@dataclass(frozen=True, slots=True)
class PackedPreset:
    """The deck options that a package brings along, by id and name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PackedCollection:
    """All notes of a package in the order of their numbers, with what they need.

    `note_types` are those that the notes use; `decks` are those that hold their cards, and the
    decks above them, by name. `release` is the time of our release that it is, 0 for anything else;
    `preset` are its deck options, where it brings one beside Anki's default.
    """

    notes: tuple[PackedNote, ...]
    media: dict[str, bytes]
    note_types: dict[int, PackedNoteType]
    decks: tuple[PackedDeck, ...]
    release: int = 0
    preset: PackedPreset | None = None

    @property
    def deck_names(self) -> tuple[str, ...]:
        """Return the full names of the decks."""
        return tuple(deck.name for deck in self.decks)


class UnreadablePackageError(Exception):
    """A package cannot be read; the message is one line: what is wrong and what to do."""

    def __init__(self, message: str) -> None:
        shown = "".join(sign if sign.isprintable() else " " for sign in message)
        super().__init__(" ".join(shown.split())[:_MAX_MESSAGE])
