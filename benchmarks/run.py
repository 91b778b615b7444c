"""Measure the builder on large collections, beside a naive script: `python benchmarks/run.py`.

Every round runs each command once, in turn, so that a slow minute of the machine slows all of them;
medians are told. `--notes`, `--rounds` and `--growth` say how much; `--write` puts the tables into
RESULTS.md with the machine that gave them.
"""

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generate import write_source

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("RESULTS.md")
LIBRARIES = "import yaml, click, pydantic, markdown_it"
STARTS = 7
"""Rounds of the commands that end within a second."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command: wall and processor seconds, and the peak MiB of any process of it."""

    wall: float
    processor: float
    peak: float


def run(folder: Path, *arguments: str) -> Run:
    """Return what running Python with these arguments in a folder took."""
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": "1790000000",
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    start = time.perf_counter()
    with Path(folder, "output.txt").open("wb") as output:
        to_file = [(os.POSIX_SPAWN_DUP2, output.fileno(), each) for each in (1, 2)]
        command = [sys.executable, *arguments]
        os.chdir(folder)
        pid = os.posix_spawn(sys.executable, command, environment, file_actions=to_file)
        _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(Path(folder, "output.txt").read_text(encoding="utf-8")[-2_000:])
    return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


@dataclass(frozen=True, slots=True)
class Median:
    """The medians of several runs."""

    wall: float
    processor: float
    peak: float
    runs: int


Measured = dict[str, Median]


def alternating(rounds: int, commands: dict[str, Callable[[], Run]]) -> Measured:
    """Return the medians of the commands, each run once a round."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(command())
    return {name: _median(each) for name, each in runs.items()}


def _median(runs: Sequence[Run]) -> Median:
    median = statistics.median
    return Median(
        median(each.wall for each in runs),
        median(each.processor for each in runs),
        max(each.peak for each in runs),
        len(runs),
    )


class LargeCollection:
    """A collection of a size in a folder, and the commands on it."""

    def __init__(self, folder: Path, notes: int) -> None:
        self.folder = folder
        self.edits = 0
        write_source(folder / "source", notes)

    def commands(self) -> dict[str, Callable[[], Run]]:
        """Return what is measured, by name, in its order."""
        return {
            "naive script": self.naive,
            "cold build": self.cold_build,
            "build after one edited file": self.edited_build,
            "cold check": self.cold_check,
            "check, nothing edited": self.check,
        }

    def naive(self) -> Run:
        """Return the script that checks nothing."""
        script = str(Path(__file__).with_name("naive.py"))
        return run(self.folder, script, "source", "naive.apkg")

    def cold_build(self) -> Run:
        """Return a build that remembers nothing."""
        self._forget()
        return self._ours("build")

    def edited_build(self) -> Run:
        """Return a build after one file of the hundred was edited."""
        path = self.folder / "source" / "cards" / "d042.yaml"
        text = path.read_text(encoding="utf-8")
        self.edits += 1
        edited = text.replace("    level: core", f"    level: core # edit {self.edits}", 1)
        path.write_text(edited.replace(" by the ", f" by the {self.edits}th ", 1), encoding="utf-8")
        return self._ours("build")

    def cold_check(self) -> Run:
        """Return a check that remembers nothing."""
        self._forget()
        return self.check()

    def check(self) -> Run:
        """Return a check of what was checked before."""
        return self._ours("check")

    def _ours(self, command: str) -> Run:
        return run(self.folder, str(ROOT / "build.py"), command)

    def _forget(self) -> None:
        shutil.rmtree(self.folder / "cache", ignore_errors=True)


def starts(folder: Path) -> Measured:
    """Return how long small commands take beside what they import."""
    script, source = str(ROOT / "build.py"), str(ROOT / "source")
    shutil.copytree(source, folder / "source")

    def ours(*arguments: str) -> Callable[[], Run]:
        return lambda: run(folder, script, *arguments)

    return alternating(
        STARTS,
        {
            "import click": lambda: run(folder, "-c", "import click"),
            "--help": ours("--help"),
            LIBRARIES: lambda: run(folder, "-c", LIBRARIES),
            "check of our decks": ours("check"),
            "build of our decks": ours("build"),
            "preview of our decks": ours("preview"),
        },
    )


def table(measured: Measured, unit: str) -> Iterator[str]:
    """Yield a Markdown table in which times are told against those of the command `unit`."""
    yield f"| command | wall s | processor s | peak MiB | wall / {unit} | processor / {unit} |"
    yield "| --- | --: | --: | --: | --: | --: |"
    base = measured[unit]
    for name, median in measured.items():
        yield (
            f"| {name} | {median.wall:.2f} | {median.processor:.2f} | {median.peak:.0f} "
            f"| {median.wall / base.wall:.2f} | {median.processor / base.processor:.2f} |"
        )


def growth(folder: Path, sizes: Sequence[int]) -> Iterator[str]:
    """Yield what a cold build takes at each of the sizes."""
    commands = {}
    for size in sizes:
        (folder / str(size)).mkdir()
        commands[f"{size:,} notes"] = LargeCollection(folder / str(size), size).cold_build
    yield from table(alternating(1, commands), next(iter(commands)))


def report(folder: Path, wanted: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of RESULTS.md."""
    yield f"Made by `python benchmarks/run.py` on {platform.platform()},"
    yield f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}."
    yield f"Load when it began: {os.getloadavg()[0]:.1f}."
    if wanted.notes:
        (folder / "large").mkdir()
        large = LargeCollection(folder / "large", wanted.notes)
        yield f"\n## {wanted.notes:,} notes, medians of {wanted.rounds}\n"
        yield from table(alternating(wanted.rounds, large.commands()), "naive script")
    if wanted.growth:
        yield "\n## Growth, one run\n"
        (folder / "growth").mkdir()
        yield from growth(folder / "growth", wanted.growth)
    yield f"\n## Our own decks, medians of {STARTS}\n"
    (folder / "own").mkdir()
    measured = starts(folder / "own")
    for unit in ("import click", LIBRARIES):
        yield from ("", *table(measured, unit), "")


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def main(arguments: Iterable[str]) -> None:
    """Measure, print, and write RESULTS.md where that is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=40_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--growth", type=int, nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args(list(arguments))
    lines = ["# How fast the builder is", ""]
    with tempfile.TemporaryDirectory() as folder:
        for line in report(Path(folder), wanted):
            print(line, flush=True)
            lines.append(line)
        os.chdir(ROOT)
    if wanted.write:
        RESULTS.write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
