"""The command check: look for problems in the source."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckbuilder.commands import clock
from deckbuilder.commands.project import Folders, loaded, saves
from deckbuilder.commands.summary import check_lines, deck_lines
from deckbuilder.commands.terminal import (
    PROBLEM_VIEWS,
    end_with_problems,
    notice,
    print_view,
    trouble_in,
)
from deckbuilder.files.replace import STAGED
from deckbuilder.problems.explain import explanation, rule_called, unknown_code
from deckbuilder.problems.problem import Diagnostic, has_errors
from deckbuilder.problems.selection import Selection, split_names, unknown_names

if TYPE_CHECKING:
    from deckbuilder.collection.contents import Collection


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What a user asked of a check."""

    strict: bool
    released: bool
    view: str
    selection: Selection


def rule_names(_: click.Context, __: click.Parameter, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the codes and families that an option names; refuse unknown ones."""
    names = split_names(",".join(texts)) if texts else ()
    if message := unknown_names(names):
        raise click.BadParameter(message)
    return names


def explain(context: click.Context, _: click.Parameter, code: str | None) -> None:
    """Print the rule of a code in full and exit, whatever the source; refuse an unknown code."""
    if code is None:
        return
    rule = rule_called(code)
    if rule is None:
        raise click.BadParameter(unknown_code(code))
    click.echo(explanation(rule), nl=False)
    context.exit()


@click.command()
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
@click.option("--released", is_flag=True, help="Also prove that DECKS holds the last release.")
@click.option("--format", "view", type=click.Choice(list(PROBLEM_VIEWS)), default="text")
@click.option(
    "--select",
    metavar="CODES",
    multiple=True,
    callback=rule_names,
    help="Show these codes or families alone, as in Q,R005.",
)
@click.option(
    "--ignore",
    metavar="CODES",
    multiple=True,
    callback=rule_names,
    help="Leave out these codes or families.",
)
@click.option(
    "--explain",
    metavar="CODE",
    is_eager=True,
    expose_value=False,
    callback=explain,
    help="Say why a rule exists, with a bad and a good example, as in Q006.",
)
@click.option("--watch", "is_watching", is_flag=True, help="Check on every save, until Ctrl-C.")
@click.pass_obj
def check(  # noqa: PLR0913, PLR0917 these are its options
    folders: Folders,
    strict: bool,
    released: bool,
    view: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    is_watching: bool,
) -> None:
    """Look for problems in the source, and write nothing.

    The exit code counts only what is shown. The summary says how many problems --select and
    --ignore leave out, errors among them; `build` and `release` heed every one.
    """
    wanted = CheckOptions(strict, released, view, Selection(select, ignore))
    if is_watching:
        with suppress(KeyboardInterrupt):
            for _ in saves(folders):
                time = clock.time_of_day(clock.now())
                notice([f"== {time} {folders.source}, Ctrl-C ends =="])
                has_failed(folders, wanted)
    elif has_failed(folders, wanted):
        end_with_problems()


def has_failed(folders: Folders, wanted: CheckOptions) -> bool:
    """Check once, print what was found, and return whether what is shown fails the check."""
    found = loaded(folders)
    if Path(folders.decks, STAGED).is_dir():
        staged = Path(folders.decks, STAGED)
        finish = "a command was interrupted; `python build.py` finishes its work"
        go_back = f"to go back, delete {staged} and restore the files with git"
        notice([f"{folders.decks}: {finish}; {go_back}"])
    problems = found.problems
    if wanted.released and found.collection is not None:
        problems += _release_problems(folders, found.collection)
    shown = [problem for problem in problems if wanted.selection.shows(problem)]
    print_view(shown, wanted.view, folders.source)
    if found.collection is not None:
        notice(deck_lines(found.collection))
    hidden = [problem for problem in problems if not wanted.selection.shows(problem)]
    notice(check_lines(folders.source, shown, hidden))
    return has_errors(shown) or (wanted.strict and bool(shown))


def _release_problems(folders: Folders, collection: "Collection") -> tuple[Diagnostic, ...]:
    """Compare the packages in DECKS with the ledger and with what the source gives."""
    from deckbuilder.release.packages import build_packages  # noqa: PLC0415 - takes genanki
    from deckbuilder.release.verify import unreleased_problems  # noqa: PLC0415 - the same

    built = build_packages(collection, collection.settings.packages, clock.now())
    with trouble_in(folders.decks):
        return unreleased_problems(built, collection.ledger, folders.decks)
