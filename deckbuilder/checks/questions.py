"""Judge how a question is put: one question, open, and clear without the other cards."""

import re
from collections.abc import Iterator

from deckbuilder.checks.finding import NoteFinding, finding_in
from deckbuilder.checks.thresholds import LIMITS
from deckbuilder.collection.contents import SourceNote
from deckbuilder.problems import rules
from deckbuilder.source.notes import ClaimNote, QuestionNote
from deckbuilder.text.words import AUXILIARIES, QUESTION_WORDS, Word, telling_parts

_AUXILIARY = rf"(?:{'|'.join(sorted(AUXILIARIES - {'am', 'be', 'been', 'being'}))})"
_ASKING = rf"(?:{'|'.join(sorted(QUESTION_WORDS))})"
_MODAL = "(?:can|could|did|do|does|had|has|may|should|will)"
_SENTENCE = re.compile(r"[^.!?]*(?:[.!](?!\s|$)[^.!?]*)*(?:[.!?]+|$)")
_CLOSED = re.compile(
    rf"\s*(?:(?!.*?\b{_ASKING}\b.*?,)[^,]*,\s+)?(?P<word>{_AUXILIARY})\b", re.IGNORECASE | re.DOTALL
)
_YES_OR_NO = re.compile(r"\W*(yes|no)(?=\W*$|\s*[,.;:!—–])", re.IGNORECASE)
_FURTHER = re.compile(
    r"\b(?:and|or|as well as)\s+(?:(?:at|by|for|from|in|of|on|to|with)\s+(?=how\b|what\b))?"
    rf"(?=(?:how|what|which|who|why)\b|(?:when|where)\s+{_AUXILIARY}\b"
    rf"|{_AUXILIARY}\s+(?:he|it|she|these|they|this)\b)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\w\s+that\s|[\w,]\s+(?:which|who)\s", re.IGNORECASE)
_POINTERS = "he|her|his|it|its|she|such|that|their|these|they|this|those"
_THINGS = (
    "agent|benzodiazepine|drug|effect|guideline|medication|medicine|receptor|study|substance|"
    "subunit|trial"
)
_POINTING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\W*(?P<word>{_POINTERS})\b",
        rf".*?\b(?P<word>(?:such|these|this|those)\s+(?:{_THINGS})s?)\b",
        r".*?\b(?P<word>the\s+(?:above|previous|last)\s+(?:answer|card|note|question)\b)",
        rf"\W*what\s+about\s+(?P<word>{_POINTERS})\b",
        rf"\W*{_ASKING}(?:\s+{_AUXILIARY})?\s+(?P<word>its|their|they|these|those)\b",
        rf"\W*{_ASKING}\s+{_MODAL}\s+(?P<word>it)\s+(?!take\b)",
    )
)
"""How the first sentence of a question points to something that another card said."""


def yes_no_questions(note: SourceNote) -> Iterator[NoteFinding]:
    """A question must not be answered by yes or no.

    Half of all guesses are right, and the wording gives the answer away, so the card is passed
    without the fact. Ask what, which, how or how much.

    Bad: {question: 'Does flumazenil block the benzodiazepine site?', answer: It does so.}
    Good: {question: 'Which drug blocks the benzodiazepine site?', answer: Flumazenil}
    """
    for key, question, answer in _questions(note):
        if closed := _closed_question(question):
            message = (
                f'a question that starts with "{closed.text}" is answered by yes or no; '
                "ask what, which, how or how much"
            )
            yield finding_in(note, rules.YES_NO_QUESTION, message, key, closed.start)
        elif said := _YES_OR_NO.match(answer):
            message = f'the answer is "{said[1]}"; ask for the fact itself'
            yield finding_in(note, rules.YES_NO_QUESTION, message, "answer", said.start(1))


def double_questions(note: SourceNote) -> Iterator[NoteFinding]:
    """A question must ask one thing.

    Who knows one half and not the other has no honest button to press, and the two halves are
    never due on the same day. Make two notes of it.

    Bad: {question: 'What does flumazenil block and why is it given?', answer: The receptor.}
    Good: {question: 'What does flumazenil block?', answer: The benzodiazepine site.}
    """
    for key, question, _ in _questions(note):
        place = _second_question(question)
        if place is not None:
            message = "a second question starts here; make a note of each"
            yield finding_in(note, rules.DOUBLE_QUESTION, message, key, place)


