"""Run the script with the streams and the signals that it was given."""

import os
import signal
import sys
from typing import TextIO

import click

STANDARD_STREAMS = ("stdin", "stdout", "stderr")
TROUBLE = 2
"""Exit code of wrong usage, and of what the machine does not let us do."""


def run(script: click.Command) -> None:
    """Run the script, and say in one line what its streams do not take, with exit code 2."""
    _fill_closed_streams()
    try:
        script(prog_name="build.py")
    except OSError as error:
        _drop_what_waits(sys.stdout)
        try:
            click.echo(f"Error: the output cannot be written: {error.strerror or error}", err=True)
        except OSError:  # nor can this
            _drop_what_waits(sys.stderr)
        sys.exit(TROUBLE)


def heed_interrupts() -> None:
    """Let Ctrl-C raise KeyboardInterrupt again, for what a command has to tidy up."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _fill_closed_streams() -> None:
    """Let what would be written to a closed stream vanish, and no other file take its number."""
    for number, name in enumerate(STANDARD_STREAMS):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - of a number, for good


def _drop_what_waits(stream: TextIO) -> None:
    """Let what a full stream did not take go nowhere when the script ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
