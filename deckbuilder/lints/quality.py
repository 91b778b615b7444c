"""Judge what one note says: answer, reason, alt and evidence, each for what it is there for."""

import re
from collections.abc import Iterator, Sequence

from deckbuilder.collection import SourceNote
from deckbuilder.lints.findings import Finding, finding_in
from deckbuilder.lints.thresholds import LIMITS
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, Rule
from deckbuilder.source.notes import ClaimNote, ClozeNote, QuestionNote
from deckbuilder.source.positions import position_in
from deckbuilder.source.tree import YamlText
from deckbuilder.source.validate import node_at
from deckbuilder.text.gaps import OPENING, cloze_text
from deckbuilder.text.words import telling, telling_parts, words

_LIST_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+(?=\S)", re.MULTILINE)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_CLAUSE = re.compile(r"(?:[^.:\n]|[.:](?=\S))+")
_NEW_CLAUSE = re.compile(
    r",(?=\s+(?:although|as|because|but|if|since|so|though|unless|when|where|whereas|which|while|who)"
    r"\b)"
)
_COMMA = re.compile(r"[,;](?:\s+(?:and|or)\b)?\s+")
_LAST_ITEM = re.compile(r"\s(?:and|or)\s+(?=\S)")


def long_answers(notes: Sequence[SourceNote]) -> Iterator[Finding]:
    """An answer must be short enough for one fact.

    A long answer is half remembered, and then the student decides by mood what counts. The reason
    and the detail go into `why`, a second fact into a second note.

    Bad: {question: 'How does diazepam act?', answer: It binds to the extracellular interface of an
      α and a γ subunit of the GABA-A receptor and so shifts the curve of GABA to the left without
      much change in the maximal response.}
    Good: {question: 'How does diazepam act?', answer: It strengthens the response to GABA.}
    """
    for note in notes:
        if isinstance(note.note, QuestionNote):
            remedy = "keep one fact, and move the rest to why or to a note of its own"
            yield from _long_text(note, rules.LONG_ANSWER, "answer", LIMITS.answer_words, remedy)


def long_lists(notes: Sequence[SourceNote]) -> Iterator[Finding]:
    """An answer must not list more than three things.

    One forgotten item fails the whole card, so lists come back for ever. Ask for the items one by
    one, or hide them one by one in a cloze.

    Bad: {question: 'What does diazepam cause?', answer: 'Drowsiness, fatigue, weakness and ataxia'}
    Good: {question: 'What does diazepam cause?', answer: 'Drowsiness, fatigue and weakness'}
    """
    for note in notes:
        if isinstance(note.note, QuestionNote):
            starts = _item_starts(note.note.answer)
            if len(starts) > LIMITS.list_items:
                message = (
                    f"the answer lists {len(starts)} things, more than {LIMITS.list_items}; "
                    "ask for them in several notes or in a cloze"
                )
                start = starts[LIMITS.list_items]
                yield finding_in(note, rules.LONG_LIST, message, "answer", start)


def repeating_whys(notes: Sequence[SourceNote]) -> Iterator[Finding]:
    """A why must add something to the answer.

    It is read at every review; a repetition costs that time and leaves the answer without a
    reason, a contrast or a trap.

    Bad: {cloze: 'Flumazenil is {{c1::an antagonist}} there.', why: Flumazenil is an antagonist.}
    Good: {cloze: 'Flumazenil is {{c1::an antagonist}} there.', why: It has no effect of its own.}
    """
    for note in notes:
        if isinstance(note.note, QuestionNote | ClozeNote) and note.note.why:
            reason = set(telling(words(note.note.why)))
            new = reason - _said(note.note)
            if reason and len(new) < LIMITS.new_words_in_why * len(reason):
                message = "why says the answer again; give the reason, the contrast or the trap"
                yield finding_in(note, rules.REPEATING_WHY, message, "why", 0)


def telling_alts(notes: Sequence[SourceNote]) -> Iterator[Finding]:
    """A figure's alt must not name the answer.

    The figure stands on the front, and a student who hears the card read out would hear the answer
    with it. Say what the figure shows, as its labels would.

    Bad: {question: 'Which drug is this?', answer: Diazepam, figure: {file: a.svg, alt: Diazepam}}
    Good: {question: 'Which drug is this?', answer: Diazepam, figure: {file: a.svg, alt: Formula}}
    """
    for note in notes:
        shown = words(note.note.figure.alt if note.note.figure else "")
        for answer in _answers(note) if shown else ():
            if answer and answer <= telling_parts(shown):
                word = next(word for word in shown if answer & telling_parts([word]))
                message = f'"{word.text}" names the answer; say what the figure shows without it'
                node = node_at(note.origin, ("figure", "alt"))
                place = position_in(node, word.start) if isinstance(node, YamlText) else None
                position = place or node.position
                yield Finding(note, Diagnostic(position, rules.TELLING_ALT, message))
                break


