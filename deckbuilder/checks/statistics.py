"""Find what asks for a number that nobody has to know by heart: the statistics of a trial."""

import re
from collections.abc import Iterator

from deckbuilder.checks.finding import NoteFinding, finding_in
from deckbuilder.collection.contents import SourceNote
from deckbuilder.problems import rules
from deckbuilder.source.notes import ClozeNote, QuestionNote

_STATISTIC = re.compile(
    r"""
      \b(?:odds|risk|hazard|rate)\sratio | \bconfidence\sinterval | \b[Pp]\s?[=<>≤≥]\s?0?\.\d
      | \b(?:OR|RR|HR|CI|SMD)\b[\s:=]*\d | \b(?:9[059])\s?%\s?CI\b
    """,
    re.VERBOSE,
)
_UNIT_BEHIND = re.compile(r"(?:::[^{}]*)?\}\}(\s?[^\W\d_]+\b)")
_BARE_DECIMAL = re.compile(r"[\s(]*[−–-]?\d+\.\d+(?:\s?(?:–|-|to)\s?[−–-]?\d+\.\d+)?[\s.)]*")
"""A decimal, or a range of them, without a unit: what ratios and their intervals look like."""


def asked_statistics(note: SourceNote) -> Iterator[NoteFinding]:
    """A card must not ask for a statistic.

    A clinician needs doses, times, thresholds and ranges by heart; a ratio, an interval or a p
    value is looked up. Ask for the conclusion, and give the figures in `why`.

    Bad: {question: 'What was the relative risk of death with diazepam?', answer: 0.94}
    Good: {question: 'How does diazepam change the risk of death?', answer: Not at all.}
    """
    for key, start, text in _asked_parts(note):
        found = _STATISTIC.search(text)
        if found or _BARE_DECIMAL.fullmatch(text):
            said = " ".join((found[0] if found else text).split())
            message = f'"{said}" is a statistic; ask for the conclusion, give figures in why'
            offset = start + (found.start() if found else 0)
            yield finding_in(note, rules.ASKED_STATISTIC, message, key, offset)


def _asked_parts(note: SourceNote) -> Iterator[tuple[str, int, str]]:
    """Yield what a student has to produce: the key of its text, where it starts, and itself.

    A gap that stands before a unit is told with it.
    """
    if isinstance(note.note, QuestionNote):
        yield "answer", 0, note.note.answer
    elif isinstance(note.note, ClozeNote):
        text = note.note.cloze
        for gap in note.parsed.gaps(text).gaps:
            unit = _UNIT_BEHIND.match(text, gap.end)
            yield "cloze", gap.start, text[gap.start : gap.end] + (unit[1] if unit else "")


RULES = (asked_statistics,)
