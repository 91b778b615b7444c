"""Reading packages: ours and Anki's own in every format, and one clear line for all others."""

import io
import json
import sqlite3
import zipfile
from contextlib import closing, suppress
from functools import cache
from typing import TYPE_CHECKING

import anki.collection
import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st

from deckbuilder.apkg import tables, unpack
from deckbuilder.apkg.contents import PackedCard, PackedCollection, UnreadablePackageError
from deckbuilder.apkg.read import read_package
from deckbuilder.apkg.write import package_bytes
from deckbuilder.kinds.registry import note_types_of
from deckbuilder.load import load_collection
from deckbuilder.release.packages import contents_of
from tests.places import EPOCH, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

MUTATIONS = st.lists(st.tuples(st.integers(0), st.integers(0, 255)), min_size=1, max_size=8)
PICTURE = b"\x89PNG picture"
DAMAGED = "the package is damaged or cut short; download or export it again"
AGAIN = "export the deck from Anki again"


@cache
def ours() -> bytes:
    """Return the whole package of the small source tree."""
    source = ROOT / "tests/fixtures/mini/source"
    collection = load_collection(str(source), ROOT / "source/notetypes").collection
    assert collection is not None
    return package_bytes(contents_of(collection, collection.settings.packages[0], EPOCH))


def entries(package: bytes) -> dict[str, bytes]:
    """Return the entries of a zip archive by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(contents: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive of the entries."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_entries(**changes: bytes) -> bytes:
    """Return our package with other entries; the database is called `database`."""
    if "database" in changes:
        changes["collection.anki2"] = changes.pop("database")
    return zipped(entries(ours()) | changes)


def with_sql(script: str) -> bytes:
    """Return our package after an SQL script ran over its database."""
    return with_entries(database=altered(entries(ours())["collection.anki2"], script))


def altered(database: bytes, script: str) -> bytes:
    """Return a database after an SQL script ran over it."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(database)
        connection.executescript(script)
        return connection.serialize()


def mutated(content: bytes, mutations: list[tuple[int, int]]) -> bytes:
    """Return the bytes with some of them replaced."""
    image = bytearray(content)
    for position, value in mutations:
        image[position % len(image)] = value
    return bytes(image)


def problem(package: bytes) -> str:
    """Return what is said of a package that cannot be read."""
    with pytest.raises(UnreadablePackageError) as raised:
        read_package(package)
    return str(raised.value)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return a collection as Anki exports it, in its legacy and in its newest format."""
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "brain.png").write_bytes(PICTURE)
    collection = anki.collection.Collection(str(folder / "foreign.anki2"))
    collection.media.add_file(str(folder / "brain.png"))
    basic, cloze = (collection.models.by_name(name) for name in ("Basic", "Cloze"))
    assert basic is not None
    assert cloze is not None
    question = collection.new_note(basic)
    question.guid, question.tags = "first", ["b::c", "a"]
    question["Front"], question["Back"] = 'Why? <img src="brain.png">', "t½ &lt; 12 h"
    gaps = collection.new_note(cloze)
    gaps.guid, gaps["Text"] = "second", "{{c2::two}} and {{c1::one}}"
    for note, name in ((question, "Ä::Deck"), (gaps, "Other")):
        deck = collection.decks.id(name)
        assert deck is not None
        collection.add_note(note, deck)

    packages = {}
    for name in ("legacy", "newest"):
        path = folder / f"{name}.apkg"
        options = anki.collection.ExportAnkiPackageOptions(
            with_scheduling=False, with_deck_configs=False, with_media=True, legacy=name == "legacy"
        )
        collection.export_anki_package(out_path=str(path), options=options, limit=None)
        packages[name] = path.read_bytes()
    collection.close()
    return packages


def test_note_types_of_our_package_are_read() -> None:
    """Names, fields, templates and their fixed ids are those of the note type."""
    number = note_types_of("mini", "Mini Pharmacology")["claim"].id
    claim = read_package(ours()).note_types[number]
    assert (claim.name, claim.mod) == ("Mini Pharmacology Claim", EPOCH)
    assert claim.field_names[:4] == ("Claim", "Verdict", "Evidence", "Figure")
    assert [field.id for field in claim.fields[:2]] == [number * 1000, number * 1000 + 1]
    assert [(each.name, each.id) for each in claim.templates] == [("Claim", number * 1000 + 500)]


def test_decks_are_those_that_hold_cards_and_those_above() -> None:
    """The deck Default, which every package brings, is none of them."""
    names = ("Mini Pharmacology", "Mini Pharmacology::01 Receptor", "Mini Pharmacology::02 Claims")
    assert read_package(ours()).deck_names == names


@pytest.mark.parametrize("kind", ["legacy", "newest"])
def test_packages_of_anki_are_read(exported: dict[str, bytes], kind: str) -> None:
    """Notes, cards, decks, note types and media of Anki's own exports arrive."""
    packed = read_package(exported[kind])
    first, second = packed.notes
    assert (first.guid, first.tags) == ("first", ("a", "b::c"))
    assert first.fields == ('Why? <img src="brain.png">', "t½ &lt; 12 h")
    assert first.cards == (PackedCard("Ä::Deck", 0, 1),)
    assert second.cards == (PackedCard("Other", 0, 2), PackedCard("Other", 1, 2))
    assert packed.deck_names == ("Other", "Ä", "Ä::Deck")
    assert packed.media == {"brain.png": PICTURE}
    types = packed.note_types.values()
    assert sorted((each.name, each.kind, each.field_names) for each in types) == [
        ("Basic", 0, ("Front", "Back")),
        ("Cloze", 1, ("Text", "Back Extra")),
    ]
    assert sorted(part.name for each in types for part in each.templates) == ["Card 1", "Cloze"]


