"""Build the packages of a collection, each proved by reading it back."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from deckbuilder.apkg.contents import PackedCollection
from deckbuilder.apkg.read import read_package
from deckbuilder.apkg.write import package_bytes
from deckbuilder.collection.contents import Collection
from deckbuilder.collection.ledger import Ledger
from deckbuilder.rendering.fields import RenderedNote, date_notes, render_notes
from deckbuilder.rendering.package import package_contents
from deckbuilder.rendering.stamps import Stamps, stamp_notes
from deckbuilder.source.settings import Package

Progress = Callable[[Sequence[Package]], Iterable[Package]]
"""Passes the packages on one by one while it shows how far the work is."""


class PackageMismatchError(Exception):
    """A package read back differs from what was written: a bug of ours or a broken machine."""


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """A finished .apkg file, and the contents that it was proved to hold."""

    file: str
    content: bytes
    contents: PackedCollection

    @property
    def decks(self) -> int:
        """Return the number of decks that hold cards."""
        return len({card.deck for note in self.contents.notes for card in note.cards})

    @property
    def notes(self) -> int:
        """Return the number of notes."""
        return len(self.contents.notes)

    @property
    def cards(self) -> int:
        """Return the number of cards."""
        return sum(len(note.cards) for note in self.contents.notes)

    @property
    def sha256(self) -> str:
        """Return the digest of the file in hexadecimal."""
        return sha256(self.content)


@dataclass(frozen=True, slots=True)
class Build:
    """Finished packages with the notes and stamps that are in them."""

    packages: tuple[BuiltPackage, ...]
    notes: tuple[RenderedNote, ...]
    stamps: Stamps

    @property
    def digests(self) -> dict[str, str]:
        """Return the sha256 of each package by its file name."""
        return {each.file: each.sha256 for each in self.packages}

    def differs_from(self, ledger: Ledger) -> bool:
        """Return whether a package is not, byte for byte, the one of the last release."""
        return any(ledger.packages.get(each.file) != each.sha256 for each in self.packages)


def all_packages(packages: Sequence[Package]) -> Iterable[Package]:
    """Pass the packages on without showing how far the work is."""
    return packages


def build_packages(
    collection: Collection,
    packages: Sequence[Package],
    now: int,
    progress: Progress = all_packages,
) -> Build:
    """Return the packages as they stand: those of the last release where nothing changed."""
    notes, stamps = stamped_notes(collection, now)
    return packed(collection, packages, notes, stamps, progress)


def stamped_notes(collection: Collection, now: int) -> tuple[tuple[RenderedNote, ...], Stamps]:
    """Return the notes as they ship, without the day of their last change, and their stamps."""
    notes = render_notes(collection)
    return notes, stamp_notes(notes, collection.look, collection.ledger, now)


def packed(
    collection: Collection,
    packages: Sequence[Package],
    notes: Sequence[RenderedNote],
    stamps: Stamps,
    progress: Progress = all_packages,
) -> Build:
    """Return the packages of these notes, written and proved; raises PackageMismatchError."""
    dated = date_notes(notes, stamps.note_mods)
    built = (
        build_package(package.file, package_contents(package, collection, dated, stamps))
        for package in progress(packages)
    )
    return Build(tuple(built), dated, stamps)


def contents_of(collection: Collection, package: Package, now: int) -> PackedCollection:
    """Return what a package would hold if it were built now, without building it."""
    notes, stamps = stamped_notes(collection, now)
    return package_contents(package, collection, date_notes(notes, stamps.note_mods), stamps)


def build_package(file: str, contents: PackedCollection) -> BuiltPackage:
    """Return the package of the contents, proved; raises PackageMismatchError."""
    content = package_bytes(contents)
    read = read_package(content)
    if read != contents:
        raise PackageMismatchError(f"{file}: {_first_difference(contents, read)}")
    return BuiltPackage(file, content, contents)


def sha256(content: bytes) -> str:
    """Return the digest by which the ledger knows a package, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _first_difference(wrote: PackedCollection, read: PackedCollection) -> str:
    """Say what of the contents was not read back as it was written."""
    for one, other in zip(wrote.notes, read.notes, strict=False):
        if one != other:
            return f"wrote {one}, read {other}"
    if len(wrote.notes) != len(read.notes):
        return f"wrote {len(wrote.notes)} notes, read {len(read.notes)}"
    if wrote.media != read.media:
        return f"media read are {sorted(read.media)}"
    if wrote.decks != read.decks:
        return f"wrote {wrote.decks}, read {read.decks}"
    types = {each.name for _, each in wrote.note_types.items() ^ read.note_types.items()}
    if types:
        return f"note types {sorted(types)} were not read as written"
    before, after = ((each.release, each.preset) for each in (wrote, read))
    return f"wrote {before}, read {after}"
