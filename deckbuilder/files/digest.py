"""Digest files and folders, so that what was made of them is known again."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from deckbuilder.files.read import MIB, read_file

_MOST_BYTES = 256 * MIB


def joint_digest(parts: Iterable[bytes]) -> str:
    """Return one sha256 of several parts, in hexadecimal; none runs into the next."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:".encode())
        digest.update(part)
    return digest.hexdigest()


def folder_parts(root: Path, counts: Callable[[Path], bool]) -> Iterator[bytes]:
    """Yield name, kind, target and digest of everything in a folder that `counts` by its path.

    Raises OSError where a file cannot be read.
    """
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        if counts(place):
            told = (place.as_posix(), path.is_symlink(), path.is_dir(), str(path.resolve()))
            yield repr(told).encode()
            if path.is_file():
                yield hashlib.sha256(read_file(path, _MOST_BYTES)).digest()
