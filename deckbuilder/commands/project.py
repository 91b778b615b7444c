"""The user's folders, and what the commands load from them."""

import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckbuilder.commands.machine import cache_folder
from deckbuilder.commands.terminal import (
    PROBLEMS_FOUND,
    Trouble,
    end_with_problems,
    print_problems,
    trouble_in,
)
from deckbuilder.files.read import read_file

if TYPE_CHECKING:  # what reads a source takes pydantic and markdown-it, which not all commands need
    from deckbuilder.apkg.contents import PackedCollection
    from deckbuilder.collection.contents import Collection
    from deckbuilder.load import Loaded
    from deckbuilder.source.settings import Package

PACKAGE_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the questions are and where the packages go, as the user named them.

    `fallback_look` is the look of this project, for a source that brings none of its own.
    """

    source: str
    decks: str
    fallback_look: Path

    def __post_init__(self) -> None:
        """Raise Trouble where a folder has no name."""
        if not (self.source and self.decks):
            raise Trouble("the name of a folder is empty; leave the option out")


def require_source(folders: Folders) -> None:
    """Raise Trouble where there is no source folder."""
    if not Path(folders.source).is_dir():
        message = f'source folder "{folders.source}" does not exist; name another with --source'
        raise Trouble(message)


def loaded(folders: Folders) -> "Loaded":
    """Return what loading the source gave."""
    from deckbuilder.judging.share import Machine  # noqa: PLC0415 - takes pydantic
    from deckbuilder.load import load_collection  # noqa: PLC0415 - the same

    require_source(folders)
    machine = Machine(os.cpu_count() or 1, cache_folder(folders.source))
    with trouble_in(folders.source):
        return load_collection(folders.source, folders.fallback_look, machine)


def sound(found: "Loaded", code: int = PROBLEMS_FOUND) -> "Collection":
    """Print the problems of the source, and exit with `code` if an error is among them."""
    print_problems(found.problems)
    if found.collection is None:
        end_with_problems(["Nothing was written."], code)
    return found.collection


def faultless(folders: Folders) -> "Collection":
    """Load the source, and exit if there is any problem at all."""
    found = loaded(folders)
    collection = sound(found)
    if found.problems:
        end_with_problems(["A release takes no warnings. Nothing was written."])
    return collection


def is_overtaken(folders: Folders, collection: "Collection") -> bool:
    """Return whether something was released since the collection was loaded."""
    from deckbuilder.collection.ledger import read_ledger  # noqa: PLC0415 - takes pydantic

    name = f"{folders.source}/ledger.json"
    return read_ledger(Path(folders.source, "ledger.json"), name).ledger != collection.ledger


def saves(folders: Folders) -> Iterator[None]:
    """Yield at once, and after every save in the source, until Ctrl-C."""
    from deckbuilder.files.watch import saves as saves_in  # noqa: PLC0415 - for --watch alone

    require_source(folders)
    with trouble_in(folders.source):
        for _ in saves_in(folders.source):
            yield
            gc.collect()  # which is held while a command runs, and this one runs on


def read_packed(path: Path) -> "PackedCollection":
    """Return what a package on disk holds."""
    from deckbuilder.apkg.read import read_package  # noqa: PLC0415 - takes zstandard
    from deckbuilder.apkg.unpack import MAX_PACKAGE_BYTES  # noqa: PLC0415 - the same

    with trouble_in(str(path)):
        return read_package(read_file(path, MAX_PACKAGE_BYTES))


def package_like(old: Path, collection: "Collection") -> "Package":
    """Return the package of the source that has the name of `old`, else the first."""
    packages = {package.file: package for package in collection.settings.packages}
    return packages.get(old.name, collection.settings.packages[0])
