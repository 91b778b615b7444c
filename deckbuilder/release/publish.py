"""Publish: stamp what changed, rehearse the update, and return every file of a release."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckbuilder.apkg.contents import UnreadablePackageError
from deckbuilder.apkg.read import read_package
from deckbuilder.apkg.unpack import MAX_PACKAGE_BYTES
from deckbuilder.collection.contents import Collection
from deckbuilder.collection.ledger import (
    Ledger,
    PublishedNote,
    PublishedNoteType,
    ledger_text,
)
from deckbuilder.files.read import read_file
from deckbuilder.release.changelog import (
    UnreadableChangelogError,
    read_changelog,
    release_changes,
    with_release,
)
from deckbuilder.release.packages import (
    Build,
    BuiltPackage,
    Progress,
    all_packages,
    packed,
    sha256,
    stamped_notes,
)
from deckbuilder.rendering.fields import RenderedNote
from deckbuilder.rendering.stamps import Stamps, day_of, note_digest
from deckbuilder.updates.rehearse import AnkiMissingError, Rehearsal, rehearse
from deckbuilder.updates.report import rehearsal_markdown, rehearsal_text


class ReleaseRefusedError(Exception):
    """The clock, the ledger or the folder does not allow a release now."""


class HarmfulUpdateError(Exception):
    """The update would cost students something; `report` says what."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        super().__init__(
            "The update would cost students something, see above. Nothing was written."
        )
        self.report = rehearsal_text(rehearsal).splitlines()


@dataclass(frozen=True, slots=True)
class Published:
    """The files of a release by their place, what to tell the user, and the packages.

    Where nothing has changed, `is_new` is false and the files are those of the last release.
    """

    build: Build
    files: Mapping[Path, bytes]
    notices: tuple[str, ...]
    is_new: bool


def publish(
    collection: Collection, decks: Path, source: Path, now: int, progress: Progress
) -> Published:
    """Return all files of a release at `now`: packages, ledger, and changelog where there is one.

    Raises ReleaseRefusedError, HarmfulUpdateError, RehearsalError, and OSError.
    """
    _refuse_stale_ledger(collection.ledger, decks)
    _refuse_unreadable_changelog(source)
    notes, stamps = stamped_notes(collection, now)
    if unchanged := _unchanged(collection, decks, notes, stamps):
        return unchanged
    _refuse_late_clock(collection.ledger, now)
    build, ledger = build_release(collection, notes, stamps, now, progress)
    files = _package_files(build, decks)
    files[source / "ledger.json"] = ledger_text(ledger).encode()
    changelog, notices = _changelog(build, collection.ledger, decks, source, day_of(now))
    return Published(build, files | changelog, notices, is_new=True)


def build_release(
    collection: Collection,
    notes: Sequence[RenderedNote],
    stamps: Stamps,
    now: int,
    progress: Progress = all_packages,
) -> tuple[Build, Ledger]:
    """Return all packages as a release at `now`, and the ledger that publishes them."""
    released = replace(stamps, release=now)
    build = packed(collection, collection.settings.packages, notes, released, progress)
    return build, published_ledger(collection, notes, released, build.digests, now)


def published_ledger(
    collection: Collection,
    notes: Sequence[RenderedNote],
    stamps: Stamps,
    packages: Mapping[str, str],
    now: int,
) -> Ledger:
    """Return the ledger of a release at `now` with these notes and packages (sha256 by file)."""
    used = {note.note_type.id: note.note_type for note in notes}
    settings, look = collection.settings, collection.look
    return Ledger(
        released=now,
        namespace=settings.namespace,
        title=settings.title,
        decks={deck.id: deck.name for deck in settings.decks},
        notes={
            note.id: PublishedNote(
                digest=note_digest(note),
                mod=stamps.note_mods[note.id],
                number=stamps.note_numbers[note.id],
                note_type=note.note_type.id,
                cards=dict(zip(map(str, note.ordinals), note.asked, strict=True)),
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


def _unchanged(
    collection: Collection, decks: Path, notes: Sequence[RenderedNote], stamps: Stamps
) -> Published | None:
    """Return the last release if the source still gives it, byte for byte."""
    if stamps.pending or stamps.pending_note_types:
        return None
    build = packed(collection, collection.settings.packages, notes, stamps)
    if build.digests != collection.ledger.packages:
        return None
    return Published(build, _package_files(build, decks), (), is_new=False)


def _package_files(build: Build, decks: Path) -> dict[Path, bytes]:
    return {decks / package.file: package.content for package in build.packages}


def _refuse_late_clock(ledger: Ledger, now: int) -> None:
    last = ledger.released
    if now <= last:
        raise ReleaseRefusedError(
            f"the last release was at {last} ({day_of(last)}) and this clock says {now}; "
            "set the clock, or SOURCE_DATE_EPOCH, to a later time"
        )


def _refuse_stale_ledger(ledger: Ledger, decks: Path) -> None:
    """Refuse to release on a ledger that is older than the packages that lie there."""
    for path in sorted(decks.glob("*.apkg")):
        try:
            release = read_package(read_file(path, MAX_PACKAGE_BYTES)).release
        except UnreadablePackageError as error:
            raise ReleaseRefusedError(f"{path}: {error}") from error
        if release > ledger.released:
            raise ReleaseRefusedError(
                f"{path}: released {day_of(release)}, later than the last release that "
                "ledger.json knows; bring both up to date with git"
            )


def _refuse_unreadable_changelog(source: Path) -> None:
    """Refuse before the long work what its end would stumble over."""
    try:
        read_changelog(source.parent / "CHANGELOG.md")
    except UnreadableChangelogError as error:
        raise ReleaseRefusedError(str(error)) from error


def _changelog(
    build: Build, ledger: Ledger, decks: Path, source: Path, date: str
) -> tuple[dict[Path, bytes], tuple[str, ...]]:
    """Return CHANGELOG.md beside the source with a section for the release, if there is one.

    With it comes what to tell the user of the rehearsal.
    """
    package = build.packages[0]
    old = decks / package.file
    lying = read_file(old, MAX_PACKAGE_BYTES) if old.exists() else b""
    changes = release_changes(package, ledger, lying)
    notices: tuple[str, ...] = ()
    if ledger.packages.get(old.name) == sha256(lying):
        try:
            changes = f"{changes}\n{rehearsal_markdown(_rehearsed(old, package))}"
        except AnkiMissingError as error:
            changes, notices = f"{changes}\n", (f"The update was not rehearsed: {error}",)
    files, more = _with_section(source.parent / "CHANGELOG.md", date, changes)
    return files, notices + more


def _with_section(path: Path, date: str, changes: str) -> tuple[dict[Path, bytes], tuple[str, ...]]:
    """Return the changelog with a section, and what to tell where it cannot have one."""
    text = read_changelog(path)
    if text is None:
        return {}, ()
    listed = with_release(text, date, changes)
    if listed is None:
        return {}, (f'{path} has no heading "## Unreleased"; the release is not listed there',)
    return {path: listed.encode()}, ()


def _rehearsed(old: Path, package: BuiltPackage) -> Rehearsal:
    """Return the rehearsed update from the last release; raises HarmfulUpdateError."""
    with tempfile.TemporaryDirectory() as scratch:
        new = Path(scratch, old.name)
        new.write_bytes(package.content)
        rehearsal = rehearse(old, new)
    if not rehearsal.is_safe:
        raise HarmfulUpdateError(rehearsal)
    return rehearsal
