"""Write the section of a release into CHANGELOG.md."""

from deckbuilder.apkg.read import read_package
from deckbuilder.collection.ledger import Ledger
from deckbuilder.release.packages import BuiltPackage, sha256
from deckbuilder.updates.compare import diff_packages
from deckbuilder.updates.views import diff_markdown

UNRELEASED = "## Unreleased\n"


def release_changes(package: BuiltPackage, ledger: Ledger, old: bytes) -> str:
    """Return what a student who has the last release sees of the new one, as Markdown.

    `old` is what lies in the place of the package; it is compared if it is the released one.
    """
    if not ledger.released:
        return f"The first release: {package.notes} notes in {package.decks} decks."
    if sha256(old) != ledger.packages.get(package.file):
        return "Not listed: a draft was built over the packages of the release before."
    return diff_markdown(diff_packages(read_package(old), package.contents))


def with_release(changelog: str, date: str, changes: str) -> str | None:
    """Return the changelog with a section for the release of `date` that starts with `changes`.

    Headings in `changes` go below "Decks"; what stood under Unreleased follows. None where the
    changelog has no such heading.
    """
    before, heading, after = changelog.partition(UNRELEASED)
    if not heading:
        return None
    lines = [f"#{line}" if line.startswith("#") else line for line in changes.strip().split("\n")]
    section = f"## {date}\n\n### Decks\n\n" + "\n".join(lines) + "\n"
    return f"{before}{heading}\n{section}{after}"
