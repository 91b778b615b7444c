"""Packages: the same bytes each time, read back as rendered, and no trace of their maker."""

import hashlib
import html
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deckbuilder.apkg.contents import PackedCard, PackedCollection, PackedDeck
from deckbuilder.apkg.read import read_package
from deckbuilder.collection.contents import Collection
from deckbuilder.kinds.registry import note_types_of
from deckbuilder.load import load_collection
from deckbuilder.release.packages import BuiltPackage, PackageMismatchError, build_package
from deckbuilder.rendering.fields import RenderedNote, render_notes
from deckbuilder.rendering.package import deck_id, package_contents
from deckbuilder.rendering.stamps import stamp_notes
from tests.places import EPOCH, LOOK

WHOLE, RECEPTOR = 0, 1
CLAIM = note_types_of("mini", "Mini Pharmacology")["claim"].id
PICTURE = "pentamer-d67e011f297c.svg"
FIELD = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("\n\t"))


@pytest.fixture
def collection(project: Path) -> Collection:
    """Return the small source tree, loaded."""
    assert project.is_dir()
    return load()


def load() -> Collection:
    """Load the source tree in the working folder."""
    loaded = load_collection("source", LOOK)
    assert loaded.collection is not None
    return loaded.collection


def built(
    collection: Collection, package: int = WHOLE, notes: Sequence[RenderedNote] | None = None
) -> BuiltPackage:
    """Return a package of the collection, or of the notes given in the place of its own."""
    shipped = render_notes(collection) if notes is None else notes
    stamps = stamp_notes(shipped, collection.look, collection.ledger, EPOCH)
    chosen = collection.settings.packages[package]
    return build_package(chosen.file, package_contents(chosen, collection, shipped, stamps))


def unzipped(collection: Collection) -> zipfile.ZipFile:
    """Return the whole package, opened."""
    return zipfile.ZipFile(io.BytesIO(built(collection).content))


def test_package_reads_back_as_rendered(collection: Collection) -> None:
    """Fields, tags, stamps, decks, card ordinals and places in teaching order survive."""
    names = {"receptor": "Mini Pharmacology::01 Receptor", "claims": "Mini Pharmacology::02 Claims"}
    packed = read_package(built(collection).content)
    assert packed.media == {PICTURE: Path("source/media/pentamer.svg").read_bytes()}
    for place, (note, read) in enumerate(zip(render_notes(collection), packed.notes, strict=True)):
        cards = tuple(PackedCard(names[note.deck_id], ordinal, place) for ordinal in note.ordinals)
        assert (read.guid, read.note_type_id, read.mod) == (note.guid, note.note_type.id, EPOCH)
        assert (read.fields, read.tags, read.cards) == (note.fields, note.tags, cards)


def test_package_counts_what_it_holds(collection: Collection) -> None:
    """File name, counts and digest describe the package."""
    package = built(collection, RECEPTOR)
    assert (package.file, package.decks, package.notes, package.cards) == ("receptor.apkg", 1, 5, 9)
    assert package.sha256 == hashlib.sha256(package.content).hexdigest()


def test_note_is_the_same_in_every_package(collection: Collection) -> None:
    """A deck's own package holds its notes exactly as the whole does, due places included."""
    whole, part = (read_package(built(collection, which).content) for which in (WHOLE, RECEPTOR))
    assert part.notes == whole.notes[:5]


def test_same_source_gives_the_same_bytes(collection: Collection) -> None:
    """A second load and build of the source gives the same package to the byte."""
    assert built(load()).content == built(collection).content


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.lists(FIELD, min_size=15, max_size=15))
def test_any_field_survives_the_package(collection: Collection, fields: list[str]) -> None:
    """Whatever text a field holds, escaped as HTML, is read back unchanged."""
    escaped = tuple(html.escape(field) for field in fields)
    note = replace(render_notes(collection)[0], fields=escaped)
    (packed,) = read_package(built(collection, notes=[note]).content).notes
    assert packed.fields == escaped


@pytest.mark.parametrize(
    "changes",
    [{"fields": ("a\x1fb", *[""] * 14)}, {"tags": ("a\tb",)}, {"ordinals": (1, 0)}],
    ids=["field separator in a field", "tab in a tag", "cards out of order"],
)
def test_package_that_reads_back_otherwise_is_refused(
    collection: Collection, changes: dict[str, Any]
) -> None:
    """A note that Anki's format cannot carry as it is never reaches a student."""
    note = replace(render_notes(collection)[0], **changes)
    with pytest.raises(PackageMismatchError, match=r"^mini\.apkg: wrote .*, read "):
        built(collection, notes=[note])


def contents(collection: Collection) -> PackedCollection:
    """Return what the whole package holds."""
    return built(collection).contents


class ChangingMedia(dict[str, bytes]):
    """Media whose files hold something else by the time that they are written."""

    def __getitem__(self, name: str) -> bytes:
        """Return what was not there when the contents were put together."""
        return b"other"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda old: {"decks": (*old.decks, PackedDeck("Z", 9))}, "PackedDeck(name='Z'"),
        (
            lambda old: {"decks": tuple(replace(deck, id=1) for deck in old.decks)},
            "02 Claims', ordinal=0, due=0),))",
        ),
        (
            lambda old: {"note_types": {**old.note_types, 1: old.note_types[CLAIM]}},
            "note types ['Mini Pharmacology Claim'] were not read as written",
        ),
        (lambda old: {"media": ChangingMedia(old.media)}, f"media read are ['{PICTURE}']"),
    ],
    ids=["deck without notes", "decks of one number", "unused note type", "picture"],
)
def test_contents_that_read_back_otherwise_are_refused(
    collection: Collection, change: Callable[[PackedCollection], dict[str, Any]], said: str
) -> None:
    """What a package cannot carry as it is never reaches a student, be it look, deck or picture."""
    changed = replace(contents(collection), **change(contents(collection)))
    with pytest.raises(PackageMismatchError, match=re.escape(said)):
        build_package("mini.apkg", changed)


def test_zip_entries_are_normalised(collection: Collection) -> None:
    """Every entry is stored, dated 1980, made for Unix and readable, in a fixed order."""
    with unzipped(collection) as archive:
        assert archive.namelist() == ["collection.anki2", "media", "0"]
        assert json.loads(archive.read("media")) == {"0": PICTURE}
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.compress_type == zipfile.ZIP_STORED
            assert (entry.create_system, entry.external_attr) == (3, 0o100644 << 16)
            assert (entry.extra, entry.comment) == (b"", b"")


def test_sqlite_file_is_normalised_and_sound(collection: Collection) -> None:
    """No counter, version or time in the database tells of the machine, and SQLite accepts it."""
    with unzipped(collection) as archive:
        content = archive.read("collection.anki2")
    numbers = [int.from_bytes(content[place : place + 4]) for place in (24, 36, 92, 96)]
    assert numbers == [1, 0, 1, 3_040_000]  # changes, free pages, version valid for, version
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(content)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        times = connection.execute("SELECT crt, mod, scm FROM col").fetchone()
    assert times == (1793491200, 1793491200000, 1793491200000)


def test_deck_ids_follow_from_namespace_and_id(collection: Collection) -> None:
    """A deck keeps its number under another title, and the top deck has one of its own."""
    settings = collection.settings.model_copy(update={"title": "Other"})
    renamed = replace(collection, settings=settings)
    numbers = [deck_id(renamed, deck) for deck in (None, *settings.decks)]
    assert numbers == [240123257403, 987656160216, 918632406277]
