"""Rehearse an upgrade: what a student of one package sees when the next one is imported.

A student imports the old package into the real Anki backend, studies and edits it for some weeks
and imports the new one. A note is named by its field `Id`, or else by its first field.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deckbuilder.rehearsal.upgrade import Fate, Snapshot, Studied, Upgrade, fates_of

if TYPE_CHECKING:
    from deckbuilder.rehearsal.student import Student

NAMES_SHOWN = 8
NAME_WIDTH = 60

_ROWS = (
    ("new notes", "added"),
    ("updated notes", "updated"),
    ("untouched notes", "untouched"),
    ("note types with a new look", "restyled"),
    ("deleted notes that come back", "returned"),
    ("notes that are no longer shipped and stay", "dropped"),
    ("own edits replaced by a change", "edits_replaced"),
    ("changes that do not arrive", "missed"),
    ("notes stamped anew without a change", "restamped"),
    ("notes with empty cards", "empty_cards"),
    ("missing media", "missing_media"),
    ("notes left out as conflicting", "conflicting"),
    ("notes there twice", "duplicated"),
    ("cards that lose progress", "progress_lost"),
    ("own edits lost", "edits_lost"),
)
"""What a report calls the parts of a rehearsal, in its order."""

_ALWAYS_SHOWN = {
    *("added", "updated", "untouched"),
    *("conflicting", "duplicated", "progress_lost", "edits_lost"),
}
_COUNTED_ONLY = {"untouched"}

_HTML_TAG = re.compile(r"<[^>]*>")
_MARKUP = re.compile(r"[\\`*_<>\[\]|&#~]")


class RehearsalError(Exception):
    """A rehearsal cannot be held; the message is one line."""


class AnkiMissingError(RehearsalError):
    """Anki's own library is not installed."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a student sees of an upgrade: the names of notes, in the order of the new package.

    `returned` are notes that the student had deleted, `edits_replaced` own tags and wordings on
    notes that the release changed: both are as expected. `restamped` are notes that arrive anew
    without a change, `missed` are changes that do not arrive since the student's copy is no older.
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
    progress_lost: tuple[str, ...]
    edits_lost: tuple[str, ...]

    @property
    def is_safe(self) -> bool:
        """Return whether no progress and no edit is lost, and no note is left out or doubled."""
        return not (self.conflicting or self.duplicated or self.progress_lost or self.edits_lost)


def rehearse(old: Path, new: Path, days: int = 20) -> Rehearsal:
    """Return what a student of `old` sees on importing `new` after `days` days of study.

    Raises RehearsalError where Anki refuses a package, AnkiMissingError where there is no Anki.
    """
    try:
        from deckbuilder.rehearsal.student import PackageRefusedError, new_student  # noqa: PLC0415 - an extra
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
        progress_lost=tuple(upgrade.progress_lost()),
        edits_lost=upgrade.edits_gone(from_changed=False),
    )


def rehearsal_text(rehearsal: Rehearsal) -> str:
    """Return the report as lines for a terminal."""
    rows = list(_rows(rehearsal))
    width = max(len(label) for label, _, _ in rows)
    lines = [
        f"{rehearsal.old} -> {rehearsal.new}: {_study(rehearsal)}",
        *(f"{label:<{width}}  {count:>4}  {names}".rstrip() for label, count, names in rows),
        _verdict(rehearsal),
    ]
    return "".join(f"{line}\n" for line in lines)


def rehearsal_markdown(rehearsal: Rehearsal) -> str:
    """Return the report as a table for release notes."""
    lines = [
        f"Upgrade from {rehearsal.old} to {rehearsal.new}, rehearsed with the real Anki:",
        f"{_study(rehearsal)}.",
        "",
        "| what a student sees | count | which |",
        "| --- | ---: | --- |",
        *(f"| {label} | {count} | {_escaped(names)} |" for label, count, names in _rows(rehearsal)),
        "",
        f"**{_verdict(rehearsal)}**",
    ]
    return "".join(f"{line}\n" for line in lines)


def _escaped(text: str) -> str:
    """Return the text so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\g<0>", text)


def _study(rehearsal: Rehearsal) -> str:
    studied = rehearsal.studied
    return (
        f"{studied.days} days of study, {studied.answers} answers to {studied.cards} cards, "
        f"{studied.lapses} lapses, longest interval {studied.longest_interval} days"
    )


def _rows(rehearsal: Rehearsal) -> Iterator[tuple[str, int, str]]:
    for label, part in _ROWS:
        names: tuple[str, ...] = getattr(rehearsal, part)
        if names or part in _ALWAYS_SHOWN:
            yield label, len(names), "" if part in _COUNTED_ONLY else _shown(names)


def _shown(names: Sequence[str]) -> str:
    more = [f"and {len(names) - NAMES_SHOWN} more"] if len(names) > NAMES_SHOWN else []
    return "; ".join([*(_readable(name) for name in names[:NAMES_SHOWN]), *more])


def _readable(name: str) -> str:
    """Return a name, which may be a field with HTML in it, as short text on one line."""
    text = " ".join(html.unescape(_HTML_TAG.sub(" ", name)).split())
    return text if len(text) <= NAME_WIDTH else f"{text[: NAME_WIDTH - 1]}…"


def _verdict(rehearsal: Rehearsal) -> str:
    if rehearsal.is_safe:
        return "safe: no progress and no edit is lost, no note is left out or there twice"
    return "NOT SAFE: do not publish this upgrade"
