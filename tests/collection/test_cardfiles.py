"""Which files of source/cards are read, and which are told of."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
NOTE = "deck: receptor\nnotes:\n  - {id: more, question: What?, answer: That, textbook: true}\n"


@pytest.mark.parametrize("name", ["more.yaml", "more.yml", "MORE.YAML", "more.Yml"])
def test_file_of_cards_is_read_whatever_its_letters(name: str, project: Path, run: Run) -> None:
    """Its note is one of the collection."""
    (project / "source/cards" / name).write_text(NOTE, "utf-8")
    assert "01 Receptor: 6 notes" in run("check").stderr


@pytest.mark.parametrize("name", ["sub/more.yaml", "a/b/more.yaml", "more.json", "more.yaml.bak"])
def test_file_that_is_not_read_is_told(name: str, project: Path, run: Run) -> None:
    """Cards that lie where nobody reads them would silently miss."""
    path = project / "source/cards" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(NOTE, "utf-8")
    message = "this file is not read; name it *.yaml and put it into cards/ itself"
    assert run("check").stdout == f"source/cards/{name}:1:1: warning: {message} [Y016]\n"


@pytest.mark.parametrize(
    "name", [".#a.yaml", "._a.yaml", ".a.yaml.swp", "#a.yaml#", "a.yaml~", ".git/a.yaml"]
)
def test_what_editors_and_systems_leave_is_passed_over(name: str, project: Path, run: Run) -> None:
    """Locks, forks, swap files and copies are no source."""
    path = project / "source/cards" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\0user@host")
    result = run("check", "--strict")
    assert (result.exit_code, result.stdout) == (0, "")


def test_missing_bibliography_is_told_once_by_its_name(project: Path, run: Run) -> None:
    """Where notes cite, one line says what is missing, and none that each reference is."""
    (project / "source/references.yaml").unlink()
    message = "the file does not exist"
    assert run("check").stdout == f"source/references.yaml:1:1: error: {message} [Y001]\n"
