"""What a command holds while it writes: folders, against others, with interrupted work finished."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from deckbuilder.commands.project import Folders
from deckbuilder.commands.terminal import tell, trouble_in
from deckbuilder.files.lock import sole_writer
from deckbuilder.files.replace import STAGED, drop_staged, finish


@contextmanager
def sole_author(folder: Path) -> Iterator[None]:
    """Keep others from writing to a folder that holds what no release publishes."""
    with trouble_in(str(folder)), sole_writer(folder, tell=tell):
        drop_staged(folder)
        yield


@contextmanager
def sole_publisher(folders: Folders, *more: Path) -> Iterator[None]:
    """Keep others from writing to DECKS and the folders `more`; first finish what was interrupted.

    What an interrupted command left may go to the packages, the ledger and the changelog alone.
    """
    decks, source = Path(folders.decks), Path(folders.source)
    with trouble_in(folders.decks), ExitStack() as held:
        held.enter_context(sole_writer(decks, *more, tell=tell))
        if not more and Path(decks, STAGED).exists():
            held.enter_context(sole_writer(source, tell=tell))
        if finish(decks, _Places(folders).hold):
            tell(f"{folders.decks}: finished what an interrupted command had begun")
        yield


@dataclass(frozen=True, slots=True)
class _Places:
    """The files of a project that a release writes."""

    folders: Folders

    def hold(self, place: Path) -> bool:
        """Return whether a release writes to a place, given by its true path."""
        decks, source = Path(self.folders.decks).resolve(), Path(self.folders.source)
        if place.parent == decks:
            return place.suffix == ".apkg"
        beside = source.parent.resolve() / "CHANGELOG.md"
        return place in {source.resolve() / "ledger.json", beside}
