"""Judge what one note says: answer, reason, alt and evidence, each for what it is there for."""

import re
from collections.abc import Iterator

from deckbuilder.checks.finding import NoteFinding, finding_in
from deckbuilder.checks.thresholds import LIMITS
from deckbuilder.collection.contents import SourceNote
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Rule
from deckbuilder.source.notes import ClaimNote, ClozeNote, QuestionNote
from deckbuilder.text.words import telling_parts, words

_LIST_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+(?=\S)", re.MULTILINE)
_MAY_LIST = re.compile(r"[,;]|" + _LIST_ITEM.pattern, re.MULTILINE)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_CLAUSE = re.compile(r"(?:[^.:\n]|[.:](?=\S))+")
_NEW_CLAUSE = re.compile(
    r",(?=\s+(?:although|as|because|but|if|since|so|though|unless|when|where|whereas|which|while|who)"
    r"\b)"
)
_COMMA = re.compile(r"[,;](?:\s+(?:and|or)\b)?\s+")
_LAST_ITEM = re.compile(r"\s(?:and|or)\s+(?=\S)")


def long_answers(note: SourceNote) -> Iterator[NoteFinding]:
    """An answer must be short enough for one fact.

    A long answer is half remembered, and then the student decides by mood what counts. The reason
    and the detail go into `why`, a second fact into a second note.

    Bad: {question: 'How does diazepam act?', answer: It binds to the extracellular interface of an
      α and a γ subunit of the GABA-A receptor and so shifts the curve of GABA to the left without
      much change in the maximal response.}
    Good: {question: 'How does diazepam act?', answer: It strengthens the response to GABA.}
    """
    if isinstance(note.note, QuestionNote):
        remedy = "keep one fact, and move the rest to why or to a note of its own"
        yield from _long_text(note, rules.LONG_ANSWER, "answer", LIMITS.answer_words, remedy)


def long_lists(note: SourceNote) -> Iterator[NoteFinding]:
    """An answer must not list more than three things.

    One forgotten item fails the whole card, so lists come back for ever. Ask for the items one by
    one, or hide them one by one in a cloze.

    Bad: {question: 'What does diazepam cause?', answer: 'Drowsiness, fatigue, weakness and ataxia'}
    Good: {question: 'What does diazepam cause?', answer: 'Drowsiness, fatigue and weakness'}
    """
    if isinstance(note.note, QuestionNote):
        starts = _item_starts(note.note.answer)
        if len(starts) > LIMITS.list_items:
            message = (
                f"the answer lists {len(starts)} things, more than {LIMITS.list_items}; "
                "ask for them in several notes or in a cloze"
            )
            start = starts[LIMITS.list_items]
            yield finding_in(note, rules.LONG_LIST, message, "answer", start)


def repeating_whys(note: SourceNote) -> Iterator[NoteFinding]:
    """A why must add something to the answer.

    It is read at every review; a repetition costs that time and leaves the answer without a
    reason, a contrast or a trap.

    Bad: {cloze: 'Flumazenil is {{c1::an antagonist}} there.', why: Flumazenil is an antagonist.}
    Good: {cloze: 'Flumazenil is {{c1::an antagonist}} there.', why: It has no effect of its own.}
    """
    if isinstance(note.note, QuestionNote | ClozeNote) and note.note.why:
        reason = set(note.parsed.telling(note.note.why))
        new = reason - _said(note, note.note)
        if reason and len(new) < LIMITS.new_words_in_why * len(reason):
            message = "why says the answer again; give the reason, the contrast or the trap"
            yield finding_in(note, rules.REPEATING_WHY, message, "why", 0)


def long_evidence(note: SourceNote) -> Iterator[NoteFinding]:
    """The evidence on a claim must be short enough to be read at once.

    It is read at every review. What decides the verdict stays; the rest is another card.

    Bad: {claim: Diazepam is new., verdict: not supported, evidence: It was sold in 1963 and then it
      was sold in 1964 and then it was sold in 1965 and then it was sold in 1966 and then it was
      sold in 1967 and then it was sold in 1968 and then it was sold in 1969 and then it was sold
      in 1970 and then it was sold in 1971 and then it was sold in 1972.}
    Good: {claim: Diazepam is new., verdict: not supported, evidence: It was first sold in 1963.}
    """
    if isinstance(note.note, ClaimNote):
        most, remedy = LIMITS.evidence_words, "keep what decides the verdict"
        yield from _long_text(note, rules.LONG_EVIDENCE, "evidence", most, remedy)


def _long_text(
    note: SourceNote, rule: Rule, key: str, most: int, remedy: str
) -> Iterator[NoteFinding]:
    """Yield a finding at the first word of a text that is past its limit."""
    found = note.parsed.words(getattr(note.note, key))
    if len(found) > most:
        message = f"the {key} has {len(found)} words, more than {most}; {remedy}"
        yield finding_in(note, rule, message, key, found[most].start)


def _item_starts(answer: str) -> list[int]:
    """Return where the items of the longest list in an answer start."""
    if not _MAY_LIST.search(answer):
        return []
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


def _said(note: SourceNote, said: QuestionNote | ClozeNote) -> frozenset[str]:
    """Return what a note says without its why."""
    if isinstance(said, ClozeNote):
        return telling_parts(note.parsed.gaps(said.cloze).words)
    parts = note.parsed.telling_parts
    return parts(said.question) | parts(said.answer)


RULES = (long_answers, long_lists, repeating_whys, long_evidence)