def test_formats_of_anki_read_alike(exported: dict[str, bytes]) -> None:
    """The same collection gives the same result from either format, digests and ids included."""
    assert read_package(exported["legacy"]) == read_package(exported["newest"])


@pytest.mark.parametrize("kind", ["legacy", "newest"])
def test_newest_database_is_read_also_without_meta(exported: dict[str, bytes], kind: str) -> None:
    """Where no entry says which database counts, the note that asks for an update is not read."""
    content = entries(exported[kind])
    assert "collection.anki2" in content
    del content["meta"]
    assert read_package(zipped(content)) == read_package(exported[kind])


def test_meta_says_which_database_counts(exported: dict[str, bytes]) -> None:
    """As in Anki, version 1 means collection.anki2, whatever stands beside it."""
    content = entries(exported["legacy"]) | {"meta": b"\x08\x01"}
    (note,) = read_package(zipped(content)).notes
    assert note.fields[0].startswith("Please update to the latest Anki version")


def test_zstd_frames_may_follow_each_other(exported: dict[str, bytes]) -> None:
    """An entry of several frames is read to its end, as zstd has it."""
    content = entries(exported["newest"])
    content["0"] = zstandard.compress(PICTURE[:4]) + zstandard.compress(PICTURE[4:])
    assert read_package(zipped(content)).media == {"brain.png": PICTURE}


