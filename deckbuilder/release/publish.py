"""Publish: stamp what changed, rehearse the update, and return every file of a release."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from deckbuilder.collection.contents import Collection
from deckbuilder.collection.ledger import Ledger, PublishedNote, PublishedNoteType
from deckbuilder.collection.look import Look
from deckbuilder.release.packages import (
    Build,
    Progress,
    _built,
)
from deckbuilder.rendering.fields import RenderedNote, render_notes
from deckbuilder.rendering.stamps import Stamps, note_digest, stamp_notes


def published_ledger(
    notes: Sequence[RenderedNote],
    look: Look,
    stamps: Stamps,
    packages: Mapping[str, str],
    now: int,
) -> Ledger:
    """Return the ledger of a release at `now` with these notes and packages (sha256 by file)."""
    used = {note.note_type.id: note.note_type for note in notes}
    return Ledger(
        released=now,
        notes={
            note.id: PublishedNote(
                digest=note_digest(note),
                mod=stamps.note_mods[note.id],
                number=stamps.note_numbers[note.id],
                note_type=note.note_type.id,
                cards=note.ordinals,
            )
            for note in notes
        },
        note_types={
            str(number): PublishedNoteType(
                digest=look.digest(note_type),
                mod=stamps.note_type_mods[number],
                signature=note_type.signature,
            )
            for number, note_type in used.items()
        },
        packages=packages,
    )


def build_release(collection: Collection, now: int, progress: Progress) -> tuple[Build, Ledger]:
    """Return all packages as a release at `now`, and the ledger that publishes them."""
    notes = render_notes(collection)
    stamps = stamp_notes(notes, collection.look, collection.ledger, now)
    released = replace(stamps, release=now)
    build = _built(collection, collection.settings.packages, notes, released, progress)
    return build, published_ledger(notes, collection.look, released, build.digests, now)
