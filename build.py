"""Build Anki packages from curated YAML: the commands, and the only place that prints or exits.

Run `python build.py --help`. The library behind it is deckbuilder/.
"""

import datetime as dt
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track

from deckbuilder.apkg.contents import PackedCollection
from deckbuilder.apkg.read import read_package
from deckbuilder.apkg.unpack import UnreadablePackageError
from deckbuilder.authoring.newnote import Draft, NewNoteError, not_mended, similar_lines, with_note
from deckbuilder.authoring.outline import read_outline
from deckbuilder.collection.contents import Collection
from deckbuilder.collection.ledger import Ledger, ledger_text
from deckbuilder.commands.summary import (
    check_lines,
    counted,
    deck_lines,
    draft_lines,
    package_lines,
)
from deckbuilder.files.replace import recover, replace_file, replace_files, sole_writer
from deckbuilder.files.watch import saves
from deckbuilder.load import Loaded, load_collection
from deckbuilder.problems import views
from deckbuilder.problems.excerpt import offending_lines, terminal
from deckbuilder.problems.problem import Diagnostic, did_you_mean, has_errors
from deckbuilder.problems.selection import Selection, split_names, unknown_names
from deckbuilder.release.changelog import release_changes, with_release
from deckbuilder.release.packages import Build, BuiltPackage, build_packages, sha256
from deckbuilder.release.publish import build_release
from deckbuilder.release.verify import unreleased_problems
from deckbuilder.rendering.package import PackagePlan
from deckbuilder.rendering.stamps import _date
from deckbuilder.site.cardview import TemplateError
from deckbuilder.site.pages import Site, build_site, problem_site, stale_pictures
from deckbuilder.site.server import PreviewServer
from deckbuilder.site.shown import Comparison
from deckbuilder.source.schema import schema_files
from deckbuilder.source.settings import Package
from deckbuilder.updates.compare import diff_packages
from deckbuilder.updates.rehearse import AnkiMissingError, RehearsalError
from deckbuilder.updates.rehearse import rehearse as rehearse_upgrade
from deckbuilder.updates.report import rehearsal_markdown, rehearsal_text
from deckbuilder.updates.views import diff_json, diff_markdown, diff_text

OWN_LOOK = Path(__file__).resolve().parent / "source" / "notetypes"
"""The note types of this project, for a source folder that brings none of its own."""

PROBLEMS_FOUND = 1
TROUBLE = 2

MAX_EPOCH_DIGITS = 11

PACKAGE_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

PROBLEM_VIEWS = {
    "text": views.plain,
    "github": views.github,
    "json": views.json,
}
DIFF_VIEWS = {"text": diff_text, "markdown": diff_markdown, "json": diff_json}
REHEARSAL_VIEWS = {"text": rehearsal_text, "markdown": rehearsal_markdown}


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the questions are and where the packages go, as the user named them."""

    source: str
    decks: str


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What a user asked of a check."""

    strict: bool
    released: bool
    view: str
    select: tuple[str, ...]
    ignore: tuple[str, ...]


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
    _notice(package_lines(built, folders.decks))
    _notice(draft_lines(built, collection))


