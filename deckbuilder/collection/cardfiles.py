"""Which files of source/cards are read, and which are there in vain."""

import os
from collections.abc import Iterator
from pathlib import Path

_SUFFIXES = {".yaml", ".yml"}


def card_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of cards in a folder by name, in which order they are read."""
    return tuple(sorted(path for path in folder.iterdir() if _is_of_cards(path)))


def unread_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder that nobody reads, but for what editors and systems leave."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_left_over(name))
        for path in sorted(Path(place, name) for name in names):
            is_read = path.parent == folder and _is_of_cards(path)
            if not is_read and not _is_left_over(path.name):
                yield path.relative_to(folder)


def _is_of_cards(path: Path) -> bool:
    return path.suffix.lower() in _SUFFIXES and not _is_left_over(path.name)


def _is_left_over(name: str) -> bool:
    """Return whether an editor or a system made a file: `.#x.yaml`, `._x.yaml`, `x.yaml~`."""
    return name.startswith((".", "#")) or name.endswith("~")
