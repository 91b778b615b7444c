"""What a kind of note is, and what is frozen about its note type: fields and templates.

Anki matches the fields and templates of a later package by these ids, and refuses the update of
every note if the lists differ (CONTRIBUTING.md): nothing here is renumbered or reordered.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, TypeVar

from deckbuilder.source.notes import NoteBase
from deckbuilder.text.parsed import ParsedTexts
from deckbuilder.text.words import Word

AnyNote = TypeVar("AnyNote", bound=NoteBase)

EVERY_NOTE = ("Figure", "References", "Level", "Notice", "Correction", "Report", "Id")

SPARE = ("Spare1", "Spare2", "Spare3")

FIRST_NOTE_TYPE = 1_500_000_000_000
NOTE_TYPE_IDS = 250_000_000_000
"""Ids of note types are milliseconds for Anki and must not lie ahead: these lie in 2017–2025."""

DELETE_THIS_CARD = "Delete this card."
"""The answer of a card that is withdrawn."""


class NoteTypeKind(IntEnum):
    """How Anki makes cards of a note: by its templates, or one for each number of a gap."""

    STANDARD = 0
    CLOZE = 1


@dataclass(frozen=True, slots=True)
class Template:
    """A card template: `file` is the first part of its two files' names."""

    name: str
    file: str
    part: str = ""
    """What stands for `*` in the names of the fields in the files, as in `{{*Question}}`."""


@dataclass(frozen=True, slots=True)
class NoteShape:
    """What is frozen about the note type of a kind in every collection."""

    number: int
    name: str
    kind: NoteTypeKind
    fields: tuple[str, ...]
    templates: tuple[Template, ...]

    def of_collection(self, namespace: str, title: str) -> "NoteType":
        """Return the note type as a collection has it, which shares it with no other."""
        digest = hashlib.sha256(f"{namespace}/{title}/note-type/{self.number}".encode()).digest()
        number = FIRST_NOTE_TYPE + int.from_bytes(digest[:5]) % NOTE_TYPE_IDS
        return NoteType(number, f"{title} {self.name}", self)


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type of a collection; field and template ids follow from its own id."""

    id: int
    name: str
    shape: NoteShape

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the fields."""
        return self.shape.fields

    @property
    def templates(self) -> tuple[Template, ...]:
        """Return the card templates."""
        return self.shape.templates

    @property
    def kind(self) -> NoteTypeKind:
        """Return how Anki makes cards of a note."""
        return self.shape.kind

    def field_id(self, index: int) -> int:
        """Return the fixed id of a field."""
        return self.id * 1000 + index

    def template_id(self, index: int) -> int:
        """Return the fixed id of a template."""
        return self.id * 1000 + 500 + index

    @property
    def signature(self) -> str:
        """Return a digest of what Anki compares before it updates notes: fields and templates."""
        fields = [(self.field_id(index), name) for index, name in enumerate(self.fields)]
        templates = [
            (self.template_id(index), template.name)
            for index, template in enumerate(self.templates)
        ]
        content = json.dumps([self.id, self.kind, fields, templates])
        return hashlib.sha256(content.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Card:
    """A card: its ordinal, the key of the text that asks, the words it asks with and wants."""

    ordinal: int
    key: str
    asked: tuple[Word, ...]
    wanted: tuple[Word, ...]
    is_reversed: bool = False
    known_by: tuple[Word, ...] = ()

    @property
    def asked_for(self) -> tuple[Word, ...]:
        """Return the words by which the card is known again: its answer, or what it turns round."""
        return self.known_by or (self.asked if self.is_reversed else self.wanted)


def _attribute(note: NoteBase, key: str) -> str | None:
    return getattr(note, key, None)


@dataclass(frozen=True, slots=True)
class Kind(Generic[AnyNote]):
    """A kind of note: the shape of its note type, and what the stages have to ask it.

    `texts` are the keys of its Markdown texts, the asking one first. `fields` takes the HTML of
    these texts and yields the fields that are the kind's own. `ordinals` takes the numbers of the
    gaps and returns those of the cards. `withdrawn` takes a title and the ordinals that were
    published, and returns the fields of the note once it is withdrawn. `text` returns a text by its
    key, or None.
    """

    shape: NoteShape
    texts: tuple[str, ...]
    fields: Callable[[AnyNote, Mapping[str, str]], Iterator[tuple[str, str]]]
    ordinals: Callable[[AnyNote, Sequence[int]], tuple[int, ...]]
    cards: Callable[[AnyNote, ParsedTexts], Iterator[Card]]
    withdrawn: Callable[[str, Sequence[int]], Mapping[str, str]]
    text: Callable[[AnyNote, str], str | None] = _attribute

    @property
    def name(self) -> str:
        """Return what a maintainer calls the kind, which is the key of the text that asks."""
        return self.texts[0]
