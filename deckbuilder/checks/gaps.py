"""Judge the gaps of cloze texts: what they hide, and what they leave to ask with."""

import re
from collections.abc import Iterator

from deckbuilder.checks.finding import NoteFinding, finding_in
from deckbuilder.checks.thresholds import LIMITS
from deckbuilder.collection.contents import SourceNote
from deckbuilder.problems import rules
from deckbuilder.source.notes import ClozeNote
from deckbuilder.text.gaps import Gap
from deckbuilder.text.mistyped import MISTYPED
from deckbuilder.text.words import ARTICLES, CONJUNCTIONS, PREPOSITIONS, Word, word_set

_VAGUE_NUMBERS = word_set("few many one several some")
_NOT_WORTH_ASKING = ARTICLES | PREPOSITIONS | CONJUNCTIONS | _VAGUE_NUMBERS


def large_gaps(note: SourceNote) -> Iterator[NoteFinding]:
    """A gap must hide a key word or a figure, not most of the text.

    A student who has to fill in a clause can only learn it by rote, and marks every other wording
    as wrong; with more than half of the text hidden nothing is left to ask with.

    Bad: {cloze: 'Flumazenil {{c1::blocks the benzodiazepine site and so ends the sedation}}.'}
    Good: {cloze: 'At the benzodiazepine site flumazenil is {{c1::an antagonist}}.'}
    """
    if isinstance(note.note, ClozeNote):
        cloze = note.parsed.gaps(note.note.cloze)
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


def trivial_gaps(note: SourceNote) -> Iterator[NoteFinding]:
    """A gap must hide something worth asking.

    An article, a preposition or a vague number word can be guessed from grammar, so the card takes
    reviews and teaches nothing. A counted number, such as two of five subunits, is worth asking.

    Bad: {cloze: 'Benzodiazepines bind {{c1::to the}} extracellular side of the GABA-A receptor.'}
    Good: {cloze: 'Benzodiazepines bind to the {{c1::extracellular}} side of the GABA-A receptor.'}
    """
    if isinstance(note.note, ClozeNote):
        cloze = note.parsed.gaps(note.note.cloze)
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


def stray_cloze_marks(note: SourceNote) -> Iterator[NoteFinding]:
    """A cloze mark must stand in a cloze text.

    Elsewhere it hides nothing, and the student reads the braces on the card.

    Bad: {question: 'What does flumazenil block?', answer: 'The {{c1::benzodiazepine}} site'}
    Good: {cloze: 'Flumazenil blocks the {{c1::benzodiazepine}} site.'}
    """
    for key in note.html:
        text = note.kind.text(note.note, key)
        if key != "cloze" and isinstance(text, str) and (mark := _mark(text)):
            message = f'"{mark[0]}" hides nothing here; delete the mark or make a cloze note'
            yield finding_in(note, rules.STRAY_CLOZE_MARK, message, key, mark.start())


def _mark(text: str) -> re.Match[str] | None:
    """Return the first start of a gap in a text, be it mistyped."""
    if "::" not in text:
        return None
    marks = (mark for mark in MISTYPED.finditer(text) if "::" in mark[0])
    return next(marks, None)


RULES = (large_gaps, trivial_gaps, stray_cloze_marks)
