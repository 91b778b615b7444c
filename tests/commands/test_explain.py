"""What `check --explain` says of a rule, to the letter."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from deckbuilder.problems.rules import every_rule

Run = Callable[..., Result]

LONG_LIST = """\
Q007 warning: An answer must not list more than three things.

One forgotten item fails the whole card, so lists come back for ever. Ask for the items
one by one, or hide them one by one in a cloze.

Bad, in source/cards/*.yaml:

    - id: diazepam-effects
      question: What does diazepam cause?
      answer: Drowsiness, fatigue, weakness and ataxia
      textbook: true

Good:

    - id: diazepam-effects
      question: What does diazepam cause?
      answer: Drowsiness, fatigue and weakness
      textbook: true

To silence it for one note, say there why:

    allow: {Q007: the reason}
"""

NOT_UTF8 = """\
Y002 error: A source file must be UTF-8.

In any other encoding the α of a subunit or the µ of a unit turns into another
character, and nobody notices until it is on a card.

Bad:

    The file was saved in Windows-1252 or Latin-1, so that ä is the single byte 0xe4.

Good:

    The file was saved as UTF-8, in which ä is the two bytes 0xc3 0xa4.

A note cannot silence it by allow.
"""


@pytest.mark.parametrize(("code", "said"), [("Q007", LONG_LIST), ("Y002", NOT_UTF8)])
def test_rule_is_said_in_full_without_a_source(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    """Sentence, reason, examples and remedy stand on standard output, wherever one is."""
    monkeypatch.chdir(tmp_path)
    result = run("check", "--explain", code)
    assert (result.stdout, result.stderr, result.exit_code) == (said, "", 0)


def test_every_rule_can_be_explained(run: Run) -> None:
    """Each code is known, and what it says starts with code, severity and sentence."""
    for rule in every_rule():
        first = run("check", "--explain", rule.code).stdout.split("\n", 1)[0]
        assert first == f"{rule.code} {rule.severity}: {rule.summary}"


def test_nothing_is_checked_when_a_rule_is_explained(run: Run, project: Path) -> None:
    """The other options are left aside: a broken source is not looked at."""
    (project / "source/collection.yaml").unlink()
    result = run("check", "--strict", "--format", "json", "--explain", "Q007")
    assert (result.stdout, result.exit_code) == (LONG_LIST, 0)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("q007", '; did you mean "Q007"?'),
        ("Q07", '; did you mean "Q007"?'),
        ("Q", "; give one code, as in Q006"),
        ("", "; give one code, as in Q006"),
        ("Q007,Q008", "; give one code, as in Q006"),
    ],
)
def test_unknown_code_is_refused(run: Run, code: str, remedy: str) -> None:
    """What is no code is wrong usage, and the likest one is offered."""
    result = run("check", "--explain", code)
    message = f"Error: Invalid value for '--explain': unknown code \"{code}\"{remedy}\n"
    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr.endswith(message)
