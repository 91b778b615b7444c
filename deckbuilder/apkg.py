"""Write Anki packages: one wrapper over genanki that gives the same bytes for the same notes.

What Anki makes of a package is told in CONTRIBUTING.md, "What Anki does with a package". genanki's
one time stamp, its guess of card ordinals and its deck options are replaced.
"""

import hashlib
import io
import itertools
import json
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import genanki

from deckbuilder.collection.contents import Collection
from deckbuilder.collection.look import anki_model
from deckbuilder.packages.reader import RELEASE_KEY
from deckbuilder.render import RenderedNote
from deckbuilder.source.settings import Deck, Package
from deckbuilder.stamps import Stamps

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
COLLECTION_TIME = 1793491200
"""Creation time that every package claims: 2026-11-01 UTC in epoch seconds; Anki ignores it."""

PRESET_ID = 1795300001001
"""Id of our deck options; Anki never updates a preset it knows: new values need a new id."""

SQLITE_PAGE_SIZE = 4096
SQLITE_FILE_HEADER = 100
_SQLITE_TREE_HEADERS = {2: 12, 5: 12, 10: 8, 13: 8}
"""Size of a b-tree page's header by its type; an overflow page starts with a zero."""

_SQLITE_CHANGE_COUNTERS = (slice(24, 28), slice(92, 96))
_SQLITE_LIBRARY_VERSION = slice(96, 100)


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


def package_bytes(plan: PackagePlan, collection: Collection, stamps: Stamps) -> bytes:
    """Return the .apkg file of the plan; equal arguments give equal bytes on any machine."""
    pictures = {note.picture.packed_name: note.picture for _, note in plan.notes if note.picture}
    names = sorted(pictures)
    media = {str(index): name for index, name in enumerate(names)}
    entries = [
        ("collection.anki2", _database(plan, collection, stamps)),
        ("media", json.dumps(media, sort_keys=True).encode()),
        *((index, pictures[name].path.read_bytes()) for index, name in media.items()),
    ]
    return _zip(entries)


def deck_id(collection: Collection, deck: Deck | None) -> int:
    """Return the number of a deck, or of the top deck; Anki maps it to its own by the name."""
    key = f"{collection.settings.namespace}/deck/{deck.id if deck else ''}"
    return 2**31 + int.from_bytes(hashlib.sha256(key.encode()).digest()[:5])


class _Note(genanki.Note):  # type: ignore[misc]
    """A note with the stamp, number and card ordinals that we give it."""

    def __init__(self, note: RenderedNote, model: genanki.Model, due: int, stamps: Stamps) -> None:
        super().__init__(
            model=model, fields=list(note.fields), tags=note.tags, guid=note.guid, due=due
        )
        self._ordinals = note.ordinals
        self._number = stamps.note_numbers[note.id]
        self._mod = stamps.note_mods[note.id]

    @property
    def cards(self) -> list[genanki.Card]:
        """Return our cards in the place of genanki's guess, which misses nested clozes."""
        return [genanki.Card(ordinal) for ordinal in self._ordinals]

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Leave out genanki's guess: our HTML comes from one place, which escapes."""

    def write_to_db(self, cursor: Any, _timestamp: float, deck_id: int, _id_gen: Any) -> None:
        """Write note and cards with our stamp and numbers, not genanki's."""
        super().write_to_db(cursor, self._mod, deck_id, itertools.count(self._number))


class _Deck(genanki.Deck):  # type: ignore[misc]
    """A deck without the counters of genanki's author, with Markdown and our options."""

    def to_json(self) -> dict[str, Any]:
        """Return Anki's JSON of the deck."""
        deck: dict[str, Any] = super().to_json()
        return deck | {
            "conf": PRESET_ID,
            "extendRev": 0,
            "lrnToday": [0, 0],
            "md": True,
            "mod": COLLECTION_TIME,
            "newToday": [0, 0],
            "revToday": [0, 0],
            "timeToday": [0, 0],
        }


