"""The command rehearse: an update lived through in the real Anki."""

import tempfile
from pathlib import Path

import click

from deckbuilder.apkg.write import package_bytes
from deckbuilder.commands import clock
from deckbuilder.commands.project import (
    PACKAGE_FILE,
    Folders,
    loaded,
    package_like,
    read_packed,
    sound,
)
from deckbuilder.commands.streams import TROUBLE
from deckbuilder.commands.terminal import end_with_problems, say, trouble_in
from deckbuilder.release.packages import contents_of
from deckbuilder.updates.rehearse import RehearsalError
from deckbuilder.updates.rehearse import rehearse as rehearse_upgrade
from deckbuilder.updates.report import rehearsal_markdown, rehearsal_text

MAX_DAYS = 365
"""Longest study that is rehearsed, in days."""

VIEWS = {"text": rehearsal_text, "markdown": rehearsal_markdown}


@click.command()
@click.argument("old", type=PACKAGE_FILE)
@click.argument("new", type=PACKAGE_FILE, required=False)
@click.option(
    "--days",
    type=click.IntRange(1, MAX_DAYS),
    default=20,
    show_default=True,
    help="Days of study before the update.",
)
@click.option("--format", "view", type=click.Choice(sorted(VIEWS)), default="text")
@click.pass_obj
def rehearse(folders: Folders, old: Path, new: Path | None, days: int, view: str) -> None:
    """Study OLD in the real Anki, update to NEW or the source as it stands, and report.

    Needs the extra `anki`. Exit codes: 0 safe, 1 progress or edits lost, notes doubled or left out,
    2 trouble.
    """
    for package in (old, new) if new else (old,):
        read_packed(package)  # Anki's own reader trusts what it is given
    with tempfile.TemporaryDirectory() as scratch:
        target = new or Path(scratch, old.name)
        if new is None:
            collection = sound(loaded(folders), TROUBLE)
            contents = contents_of(collection, package_like(old, collection), clock.now())
            target.write_bytes(package_bytes(contents))
        with trouble_in(str(old), RehearsalError):
            rehearsal = rehearse_upgrade(old, target, days)
    say(VIEWS[view](rehearsal))
    if not rehearsal.is_safe:
        end_with_problems()
