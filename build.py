"""Build Anki packages from curated YAML: the commands, and the only place that prints or exits.

Run `python build.py --help`. The library behind it is deckbuilder/.
"""

import datetime as dt
import hashlib
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

from deckbuilder.apkg import PackagePlan
from deckbuilder.changelog import with_release
from deckbuilder.collection import Collection
from deckbuilder.diagnostics import Diagnostic, Severity, did_you_mean
from deckbuilder.ledger import ledger_text
from deckbuilder.load import Loaded, load_collection
from deckbuilder.model import Package
from deckbuilder.publish import BuiltPackage
from deckbuilder.release import Build, build_packages, build_release, unreleased_problems
from deckbuilder.render import render_notes
from deckbuilder.store import recover, replace_files, sole_writer

OWN_LOOK = Path(__file__).resolve().parent / "source" / "notetypes"
"""The note types of this project, for a source folder that brings none of its own."""

PROBLEMS_FOUND = 1
TROUBLE = 2

MAX_EPOCH_DIGITS = 11

MAX_NAMED = 5
"""How many notes a notice names."""


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
    with _trouble_in(decks):
        recover(Path(decks))
    if context.invoked_subcommand is None:
        context.invoke(build)


@main.command()
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@click.pass_obj
def build(folders: Folders, packages: tuple[str, ...] = ()) -> None:
    """Build all packages, or those named, as in `build receptor.apkg`.

    Nothing is written when there is an error. After a release this gives the released bytes; with
    changes since, it gives a draft, stamped with the present time or SOURCE_DATE_EPOCH.
    """
    collection = _sound(_loaded(folders))
    chosen = _chosen_packages(collection, packages)
    built = build_packages(collection, chosen, _now(), _with_progress)
    with _trouble_in(folders.decks), sole_writer(Path(folders.decks)):
        replace_files(Path(folders.decks), _contents(folders, built.packages))
    _notice_built(folders, built)
    _notice_draft(built, collection)


@main.command()
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
@click.option("--released", is_flag=True, help="Also prove that DECKS holds the last release.")
@click.pass_obj
def check(folders: Folders, *, strict: bool, released: bool) -> None:
    """Look for problems in the source, and write nothing."""
    loaded = _loaded(folders)
    problems = loaded.problems
    if released and loaded.collection is not None:
        problems += _release_problems(folders, loaded.collection)
    _print_problems(problems)
    if loaded.collection is not None:
        _notice_counts(loaded.collection)
    errors = sum(problem.rule.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    found = f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}"
    click.echo(f"{folders.source}: {found}", err=True)
    if errors or (strict and warnings):
        sys.exit(PROBLEMS_FOUND)


@main.command()
@click.pass_obj
def release(folders: Folders) -> None:
    """Publish: stamp what changed, and write packages, ledger and changelog together.

    Refuses any problem or warning, and a clock that is not later than the last release.
    """
    now = _now()
    _faultless(folders)
    with _trouble_in(folders.decks), sole_writer(Path(folders.decks)):
        collection = _faultless(folders)  # once more: another release may just have ended
        current = build_packages(collection, collection.settings.packages, now, iter)
        if not current.differs_from(collection.ledger):
            replace_files(Path(folders.decks), _contents(folders, current.packages))
            click.echo("Nothing has changed since the last release.", err=True)
            return
        _refuse_late_clock(collection, now)
        built, ledger = build_release(collection, now, _with_progress)
        files = _contents(folders, built.packages)
        files[Path(folders.source, "ledger.json")] = ledger_text(ledger).encode()
        files |= _changelog(folders, built, _date(now))
        replace_files(Path(folders.decks), files)
    _notice_built(folders, built)
    changed = _counted(len(built.stamps.pending), "note")
    click.echo(f"Released {_date(now)}: {changed} new or changed.", err=True)


def _loaded(folders: Folders) -> Loaded:
    if not Path(folders.source).is_dir():
        message = f'source folder "{folders.source}" does not exist; name another with --source'
        raise Trouble(message)
    with _trouble_in(folders.source):
        return load_collection(folders.source, OWN_LOOK)