def _database(plan: PackagePlan, collection: Collection, stamps: Stamps) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(f"PRAGMA page_size = {SQLITE_PAGE_SIZE}; PRAGMA secure_delete = ON;")
        decks = list(_decks(plan, collection, stamps))
        genanki.Package(decks).write_to_db(database.cursor(), COLLECTION_TIME, itertools.count(1))
        _normalise_collection_row(database, stamps.release)
        database.commit()
        database.execute("VACUUM")
        return without_library_traces(database.serialize())


def _decks(plan: PackagePlan, collection: Collection, stamps: Stamps) -> Iterator[genanki.Deck]:
    settings = collection.settings
    models = {
        note.note_type.id: anki_model(
            note.note_type, collection.look, stamps.note_type_mods[note.note_type.id]
        )
        for _, note in plan.notes
    }
    yield _Deck(deck_id(collection, None), settings.title, settings.description)
    for deck in plan.decks:
        anki_deck = _Deck(deck_id(collection, deck), collection.deck_name(deck), deck.description)
        for place, note in plan.notes:
            if note.deck_id == deck.id:
                anki_deck.add_note(_Note(note, models[note.note_type.id], place, stamps))
        yield anki_deck


def _normalise_collection_row(database: sqlite3.Connection, release: int) -> None:
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
            _sorted_json({"1": _DEFAULT_PRESET, str(PRESET_ID): _PRESET}),
            _sorted_json(json.loads(conf) | {"curModel": None, RELEASE_KEY: release}),
        ),
    )


def _sorted_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def without_library_traces(database: bytes) -> bytes:
    """Return a database image without what depends on the SQLite library that wrote it.

    Those are the counters and the version in its header, and bytes left over between the cell
    pointers and the cells of a page. Source: https://www.sqlite.org/fileformat.html
    """
    image = bytearray(database)
    for counter in _SQLITE_CHANGE_COUNTERS:
        image[counter] = (1).to_bytes(4)
    image[_SQLITE_LIBRARY_VERSION] = (3_040_000).to_bytes(4)
    for start in range(0, len(image), SQLITE_PAGE_SIZE):
        header = start + (SQLITE_FILE_HEADER if start == 0 else 0)
        if image[header] in _SQLITE_TREE_HEADERS:
            cells = int.from_bytes(image[header + 3 : header + 5])
            gap = slice(
                header + _SQLITE_TREE_HEADERS[image[header]] + 2 * cells,
                start + int.from_bytes(image[header + 5 : header + 7]),
            )
            image[gap] = bytes(gap.stop - gap.start)
    return bytes(image)


def _zip(entries: Sequence[tuple[str, bytes]]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as package:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            package.writestr(entry, content)
    return archive.getvalue()


_PRESET: dict[str, Any] = {
    "id": PRESET_ID,
    "name": "Pharmacology",
    "mod": COLLECTION_TIME,
    "usn": -1,
    "maxTaken": 60,
    "autoplay": True,
    "timer": 0,
    "replayq": True,
    "new": {
        "bury": True,
        "delays": [1, 10],
        "initialFactor": 2500,
        "ints": [1, 4, 0],
        "order": 1,
        "perDay": 15,
    },
    "rev": {
        "bury": True,
        "ease4": 1.3,
        "hardFactor": 1.2,
        "ivlFct": 1.0,
        "maxIvl": 36500,
        "perDay": 200,
    },
    "lapse": {"delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0.0},
    "newMix": 0,
    "newPerDayMinimum": 0,
    "interdayLearningMix": 0,
    "reviewOrder": 0,
    "newSortOrder": 0,
    "newGatherPriority": 0,
    "buryInterdayLearning": True,
    "desiredRetention": 0.9,
    "sm2Retention": 0.9,
    "easyDaysPercentages": [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
    "ignoreRevlogsBeforeDate": "",
    "stopTimerOnAnswer": False,
    "secondsToShowQuestion": 0.0,
    "secondsToShowAnswer": 0.0,
    "questionAction": 0,
    "answerAction": 0,
    "waitForAudio": True,
    "weightSearch": "",
}
"""The deck options that a student gets on ticking "Import any deck presets"."""

_DEFAULT_PRESET = _PRESET | {"id": 1, "name": "Default"}
"""Every collection has a preset 1; Anki does not import this one over the student's own."""
