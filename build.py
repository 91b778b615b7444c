"""Build Anki packages from curated YAML: the list of the commands, each imported when called."""

import signal

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while the rest loads ends it in silence

import gc
from importlib import import_module
from pathlib import Path

import click

from deckbuilder.commands.streams import heed_interrupts, run

OWN_LOOK = Path(__file__).resolve().parent / "source" / "notetypes"
"""The note types of this project, for a source folder that brings none of its own."""

COMMANDS = {
    "build": "Build all packages, or those named, as in `build receptor.apkg`.",
    "check": "Look for problems in the source, and write nothing.",
    "diff": "Show what a student who has OLD sees on importing NEW, or the...",
    "new": "Append a question to the file of its deck, and print where it...",
    "preview": "Write a site that shows every card as Anki does; open its...",
    "rehearse": "Study OLD in the real Anki, update to NEW or the source as it...",
    "release": "Publish: stamp what changed, and write packages, ledger and...",
    "schema": "Write a JSON Schema of each kind of source file, for editors.",
    "stats": "Count what each deck holds: notes, objectives, fronts and gaps.",
}
"""Each command with the line that --help shows, which is the first of its docstring, cut."""


class Commands(click.Group):
    """A group whose commands lie in deckbuilder/commands, a file each."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """Return a command, imported now; None where there is none of this name."""
        if name not in COMMANDS:
            return None
        command = getattr(import_module(f"deckbuilder.commands.{name}"), name)
        assert isinstance(command, click.Command)  # noqa: S101 a file without its command is our bug
        return command

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--source", default="source", show_default=True, help="Folder of the questions.")
@click.option("--decks", default="decks", show_default=True, help="Folder of the packages.")
@click.pass_context
def main(context: click.Context, source: str, decks: str) -> None:
    """Turn the questions in SOURCE into the Anki packages in DECKS.

    Without a command, all packages are built. Exit codes: 0 clean, 1 problems found, 2 wrong usage
    or unreadable input. Problems go to standard output, everything else to standard error.
    """
    from deckbuilder.commands.project import Folders  # noqa: PLC0415 - not for --help

    heed_interrupts()
    context.obj = Folders(source, decks, OWN_LOOK)
    if context.invoked_subcommand is None:
        from deckbuilder.commands.build import build  # noqa: PLC0415 - the same

        context.invoke(build)


if __name__ == "__main__":
    gc.disable()  # what a command makes is tuples and texts without circles, and it soon ends
    run(main)
