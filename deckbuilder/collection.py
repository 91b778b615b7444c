"""A loaded collection: the notes in teaching order with what they cite, show and hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from deckbuilder.diagnostics import Position
from deckbuilder.media import Picture
from deckbuilder.model import ClozeNote, CollectionFile, Deck, Note
from deckbuilder.notetypes import NoteTypes
from deckbuilder.parse import value_position
from deckbuilder.references import Reference
from deckbuilder.yamltree import YamlNode


@dataclass(frozen=True, slots=True)
class CitedReference:
    """A reference and the place in it that a note cites."""

    reference: Reference
    at: str | None


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A note as it stands in the source, with everything it names looked up.

    `html` holds each text field's HTML by its key; `tags` are those that ship; `clozes` are the
    numbers of the gaps in a cloze text.
    """

    note: Note
    deck: Deck
    tags: tuple[str, ...]
    citations: tuple[CitedReference, ...]
    picture: Picture | None
    html: Mapping[str, str]
    clozes: tuple[int, ...]
    origin: YamlNode

    def position(self, *path: str | int) -> Position:
        """Return where the value at `path` of the note stands in its file."""
        return value_position(self.origin, path)

    def front_key(self) -> str:
        """Return the key of the text that the first side of the note's card asks with."""
        if isinstance(self.note, ClozeNote):
            return "cloze"
        return "question" if "question" in self.html else "claim"


@dataclass(frozen=True, slots=True)
class Collection:
    """What a source folder holds, once it is known to be sound."""

    settings: CollectionFile
    notes: tuple[SourceNote, ...]
    note_types: NoteTypes

    def deck_name(self, deck: Deck) -> str:
        """Return the deck's full name in Anki."""
        return f"{self.settings.title}::{deck.name}"

    def notes_of(self, deck: Deck) -> tuple[SourceNote, ...]:
        """Return the deck's notes in teaching order."""
        return tuple(note for note in self.notes if note.deck.id == deck.id)
