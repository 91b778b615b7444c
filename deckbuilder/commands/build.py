"""The command build: write the packages as they stand."""

from collections.abc import Sequence
from pathlib import Path

import click

from deckbuilder.collection.contents import Collection
from deckbuilder.commands import clock
from deckbuilder.commands.project import Folders, is_overtaken, loaded, sound
from deckbuilder.commands.summary import draft_lines, package_lines
from deckbuilder.commands.terminal import Trouble, notice, with_progress
from deckbuilder.commands.writing import sole_publisher
from deckbuilder.files.replace import replace_files
from deckbuilder.problems.problem import did_you_mean
from deckbuilder.release.packages import build_packages
from deckbuilder.source.settings import Package


@click.command()
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@click.pass_obj
def build(folders: Folders, packages: tuple[str, ...] = ()) -> None:
    """Build all packages, or those named, as in `build receptor.apkg`.

    Nothing is written when there is an error. After a release this gives the released bytes; with
    changes since, it gives a draft, stamped with the present time or SOURCE_DATE_EPOCH.
    """
    now = clock.now()
    collection = sound(loaded(folders))
    chosen = _chosen_packages(collection, packages)
    with sole_publisher(folders):
        if is_overtaken(folders, collection):  # else a draft would take the place of a release
            collection = sound(loaded(folders))
            chosen = _chosen_packages(collection, packages)
        built = build_packages(collection, chosen, now, with_progress)
        contents = {Path(folders.decks, each.file): each.content for each in built.packages}
        replace_files(Path(folders.decks), contents)
    notice(package_lines(built, folders.decks))
    notice(draft_lines(built, collection))


def _chosen_packages(collection: Collection, names: Sequence[str]) -> tuple[Package, ...]:
    """Return the packages named, with or without .apkg; all where none is named."""
    packages = {package.file: package for package in collection.settings.packages}
    files = [name if name.endswith(".apkg") else f"{name}.apkg" for name in names]
    for file in files:
        if file not in packages:
            raise Trouble(f'collection.yaml has no package "{file}"{did_you_mean(file, packages)}')
    return tuple(packages[file] for file in dict.fromkeys(files or packages))
