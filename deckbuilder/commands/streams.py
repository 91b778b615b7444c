"""Run the script with the streams and the signals that it was given."""

import errno
import os
import signal
import sys
from typing import TextIO

import click

STANDARD_STREAMS = ("stdin", "stdout", "stderr")
INTERRUPTED = 130
"""Exit code after Ctrl-C where the signal itself does not end the process."""

NOBODY_READS = 1
"""Exit code where the reader of the output has gone, as that of `| head` does."""

TROUBLE = 2
"""Exit code of wrong usage, and of what the machine does not let us do."""


def run(script: click.Command) -> None:
    """Run the script to its exit code; after Ctrl-C end as interrupted, without a word.

    What the streams do not take is said in one line, with exit code 2.
    """
    _fill_closed_streams()
    try:
        code = _exit_code(script)
    except OSError as error:
        _drop_what_waits(sys.stdout)
        code = NOBODY_READS if error.errno == errno.EPIPE else TROUBLE
        try:
            if code == TROUBLE:
                said = f"the output cannot be written: {error.strerror or error}"
                click.echo(f"Error: {said}", err=True)
        except OSError:  # nor can this
            _drop_what_waits(sys.stderr)
    sys.exit(code)


def _exit_code(script: click.Command) -> int:
    try:
        code = script.main(prog_name="build.py", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)
        return INTERRUPTED
    return code if isinstance(code, int) else 0


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
