"""Write Anki packages: one wrapper over genanki that gives the same bytes for the same contents.

What Anki makes of a package is told in CONTRIBUTING.md, "What Anki does with a package". genanki's
one time stamp, its guess of card ordinals and its deck options are replaced.
"""

import io
import itertools
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

import genanki

from deckbuilder.apkg.contents import (
    FIELD_SEPARATOR,
    RELEASE_KEY,
    PackedCollection,
    PackedDeck,
    PackedNote,
    PackedNoteType,
    PackedPreset,
)
from deckbuilder.apkg.preset import COLLECTION_TIME, DEFAULT_PRESET_ID, preset_json
from deckbuilder.apkg.sqlite import SQLITE_PAGE_SIZE, without_library_traces

ZIP_TIME = (1980, 1, 1, 0, 0, 0)

_INSERT_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')"
_INSERT_CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
"""What genanki writes row by row, here in bulk: numbers, stamps and ordinals are ours."""


def package_bytes(contents: PackedCollection) -> bytes:
    """Return the .apkg file of the contents; equal contents give equal bytes on any machine."""
    names = sorted(contents.media)
    media = {str(index): name for index, name in enumerate(names)}
    entries = [
        ("collection.anki2", _database(contents)),
        ("media", json.dumps(media, sort_keys=True).encode()),
        *((index, contents.media[name]) for index, name in media.items()),
    ]
    return _zip(entries)


class _Model(genanki.Model):  # type: ignore[misc]
    """A note type with a stamp of its own and without what Anki no longer reads."""

    def __init__(self, note_type: PackedNoteType) -> None:
        super().__init__(
            model_id=note_type.id,
            name=note_type.name,
            fields=[{"name": field.name, "id": field.id} for field in note_type.fields],
            templates=[
                {"name": each.name, "id": each.id, "qfmt": each.front, "afmt": each.back}
                for each in note_type.templates
            ],
            css=note_type.css,
            model_type=note_type.kind,
        )
        self._mod = note_type.mod

    def to_json(self, _timestamp: float, deck_id: int) -> dict[str, Any]:
        """Return Anki's JSON of the note type; the stamp given by genanki is not used."""
        model: dict[str, Any] = super().to_json(self._mod, deck_id) | {"did": None}
        return {key: value for key, value in model.items() if key not in {"tags", "vers"}}


class _Deck(genanki.Deck):  # type: ignore[misc]
    """A deck without the counters of genanki's author, with Markdown and options of its own."""

    def __init__(self, deck: PackedDeck, preset: int) -> None:
        super().__init__(deck.id, deck.name, deck.description)
        self._preset = preset

    def to_json(self) -> dict[str, Any]:
        """Return Anki's JSON of the deck."""
        deck: dict[str, Any] = super().to_json()
        return deck | {
            "conf": self._preset,
            "extendRev": 0,
            "lrnToday": [0, 0],
            "md": True,
            "mod": COLLECTION_TIME,
            "newToday": [0, 0],
            "revToday": [0, 0],
            "timeToday": [0, 0],
        }


def _database(contents: PackedCollection) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(f"PRAGMA page_size = {SQLITE_PAGE_SIZE}; PRAGMA secure_delete = ON;")
        decks = list(_decks(contents))
        genanki.Package(decks).write_to_db(database.cursor(), COLLECTION_TIME, itertools.count(1))
        database.executemany(_INSERT_NOTE, _note_rows(contents.notes))
        database.executemany(_INSERT_CARD, _card_rows(contents))
        _normalise_collection_row(database, contents)
        database.commit()
        database.execute("VACUUM")
        return without_library_traces(database.serialize())


def _decks(contents: PackedCollection) -> Iterator[genanki.Deck]:
    """Yield the decks with the note types of their notes, and without the notes."""
    models = {number: _Model(each) for number, each in contents.note_types.items()}
    preset = contents.preset.id if contents.preset else DEFAULT_PRESET_ID
    decks = {deck.name: _Deck(deck, preset) for deck in contents.decks}
    for note in contents.notes:
        decks[note.cards[0].deck].add_model(models[note.note_type_id])
    yield from decks.values()


def _note_rows(notes: Iterable[PackedNote]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of genanki's table of notes, with our numbers and stamps."""
    for note in notes:
        fields, tags = FIELD_SEPARATOR.join(note.fields), f" {' '.join(note.tags)} "
        yield note.number, note.guid, note.note_type_id, note.mod, tags, fields, note.fields[0]


def _card_rows(contents: PackedCollection) -> Iterator[tuple[int, ...]]:
    """Yield the rows of genanki's table of cards; those of a note are numbered after it."""
    decks = {deck.name: deck.id for deck in contents.decks}
    for note in contents.notes:
        for place, card in enumerate(note.cards, start=1):
            number = note.number + place
            yield number, note.number, decks[card.deck], card.ordinal, note.mod, card.due


def _normalise_collection_row(database: sqlite3.Connection, contents: PackedCollection) -> None:
    """Put the one row of `col` in order: genanki fills it with its author's profile."""
    models, decks, conf = database.execute("SELECT models, decks, conf FROM col").fetchone()
    database.execute(
        "UPDATE col SET crt = ?, mod = ?, scm = ?, models = ?, decks = ?, dconf = ?, conf = ?",
        (
            COLLECTION_TIME,
            COLLECTION_TIME * 1000,
            COLLECTION_TIME * 1000,
            _sorted_json(json.loads(models)),
            _sorted_json(json.loads(decks)),
            _sorted_json(dict(_presets(contents.preset))),
            _sorted_json(json.loads(conf) | {"curModel": None, RELEASE_KEY: contents.release}),
        ),
    )


def _presets(preset: PackedPreset | None) -> Iterator[tuple[str, dict[str, Any]]]:
    yield str(DEFAULT_PRESET_ID), preset_json(DEFAULT_PRESET_ID, "Default")
    if preset:
        yield str(preset.id), preset_json(preset.id, preset.name)


def _sorted_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _zip(entries: Sequence[tuple[str, bytes]]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as package:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            package.writestr(entry, content)
    return archive.getvalue()
