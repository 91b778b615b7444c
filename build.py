"""Build Anki packages from curated YAML: the commands, and the only place that prints or exits.

Run `python build.py --help`. The library behind it is deckbuilder/.
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from deckbuilder.apkg import PackagePlan, plan_package
from deckbuilder.collection import Collection
from deckbuilder.diagnostics import Diagnostic, Severity, did_you_mean
from deckbuilder.ledger import Stamps, draft_stamps
from deckbuilder.load import load_collection
from deckbuilder.model import Package
from deckbuilder.publish import BuiltPackage, build_package
from deckbuilder.render import render_notes
from deckbuilder.store import replace_files

OWN_LOOK = Path(__file__).resolve().parent / "source" / "notetypes"
"""The note types of this project, for a source folder that brings none of its own."""

PROBLEMS_FOUND = 1
TROUBLE = 2

MAX_EPOCH_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the questions are and where the packages go, as the user named them."""

    source: str
    decks: str


class Trouble(click.ClickException):
    """Wrong usage or something on this machine that stops a command: one line, exit code 2."""

    exit_code = TROUBLE


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--source", default="source", show_default=True, help="Folder of the questions.")
@click.option("--decks", default="decks", show_default=True, help="Folder of the packages.")
@click.pass_context
def main(context: click.Context, source: str, decks: str) -> None:
    """Turn the questions in SOURCE into the Anki packages in DECKS.

    Without a command, all packages are built. Exit codes: 0 clean, 1 problems found, 2 wrong usage
    or unreadable input. Problems go to standard output, everything else to standard error.
    """
    context.obj = Folders(source, decks)
    if context.invoked_subcommand is None:
        context.invoke(build)


@main.command()
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@click.pass_obj
def build(folders: Folders, packages: tuple[str, ...] = ()) -> None:
    """Build all packages, or those named, as in `build receptor.apkg`.

    Nothing is written when there is an error. Notes that changed since the last release are stamped
    with the present time, or with SOURCE_DATE_EPOCH where it is set.
    """
    collection = _sound_collection(folders)
    chosen = _chosen_packages(collection, packages)
    notes = render_notes(collection)
    stamps = draft_stamps(notes, _now())
    plans = [plan_package(package, collection, notes) for package in chosen]
    built = [build_package(plan, collection, stamps) for plan in _with_progress(plans)]
    with _trouble_in(folders.decks):
        replace_files(Path(folders.decks), {package.file: package.content for package in built})
    _notice_built(folders, built, stamps)


@main.command()
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
@click.pass_obj
def check(folders: Folders, *, strict: bool) -> None:
    """Look for problems in the source, and write nothing."""
    with _trouble_in(folders.source):
        loaded = load_collection(_existing_source(folders), OWN_LOOK)
    _print_problems(loaded.problems)
    errors = sum(problem.rule.severity is Severity.ERROR for problem in loaded.problems)
    warnings = len(loaded.problems) - errors
    if loaded.collection is not None:
        _notice_counts(loaded.collection)
    found = f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}"
    click.echo(f"{folders.source}: {found}", err=True)
    if errors or (strict and warnings):
        sys.exit(PROBLEMS_FOUND)


def _sound_collection(folders: Folders) -> Collection:
    """Load the source, print its problems, and exit if an error is among them."""
    with _trouble_in(folders.source):
        loaded = load_collection(_existing_source(folders), OWN_LOOK)
    _print_problems(loaded.problems)
    if loaded.collection is None:
        click.echo("Nothing was written.", err=True)
        sys.exit(PROBLEMS_FOUND)
    return loaded.collection


def _existing_source(folders: Folders) -> str:
    if not Path(folders.source).is_dir():
        message = f'source folder "{folders.source}" does not exist; name another with --source'
        raise Trouble(message)
    return folders.source


def _chosen_packages(collection: Collection, names: Sequence[str]) -> tuple[Package, ...]:
    """Return the packages named, with or without .apkg; all where none is named."""
    packages = {package.file: package for package in collection.settings.packages}
    files = [name if name.endswith(".apkg") else f"{name}.apkg" for name in names]
    for file in files:
        if file not in packages:
            raise Trouble(f'collection.yaml has no package "{file}"{did_you_mean(file, packages)}')
    return tuple(packages[file] for file in dict.fromkeys(files or packages))


def _now() -> int:
    """Return the present in epoch seconds, or SOURCE_DATE_EPOCH where the environment sets it."""
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if text is None:
        return int(time.time())
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_EPOCH_DIGITS):
        raise Trouble(f'SOURCE_DATE_EPOCH is "{text}"; it must be seconds since 1970')
    return int(text)


@contextmanager
def _trouble_in(folder: str) -> Iterator[None]:
    """Tell the user in one line of what the machine refuses in a folder."""
    try:
        yield
    except OSError as error:
        place = error.filename or folder
        raise Trouble(f"{place}: {error.strerror or error}; nothing was changed") from error


def _print_problems(problems: Iterable[Diagnostic]) -> None:
    for problem in problems:
        click.echo(str(problem))


def _with_progress(plans: Sequence[PackagePlan]) -> Iterator[PackagePlan]:
    """Yield the plans with a bar on a terminal and a line each elsewhere."""
    console = Console(stderr=True)
    if console.is_terminal:
        yield from track(plans, "Building packages", console=console, transient=True)
        return
    for plan in plans:
        click.echo(f"Building {plan.file}", err=True)
        yield plan


def _notice_counts(collection: Collection) -> None:
    """Tell how many notes and cards each deck has."""
    rendered = render_notes(collection)
    for deck in collection.settings.decks:
        notes = [note for note in rendered if note.deck_id == deck.id]
        cards = sum(len(note.ordinals) for note in notes)
        click.echo(
            f"{deck.name}: {_counted(len(notes), 'note')}, {_counted(cards, 'card')}", err=True
        )


def _notice_built(folders: Folders, built: Sequence[BuiltPackage], stamps: Stamps) -> None:
    for package in built:
        counts = [
            _counted(package.decks, "deck"),
            _counted(package.notes, "note"),
            _counted(package.cards, "card"),
        ]
        size = f"{len(package.content) / 1024:,.0f} KiB"
        click.echo(f"{folders.decks}/{package.file}: {', '.join(counts)}, {size}", err=True)
    total = sum(len(package.content) for package in built) / 1024
    packages = _counted(len(built), "package")
    click.echo(f"{packages}, {total:,.0f} KiB", err=True)
    if stamps.pending:
        click.echo(f"Draft: {_counted(len(stamps.pending), 'note')} not released yet.", err=True)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


if __name__ == "__main__":
    main(prog_name="build.py")
