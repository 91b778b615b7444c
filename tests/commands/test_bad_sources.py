"""Broken sources: what `check` and `build` say of each, to the letter.

A folder of fixtures/bad lies over fixtures/mini; its expected.txt is the whole standard output.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from deckbuilder.problems import rules
from deckbuilder.problems.problem import Rule
from tests.places import BAD, ROOT

CASES = sorted(path.name for path in BAD.iterdir())
RULES = [rule for rule in vars(rules).values() if isinstance(rule, Rule)]
MADE_BY_PROGRAM = {"Y001", "Y011", "S009", "I013"}
"""Rules that no source in the repository can break; the tests beside this one have them."""

Run = Callable[..., Result]


@pytest.mark.parametrize("case", CASES)
def test_check_reports_exactly_the_expected_problems(case: str, project: Path, run: Run) -> None:
    """The problems of a broken source are printed with file, line, column, text and code."""
    shutil.copytree(BAD / case, project, dirs_exist_ok=True)
    result = run("check", "--strict")
    assert result.stdout == (BAD / case / "expected.txt").read_text(encoding="utf-8")
    assert result.exit_code == 1


@pytest.mark.parametrize("case", CASES)
def test_build_writes_nothing_when_there_is_an_error(case: str, project: Path, run: Run) -> None:
    """A source with an error leaves the decks folder untouched; warnings alone do not stop it."""
    shutil.copytree(BAD / case, project, dirs_exist_ok=True)
    expected = (BAD / case / "expected.txt").read_text(encoding="utf-8")
    has_error = ": error: " in expected
    result = run("build")
    assert result.stdout == expected
    assert result.exit_code == (1 if has_error else 0)
    assert (project / "decks").exists() is not has_error


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_a_source_that_breaks_it_alone(rule: Rule) -> None:
    """Each rule is broken by at least one fixture that raises no other rule."""
    if rule.code in MADE_BY_PROGRAM:
        return
    outputs = [(BAD / case / "expected.txt").read_text(encoding="utf-8") for case in CASES]
    codes = [{line.rsplit("[", 1)[1].rstrip("]") for line in out.splitlines()} for out in outputs]
    assert {rule.code} in codes


def test_contributing_lists_every_rule() -> None:
    """CONTRIBUTING.md holds the table that rules.py prints."""
    contributing = ROOT / "CONTRIBUTING.md"
    assert rules.rule_table() in contributing.read_text(encoding="utf-8")


def test_codes_are_unique() -> None:
    """No two rules share a code."""
    assert len({rule.code for rule in RULES}) == len(RULES)
