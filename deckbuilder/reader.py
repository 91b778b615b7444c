"""Read a package of ours back: its notes, cards, decks and media as they will reach Anki."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

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
class PackedCollection:
    """All notes of a package in the order of their ids, and its media by name."""

    notes: tuple[PackedNote, ...]
    media: dict[str, bytes]


def read_package(package: bytes) -> PackedCollection:
    """Return what an .apkg file holds; raises zipfile.BadZipFile, sqlite3.Error or KeyError."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names: dict[str, str] = json.loads(archive.read("media"))
        media = {name: archive.read(index) for index, name in names.items()}
        database = archive.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(database)
        return PackedCollection(tuple(_notes(connection)), media)


def _notes(connection: sqlite3.Connection) -> Iterator[PackedNote]:
    decks_json = connection.execute("SELECT decks FROM col").fetchone()[0]
    decks = {int(number): deck["name"] for number, deck in json.loads(decks_json).items()}
    cards: dict[int, list[PackedCard]] = {}
    for number, deck, ordinal, due in connection.execute(
        "SELECT nid, did, ord, due FROM cards ORDER BY nid, ord"
    ):
        cards.setdefault(number, []).append(PackedCard(decks[deck], ordinal, due))
    for number, guid, note_type, mod, fields, tags in connection.execute(
        "SELECT id, guid, mid, mod, flds, tags FROM notes ORDER BY id"
    ):
        yield PackedNote(
            guid=guid,
            note_type_id=note_type,
            mod=mod,
            fields=tuple(fields.split(FIELD_SEPARATOR)),
            tags=tuple(tags.split()),
            cards=tuple(cards.get(number, ())),
        )
