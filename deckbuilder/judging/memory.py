"""Remember what a file of cards gave, under all that it was made of.

The key of a result holds the bytes of the file, of every other file of the source but the ledger,
and of this tool with its libraries: nothing that a result was made of can change under its key. A
result is only ever looked up by the bytes that lie there now, and is never trusted over them.
"""

import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

from deckbuilder.collection.cardfile import CardFileBytes
from deckbuilder.collection.results import FileResult, result_of_json
from deckbuilder.files.cache import Cache
from deckbuilder.files.digest import folder_parts, joint_digest

_LIBRARIES = (
    "markdown-it-py",
    "mdit-py-plugins",
    "pydantic",
    "pydantic_core",
    "PyYAML",
    "rapidfuzz",
)
_LEDGER = "ledger.json"
_CARDS = "cards"


class Memory:
    """What is remembered of the files of one source folder, and what is to be.

    It is made before anything of the folder is read, and settled when all is judged. Raises
    OSError where a file of the folder cannot be read.
    """

    def __init__(self, cache: Cache, folder: str) -> None:
        self._cache = cache
        self._folder = folder
        self._around = _around(folder)
        self._used: set[str] = set()
        self._new: set[str] = set()

    def recall(self, file: CardFileBytes) -> FileResult | None:
        """Return what the file gave before, None where it is not known or is damaged."""
        key = self._key(file)
        content = self._cache.get(key)
        if content is None:
            return None
        try:
            result = result_of_json(content)
        except ValueError:
            return None
        self._used.add(key)
        return result

    def remember(self, file: CardFileBytes, content: bytes) -> None:
        """Keep the JSON of a result."""
        key = self._key(file)
        self._cache.put(key, content)
        self._new.add(key)

    def settle(self) -> None:
        """Drop what this source no longer gives, and what it gave while it was being edited."""
        if self._new and _around(self._folder) != self._around:
            self._new.clear()
        self._cache.keep_only(self._used | self._new)

    def _key(self, file: CardFileBytes) -> str:
        return joint_digest((self._around.encode(), file.name.encode(), file.raw))


def _around(folder: str) -> str:
    """Return a digest of this tool, and of what lies in a source folder beside its cards."""
    root = Path(folder)
    around = folder_parts(root, lambda place: place.parts[0] != _CARDS and str(place) != _LEDGER)
    return joint_digest((_tool().encode(), folder.encode(), *around))


@cache
def _tool() -> str:
    """Return a digest of the code that judges and of the libraries that it leans on."""
    library = Path(__file__).resolve().parents[1]
    code = folder_parts(library, lambda place: place.suffix != ".pyc")
    versions = (sys.version, *(f"{name} {version(name)}" for name in _LIBRARIES))
    return joint_digest((*code, *(each.encode() for each in versions)))
