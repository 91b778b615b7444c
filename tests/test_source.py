"""The real source: clean, as large as promised, and what the README says of it."""

import re

import pytest
from click.testing import CliRunner, Result

from tests.places import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
LEAST_NOTES = 12


@pytest.fixture(scope="module")
def checked(build_script: object) -> Result:
    """Return what a strict check of the real source gives."""
    arguments = ["--source", str(ROOT / "source"), "check", "--strict"]
    return CliRunner().invoke(build_script.main, arguments)  # type: ignore[attr-defined]


def counts(checked: Result) -> list[tuple[str, int, int]]:
    """Return deck name, notes and cards of each deck as the check prints them."""
    rows = re.findall(r"^(.+): (\d+) notes?, (\d+) cards?$", checked.stderr, re.MULTILINE)
    return [(name, int(notes), int(cards)) for name, notes, cards in rows]


def test_real_source_is_clean(checked: Result) -> None:
    """A strict check of the real source finds nothing."""
    assert (checked.exit_code, checked.stdout) == (0, "")


def test_readme_counts_are_true(build_script: object) -> None:
    """The table in the README is the one that stats prints."""
    arguments = ["--source", str(ROOT / "source"), "stats", "--format", "markdown"]
    printed = CliRunner().invoke(build_script.main, arguments)  # type: ignore[attr-defined]
    assert printed.exit_code == 0
    assert printed.stdout in README


def test_decks_are_as_large_as_promised(checked: Result) -> None:
    """There are at least 450 notes in fifteen decks, and no deck has less than a dozen."""
    decks = counts(checked)
    assert len(decks) >= 15
    assert sum(notes for _, notes, _ in decks) >= 450
    assert all(notes >= LEAST_NOTES for _, notes, _ in decks)


@pytest.mark.parametrize("text", [README, (ROOT / "source/collection.yaml").read_text("utf-8")])
def test_readers_are_told_that_this_is_no_medical_advice(text: str) -> None:
    """README and deck description say that the cards are a study aid, no medical advice."""
    assert "**A study aid, no medical advice.**" in text


def test_readme_has_one_line_to_build_and_one_to_test() -> None:
    """Both set-up commands stand in the README, each on a line of its own."""
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert [line.rsplit("/", 1)[1] for line in lines] == [
        "python build.py",
        "python -m pytest -n auto -m 'not slow'",
    ]


def test_readme_shows_a_card_of_eight_lines() -> None:
    """The card in the README is eight lines long and is one that the format takes."""
    (card,) = re.findall(r"```yaml\n(.+?)```", README, re.DOTALL)
    assert len(card.splitlines()) == 8
