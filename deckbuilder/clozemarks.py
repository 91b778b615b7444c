"""Read the marks of cloze texts, also of damaged and of other people's."""

import re

OPENING = re.compile(r"\{\{c(\d+)::")
"""The start of a gap, with the digits of its number."""

_GAP = re.compile(r"\{\{c[\d,]+::((?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)


def gap_number(digits: str) -> int:
    """Return the number of a gap; of one too long for any note, what is enough to refuse it."""
    return int(digits[:9])


def replace_gaps(text: str, shown: str | None = None) -> str:
    """Return a cloze text with every gap, the innermost first, replaced by `shown` or filled."""
    while True:
        replaced = _GAP.sub(lambda gap: shown or gap[1].partition("::")[0], text)
        if replaced == text:
            return text
        text = replaced