@pytest.mark.parametrize(
    ("package", "message"),
    [
        (b"", "the file is empty; download or export it again"),
        (b"%PDF-1.7", "the file is no Anki package, not even a zip archive; choose an .apkg file"),
        (b"PK\x03\x04rest", DAMAGED),
    ],
    ids=["empty", "other format", "cut off"],
)
def test_file_that_is_no_package_is_named(package: bytes, message: str) -> None:
    """A file that is no zip archive is told from one that is cut short."""
    assert problem(package) == message


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_truncated_package_is_refused(share: float) -> None:
    """A package that is cut anywhere is called damaged."""
    assert problem(ours()[: int(len(ours()) * share)]) == DAMAGED


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        ({"a.txt": b""}, "the archive holds no Anki collection; choose an .apkg file"),
        (
            {"meta": b"\x08\x03", "collection.anki2": b""},
            'the package has no entry "collection.anki21b"; export it again',
        ),
        ({"collection.anki2": b""}, 'the package has no entry "media"; export it again'),
        (
            {"collection.anki2": b"text", "media": b"{}"},
            f"the collection is no SQLite database; {AGAIN}",
        ),
        ({"meta": b"\xff"}, f'entry "meta" cannot be read: {DAMAGED}'),
        (
            {"meta": b"\x08\x04"},
            (
                "the package is of a version (4) that is unknown here; "
                'export it with "Support older Anki versions"'
            ),
        ),
        ({"collection.anki21b": b"text"}, f'entry "collection.anki21b" cannot be read: {DAMAGED}'),
        (
            {"collection.anki21b": zstandard.compress(b"x" * 99)[:-4]},
            f'entry "collection.anki21b" cannot be read: {DAMAGED}',
        ),
    ],
    ids=[
        "no collection",
        "newest collection missing",
        "no list of media",
        "no database",
        "broken meta",
        "version of the future",
        "no zstd",
        "zstd cut short",
    ],
)
def test_archive_without_what_a_package_needs_is_refused(
    contents: dict[str, bytes], message: str
) -> None:
    """The message says what is missing or broken, and what to do."""
    assert problem(zipped(contents)) == message


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        (b"[", f"the list of media is not JSON: {DAMAGED}"),
        (b"[" * 100_000, f"the list of media is not JSON: {DAMAGED}"),
        (b'["a.png"]', f"the list of media names no files: {DAMAGED}"),
        (b'{"0": 7}', f"the list of media names no files: {DAMAGED}"),
        (b'{"0": "\\ud800.png"}', f"the list of media names no files: {DAMAGED}"),
        (b'{"9": "a.png"}', 'the package has no entry "9"; export it again'),
        (
            b'{"0": "a.png", "media": "a.png"}',
            'media file "a.png" is listed twice, and chance would choose; export it again',
        ),
    ],
    ids=["no JSON", "nested", "no mapping", "no name", "half a sign", "missing file", "twice"],
)
def test_broken_list_of_media_is_refused(listed: bytes, message: str) -> None:
    """The list must be JSON that gives each file of the archive one name."""
    assert problem(with_entries(media=listed)) == message


@pytest.mark.parametrize(
    "name", ["../x.png", "/x.png", "a/x.png", "..\\x.png", "C:x.png", "..", ".", ""]
)
@pytest.mark.parametrize("compressed", [False, True], ids=["JSON", "protobuf"])
def test_media_name_that_leads_out_is_refused(
    name: str, compressed: bool, exported: dict[str, bytes]
) -> None:
    """A media file must lie in the media folder itself on every system."""
    package = with_entries(media=json.dumps({"0": name}).encode())
    if compressed:
        entry = b"\x0a" + bytes([len(name)]) + name.encode()
        listed = zstandard.compress(b"\x0a" + bytes([len(entry)]) + entry)
        package = zipped(entries(exported["newest"]) | {"media": listed})
    ending = "would lie outside the media folder; do not import the package"
    assert problem(package) == f'media file "{name}" {ending}'


