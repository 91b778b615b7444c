"""Build a package and prove it: read it back and compare it with what was rendered."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from deckbuilder.apkg import PackagePlan, package_bytes
from deckbuilder.collection.contents import Collection
from deckbuilder.packages.reader import PackedCard, PackedNote, read_package
from deckbuilder.stamps import Stamps


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


def _expected_notes(
    plan: PackagePlan, collection: Collection, stamps: Stamps
) -> Iterator[PackedNote]:
    names = {deck.id: collection.deck_name(deck) for deck in plan.decks}
    for place, note in sorted(plan.notes, key=lambda placed: stamps.note_numbers[placed[1].id]):
        yield PackedNote(
            guid=note.guid,
            note_type_id=note.note_type.id,
            mod=stamps.note_mods[note.id],
            fields=note.fields,
            tags=note.tags,
            cards=tuple(
                PackedCard(names[note.deck_id], ordinal, place) for ordinal in note.ordinals
            ),
        )
