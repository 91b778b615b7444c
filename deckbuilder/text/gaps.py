"""The gaps of a cloze as a maintainer types it: marks, numbers, hints, and the text around."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from deckbuilder.text.words import Word, words

_PIECE = re.compile(r"\\::|\\.|\{\{c(\d+)::|::|[{}]", re.DOTALL)

OPENING = re.compile(r"\{\{c(\d+)::")
"""The start of a gap, with the digits of its number."""

_GAP = re.compile(r"\{\{c[\d,]+::((?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap of a cloze text: its number, and where what it hides starts and ends."""

    number: int
    start: int
    end: int


@dataclass(slots=True)
class _Open:
    number: int = 0
    start: int = 0
    hint: int | None = None


@dataclass(frozen=True, slots=True)
class ClozeText:
    """A cloze text taken apart; `words` are those that it shows once all gaps are open."""

    gaps: tuple[Gap, ...]
    words: tuple[Word, ...]

    def numbers(self) -> tuple[int, ...]:
        """Return the cloze numbers, one for each card."""
        return tuple(sorted({gap.number for gap in self.gaps}))

    def words_in(self, gap: Gap) -> tuple[Word, ...]:
        """Return the words that a gap hides."""
        first = bisect_left(self.words, gap.start, key=_start)
        return self.words[first : bisect_left(self.words, gap.end, key=_start)]

    def hidden(self, number: int) -> tuple[Word, ...]:
        """Return the words that the card of a cloze number hides."""
        starts = self._hidden_starts(number)
        return tuple(word for word in self.words if word.start in starts)

    def shown(self, number: int) -> tuple[Word, ...]:
        """Return the words that the card of a cloze number asks with."""
        starts = self._hidden_starts(number)
        return tuple(word for word in self.words if word.start not in starts)

    def _hidden_starts(self, number: int) -> frozenset[int]:
        gaps = (gap for gap in self.gaps if gap.number == number)
        return frozenset(word.start for gap in gaps for word in self.words_in(gap))


def cloze_text(text: str) -> ClozeText:
    """Return the gaps and words of a cloze text whose marks are well-formed."""
    gaps: list[Gap] = []
    marks: list[tuple[int, int]] = []
    stack: list[_Open] = []
    place = 0
    while piece := _PIECE.search(text, place):
        place = piece.end()
        inside = bool(stack) and stack[-1].number > 0
        if piece[1]:
            stack.append(_Open(gap_number(piece[1]), place))
            marks.append(piece.span())
        elif piece[0] == "{":
            stack.append(_Open())
        elif piece[0] == "::" and inside and stack[-1].hint is None:
            stack[-1].hint = piece.start()
        elif piece[0] == "}" and stack and (not inside or text.startswith("}", place)):
            closed = stack.pop()
            if closed.number:
                place += 1
                end = piece.start() if closed.hint is None else closed.hint
                gaps.append(Gap(closed.number, closed.start, end))
                marks.append((end, place))
    return ClozeText(tuple(sorted(gaps, key=lambda gap: gap.start)), words(_blanked(text, marks)))


def _start(word: Word) -> int:
    return word.start


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the text with spaces for the spans, so that every other character keeps its place."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


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
