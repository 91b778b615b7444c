"""Stamp what changed since the last release, and leave everything else its old stamp.

Anki updates a note only if its stamp is later than the student's copy, and then replaces tags and
wording; a stamp that moves without need would cost students their own edits.
"""

import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deckbuilder.collection.ledger import Ledger
from deckbuilder.collection.look import Look
from deckbuilder.rendering.fields import RenderedNote

FIRST_NOTE_NUMBER = 1793491200000
"""Anki's id of the first note, in milliseconds of 2026-11-01 UTC: an id must not lie ahead."""

NUMBERS_A_NOTE = 128
"""Ids set aside for a note and its cards, which share Anki's counter in a package."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """Epoch seconds of each note's and note type's last change, and each note's id in Anki.

    `release` is the time of the release that this is, 0 for a draft. `pending` are the notes that
    differ from the last release, `pending_note_types` the names of the note types that do.
    """

    note_mods: Mapping[str, int]
    note_numbers: Mapping[str, int]
    note_type_mods: Mapping[int, int]
    pending: tuple[str, ...]
    pending_note_types: tuple[str, ...]
    release: int


def stamp_notes(notes: Sequence[RenderedNote], look: Look, ledger: Ledger, now: int) -> Stamps:
    """Return the stamps of all notes: the ledger's for what did not change, else `now`.

    A stamp that is new is later than the last release, even where the clock is not.
    """
    stamp = max(now, ledger.released + 1)
    changed = {note.id for note in notes if _published_digest(note, ledger) != note_digest(note)}
    used = {note.note_type.id: note.note_type for note in notes}
    published_types = {int(number): entry for number, entry in ledger.note_types.items()}
    changed_types = {
        number
        for number, note_type in used.items()
        if number not in published_types or published_types[number].digest != look.digest(note_type)
    }
    return Stamps(
        note_mods={
            note.id: stamp if note.id in changed else ledger.notes[note.id].mod for note in notes
        },
        note_numbers=_numbers(notes, ledger),
        note_type_mods={
            number: stamp if number in changed_types else published_types[number].mod
            for number in used
        },
        pending=tuple(note.id for note in notes if note.id in changed),
        pending_note_types=tuple(used[number].name for number in sorted(changed_types)),
        release=0 if changed or changed_types else ledger.released,
    )


def note_digest(note: RenderedNote) -> str:
    """Return what changes when a student would see a change: type, fields, tags, cards."""
    content = [note.note_type.id, note.fields, note.tags, note.ordinals]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def _published_digest(note: RenderedNote, ledger: Ledger) -> str | None:
    published = ledger.notes.get(note.id)
    return published.digest if published else None


def _numbers(notes: Sequence[RenderedNote], ledger: Ledger) -> dict[str, int]:
    """Return each note's id in Anki: its old one, or for a new note the next that is free."""
    taken = [note.number for note in ledger.notes.values()]
    following = max(taken, default=FIRST_NOTE_NUMBER - NUMBERS_A_NOTE) + NUMBERS_A_NOTE
    free = itertools.count(following, NUMBERS_A_NOTE)
    return {
        note.id: ledger.notes[note.id].number if note.id in ledger.notes else next(free)
        for note in notes
    }


def day_of(epoch: int) -> str:
    """Return the day of epoch seconds in UTC, as in 2027-01-10."""
    return dt.datetime.fromtimestamp(epoch, dt.UTC).date().isoformat()
