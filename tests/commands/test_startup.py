"""What starting a command loads: no library that it does not use."""

import subprocess
import sys

import click
import pytest

from tests.places import ROOT

SECONDS = 60
HEAVY = (
    "anki",
    "filelock",
    "genanki",
    "jinja2",
    "markdown_it",
    "pydantic",
    "rich",
    "watchfiles",
    "yaml",
)
LOADED = """
import contextlib, runpy, sys
sys.argv = ["build.py", *sys.argv[1:]]
with contextlib.suppress(SystemExit):
    runpy.run_path("build.py", run_name="__main__")
print("loaded:", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


def loaded_by(*arguments: str) -> set[str]:
    """Return which of the heavy libraries a command has loaded when it ends."""
    command = [sys.executable, "-c", LOADED, *arguments]
    ended = subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=SECONDS
    )
    return {*HEAVY, "zstandard"} & set(ended.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["-h"]])
def test_help_loads_click_alone(arguments: list[str]) -> None:
    """The list of commands is shown without any of them."""
    assert loaded_by(*arguments) == set()


def test_check_loads_what_reads_and_no_more() -> None:
    """A check writes no package, no page and no colour where nobody looks."""
    assert loaded_by("check") == {"markdown_it", "pydantic", "yaml"}


def test_explaining_a_rule_loads_nothing_that_reads() -> None:
    """What a rule is about is said without a source, and so without what reads one."""
    assert loaded_by("check", "--explain", "Q006") == set()


def test_help_shows_the_first_line_of_each_command(build_script: object) -> None:
    """The list in build.py says of each command what the command says itself."""
    group = build_script.main  # type: ignore[attr-defined]
    said = build_script.COMMANDS  # type: ignore[attr-defined]
    context = click.Context(group)
    commands = {name: group.get_command(context, name) for name in said}
    assert {name: command.get_short_help_str(66) for name, command in commands.items()} == said
