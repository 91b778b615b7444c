"""Rehearse an upgrade: what a student of one package sees when the next one is imported.

A student imports the old package into the real Anki backend, studies and edits it for some weeks
and imports the new one. A note is named by its field `Id`, or else by its first field.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deckbuilder.updates.upgrade import Fate, Snapshot, Studied, Upgrade, fates_of

if TYPE_CHECKING:
    from deckbuilder.updates.student import Student


class RehearsalError(Exception):
    """A rehearsal cannot be held; the message is one line."""


class AnkiMissingError(RehearsalError):
    """Anki's own library is not installed."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a student sees of an upgrade: the names of notes, in the order of the new package.

    `returned` are notes that the student had deleted, `edits_replaced` own tags and wordings on
    notes that the release changed: both are as expected. `restamped` are notes that arrive anew
    without a change, `missed` are changes that do not arrive since the student's copy is no older,
    `blanked` are cards that the change leaves with nothing to ask.
    """

    old: str
    new: str
    studied: Studied
    added: tuple[str, ...]
    updated: tuple[str, ...]
    untouched: tuple[str, ...]
    restyled: tuple[str, ...]
    returned: tuple[str, ...]
    dropped: tuple[str, ...]
    edits_replaced: tuple[str, ...]
    missed: tuple[str, ...]
    restamped: tuple[str, ...]
    empty_cards: tuple[str, ...]
    missing_media: tuple[str, ...]
    conflicting: tuple[str, ...]
    duplicated: tuple[str, ...]
    blanked: tuple[str, ...]
    progress_lost: tuple[str, ...]
    edits_lost: tuple[str, ...]

    @property
    def is_safe(self) -> bool:
        """Return whether no card and no edit is lost, and no note is left out or doubled."""
        cards_lost = self.blanked or self.progress_lost
        return not (self.conflicting or self.duplicated or cards_lost or self.edits_lost)


def rehearse(old: Path, new: Path, days: int = 20) -> Rehearsal:
    """Return what a student of `old` sees on importing `new` after `days` days of study.

    Raises RehearsalError where Anki refuses a package, AnkiMissingError where there is no Anki.
    """
    try:
        from deckbuilder.updates.student import PackageRefusedError, new_student  # noqa: PLC0415 - an extra
    except ImportError as error:
        hint = "pip install --editable '.[anki]'"
        raise AnkiMissingError(f"a rehearsal needs Anki's own library: {hint}") from error
    try:
        with new_student() as newcomer:
            newcomer.import_package(new)
            release = newcomer.snapshot()
        with new_student() as student:
            return _upgraded(student, old, new, release, days)
    except PackageRefusedError as error:
        raise RehearsalError(str(error)) from error


def _upgraded(student: "Student", old: Path, new: Path, release: Snapshot, days: int) -> Rehearsal:
    """Return what a student with an empty collection lives through; `release` is what `new` is."""
    student.import_package(old)
    start = student.snapshot()
    studied = student.study(days)
    fates = fates_of(start, release)
    alike = [[number for number in fates if fates[number] is fate] for fate in Fate]
    edits = student.edit(alike, at=1 + max((note.mod for note in start.notes.values()), default=0))
    before = student.snapshot()
    log = student.import_package(new)
    upgrade = Upgrade(start, release, fates, edits, before, log, student.snapshot())
    return Rehearsal(
        old=old.name,
        new=new.name,
        studied=studied,
        added=upgrade.arrived(known=False),
        updated=upgrade.with_outcome("updated"),
        untouched=upgrade.with_outcome("untouched"),
        restyled=upgrade.restyled(),
        returned=upgrade.arrived(known=True),
        dropped=upgrade.with_outcome("dropped"),
        edits_replaced=upgrade.edits_gone(from_changed=True),
        missed=upgrade.with_outcome("missed"),
        restamped=upgrade.with_outcome("restamped"),
        empty_cards=upgrade.names(student.notes_with_empty_cards()),
        missing_media=student.missing_media(),
        conflicting=upgrade.with_outcome("conflicting"),
        duplicated=upgrade.duplicated(),
        blanked=tuple(upgrade.blanked()),
        progress_lost=tuple(upgrade.progress_lost()),
        edits_lost=upgrade.edits_gone(from_changed=False),
    )
