"""What is wrong with figures: no text for those who cannot see them, or one that tells too much."""

from collections.abc import Iterator

from deckbuilder.checks.finding import Finding, NoteFinding, finding_at
from deckbuilder.collection.contents import SourceNote
from deckbuilder.kinds.drug import TabledDrugNote
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic
from deckbuilder.source.notes import ClozeNote, QuestionNote
from deckbuilder.source.positions import position_in
from deckbuilder.source.tree import YamlText
from deckbuilder.text.words import telling, telling_parts


def figures_without_alt(note: SourceNote) -> Iterator[NoteFinding]:
    """A figure must have a text for those who cannot see it."""
    if note.note.figure and not note.note.figure.alt.strip():
        message = "the figure has no alt; say what it shows, without naming the answer"
        yield finding_at(note, rules.FIGURE_WITHOUT_ALT, message, "figure")


def telling_alts(note: SourceNote) -> Iterator[NoteFinding]:
    """A figure's alt must not name the answer.

    The figure stands on the front, and a student who hears the card read out would hear the answer
    with it. Say what the figure shows, as its labels would.

    Bad: {question: 'Which drug is this?', answer: Diazepam, figure: {file: a.svg, alt: Diazepam}}
    Good: {question: 'Which drug is this?', answer: Diazepam, figure: {file: a.svg, alt: Formula}}
    """
    shown = note.parsed.words(note.note.figure.alt if note.note.figure else "")
    for answer in _answers(note) if shown else ():
        if answer and answer <= telling_parts(shown):
            word = next(word for word in shown if answer & telling_parts([word]))
            message = f'"{word.text}" names the answer; say what the figure shows without it'
            node = note.origin.node("figure", "alt")
            place = position_in(node, word.start) if isinstance(node, YamlText) else None
            position = place or node.position
            yield Finding(note, Diagnostic(position, rules.TELLING_ALT, message))
            break


def _answers(note: SourceNote) -> Iterator[frozenset[str]]:
    """Yield what each card of a note asks for, as telling words."""
    if isinstance(note.note, QuestionNote):
        yield frozenset(note.parsed.telling(note.note.answer))
    elif isinstance(note.note, TabledDrugNote):
        yield frozenset(note.parsed.telling(note.note.row.name))
    elif isinstance(note.note, ClozeNote):
        cloze = note.parsed.gaps(note.note.cloze)
        for gap in cloze.gaps:
            yield frozenset(telling(cloze.words_in(gap)))


RULES = (figures_without_alt, telling_alts)
