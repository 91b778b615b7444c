"""A folder of small files that may be deleted at any time: no code, nobody else's, checked."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Container
from contextlib import suppress
from pathlib import Path

_DIGEST = 64
"""Length of a sha256 in hexadecimal, with which every entry starts."""


class Cache:
    """Entries by key, each with a digest of itself; what cannot be read or written is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """Return the content under a key, None where there is none or it is damaged."""
        try:
            entry = self._place(key).read_bytes()
        except OSError:
            return None
        digest, content = entry[:_DIGEST], entry[_DIGEST:]
        return content if digest == _digest(content) else None

    def put(self, key: str, content: bytes) -> None:
        """Keep the content under a key, whole or not at all."""
        with suppress(OSError):
            number, name = tempfile.mkstemp(prefix=".", dir=self._folder)
            with os.fdopen(number, "wb") as file:
                file.write(_digest(content) + content)
            Path(name).replace(self._place(key))

    def keep_only(self, keys: Container[str]) -> None:
        """Delete the entries under all other keys."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                if path.name not in keys:
                    path.unlink()

    def _place(self, key: str) -> Path:
        return self._folder / key


def own_cache(folder: Path) -> Cache | None:
    """Return the cache in a folder that is made for it; None where others could write there."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return None
    is_private = os.name == "nt" or (
        status.st_uid == os.geteuid() and not stat.S_IMODE(status.st_mode) & 0o077
    )
    return Cache(folder) if stat.S_ISDIR(status.st_mode) and is_private else None


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
