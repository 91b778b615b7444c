"""The command preview: every card as Anki shows it, as a site."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from deckbuilder.collection.contents import Collection
from deckbuilder.commands import clock
from deckbuilder.commands.project import (
    PACKAGE_FILE,
    Folders,
    loaded,
    package_like,
    read_packed,
    saves,
    sound,
)
from deckbuilder.commands.summary import counted
from deckbuilder.commands.terminal import Trouble, notice, trouble_in
from deckbuilder.commands.writing import sole_author
from deckbuilder.files.replace import replace_files
from deckbuilder.problems.problem import Diagnostic
from deckbuilder.release.packages import build_packages
from deckbuilder.rendering.package import package_contents
from deckbuilder.site.cardview import TemplateError
from deckbuilder.site.pages import Site, build_site, problem_site, stale_pictures
from deckbuilder.site.server import PreviewServer
from deckbuilder.site.shown import Comparison

MAX_PORT = 65_535


@click.command()
@click.option("--against", type=PACKAGE_FILE, help="Mark what differs from this older package.")
@click.option("--out", help="Folder of the site.  [default: DECKS/preview]")
@click.option("--watch", "is_watching", is_flag=True, help="Serve it, built on every save.")
@click.option(
    "--port",
    type=click.IntRange(0, MAX_PORT),
    default=0,
    help="Port of --watch.  [default: any that is free]",
)
@click.pass_obj
def preview(
    folders: Folders, against: Path | None, out: str | None, is_watching: bool, port: int
) -> None:
    """Write a site that shows every card as Anki does; open its index.html.

    With --watch nothing is written: the site is served to this machine until Ctrl-C.
    """
    if is_watching:
        with suppress(KeyboardInterrupt), trouble_in("127.0.0.1"):
            _serve_preview(folders, against, port)
        return
    found = loaded(folders)
    collection = sound(found)
    folder = Path(out) if out else Path(folders.decks, "preview")
    with trouble_in(folders.source, TemplateError):
        site = _site(collection, found.problems, against, is_live=False)
    with sole_author(folder):
        files = {folder / name: content for name, content in site.items()}
        replace_files(folder, files, (folder,))
        for path in stale_pictures(folder, site):
            path.unlink(missing_ok=True)
    notice([f"{folder / 'index.html'}: {counted(len(collection.notes), 'note')}"])


def _serve_preview(folders: Folders, against: Path | None, port: int) -> None:
    with PreviewServer(port) as server:
        for _ in saves(folders):
            server.show(_live_site(folders, against))
            notice([f"{clock.time_of_day(clock.now())} {server.address}, Ctrl-C ends"])


def _site(
    collection: Collection, problems: Sequence[Diagnostic], against: Path | None, *, is_live: bool
) -> Site:
    build = build_packages(collection, [], clock.now())
    comparison = None
    if against:
        package = package_like(against, collection)
        new = package_contents(package, collection, build.notes, build.stamps)
        comparison = Comparison(against.name, read_packed(against), new)
    return build_site(collection, build.notes, problems, comparison, is_live=is_live)


def _live_site(folders: Folders, against: Path | None) -> Site:
    """Return the site, or one that says what stands against it: a watch goes on."""
    try:
        found = loaded(folders)
        if found.collection is None:
            return problem_site([str(problem) for problem in found.problems])
        return _site(found.collection, found.problems, against, is_live=True)
    except (OSError, TemplateError, Trouble) as error:
        return problem_site([str(error)])
