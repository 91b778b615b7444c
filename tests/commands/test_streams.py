"""The script and its streams: every way to end, and its exit code."""

import errno
import io
import os
import signal
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from deckbuilder.commands import streams
from deckbuilder.commands.streams import heed_interrupts, run


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that takes the standard output, where it takes any."""
    monkeypatch.setattr(sys, "argv", ["build.py"])
    return tmp_path / "out"


def code_of(work: Callable[[], object], output: Path) -> object:
    """Return the exit code of a script that does this work and writes to a file."""
    with output.open("w", encoding="utf-8") as stream, redirect_stdout(stream):
        with pytest.raises(SystemExit) as ended:
            run(click.Command("script", callback=work))
        stream.flush()
    return ended.value.code


def raising(error: BaseException) -> Callable[[], None]:
    """Return a function that raises an error."""

    def work() -> None:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (click.ClickException("it is wrong"), 1, "Error: it is wrong\n"),
        (click.exceptions.Exit(3), 3, ""),
        (SystemExit(2), 2, ""),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            2,
            "Error: the output cannot be written: No space left on device\n",
        ),
        (OSError("odd"), 2, "Error: the output cannot be written: odd\n"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 1, ""),
    ],
)
def test_every_end_has_its_code_and_its_line(
    output: Path, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, said: str
) -> None:
    """What ends a command gives the exit code, and a line where there is something to say."""
    assert (code_of(raising(error), output), capsys.readouterr().err) == (code, said)
    assert output.read_text("utf-8") == ""


def test_work_that_ends_well_gives_0(output: Path) -> None:
    """What a command returns is no exit code."""
    assert code_of(lambda: "done", output) == 0


def test_what_a_full_disk_did_not_take_goes_nowhere(output: Path) -> None:
    """What waits to be written when writing has failed is not tried again at the end."""

    def work() -> None:
        sys.stdout.write("waits")
        raise OSError(errno.ENOSPC, "No space left on device")

    assert code_of(work, output) == 2
    assert output.read_text("utf-8") == ""


def test_full_error_stream_is_borne(output: Path, tmp_path: Path) -> None:
    """Where not even the line can be written, the exit code says it."""

    class Full(io.TextIOWrapper):
        def write(self, _: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    with Full((tmp_path / "err").open("wb")) as full, redirect_stderr(full):
        code = code_of(raising(OSError(errno.ENOSPC, "No space left on device")), output)
    assert code == 2


def test_interrupted_command_ends_as_interrupted(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After Ctrl-C the process ends by the signal itself, so that a shell's loop ends too."""
    done: list[tuple[object, ...]] = []
    monkeypatch.setattr(signal, "signal", lambda *setting: done.append(setting))
    monkeypatch.setattr(signal, "raise_signal", lambda number: done.append((number,)))
    assert code_of(raising(KeyboardInterrupt()), output) == 130
    assert done == [(signal.SIGINT, signal.SIG_DFL), (signal.SIGINT,)]


@pytest.mark.parametrize("name", ["stdin", "stderr"])
def test_closed_stream_is_replaced(
    output: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A stream that was closed before the start is there, and takes what it is given."""
    monkeypatch.setattr(sys, name, None)
    found = []
    code = code_of(lambda: found.append(getattr(sys, name)), output)
    assert (code, found[0].fileno()) == (0, {"stdin": 0, "stderr": 2}[name])


def test_number_of_a_closed_stream_is_taken(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No other file takes the number of a closed stream: the null device does."""
    opened: list[str] = []

    def closed(number: int) -> None:
        raise OSError(errno.EBADF, f"{number} is closed")

    machine = SimpleNamespace(
        fstat=closed,
        open=lambda path, _: opened.append(path),
        devnull=os.devnull,
        O_RDWR=os.O_RDWR,
    )
    monkeypatch.setattr(streams, "os", machine)
    assert code_of(str, output) == 0
    assert opened == [os.devnull] * 3


def test_interrupts_are_heeded_again() -> None:
    """A command may tidy up after Ctrl-C, also where the script began without a handler."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        heed_interrupts()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
