"""A loaded collection: the notes in teaching order with what they cite, show and hold."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from deckbuilder.collection.cardfile import CardFileBytes
from deckbuilder.collection.drugs import DrugTable
from deckbuilder.collection.ledger import Ledger, PublishedNote
from deckbuilder.collection.look import Look
from deckbuilder.collection.media import Picture
from deckbuilder.collection.results import NoteResult
from deckbuilder.kinds.kind import Card, Kind, NoteType
from deckbuilder.kinds.registry import BY_NAME, kind_of, note_types_of
from deckbuilder.problems.problem import Position
from deckbuilder.source.bibliography import Reference
from deckbuilder.source.file import SourcePart
from deckbuilder.source.notes import Note, Retired
from deckbuilder.source.positions import position_in
from deckbuilder.source.settings import CollectionFile, Deck
from deckbuilder.source.tree import YamlText
from deckbuilder.text.parsed import ParsedTexts


@dataclass(frozen=True, slots=True)
class CitedReference:
    """A reference and the place in it that a note cites."""

    reference: Reference
    at: str | None


@dataclass(frozen=True)
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
    origin: SourcePart

    def position(self, *path: str | int) -> Position:
        """Return where the value at `path` of the note stands in its file."""
        return self.origin.position(*path)

    def position_in_text(self, key: str, offset: int) -> Position:
        """Return where the character at `offset` of a text of the note stands in its file."""
        node = self.origin.node(key)
        return position_in(node, offset) if isinstance(node, YamlText) else node.position

    @property
    def kind(self) -> Kind[Any]:
        """Return the kind of the note."""
        return kind_of(self.note)

    @cached_property
    def parsed(self) -> ParsedTexts:
        """Return what the texts of the note say, each parsed once."""
        return ParsedTexts()

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """Return the cards of the note."""
        return tuple(self.kind.cards(self.note, self.parsed))

    @property
    def ordinals(self) -> tuple[int, ...]:
        """Return the ordinals of the note's cards, counted from 0."""
        return self.kind.ordinals(self.note, self.clozes)

    @property
    def asked(self) -> tuple[str, ...]:
        """Return a digest of what each card asks for, in the words that the student sees."""
        cards = {card.ordinal: card.asked_for for card in self.cards}
        texts = (
            " ".join(word.text for word in cards.get(ordinal, ())) for ordinal in self.ordinals
        )
        return tuple(hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts)


@dataclass(frozen=True, slots=True)
class JudgedNote:
    """A note of the collection: what judging its file gave, its deck, and its file."""

    result: NoteResult
    deck: Deck
    file: CardFileBytes

    @property
    def id(self) -> str:
        """Return the id of the note."""
        return self.result.id

    @property
    def kind(self) -> Kind[Any]:
        """Return the kind of the note."""
        return BY_NAME[self.result.kind]

    def position(self, *path: str | int) -> Position:
        """Return where the value at `path` of the note stands in its file, or its cell."""
        cells = dict(self.result.cells) if self.result.cells else {}
        if len(path) == 1 and path[0] in cells:
            return cells[path[0]]
        return self.file.source.position(("notes", self.result.index, *path))


@dataclass(frozen=True, slots=True)
class RetiredNote:
    """A withdrawn note: why, what it was when it was published, and the note to learn instead."""

    entry: Retired
    deck: Deck
    published: PublishedNote
    successor: JudgedNote | None


@dataclass(frozen=True, slots=True)
class Collection:
    """What a source folder holds, once it is known to be sound."""

    settings: CollectionFile
    drugs: DrugTable
    notes: tuple[JudgedNote, ...]
    retired: tuple[RetiredNote, ...]
    look: Look
    ledger: Ledger
    references: Mapping[str, Reference]

    @property
    def note_types(self) -> Mapping[str, NoteType]:
        """Return the note types by the names of their kinds."""
        return note_types_of(self.settings.namespace, self.settings.title)

    def note_type_of(self, note: RetiredNote) -> tuple[str, NoteType]:
        """Return the kind, by name, and the note type that a withdrawn note was published as."""
        return next(
            (name, each)
            for name, each in self.note_types.items()
            if each.id == note.published.note_type
        )

    def deck_name(self, deck: Deck) -> str:
        """Return the deck's full name in Anki."""
        return f"{self.settings.title}::{deck.name}"

    def tag(self, tag: str) -> str:
        """Return a tag as it ships: below the collection's root where it has one."""
        return f"{self.settings.tag_root}::{tag}" if self.settings.tag_root else tag


@dataclass(frozen=True, slots=True)
class Retirement:
    """An entry under `retired`, the one at `index` of its file, with the deck of the file."""

    entry: Retired
    deck: Deck
    file: CardFileBytes
    index: int

    @property
    def position(self) -> Position:
        """Return where the id of the withdrawn note stands."""
        return self.file.source.position(("retired", self.index, "id"))