def dependent_questions(note: SourceNote) -> Iterator[NoteFinding]:
    """A question must be clear without the cards before it.

    Cards come back one by one and in another order, so a word that points to an earlier card
    points nowhere. A word that points to an earlier sentence of the same question is fine.

    Bad: {question: 'What is the elimination half-life of this drug?', answer: 43 hours.}
    Good: {question: 'What is the elimination half-life of diazepam?', answer: 43 hours.}
    """
    if isinstance(note.note, QuestionNote | ClaimNote):
        key = note.kind.name
        text = str(getattr(note.note, key))
        if found := _pointing(text):
            message = f'"{found["word"]}" points to nothing on this card; name what is meant'
            yield finding_in(note, rules.DEPENDENT_QUESTION, message, key, found.start("word"))


def given_away_answers(note: SourceNote) -> Iterator[NoteFinding]:
    """A question must not give its answer away.

    If every telling word of the answer stands in the question, a student reads the answer off the
    front instead of recalling it.

    Bad: {question: 'Why is flumazenil called an antagonist?', answer: It is an antagonist.}
    Good: {question: 'How does flumazenil act at the benzodiazepine site?', answer: As antagonist.}
    """
    for key, question, answer in _questions(note):
        said = set(note.parsed.telling(answer))
        if said and said <= note.parsed.telling_parts(question):
            asked = note.parsed.words(question)
            word = next(word for word in asked if said & telling_parts([word]))
            message = f'"{word.text}" gives the answer away; reword question or answer'
            yield finding_in(note, rules.GIVEN_AWAY, message, key, word.start)


def long_fronts(note: SourceNote) -> Iterator[NoteFinding]:
    """A front must be short enough to be read at once.

    It is read at every review. Country, year, body and study stand on it only where the answer
    depends on them; else they go into `why` or the place in the reference.

    Bad: {question: 'In which year and in which country was the very first of all the drugs that we
      now call the benzodiazepines brought on to the market by its maker under its brand name?',
      answer: 1960}
    Good: {question: 'When was the first benzodiazepine marketed?', answer: 1960}
    """
    for card in note.cards:
        most = LIMITS.front_words
        if len(card.asked) > most:
            message = f"the front has {len(card.asked)} words, more than {most}; shorten it"
            yield finding_in(note, rules.LONG_FRONT, message, card.key, card.asked[most].start)
            break


def _questions(note: SourceNote) -> Iterator[tuple[str, str, str]]:
    """Yield each question, reversed ones too: its key, its text and its answer."""
    if isinstance(note.note, QuestionNote):
        yield "question", note.note.question, note.note.answer
        if note.note.reverse:
            yield "reverse", note.note.reverse, ""


def _closed_question(question: str) -> Word | None:
    """Return the word with which a question for yes or no starts, if there is one."""
    for sentence in _SENTENCE.finditer(question):
        if sentence[0].endswith("?") and (found := _CLOSED.match(sentence[0])):
            return Word(found["word"], sentence.start() + found.start("word"))
    return None


def _pointing(question: str) -> re.Match[str] | None:
    """Return how a question points to another card; a later sentence may point to its first."""
    sentence = _SENTENCE.match(question)
    end = sentence.end() if sentence else len(question)
    found = (pattern.match(question, 0, end) for pattern in _POINTING)
    return next((each for each in found if each), None)


def _second_question(question: str) -> int | None:
    asked = [found for found in _SENTENCE.finditer(question) if found[0].endswith("?")]
    if len(asked) > 1:
        second = asked[1]
        return second.start() + len(second[0]) - len(second[0].lstrip())
    further = _FURTHER.search(question)
    if further and not _RELATIVE.search(question, 0, further.start()):
        return further.end()
    return None


RULES = (
    yes_no_questions,
    double_questions,
    dependent_questions,
    given_away_answers,
    long_fronts,
)