def test_broken_protobuf_list_of_media_is_refused(exported: dict[str, bytes]) -> None:
    """A list that says it is longer than it is cannot be read."""
    content = entries(exported["newest"]) | {"media": zstandard.compress(b"\x0a\xff\x01x")}
    assert problem(zipped(content)) == f"the list of media is not protobuf: {DAMAGED}"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("DROP TABLE notes", f'the collection has no table "notes"; {AGAIN}'),
        (
            "DROP TABLE notes; CREATE VIEW notes AS SELECT * FROM cards",
            f'the collection has no table "notes"; {AGAIN}',
        ),
        (
            "ALTER TABLE notes RENAME COLUMN guid TO id2",
            f'table "notes" has no column "guid"; {AGAIN}',
        ),
        (
            (
                "ALTER TABLE cards RENAME COLUMN due TO d;"
                "ALTER TABLE cards ADD COLUMN due AS (length(zeroblob(1000000000)))"
            ),
            f'table "cards" has no column "due"; {AGAIN}',
        ),
        (
            "UPDATE notes SET flds = x'ff'",
            f'a row of table "notes" holds a value of a wrong kind; {AGAIN}',
        ),
        (
            "UPDATE notes SET flds = CAST(x'ff' AS TEXT)",
            (
                f"the collection is a damaged database (Could not decode to UTF-8 column 'flds' "
                f"with text '\N{REPLACEMENT CHARACTER}'); {AGAIN}"
            ),
        ),
        ("DELETE FROM col", f"the collection is empty; {AGAIN}"),
        (
            "UPDATE col SET ver = 19",
            (
                "the collection has schema 19, not 11 to 18; "
                "export it again from a present version of Anki"
            ),
        ),
        ("UPDATE col SET ver = 18", f'the collection has no table "fields"; {AGAIN}'),
        (
            "UPDATE col SET models = '{'",
            (
                "a note type or deck cannot be read (Expecting property name enclosed in double "
                f"quotes: line 1 column 2 (char 1)); {AGAIN}"
            ),
        ),
        (
            "UPDATE col SET decks = '[]'",
            f"a note type or deck cannot be read (a dict was expected, not []); {AGAIN}",
        ),
        (
            "UPDATE col SET models = '{}'",
            f"a note is of note type 1639804332697, which the package lacks; {AGAIN}",
        ),
        ("UPDATE cards SET did = 7", f"a card lies in deck 7, which the package lacks; {AGAIN}"),
        (
            "UPDATE notes SET guid = 'same'",
            f'two notes have the guid "same", and Anki would add both; remove one and {AGAIN}',
        ),
    ],
    ids=[
        "no table",
        "view",
        "no column",
        "computed column",
        "bytes for text",
        "no UTF-8",
        "empty",
        "schema of the future",
        "tables of another schema",
        "broken JSON",
        "other JSON",
        "unknown note type",
        "unknown deck",
        "same guid",
    ],
)
def test_broken_collection_is_refused(script: str, message: str) -> None:
    """The message says what in the database is wrong, and what to do."""
    assert problem(with_sql(script)) == message


def test_broken_protobuf_in_the_collection_is_refused(exported: dict[str, bytes]) -> None:
    """A note type's settings that are no protobuf are a fault of the package."""
    content = entries(exported["newest"])
    database = unpack.unpack(exported["newest"]).database
    image = bytearray(database)
    image[18:20] = b"\x01\x01"
    script = "DROP INDEX idx_notetypes_name; UPDATE notetypes SET config = x'1a7f'"
    broken = altered(bytes(image), script)
    content["collection.anki21b"] = zstandard.compress(broken)
    assert problem(zipped(content)) == (
        f"a note type or deck cannot be read (protobuf field 3 is cut short); {AGAIN}"
    )


def test_entry_that_unpacks_past_its_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip bomb is stopped while it unfolds."""
    monkeypatch.setattr(unpack, "MAX_LIST_BYTES", unpack.MIB)
    assert problem(with_entries(media=b" " * (unpack.MIB + 1))) == (
        'entry "media" unpacks to more than the 1 MiB left for it; do not trust the package'
    )


def test_limit_holds_for_all_entries_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many entries within their limits do not pass that of the whole."""
    size = len(entries(ours())["collection.anki2"])
    monkeypatch.setattr(unpack, "MAX_UNPACKED_BYTES", size + 10)
    assert problem(ours()) == (
        'entry "media" unpacks to more than the 0 MiB left for it; do not trust the package'
    )


def test_zstd_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch, exported: dict[str, bytes]) -> None:
    """A frame is limited by what it gives, not by the size that it declares or hides."""
    monkeypatch.setattr(unpack, "MAX_MEDIA_FILE_BYTES", unpack.MIB)
    compressor = zstandard.ZstdCompressor(write_content_size=False)
    content = entries(exported["newest"]) | {"0": compressor.compress(bytes(64 * unpack.MIB))}
    assert problem(zipped(content)) == (
        'entry "0" unpacks to more than the 1 MiB left for it; do not trust the package'
    )


