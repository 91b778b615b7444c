"""What a user reads of a command: problems, notices, progress, and trouble in one line."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Never

import click

from deckbuilder.apkg.contents import UnreadablePackageError
from deckbuilder.commands.streams import TROUBLE
from deckbuilder.files.replace import HalfReplacedError
from deckbuilder.problems import views
from deckbuilder.problems.problem import Diagnostic
from deckbuilder.problems.visible import harmless, visible

if TYPE_CHECKING:
    from deckbuilder.source.settings import Package  # takes pydantic

PROBLEMS_FOUND = 1

PROBLEM_VIEWS = {"text": views.plain, "github": views.github, "json": views.json}


class Trouble(click.ClickException):
    """Wrong usage or something on this machine that stops a command: one line, exit code 2."""

    exit_code = TROUBLE

    def format_message(self) -> str:
        """Return the line as a terminal can show it, whatever a file or a package put into it."""
        return visible(self.message)


@contextmanager
def trouble_in(folder: str, *more: type[Exception]) -> Iterator[None]:
    """Tell the user in one line of what the machine, or one of these errors, says in a folder."""
    errors: tuple[type[Exception], ...] = (UnreadablePackageError, *more)
    try:
        yield
    except errors as error:
        raise Trouble(f"{folder}: {error}") from error
    except OSError as error:
        place = error.filename or folder
        said = "" if isinstance(error, HalfReplacedError) else "; nothing was changed"
        raise Trouble(f"{place}: {error.strerror or error}{said}") from error


def end_with_problems(lines: Iterable[str] = (), code: int = PROBLEMS_FOUND) -> Never:
    """Say the lines and exit, by default with the code for problems."""
    notice(lines)
    sys.exit(code)


def notice(lines: Iterable[str]) -> None:
    """Print lines to standard error."""
    for line in lines:
        click.echo(visible(line), err=True)


def say(text: str) -> None:
    """Print whole lines to standard output, without what would act on a terminal."""
    click.echo(harmless(text), nl=False)


def tell(line: str) -> None:
    """Print a line to standard error."""
    notice([line])


def print_problems(problems: Iterable[Diagnostic]) -> None:
    """Print each problem as its one line to standard output."""
    for problem in problems:
        click.echo(str(problem))


def print_view(problems: Sequence[Diagnostic], view: str, folder: str) -> None:
    """Print problems in a format; text with colours and source lines where people read it.

    The lines are those of files in `folder`, links followed.
    """
    if view != "text" or not sys.stdout.isatty():
        say(PROBLEM_VIEWS[view](problems))
        return
    from rich.console import Console  # noqa: PLC0415 - a tenth of a second, for people alone

    from deckbuilder.problems.excerpt import offending_lines, terminal  # noqa: PLC0415 - takes rich

    console = Console(highlight=False)
    lines = offending_lines(problems, Path(folder))
    for problem in problems:
        shown = terminal(problem, lines.get(problem.position), console.width)
        console.print(shown, soft_wrap=True)


def with_progress(packages: "Sequence[Package]") -> "Iterator[Package]":
    """Yield packages with a bar on a terminal and a line each, with its file, elsewhere."""
    if sys.stderr.isatty():
        from rich.console import Console  # noqa: PLC0415 - a tenth of a second, for people alone
        from rich.progress import track  # noqa: PLC0415 - the same

        console = Console(stderr=True)
        yield from track(packages, "Building packages", console=console, transient=True)
        return
    for package in packages:
        notice([f"Building {package.file}"])
        yield package
