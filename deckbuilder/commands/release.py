"""The command release: publish what changed."""

from pathlib import Path

import click

from deckbuilder.commands import clock
from deckbuilder.commands.project import Folders, faultless, is_overtaken
from deckbuilder.commands.summary import counted, package_lines
from deckbuilder.commands.terminal import (
    Trouble,
    end_with_problems,
    notice,
    trouble_in,
    with_progress,
)
from deckbuilder.commands.writing import sole_publisher
from deckbuilder.files.replace import replace_files
from deckbuilder.release.publish import (
    HarmfulUpdateError,
    Published,
    ReleaseRefusedError,
    publish,
)
from deckbuilder.rendering.stamps import day_of
from deckbuilder.updates.rehearse import RehearsalError


@click.command()
@click.pass_obj
def release(folders: Folders) -> None:
    """Publish: stamp what changed, and write packages, ledger and changelog together.

    Refuses any problem or warning, and a clock that is no later than the last release, or ahead.
    """
    now = clock.release_time()
    collection = faultless(folders)
    decks, source = Path(folders.decks), Path(folders.source)
    with sole_publisher(folders, source), trouble_in(folders.decks, RehearsalError):
        if is_overtaken(folders, collection):
            collection = faultless(folders)
        try:
            published = publish(collection, decks, source, now, with_progress)
        except HarmfulUpdateError as error:
            notice(error.report)
            end_with_problems([str(error)])
        except ReleaseRefusedError as error:
            raise Trouble(f"{error}; nothing was changed") from error
        replace_files(decks, published.files, (decks, source, source.parent))
    notice(_lines(published, folders.decks, now))


def _lines(published: Published, decks: str, now: int) -> tuple[str, ...]:
    if not published.is_new:
        return ("Nothing has changed since the last release.",)
    changed = counted(len(published.build.stamps.pending), "note")
    return (
        *published.notices,
        *package_lines(published.build, decks),
        f"Released {day_of(now)}: {changed} new or changed.",
    )