def _sound(loaded: Loaded) -> Collection:
    """Print the problems of the source, and exit if an error is among them."""
    _print_problems(loaded.problems)
    if loaded.collection is None:
        click.echo("Nothing was written.", err=True)
        sys.exit(PROBLEMS_FOUND)
    return loaded.collection


def _faultless(folders: Folders) -> Collection:
    """Load the source, and exit if there is any problem at all."""
    loaded = _loaded(folders)
    collection = _sound(loaded)
    if loaded.problems:
        click.echo("A release takes no warnings. Nothing was written.", err=True)
        sys.exit(PROBLEMS_FOUND)
    return collection


def _chosen_packages(collection: Collection, names: Sequence[str]) -> tuple[Package, ...]:
    """Return the packages named, with or without .apkg; all where none is named."""
    packages = {package.file: package for package in collection.settings.packages}
    files = [name if name.endswith(".apkg") else f"{name}.apkg" for name in names]
    for file in files:
        if file not in packages:
            raise Trouble(f'collection.yaml has no package "{file}"{did_you_mean(file, packages)}')
    return tuple(packages[file] for file in dict.fromkeys(files or packages))


def _contents(folders: Folders, packages: Iterable[BuiltPackage]) -> dict[Path, bytes]:
    return {Path(folders.decks, package.file): package.content for package in packages}


def _release_problems(folders: Folders, collection: Collection) -> tuple[Diagnostic, ...]:
    """Compare the packages in DECKS with the ledger and with what the source gives."""
    built = build_packages(collection, collection.settings.packages, _now(), iter)
    with _trouble_in(folders.decks):
        on_disk = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in Path(folders.decks).glob("*.apkg")
        }
    return unreleased_problems(built, collection.ledger, on_disk, folders.decks)


def _refuse_late_clock(collection: Collection, now: int) -> None:
    last = collection.ledger.released
    if now <= last:
        raise Trouble(
            f"the last release was at {last} ({_date(last)}) and this clock says {now}; "
            "set the clock, or SOURCE_DATE_EPOCH, to a later time; nothing was changed"
        )


def _changelog(folders: Folders, built: Build, date: str) -> dict[Path, bytes]:
    """Return CHANGELOG.md beside SOURCE with a section for the release, if there is one."""
    path = Path(folders.source).parent / "CHANGELOG.md"
    if not path.is_file():
        return {}
    changed = with_release(path.read_text(encoding="utf-8"), date, "")
    return {} if changed is None else {path: changed.encode()}


def _now() -> int:
    """Return the present in epoch seconds, or SOURCE_DATE_EPOCH where the environment sets it."""
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if text is None:
        return int(time.time())
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_EPOCH_DIGITS):
        raise Trouble(f'SOURCE_DATE_EPOCH is "{text}"; it must be seconds since 1970')
    return int(text)


def _date(epoch: int) -> str:
    return dt.datetime.fromtimestamp(epoch, dt.UTC).date().isoformat()


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
        cards = _counted(sum(len(note.ordinals) for note in notes), "card")
        click.echo(f"{deck.name}: {_counted(len(notes), 'note')}, {cards}", err=True)


def _notice_built(folders: Folders, built: Build) -> None:
    for package in built.packages:
        counts = [
            _counted(package.decks, "deck"),
            _counted(package.notes, "note"),
            _counted(package.cards, "card"),
        ]
        size = f"{len(package.content) / 1024:,.0f} KiB"
        click.echo(f"{folders.decks}/{package.file}: {', '.join(counts)}, {size}", err=True)
    total = sum(len(package.content) for package in built.packages) / 1024
    click.echo(f"{_counted(len(built.packages), 'package')}, {total:,.0f} KiB", err=True)


def _notice_draft(built: Build, collection: Collection) -> None:
    """Say what of a build is not released yet, and name the first few notes."""
    pending = built.stamps.pending
    if pending:
        named = ", ".join(pending[:MAX_NAMED]) + (", …" if len(pending) > MAX_NAMED else "")
        click.echo(f"Draft: {_counted(len(pending), 'note')} not released yet: {named}", err=True)
    elif built.differs_from(collection.ledger):
        click.echo("Draft: no note differs from the last release, but a package does.", err=True)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


if __name__ == "__main__":
    main(prog_name="build.py")