def test_declared_size_is_not_believed() -> None:
    """An entry that is larger than the archive says is damaged, not cut to fit."""
    package = bytearray(ours())
    place = package.rindex(b"PK\x01\x02", 0, package.rindex(b"media"))
    package[place + 20 : place + 28] = (5).to_bytes(4, "little") * 2
    assert problem(bytes(package)) == f'entry "media" cannot be read: {DAMAGED}'


def test_packing_that_anki_does_not_know_is_refused() -> None:
    """Only stored and deflated entries are unpacked."""
    assert problem(zipped(entries(ours()), zipfile.ZIP_LZMA)) == (
        'entry "collection.anki2" is packed in a way that Anki does not read; export it again'
    )


def test_table_that_unfolds_past_its_file_is_refused() -> None:
    """Text that is stored once and read from every row does not fill the memory."""
    text = "x" * 100_000
    script = (
        "ALTER TABLE notes RENAME COLUMN flds TO f;"
        f"ALTER TABLE notes ADD COLUMN flds TEXT NOT NULL DEFAULT '{text}'"
    )
    assert problem(with_sql(script)) == (
        'table "notes" holds more than its file; do not trust the package'
    )


def test_database_that_asks_for_too_much_work_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A query that does not end is interrupted."""
    monkeypatch.setattr(tables, "MAX_DATABASE_STEPS", 20)
    assert problem(ours()) == f"the collection is a damaged database (interrupted); {AGAIN}"


def test_message_is_one_printable_line() -> None:
    """What a package holds cannot break the line or steer the terminal."""
    name = json.dumps({"0": "/\n\x1b[2J" + "x" * 999}).encode()
    message = problem(with_entries(media=name))
    assert message.isprintable()
    assert len(message) == 300


def readable_or_refused(package: bytes) -> None:
    """Read a package; any other exception than the one for it fails the test."""
    with suppress(UnreadablePackageError):
        assert isinstance(read_package(package), PackedCollection)


@given(content=st.binary(), start=st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06"]))
@example(content=bytes(18), start=b"PK\x05\x06")
def test_any_bytes_are_read_or_refused(content: bytes, start: bytes) -> None:
    """No bytes at all raise anything but the one exception."""
    readable_or_refused(start + content)


@given(mutations=MUTATIONS)
def test_damaged_archive_is_read_or_refused(mutations: list[tuple[int, int]]) -> None:
    """Bytes that change anywhere in a package raise nothing but the one exception."""
    readable_or_refused(mutated(ours(), mutations))


@given(mutations=MUTATIONS, ending=st.booleans())
def test_damaged_directory_is_read_or_refused(
    mutations: list[tuple[int, int]], ending: bool
) -> None:
    """Bytes that change in the archive's directory raise nothing but the one exception."""
    start = ours().index(b"PK\x05\x06" if ending else b"PK\x01\x02")
    readable_or_refused(ours()[:start] + mutated(ours()[start:], mutations))


@given(mutations=MUTATIONS)
def test_damaged_database_is_read_or_refused(mutations: list[tuple[int, int]]) -> None:
    """Bytes that change in the database raise nothing but the one exception."""
    database = entries(ours())["collection.anki2"]
    readable_or_refused(with_entries(database=mutated(database, mutations)))


@pytest.mark.parametrize("kind", ["legacy", "newest"])
def test_damaged_packages_of_anki_are_read_or_refused(
    exported: dict[str, bytes], kind: str
) -> None:
    """The same holds inside either of Anki's formats, list of media included."""
    content = entries(exported[kind])
    unpacked = unpack.unpack(exported[kind])
    name = "collection.anki21" if kind == "legacy" else "collection.anki21b"
    listed = content["media"] if kind == "legacy" else zstandard.decompress(content["media"], 2**20)
    pack: Callable[[bytes], bytes] = bytes if kind == "legacy" else zstandard.compress

    @given(mutations=MUTATIONS, in_list=st.booleans())
    def check(mutations: list[tuple[int, int]], in_list: bool) -> None:
        if in_list:
            changed = {"media": pack(mutated(listed, mutations))}
        else:
            changed = {name: pack(mutated(unpacked.database, mutations))}
        readable_or_refused(zipped(content | changed, zipfile.ZIP_STORED))

    check()