def _rule_names(_: click.Context, __: click.Parameter, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the codes and families that an option names; refuse unknown ones."""
    names = split_names(",".join(texts)) if texts else ()
    if message := unknown_names(names):
        raise click.BadParameter(message)
    return names


RULE_NAMES: dict[str, Any] = {"metavar": "CODES", "multiple": True, "callback": _rule_names}
"""What the options --select and --ignore have in common."""


@main.command()
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
@click.option("--released", is_flag=True, help="Also prove that DECKS holds the last release.")
@click.option("--format", "view", type=click.Choice(list(PROBLEM_VIEWS)), default="text")
@click.option("--select", **RULE_NAMES, help="Show these codes or families alone, as in Q,R005.")
@click.option("--ignore", **RULE_NAMES, help="Leave out these codes or families.")
@click.option("--watch", "is_watching", is_flag=True, help="Check on every save, until Ctrl-C.")
@click.pass_obj
def check(folders: Folders, /, *, is_watching: bool, **options: Any) -> None:
    """Look for problems in the source, and write nothing.

    The exit code counts only what is shown. The summary says how many problems --select and
    --ignore leave out, errors among them; `build` and `release` heed every one.
    """
    wanted = CheckOptions(**options)
    if is_watching:
        with suppress(KeyboardInterrupt):
            for _ in _saves(folders):
                _notice([f"== {_time_of_day(_now())} {folders.source}, Ctrl-C ends =="])
                _has_failed(folders, wanted)
    elif _has_failed(folders, wanted):
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
        _refuse_stale_ledger(folders, collection)
        current = build_packages(collection, collection.settings.packages, now, iter)
        if current.digests == collection.ledger.packages:
            replace_files(Path(folders.decks), _contents(folders, current.packages))
            _notice(["Nothing has changed since the last release."])
            return
        _refuse_late_clock(collection, now)
        built, ledger = build_release(collection, now, _with_progress)
        files = _contents(folders, built.packages)
        files[Path(folders.source, "ledger.json")] = ledger_text(ledger).encode()
        files |= _changelog(folders, built, collection.ledger, _date(now))
        replace_files(Path(folders.decks), files)
    changed = counted(len(built.stamps.pending), "note")
    _notice(package_lines(built, folders.decks))
    _notice([f"Released {_date(now)}: {changed} new or changed."])


@main.command()
@click.argument("old", type=PACKAGE_FILE)
@click.argument("new", type=PACKAGE_FILE, required=False)
@click.option("--format", "view", type=click.Choice(sorted(DIFF_VIEWS)), default="text")
@click.pass_obj
def diff(folders: Folders, old: Path, new: Path | None, view: str) -> None:
    """Show what a student who has OLD sees on importing NEW, or the source as it stands.

    Exit codes: 0 the same, 1 different, 2 trouble.
    """
    target = _packed(new) if new else read_package(_built_from_source(folders, old))
    found = diff_packages(_packed(old), target)
    click.echo(DIFF_VIEWS[view](found), nl=False)
    if not found.is_same:
        sys.exit(PROBLEMS_FOUND)


@main.command()
@click.argument("old", type=PACKAGE_FILE)
@click.argument("new", type=PACKAGE_FILE, required=False)
@click.option("--days", default=20, show_default=True, help="Days of study before the update.")
@click.option("--format", "view", type=click.Choice(sorted(REHEARSAL_VIEWS)), default="text")
@click.pass_obj
def rehearse(folders: Folders, old: Path, new: Path | None, days: int, view: str) -> None:
    """Study OLD in the real Anki, update to NEW or the source as it stands, and report.

    Needs the extra `anki`. Exit codes: 0 safe, 1 progress or edits lost, notes doubled or left out.
    """
    with tempfile.TemporaryDirectory() as scratch:
        target = new or Path(scratch, old.name)
        if new is None:
            target.write_bytes(_built_from_source(folders, old))
        with _trouble_in(str(old)):
            rehearsal = rehearse_upgrade(old, target, days)
    click.echo(REHEARSAL_VIEWS[view](rehearsal), nl=False)
    if not rehearsal.is_safe:
        sys.exit(PROBLEMS_FOUND)


@main.command()
@click.option("--out", help="Folder of the schemas.  [default: SOURCE/schema]")
@click.pass_obj
def schema(folders: Folders, out: str | None) -> None:
    """Write a JSON Schema of each kind of source file, for editors.

    A source file names its schema in its first line: editors then complete keys and mark errors.
    """
    folder = Path(out) if out else Path(folders.source, "schema")
    with _trouble_in(str(folder)), sole_writer(folder):
        replace_files(folder, {folder / name: text for name, text in schema_files().items()})


@main.command()
@click.argument("question")
@click.option("--deck", required=True, help="Id of the deck, as in collection.yaml.")
@click.option("--answer", default="", help="Else left empty, which `check` reports.")
@click.option("--id", "note_id", help="Else made of the words of the question.")
@click.option("--textbook", is_flag=True, help="No reference is needed.")
@click.option("--ref", "refs", multiple=True, help="Id of a reference; may be given repeatedly.")
@click.pass_obj
def new(folders: Folders, /, **asked: Any) -> None:
    """Append a question to the file of its deck, and print where it stands.

    Shows the questions that are most like it. Writes nothing while the source has errors.
    """
    draft = Draft(**asked)
    _require_source(folders)
    with _trouble_in(folders.source), sole_writer(Path(folders.source)):
        problems = not_mended(_loaded(folders).problems, draft)
        if has_errors(problems):
            _print_problems(problems)
            _notice(["Nothing was written."])
            sys.exit(PROBLEMS_FOUND)
        outline = read_outline(folders.source)
        try:
            file = with_note(outline, draft)
        except NewNoteError as error:
            raise Trouble(str(error)) from error
        _notice(similar_lines(draft.question, outline))
        replace_file(file.path, file.content)
    click.echo(f"{file.name}:{file.line}")


@main.command()
@click.option("--against", type=PACKAGE_FILE, help="Mark what differs from this older package.")
@click.option("--out", help="Folder of the site.  [default: DECKS/preview]")
@click.option("--watch", "is_watching", is_flag=True, help="Serve it, built on every save.")
@click.option("--port", default=0, help="Port of --watch.  [default: any that is free]")
@click.pass_obj
def preview(
    folders: Folders, /, against: Path | None, out: str | None, *, is_watching: bool, port: int
) -> None:
    """Write a site that shows every card as Anki does; open its index.html.

    With --watch nothing is written: the site is served to this machine until Ctrl-C.
    """
    if is_watching:
        with suppress(KeyboardInterrupt), _trouble_in("127.0.0.1"):
            _serve_preview(folders, against, port)
        return
    loaded = _loaded(folders)
    collection = _sound(loaded)
    folder = Path(out) if out else Path(folders.decks, "preview")
    with _trouble_in(folders.source):
        site = _site(collection, loaded.problems, against, is_live=False)
    with _trouble_in(str(folder)), sole_writer(folder):
        replace_files(folder, {folder / name: content for name, content in site.items()})
        for path in stale_pictures(folder, site):
            path.unlink(missing_ok=True)
    _notice([f"{folder / 'index.html'}: {counted(len(collection.notes), 'note')}"])


def _serve_preview(folders: Folders, against: Path | None, port: int) -> None:
    with PreviewServer(port) as server:
        for _ in _saves(folders):
            server.show(_live_site(folders, against))
            _notice([f"{_time_of_day(_now())} {server.address}, Ctrl-C ends"])


def _site(
    collection: Collection, problems: Sequence[Diagnostic], against: Path | None, *, is_live: bool
) -> Site:
    notes = build_packages(collection, [], _now(), iter).notes
    comparison = None
    if against:
        new = read_package(_built_like(against, collection))
        comparison = Comparison(against.name, _packed(against), new)
    return build_site(collection, notes, problems, comparison, is_live=is_live)


def _live_site(folders: Folders, against: Path | None) -> Site:
    """Return the site, or one that says what stands against it: a watch goes on."""
    try:
        loaded = _loaded(folders)
        if loaded.collection is None:
            return problem_site([str(problem) for problem in loaded.problems])
        return _site(loaded.collection, loaded.problems, against, is_live=True)
    except (OSError, TemplateError, Trouble) as error:
        return problem_site([str(error)])


def _has_failed(folders: Folders, wanted: CheckOptions) -> bool:
    """Check once, print what was found, and return whether what is shown fails the check."""
    loaded = _loaded(folders)
    problems = loaded.problems
    if wanted.released and loaded.collection is not None:
        problems += _release_problems(folders, loaded.collection)
    selection = Selection(wanted.select, wanted.ignore)
    shown = [problem for problem in problems if selection.shows(problem)]
    _print_view(shown, wanted.view)
    if loaded.collection is not None:
        _notice(deck_lines(loaded.collection))
    hidden = [problem for problem in problems if not selection.shows(problem)]
    _notice(check_lines(folders.source, shown, hidden))
    return has_errors(shown) or (wanted.strict and bool(shown))


def _saves(folders: Folders) -> Iterator[None]:
    _require_source(folders)
    with _trouble_in(folders.source):
        yield from saves(folders.source)


def _require_source(folders: Folders) -> None:
    if not Path(folders.source).is_dir():
        message = f'source folder "{folders.source}" does not exist; name another with --source'
        raise Trouble(message)


def _loaded(folders: Folders) -> Loaded:
    _require_source(folders)
    with _trouble_in(folders.source):
        return load_collection(folders.source, OWN_LOOK)


def _sound(loaded: Loaded) -> Collection:
    """Print the problems of the source, and exit if an error is among them."""
    _print_problems(loaded.problems)
    if loaded.collection is None:
        _notice(["Nothing was written."])
        sys.exit(PROBLEMS_FOUND)
    return loaded.collection


def _faultless(folders: Folders) -> Collection:
    """Load the source, and exit if there is any problem at all."""
    loaded = _loaded(folders)
    collection = _sound(loaded)
    if loaded.problems:
        _notice(["A release takes no warnings. Nothing was written."])
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
        return unreleased_problems(built, collection.ledger, folders.decks)


def _refuse_late_clock(collection: Collection, now: int) -> None:
    last = collection.ledger.released
    if now <= last:
        raise Trouble(
            f"the last release was at {last} ({_date(last)}) and this clock says {now}; "
            "set the clock, or SOURCE_DATE_EPOCH, to a later time; nothing was changed"
        )


def _packed(path: Path) -> PackedCollection:
    with _trouble_in(str(path)):
        return read_package(path.read_bytes())


def _built_from_source(folders: Folders, like: Path) -> bytes:
    """Return the package of the source that has the name of `like`, else the first one."""
    return _built_like(like, _sound(_loaded(folders)))


def _built_like(like: Path, collection: Collection) -> bytes:
    packages = {package.file: package for package in collection.settings.packages}
    chosen = packages.get(like.name, collection.settings.packages[0])
    return build_packages(collection, [chosen], _now(), iter).packages[0].content


def _refuse_stale_ledger(folders: Folders, collection: Collection) -> None:
    """Refuse to release on a ledger that is older than the packages that lie there."""
    for path in sorted(Path(folders.decks).glob("*.apkg")):
        release = _packed(path).release
        if release > collection.ledger.released:
            raise Trouble(
                f"{path}: released {_date(release)}, later than the last release that "
                "ledger.json knows; bring both up to date with git; nothing was changed"
            )


def _changelog(folders: Folders, built: Build, ledger: Ledger, date: str) -> dict[Path, bytes]:
    """Return CHANGELOG.md beside SOURCE with a section for the release, if there is one."""
    old = Path(folders.decks, built.packages[0].file)
    lying = old.read_bytes() if old.is_file() else b""
    changes = release_changes(built.packages[0], ledger, lying)
    if ledger.packages.get(old.name) == sha256(lying):
        changes = f"{changes}\n{_rehearsed(old, built.packages[0])}"
    path = Path(folders.source).parent / "CHANGELOG.md"
    text = with_release(path.read_text("utf-8"), date, changes) if path.is_file() else None
    return {} if text is None else {path: text.encode()}


def _rehearsed(old: Path, package: BuiltPackage) -> str:
    """Return the report of the rehearsed update from the last release; refuse one that harms."""
    with tempfile.TemporaryDirectory() as scratch:
        new = Path(scratch, old.name)
        new.write_bytes(package.content)
        try:
            rehearsal = rehearse_upgrade(old, new)
        except AnkiMissingError as error:
            _notice([f"The update was not rehearsed: {error}"])
            return ""
    if not rehearsal.is_safe:
        _notice(rehearsal_text(rehearsal).splitlines())
        _notice(["The update would cost students something, see above. Nothing was written."])
        sys.exit(PROBLEMS_FOUND)
    return rehearsal_markdown(rehearsal)


def _now() -> int:
    """Return the present in epoch seconds, or SOURCE_DATE_EPOCH where the environment sets it."""
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if text is None:
        return int(time.time())
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_EPOCH_DIGITS):
        raise Trouble(f'SOURCE_DATE_EPOCH is "{text}"; it must be seconds since 1970')
    return int(text)


def _time_of_day(epoch: int) -> str:
    """Return the time on the user's clock, as in 14:05:09."""
    return dt.datetime.fromtimestamp(epoch, dt.UTC).astimezone().time().isoformat()


@contextmanager
def _trouble_in(folder: str) -> Iterator[None]:
    """Tell the user in one line of what the machine refuses in a folder."""
    try:
        yield
    except (UnreadablePackageError, RehearsalError, TemplateError) as error:
        raise Trouble(f"{folder}: {error}") from error
    except OSError as error:
        place = error.filename or folder
        raise Trouble(f"{place}: {error.strerror or error}; nothing was changed") from error


def _print_problems(problems: Iterable[Diagnostic]) -> None:
    for problem in problems:
        click.echo(str(problem))


def _print_view(problems: Sequence[Diagnostic], view: str) -> None:
    """Print problems in a format; text with colours and source lines where people read it."""
    if view != "text" or not sys.stdout.isatty():
        click.echo(PROBLEM_VIEWS[view](problems), nl=False)
        return
    console = Console(highlight=False)
    lines = offending_lines(problems)
    for problem in problems:
        shown = terminal(problem, lines.get(problem.position), console.width)
        console.print(shown, soft_wrap=True)


def _with_progress(plans: Sequence[PackagePlan]) -> Iterator[PackagePlan]:
    """Yield the plans with a bar on a terminal and a line each elsewhere."""
    console = Console(stderr=True)
    if console.is_terminal:
        yield from track(plans, "Building packages", console=console, transient=True)
        return
    for plan in plans:
        _notice([f"Building {plan.file}"])
        yield plan


def _notice(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, err=True)


if __name__ == "__main__":
    main(prog_name="build.py")
