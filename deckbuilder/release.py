"""Prepare a build or a release: the packages, their stamps, and the ledger that goes with them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckbuilder.apkg import PackagePlan, plan_package
from deckbuilder.collection.contents import Collection
from deckbuilder.collection.ledger import Ledger
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, Position
from deckbuilder.publish import BuiltPackage, build_package, sha256
from deckbuilder.render import RenderedNote, date_notes, render_notes
from deckbuilder.source.settings import Package
from deckbuilder.stamps import Stamps, published_ledger, stamp_notes

DRAFTS_NAMED = 3
"""Number of notes that a message about a package names."""

RELEASE_OR_RESTORE = "run `python build.py release`, or restore the source as it was released"

Progress = Callable[[Sequence[PackagePlan]], Iterable[PackagePlan]]
"""Passes the plans on one by one while it shows how far the work is."""


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


def build_release(collection: Collection, now: int, progress: Progress) -> tuple[Build, Ledger]:
    """Return all packages as a release at `now`, and the ledger that publishes them."""
    notes = render_notes(collection)
    stamps = stamp_notes(notes, collection.look, collection.ledger, now)
    released = replace(stamps, release=now)
    build = _built(collection, collection.settings.packages, notes, released, progress)
    return build, published_ledger(notes, collection.look, released, build.digests, now)


def unreleased_problems(build: Build, ledger: Ledger, folder: str) -> tuple[Diagnostic, ...]:
    """Return how the packages in `folder` differ from the release. Raises OSError.

    A package must be the one that the ledger names, and the one that the source gives.
    """
    on_disk = {path.name: sha256(path.read_bytes()) for path in Path(folder).glob("*.apkg")}
    built = build.digests
    problems = []
    for file in sorted(built.keys() | ledger.packages.keys() | on_disk.keys()):
        if file not in ledger.packages:
            message = "this package is not part of the release; release it or delete it"
        elif file not in on_disk:
            message = "the released package is missing; run `python build.py`"
        elif on_disk[file] != ledger.packages[file]:
            message = (
                "this is not the released package; run `python build.py`, "
                "or `release` if the source has changed"
            )
        elif built.get(file) != ledger.packages[file]:
            message = (
                f"the source gives another package{_drafts(build.stamps)}; {RELEASE_OR_RESTORE}"
            )
        else:
            continue
        problems.append(Diagnostic(Position(f"{folder}/{file}"), rules.NOT_RELEASED, message))
    return tuple(problems)


def _drafts(stamps: Stamps) -> str:
    """Return which notes and note types are no longer as they were released, to end a sentence."""
    pending = (*stamps.pending, *stamps.pending_note_types)
    if not pending:
        return ""
    more = f" and {len(pending) - DRAFTS_NAMED} more" if len(pending) > DRAFTS_NAMED else ""
    return f", with drafts of {', '.join(pending[:DRAFTS_NAMED])}{more}"


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
