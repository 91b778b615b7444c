"""Take an .apkg file apart in memory: its newest database and its media, within limits.

Anki has packed in three ways: `collection.anki2`, `collection.anki21`, and `collection.anki21b`
with everything compressed by zstd. The newer two hold an older database beside theirs, with one
note that asks for an update of Anki; the entry `meta` says which to read.
"""

import io
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import zstandard

from deckbuilder.apkg.contents import MAX_MEDIA_FILE_BYTES, UnreadablePackageError
from deckbuilder.apkg.protobuf import messages_in, number_in, text_in
from deckbuilder.files.read import MIB

MAX_DATABASE_BYTES = 300 * MIB
"""Size at which Anki's own clients refuse a collection."""

MAX_LIST_BYTES = 16 * MIB
"""More than the names of any media folder take."""

MAX_PACKAGE_BYTES = 1024 * MIB
"""Largest file that is read as a package."""

MAX_UNPACKED_BYTES = 1024 * MIB
"""Everything in a package together; all of it is held in memory."""

MAX_ZSTD_WINDOW = 2**27
"""Memory that a zstd frame may ask for, as zstd itself limits it by default."""

_DATABASES = {1: "collection.anki2", 2: "collection.anki21", 3: "collection.anki21b"}
"""Database by the version in `meta`; the last is compressed by zstd, with all beside it."""

_COMPRESSED = 3
_READ_SIZE = 2**16
_ZSTD_STEP = 2**10
"""Bytes decompressed at a time: they become 32 MiB at most before their real size is checked."""

_ZIP_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""What Anki unpacks; Python's bzip2 and LZMA readers would also ignore our limits."""

_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    IndexError,
    MemoryError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises on damaged archives, encrypted ones and methods that it does not know."""

_DAMAGED = "the package is damaged or cut short; download or export it again"
_OUTSIDE = re.compile(r"[/\\\x00]|^[A-Za-z]:|^\.{0,2}$")


@dataclass(frozen=True, slots=True)
class UnpackedPackage:
    """The SQLite database of a package and its media by name."""

    database: bytes
    media: dict[str, bytes]


def unpack(content: bytes) -> UnpackedPackage:
    """Return what an .apkg file holds; raises UnreadablePackageError."""
    archive = _Archive(content)
    version = _version(archive)
    compressed = version == _COMPRESSED
    database = archive.read(_DATABASES[version], MAX_DATABASE_BYTES, compressed=compressed)
    listed = archive.read("media", MAX_LIST_BYTES, compressed=compressed)
    entries = _compressed_media(listed) if compressed else _legacy_media(listed)
    media: dict[str, bytes] = {}
    for entry, name in entries:
        if _OUTSIDE.search(name):
            raise UnreadablePackageError(
                f'media file "{name}" would lie outside the media folder; do not import the package'
            )
        if name in media:
            raise UnreadablePackageError(
                f'media file "{name}" is listed twice, and chance would choose; export it again'
            )
        media[name] = archive.read(entry, MAX_MEDIA_FILE_BYTES, compressed=compressed)
    return UnpackedPackage(database, media)


class _Archive:
    """A zip archive whose entries are read within limits, whatever sizes it declares."""

    def __init__(self, content: bytes) -> None:
        if not content:
            raise UnreadablePackageError("the file is empty; download or export it again")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self.names = frozenset(self._zip.namelist())
        except _ZIP_ERRORS as error:
            if content.startswith(b"PK\x03\x04"):
                raise UnreadablePackageError(_DAMAGED) from error
            message = "the file is no Anki package, not even a zip archive; choose an .apkg file"
            raise UnreadablePackageError(message) from error
        self._left = MAX_UNPACKED_BYTES

    def read(self, name: str, limit: int, *, compressed: bool) -> bytes:
        """Return an entry unpacked, of `limit` bytes at most."""
        if name not in self.names:
            raise UnreadablePackageError(f'the package has no entry "{name}"; export it again')
        limit = min(limit, self._left)
        chunks = _limited(self._chunks(name), limit, name)
        if compressed:
            chunks = _limited(_zstd_decompressed(chunks), limit, name)
        try:
            content = b"".join(chunks)
        except (*_ZIP_ERRORS, zstandard.ZstdError) as error:
            raise UnreadablePackageError(f'entry "{name}" cannot be read: {_DAMAGED}') from error
        self._left -= len(content)
        return content

    def _chunks(self, name: str) -> Iterator[bytes]:
        entry = self._zip.getinfo(name)
        if entry.compress_type not in _ZIP_METHODS:
            message = f'entry "{name}" is packed in a way that Anki does not read; export it again'
            raise UnreadablePackageError(message)
        with self._zip.open(entry) as file:
            while chunk := file.read(_READ_SIZE):
                yield chunk


def _limited(chunks: Iterable[bytes], limit: int, name: str) -> Iterator[bytes]:
    """Pass the chunks on until they are more than the limit."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            allowed = f"{limit / MIB:,.0f} MiB left for it"
            raise UnreadablePackageError(
                f'entry "{name}" unpacks to more than the {allowed}; do not trust the package'
            )
        yield chunk


def _zstd_decompressed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Decompress one or more zstd frames; raises EOFError where the last is not complete."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_ZSTD_WINDOW)
    frame = decompressor.decompressobj()
    for chunk in chunks:
        for start in range(0, len(chunk), _ZSTD_STEP):
            piece = chunk[start : start + _ZSTD_STEP]
            while piece:
                if frame.eof:
                    frame = decompressor.decompressobj()
                yield frame.decompress(piece)
                piece = frame.unused_data if frame.eof else b""
    if not frame.eof:
        raise EOFError


def _version(archive: _Archive) -> int:
    """Return which of the databases to read; packages without `meta` hold their newest."""
    if "meta" not in archive.names:
        found = [version for version, name in _DATABASES.items() if name in archive.names]
        if not found:
            message = "the archive holds no Anki collection; choose an .apkg file"
            raise UnreadablePackageError(message)
        return max(found)
    try:
        version = number_in(archive.read("meta", MAX_LIST_BYTES, compressed=False), 1)
    except ValueError as error:
        raise UnreadablePackageError(f'entry "meta" cannot be read: {_DAMAGED}') from error
    if version not in _DATABASES:
        message = f"the package is of a version ({version}) that is unknown here"
        raise UnreadablePackageError(f'{message}; export it with "Support older Anki versions"')
    return version


def _legacy_media(listed: bytes) -> list[tuple[str, str]]:
    """Return entry and file name of the media in a JSON list."""
    try:
        names = json.loads(listed)
    except (ValueError, RecursionError) as error:
        raise UnreadablePackageError(f"the list of media is not JSON: {_DAMAGED}") from error
    if not isinstance(names, dict) or not all(map(_is_text, names.values())):
        raise UnreadablePackageError(f"the list of media names no files: {_DAMAGED}")
    return list(names.items())


def _compressed_media(listed: bytes) -> list[tuple[str, str]]:
    """Return entry and file name of the media in a protobuf list."""
    try:
        names = [text_in(entry, 1) for entry in messages_in(listed, 1)]
    except ValueError as error:
        raise UnreadablePackageError(f"the list of media is not protobuf: {_DAMAGED}") from error
    return [(str(index), name) for index, name in enumerate(names)]


def _is_text(value: object) -> bool:
    """Return whether a value is text that can be written as UTF-8: JSON may hold half signs."""
    return isinstance(value, str) and not re.search("[\ud800-\udfff]", value)
