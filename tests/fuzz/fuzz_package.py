"""Fuzz packages: whatever the bytes, one clear line; and what is written is what is read."""

import io
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import cache

import zstandard
from fuzz_markup import FORBIDDEN
from oracles import LOOK, MINI

from deckbuilder.apkg.contents import PackedCollection, UnreadablePackageError
from deckbuilder.apkg.read import read_package
from deckbuilder.apkg.write import package_bytes
from deckbuilder.load import load_collection
from deckbuilder.release.packages import build_package, contents_of

EPOCH = 1_700_000_000
NEWEST_SCHEMA = """
create table col (ver, models, decks, conf); insert into col values (18, '', '', '{}');
create table notes (id integer primary key, guid, mid, mod, flds, tags);
insert into notes values (1, 'g', 2, 3, 'a' || char(31) || 'b', ' t ');
create table cards (nid, ord, did, due); insert into cards values (1, 0, 4, 0);
create table decks (id integer primary key, name text collate unicase);
insert into decks values (4, 'A' || char(31) || 'B');
create table notetypes (id integer primary key, name text collate unicase, mtime_secs, config);
insert into notetypes values (2, 'Basic', 3, x'1a0161');
create table fields (ntid, ord, name, config);
insert into fields values (2, 0, 'Front', x'4801'), (2, 1, 'Back', x'');
create table templates (ntid, ord, name, config);
insert into templates values (2, 0, 'Card 1', x'0a01611201624005');
"""
"""A collection as the newest Anki has it, as small as it can be."""


PARTS = (
    *("package", "collection.anki2", "database", "media", "media list", "models", "decks"),
    *("config", "meta", "collection.anki21b", "texts", "conf"),
)
"""What an input can replace; its first byte says which, and "texts" are written and read back."""


def words() -> tuple[str, ...]:
    """Return names that matter in a package."""
    return ("PK\x03\x04", "PK\x01\x02", "collection.anki2", "media", "meta", "SQLite format 3\x00")


def seeds() -> Iterator[bytes]:
    """Yield whole packages and each of their parts, by the number of the part in PARTS."""
    legacy, newest = _entries(_legacy()), _entries(_newest())
    yield b"\x00" + _legacy()
    yield b"\x00" + _newest()
    yield b"\x01" + legacy["collection.anki2"]
    yield b"\x02" + _newest_database()
    yield b'\x03{"0": "a.svg"}'
    yield b"\x04\x0a\x07\x0a\x05a.png"
    yield b"\x05" + _column("models")
    yield b"\x06" + _column("decks")
    yield b"\x07" + bytes.fromhex("0a01611201624005")
    yield b"\x08" + newest["meta"]
    yield b"\x09" + newest["collection.anki21b"]
    yield "\x0at½ < 12 h\x00{{c1::a}}\x00<b>&amp;</b>\x00𝛼\r\n".encode()
    yield b"\x0b" + _column("conf")


def check(content: bytes) -> None:
    """Put the bytes in the place of a part of a package and read it; or write them as texts."""
    if not content:
        return
    name = PARTS[content[0] % len(PARTS)]
    if name == "texts":
        _check_survival(content[1:])
        return
    message = _message(_with_part(name, content[1:]))
    assert message is None or (message.isprintable() and message.strip()), message


def _message(package: bytes) -> str | None:
    """Return what is said of a package that cannot be read; nothing else may be raised."""
    try:
        read_package(package)
    except UnreadablePackageError as error:
        return str(error)
    return None


def _with_part(name: str, content: bytes) -> bytes:
    legacy, newest = _entries(_legacy()), _entries(_newest())
    match name:
        case "package":
            return content
        case "collection.anki2" | "media":
            legacy[name] = content
        case "models" | "decks" | "conf":
            database = legacy["collection.anki2"]
            legacy["collection.anki2"] = _updated(database, f"col SET {name}", content)
        case "config":
            database = _updated(_newest_database(), "templates SET config", content)
            newest["collection.anki21b"] = _packed(database)
        case "database":
            newest["collection.anki21b"] = _packed(content)
        case "media list":
            newest["media"] = _packed(content)
        case _:
            newest[name] = content
    is_legacy = name in {"collection.anki2", "media", "models", "decks", "conf"}
    return _zipped(legacy if is_legacy else newest)


def _check_survival(content: bytes) -> None:
    """Whatever texts the fields hold, build_package finds them again; and so do we."""
    texts = [FORBIDDEN.sub("", text) for text in content.decode(errors="replace").split("\x00")]
    note, *others = _mini().notes
    fields = tuple((*texts, *note.fields)[: len(note.fields)])
    changed = replace(_mini(), notes=(replace(note, fields=fields), *others))
    built = build_package("mini.apkg", changed)
    assert read_package(built.content).notes[0].fields == fields


def _updated(database: bytes, assignment: str, value: bytes) -> bytes:
    try:
        text: str | bytes = value.decode() if assignment.startswith("col") else value
    except UnicodeDecodeError:
        text = value
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(database)
        connection.execute(f"UPDATE {assignment} = ?", [text])
        connection.commit()
        return connection.serialize()


def _column(name: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(_entries(_legacy())["collection.anki2"])
        value: str = connection.execute(f"SELECT {name} FROM col").fetchone()[0]  # noqa: S608
    return value.encode()


@cache
def _mini() -> PackedCollection:
    collection = load_collection(str(MINI), LOOK).collection
    assert collection is not None
    return contents_of(collection, collection.settings.packages[0], EPOCH)


@cache
def _legacy() -> bytes:
    return package_bytes(_mini())


@cache
def _newest_database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.create_collation("unicase", lambda one, two: (one > two) - (one < two))
        connection.executescript(NEWEST_SCHEMA)
        return connection.serialize()


@cache
def _newest() -> bytes:
    media = _packed(bytes.fromhex("0a070a05612e706e67"))
    entries = {"collection.anki21b": _packed(_newest_database()), "media": media}
    return _zipped(entries | {"0": _packed(b"picture"), "meta": b"\x08\x03"})


def _packed(content: bytes) -> bytes:
    return zstandard.compress(content, 1)


def _entries(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(contents: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()
