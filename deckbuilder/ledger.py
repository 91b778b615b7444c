"""Stamps and numbers of the notes: when each was last changed, and its place in Anki's tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deckbuilder.render import RenderedNote

FIRST_NOTE_NUMBER = 1793491200000
"""Anki's id of the first note, in milliseconds of 2026-11-01 UTC: an id must not lie ahead."""

NUMBERS_A_NOTE = 128
"""Ids set aside for a note and its cards, which share Anki's counter in a package."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """Epoch seconds of each note's and note type's last change, and each note's id in Anki."""

    note_mods: Mapping[str, int]
    note_numbers: Mapping[str, int]
    note_type_mods: Mapping[int, int]
    pending: tuple[str, ...]


def draft_stamps(notes: Sequence[RenderedNote], now: int) -> Stamps:
    """Return the stamps of a collection that was never released: everything changes at `now`."""
    return Stamps(
        note_mods={note.id: now for note in notes},
        note_numbers={
            note.id: FIRST_NOTE_NUMBER + place * NUMBERS_A_NOTE for place, note in enumerate(notes)
        },
        note_type_mods={note.note_type.id: now for note in notes},
        pending=tuple(note.id for note in notes),
    )
