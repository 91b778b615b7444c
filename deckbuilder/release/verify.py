"""Prove that a folder holds the packages of the last release, and that the source gives them."""

from pathlib import Path

from deckbuilder.apkg.unpack import MAX_PACKAGE_BYTES
from deckbuilder.collection.ledger import Ledger
from deckbuilder.files.read import read_file
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, Position
from deckbuilder.release.packages import Build, sha256
from deckbuilder.rendering.stamps import Stamps

DRAFTS_NAMED = 3
"""Number of notes that a message about a package names."""

RELEASE_OR_RESTORE = "run `python build.py release`, or restore the source as it was released"


def unreleased_problems(build: Build, ledger: Ledger, folder: str) -> tuple[Diagnostic, ...]:
    """Return how the packages in `folder` differ from the release. Raises OSError.

    A package must be the one that the ledger names, and the one that the source gives.
    """
    on_disk = {
        path.name: sha256(read_file(path, MAX_PACKAGE_BYTES))
        for path in Path(folder).glob("*.apkg")
    }
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
