"""Judge the gaps of cloze texts: what they hide, and what they leave to ask with."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deckbuilder.clozemarks import gap_number
from deckbuilder.collection import SourceNote
from deckbuilder.lints.findings import Finding, finding_in
from deckbuilder.lints.thresholds import LIMITS
from deckbuilder.lints.words import ARTICLES, CONJUNCTIONS, PREPOSITIONS, Word, word_set, words
from deckbuilder.model import ClozeNote
from deckbuilder.problems import rules

_PIECE = re.compile(r"\\::|\\.|\{\{c(\d+)::|::|[{}]", re.DOTALL)
_VAGUE_NUMBERS = word_set("few many one several some")
_NOT_WORTH_ASKING = ARTICLES | PREPOSITIONS | CONJUNCTIONS | _VAGUE_NUMBERS


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


def large_gaps(notes: Sequence[SourceNote]) -> Iterator[Finding]:
    """A gap must hide a key word or a figure, not most of the text.

    A student who has to fill in a clause can only learn it by rote, and marks every other wording
    as wrong; with more than half of the text hidden nothing is left to ask with.

    Bad: {cloze: 'Flumazenil {{c1::blocks the benzodiazepine site and so ends the sedation}}.'}
    Good: {cloze: 'At the benzodiazepine site flumazenil is {{c1::an antagonist}}.'}
    """
    for note in notes:
        if isinstance(note.note, ClozeNote):
            cloze = cloze_text(note.note.cloze)
            for number in cloze.numbers():
                gaps = (gap for gap in cloze.gaps if gap.number == number)
                longest = max(gaps, key=lambda gap: len(cloze.words_in(gap)))
                length, hidden = len(cloze.words_in(longest)), len(cloze.hidden(number))
                if length > LIMITS.gap_words:
                    message = (
                        f"a gap of {length} words, more than {LIMITS.gap_words}; "
                        "hide a key word or a figure"
                    )
                elif hidden > LIMITS.hidden_share * len(cloze.words):
                    message = (
                        f"cloze c{number} hides {hidden} of {len(cloze.words)} words; "
                        "leave more to ask with"
                    )
                else:
                    continue
                yield finding_in(note, rules.LARGE_GAP, message, "cloze", longest.start)


def trivial_gaps(notes: Sequence[SourceNote]) -> Iterator[Finding]:
    """A gap must hide something worth asking.

    An article, a preposition or a vague number word can be guessed from grammar, so the card takes
    reviews and teaches nothing. A counted number, such as two of five subunits, is worth asking.

    Bad: {cloze: 'Benzodiazepines bind {{c1::to the}} extracellular side of the GABA-A receptor.'}
    Good: {cloze: 'Benzodiazepines bind to the {{c1::extracellular}} side of the GABA-A receptor.'}
    """
    for note in notes:
        if isinstance(note.note, ClozeNote):
            cloze = cloze_text(note.note.cloze)
            for gap in cloze.gaps:
                hidden = () if _is_part_of_word(note.note.cloze, gap) else cloze.words_in(gap)
                if hidden and all(map(_is_trivial, hidden)):
                    text = " ".join(word.text for word in hidden)
                    message = f'the gap hides only "{text}"; hide the word that matters'
                    yield finding_in(note, rules.TRIVIAL_GAP, message, "cloze", gap.start)


def _is_trivial(word: Word) -> bool:
    """Return whether a word can be guessed; a single capital is a symbol, as in vitamin A."""
    text = word.text if len(word.text) == 1 else word.text.casefold()
    return text in _NOT_WORTH_ASKING


def _is_part_of_word(text: str, gap: Gap) -> bool:
    """Return whether a gap follows a letter, hyphen or raising mark, as in GABA-A."""
    opening = text.rfind("{{", 0, gap.start)
    before = text[opening - 1 : opening]
    return before.isalnum() or before in {"^", "~", "_", "-"}


def _start(word: Word) -> int:
    return word.start


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the text with spaces for the spans, so that every other character keeps its place."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


RULES = (large_gaps, trivial_gaps)
