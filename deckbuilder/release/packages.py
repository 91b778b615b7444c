"""Prepare a build or a release: the packages, their stamps, and the ledger that goes with them."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from deckbuilder.apkg.read import read_package
from deckbuilder.apkg.write import package_bytes
from deckbuilder.collection.contents import Collection
from deckbuilder.collection.ledger import Ledger
from deckbuilder.rendering.fields import RenderedNote, date_notes, render_notes
from deckbuilder.rendering.package import PackagePlan, _expected_notes, plan_package
from deckbuilder.rendering.stamps import Stamps, stamp_notes
from deckbuilder.source.settings import Package

Progress = Callable[[Sequence[PackagePlan]], Iterable[PackagePlan]]
"""Passes the plans on one by one while it shows how far the work is."""


class PackageMismatchError(Exception):
    """A package read back differs from what was rendered: a bug of ours or a broken machine."""


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """A finished .apkg file and its counts."""

    file: str
    content: bytes
    decks: int
    notes: int
    cards: int

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


def build_packages(
    collection: Collection, packages: Sequence[Package], now: int, progress: Progress
) -> Build:
    """Return the packages as they stand: those of the last release where nothing changed."""
    notes = render_notes(collection)
    stamps = stamp_notes(notes, collection.look, collection.ledger, now)
    return _built(collection, packages, notes, stamps, progress)


def _built(
    collection: Collection,
    packages: Sequence[Package],
    notes: Sequence[RenderedNote],
    stamps: Stamps,
    progress: Progress,
) -> Build:
    dated = date_notes(notes, stamps.note_mods)
    plans = [plan_package(package, collection, dated) for package in packages]
    built = tuple(build_package(plan, collection, stamps) for plan in progress(plans))
    return Build(built, dated, stamps)


def sha256(content: bytes) -> str:
    """Return the digest by which the ledger knows a package, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def build_package(plan: PackagePlan, collection: Collection, stamps: Stamps) -> BuiltPackage:
    """Return the package of the plan, proved; raises PackageMismatchError."""
    content = package_bytes(plan, collection, stamps)
    packed = read_package(content)
    expected = tuple(_expected_notes(plan, collection, stamps))
    for wrote, read in zip(expected, packed.notes, strict=False):
        if wrote != read:
            raise PackageMismatchError(f"{plan.file}: wrote {wrote}, read {read}")
    if len(expected) != len(packed.notes):
        raise PackageMismatchError(f"{plan.file}: {len(expected)} notes, read {len(packed.notes)}")
    pictures = {note.picture for _, note in plan.notes if note.picture}
    if packed.media != {each.packed_name: each.path.read_bytes() for each in pictures}:
        raise PackageMismatchError(f"{plan.file}: media read are {sorted(packed.media)}")
    cards = sum(len(note.cards) for note in packed.notes)
    return BuiltPackage(plan.file, content, len(plan.decks), len(expected), cards)
