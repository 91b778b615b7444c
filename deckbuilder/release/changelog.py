"""Write the section of a release into CHANGELOG.md."""

import re
from pathlib import Path

from deckbuilder.apkg.read import read_package
from deckbuilder.collection.ledger import Ledger
from deckbuilder.files.read import MIB, read_file
from deckbuilder.release.packages import BuiltPackage, sha256
from deckbuilder.updates.compare import diff_packages
from deckbuilder.updates.views import diff_markdown

UNRELEASED = re.compile(r"^##[ \t]+\[?unreleased\]?[ \t]*(\r?\n)", re.IGNORECASE | re.MULTILINE)

MAX_CHANGELOG_BYTES = 64 * MIB


class UnreadableChangelogError(Exception):
    """The changelog cannot be read; the message is one line."""


def release_changes(package: BuiltPackage, ledger: Ledger, old: bytes) -> str:
    """Return what a student who has the last release sees of the new one, as Markdown.

    `old` is what lies in the place of the package; it is compared if it is the released one.
    """
    if not ledger.released:
        return f"The first release: {package.notes} notes in {package.decks} decks."
    if sha256(old) != ledger.packages.get(package.file):
        return "Not listed: a draft was built over the packages of the release before."
    return diff_markdown(diff_packages(read_package(old), package.contents))


def read_changelog(path: Path) -> str | None:
    """Return the text of a changelog to the letter, None where there is none.

    Raises UnreadableChangelogError and OSError.
    """
    if not path.exists():
        return None
    content = read_file(path, MAX_CHANGELOG_BYTES, path.parent)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"{path}:{line}: byte 0x{content[error.start]:02x} is not UTF-8"
        raise UnreadableChangelogError(f"{message}; save the file as UTF-8") from error


def with_release(changelog: str, date: str, changes: str) -> str | None:
    """Return the changelog with a section for the release of `date` that starts with `changes`.

    Headings in `changes` go below "Decks"; what stood under Unreleased follows. None where the
    changelog has no such heading. All else, line ends too, stays to the letter.
    """
    heading = UNRELEASED.search(changelog)
    if not heading:
        return None
    line_end = heading[1]
    lines = [f"#{line}" if line.startswith("#") else line for line in changes.strip().split("\n")]
    section = line_end.join(["", f"## {date}", "", "### Decks", "", *lines, ""])
    return f"{changelog[: heading.end()]}{section}{changelog[heading.end() :]}"
