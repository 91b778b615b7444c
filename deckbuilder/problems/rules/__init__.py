"""Every rule that a source can break, by family and number; each is said once, at its value.

Families: Y YAML, S shape, I identity, R references, M media, Q card quality, C clinical text.
A code that has been published keeps its meaning; a rule that goes leaves a gap.
"""

from deckbuilder.problems.problem import Rule
from deckbuilder.problems.rules import (
    answers,
    doses,
    drugtable,
    identity,
    media,
    neighbours,
    published,
    questions,
    references,
    shape,
    syntax,
    wording,
)
from deckbuilder.problems.rules.answers import *  # noqa: F403 - so that a rule is named once
from deckbuilder.problems.rules.doses import *  # noqa: F403 - the same
from deckbuilder.problems.rules.drugtable import *  # noqa: F403 - the same
from deckbuilder.problems.rules.identity import *  # noqa: F403 - the same
from deckbuilder.problems.rules.media import *  # noqa: F403 - the same
from deckbuilder.problems.rules.neighbours import *  # noqa: F403 - the same
from deckbuilder.problems.rules.published import *  # noqa: F403 - the same
from deckbuilder.problems.rules.questions import *  # noqa: F403 - the same
from deckbuilder.problems.rules.references import *  # noqa: F403 - the same
from deckbuilder.problems.rules.shape import *  # noqa: F403 - the same
from deckbuilder.problems.rules.syntax import *  # noqa: F403 - the same
from deckbuilder.problems.rules.wording import *  # noqa: F403 - the same

_FAMILIES = (
    answers,
    doses,
    drugtable,
    identity,
    media,
    neighbours,
    published,
    questions,
    references,
    shape,
    syntax,
    wording,
)


def every_rule() -> tuple[Rule, ...]:
    """Return all rules in the order of their codes."""
    values = (value for family in _FAMILIES for value in vars(family).values())
    return tuple(sorted((each for each in values if isinstance(each, Rule)), key=lambda r: r.code))


def rule_table() -> str:
    """Return all rules as a Markdown table in the order of their codes."""
    rows = (f"| {rule.code} | {rule.severity} | {rule.summary} |" for rule in every_rule())
    return "\n".join(["| code | severity | rule |", "| --- | --- | --- |", *rows])