def stray_cloze_marks(notes: Sequence[SourceNote]) -> Iterator[Finding]:
    """A cloze mark must stand in a cloze text.

    Elsewhere it hides nothing, and the student reads the braces on the card.

    Bad: {question: 'What does flumazenil block?', answer: 'The {{c1::benzodiazepine}} site'}
    Good: {cloze: 'Flumazenil blocks the {{c1::benzodiazepine}} site.'}
    """
    for note in notes:
        for key in note.html:
            text = getattr(note.note, key, None)
            if key != "cloze" and isinstance(text, str) and (mark := OPENING.search(text)):
                message = f'"{mark[0]}" hides nothing here; delete the mark or make a cloze note'
                yield finding_in(note, rules.STRAY_CLOZE_MARK, message, key, mark.start())


def long_evidence(notes: Sequence[SourceNote]) -> Iterator[Finding]:
    """The evidence on a claim must be short enough to be read at once.

    It is read at every review. What decides the verdict stays; the rest is another card.

    Bad: {claim: Diazepam is new., verdict: not supported, evidence: It was sold in 1963 and then it
      was sold in 1964 and then it was sold in 1965 and then it was sold in 1966 and then it was
      sold in 1967 and then it was sold in 1968 and then it was sold in 1969 and then it was sold
      in 1970 and then it was sold in 1971 and then it was sold in 1972.}
    Good: {claim: Diazepam is new., verdict: not supported, evidence: It was first sold in 1963.}
    """
    for note in notes:
        if isinstance(note.note, ClaimNote):
            most, remedy = LIMITS.evidence_words, "keep what decides the verdict"
            yield from _long_text(note, rules.LONG_EVIDENCE, "evidence", most, remedy)


def _long_text(note: SourceNote, rule: Rule, key: str, most: int, remedy: str) -> Iterator[Finding]:
    """Yield a finding at the first word of a text that is past its limit."""
    found = words(getattr(note.note, key))
    if len(found) > most:
        message = f"the {key} has {len(found)} words, more than {most}; {remedy}"
        yield finding_in(note, rule, message, key, found[most].start)


def _item_starts(answer: str) -> list[int]:
    """Return where the items of the longest list in an answer start."""
    listed = [found.end() for found in _LIST_ITEM.finditer(answer)]
    flat = _NEW_CLAUSE.sub(".", _BRACKETED.sub(lambda found: " " * len(found[0]), answer))
    series = (_series(flat, found.start(), found.end()) for found in _CLAUSE.finditer(flat))
    return max([listed, *series], key=len)


def _series(text: str, start: int, end: int) -> list[int]:
    """Return where the items start that commas or semicolons part between `start` and `end`."""
    separators = list(_COMMA.finditer(text, start, end))
    if not separators:
        return []
    starts = [start, *(found.end() for found in separators)]
    inner = zip(starts[1:], (found.start() for found in separators[1:]), strict=False)
    if any(len(words(text[first:last])) > LIMITS.item_words for first, last in inner):
        return []
    closing = _LAST_ITEM.search(text, starts[-1], end)
    if closing and not re.search(r"\b(?:and|or)\b", separators[-1][0]):
        starts.append(closing.end())
    return starts


def _said(note: QuestionNote | ClozeNote) -> frozenset[str]:
    """Return what a note says without its why."""
    if isinstance(note, ClozeNote):
        return telling_parts(cloze_text(note.cloze).words)
    return telling_parts(words(note.question)) | telling_parts(words(note.answer))


def _answers(note: SourceNote) -> Iterator[frozenset[str]]:
    """Yield what each card of a note asks for, as telling words."""
    if isinstance(note.note, QuestionNote):
        yield frozenset(telling(words(note.note.answer)))
    elif isinstance(note.note, ClozeNote):
        cloze = cloze_text(note.note.cloze)
        for gap in cloze.gaps:
            yield frozenset(telling(cloze.words_in(gap)))


RULES = (long_answers, long_lists, repeating_whys, telling_alts, stray_cloze_marks, long_evidence)
