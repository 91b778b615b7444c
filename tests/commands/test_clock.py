"""The clock of a release: behind the last one it is refused, and ahead of the machine as well."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

DAY = 86_400

Run = Callable[..., Result]


def test_release_refuses_a_time_that_lies_ahead(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One digit too many would publish in the year 2538, and no later release could follow."""
    monkeypatch.setattr(time, "time", lambda: 1_795_571_912.5)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "17955719120")
    result = run("release")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: SOURCE_DATE_EPOCH is 17955719120 (2538-12-29), more than a day later than this "
        "machine's clock, which says 1795571912 (2026-11-25); no release could follow it before "
        "that day; nothing was changed\n"
    )
    assert not (project / "decks").exists()
    assert not (project / "source/ledger.json").exists()


@pytest.mark.parametrize(("ahead", "code"), [(DAY, 0), (DAY + 1, 2)])
def test_a_clock_may_be_a_day_behind_the_time_of_a_release(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, ahead: int, code: int
) -> None:
    """A time up to a day ahead is taken, as of another time zone, and not a second more."""
    assert project.is_dir()
    monkeypatch.setattr(time, "time", lambda: 1_795_571_912.0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_795_571_912 + ahead))
    assert run("release").exit_code == code


def test_build_takes_any_time(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft may be stamped ahead: nobody is sent it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "17955719120")
    assert run("build").exit_code == 0
    assert (project / "decks/mini.apkg").is_file()
