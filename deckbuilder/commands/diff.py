"""The command diff: what changed between two packages, or since one."""

from pathlib import Path

import click

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
from deckbuilder.commands.terminal import end_with_problems, say
from deckbuilder.release.packages import contents_of
from deckbuilder.updates.compare import diff_packages
from deckbuilder.updates.views import diff_json, diff_markdown, diff_text

VIEWS = {"text": diff_text, "markdown": diff_markdown, "json": diff_json}


@click.command()
@click.argument("old", type=PACKAGE_FILE)
@click.argument("new", type=PACKAGE_FILE, required=False)
@click.option("--format", "view", type=click.Choice(sorted(VIEWS)), default="text")
@click.pass_obj
def diff(folders: Folders, old: Path, new: Path | None, view: str) -> None:
    """Show what a student who has OLD sees on importing NEW, or the source as it stands.

    Exit codes: 0 the same, 1 different, 2 trouble.
    """
    before = read_packed(old)
    if new:
        after = read_packed(new)
    else:
        collection = sound(loaded(folders), TROUBLE)
        after = contents_of(collection, package_like(old, collection), clock.now())
    found = diff_packages(before, after)
    say(VIEWS[view](found))
    if not found.is_same:
        end_with_problems()
