"""Problems as values: their one line, their order, and the names offered instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckbuilder.problems.problem import (
    Diagnostic,
    Position,
    Rule,
    Severity,
    did_you_mean,
    in_reading_order,
)

BROKEN = Rule("T001", Severity.ERROR, "It must not be broken.", why="", bad="", good="")
UGLY = Rule("T002", Severity.WARNING, "It must not be ugly.", why="", bad="", good="")


def problem(line: int, column: int = 1, file: str = "a.yaml", rule: Rule = BROKEN) -> Diagnostic:
    """Return a problem at a place."""
    return Diagnostic(Position(file, line, column), rule, "is wrong")


@pytest.mark.parametrize("rule", [BROKEN, UGLY], ids=["error", "warning"])
def test_problem_is_one_line(rule: Rule) -> None:
    """A problem reads as place, severity, message and code."""
    severity = "error" if rule is BROKEN else "warning"
    assert str(problem(14, 2, rule=rule)) == f"a.yaml:14:2: {severity}: is wrong [{rule.code}]"


def test_problems_are_sorted_by_number_not_by_letter() -> None:
    """Line 10 comes after line 9 and column 10 after column 9, file by file."""
    ordered = (problem(9), problem(10, 9), problem(10, 10), problem(1, file="b.yaml"))
    assert in_reading_order(reversed(ordered)) == ordered


def test_problem_found_twice_is_told_once() -> None:
    """Equal problems collapse, those of another rule at the same place do not."""
    found = [problem(1, rule=UGLY), problem(1), problem(1)]
    assert in_reading_order(found) == (problem(1), problem(1, rule=UGLY))


@pytest.mark.parametrize(
    ("name", "known", "offer"),
    [
        ("zhu2081", ["kim2020", "zhu2018"], "zhu2018"),
        ("LEVEL", ["level"], "level"),
        ("abx", ["abz", "aby"], "aby"),
        ("ab", ["bb", "aa"], None),
        ("x", [], None),
    ],
    ids=["swapped", "letter case", "tie goes by alphabet", "half alike", "nothing known"],
)
def test_most_similar_name_is_offered(name: str, known: list[str], offer: str | None) -> None:
    """A known name is offered where it is similar enough."""
    assert did_you_mean(name, known) == (f'; did you mean "{offer}"?' if offer else "")


@given(st.text(), st.sets(st.text(min_size=1), max_size=5))
def test_only_known_names_are_offered(name: str, known: set[str]) -> None:
    """Whatever was typed, the offer is a known name or nothing."""
    assert did_you_mean(name, known) in {"", *(f'; did you mean "{each}"?' for each in known)}
