"""Find half-lives on cards that the drug table contradicts.

A half-life is compared where a sentence, or a question with its answer, speaks of one drug alone
and of no state that changes its half-life. It contradicts the table if it lies wholly outside of
all that the table's sources say of that drug together; so a card may be narrower than a range.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from deckbuilder.checks.drugnames import known_names
from deckbuilder.checks.finding import NoteFinding, finding_in, readings
from deckbuilder.collection.contents import SourceNote
from deckbuilder.collection.drugs import DrugTable
from deckbuilder.kinds.contrast import TabledQuestionNote
from deckbuilder.kinds.drug import TabledDrugNote
from deckbuilder.problems import rules
from deckbuilder.source.drugs import Drug
from deckbuilder.text.reading import Reading

Hours = tuple[Decimal, Decimal]

_HOURS_A_UNIT = {"m": Decimal(1) / 60, "h": Decimal(1), "d": Decimal(24)}
_NUMBER = r"\d+(?:\.\d+)?"
_TIME = re.compile(
    rf"(?P<low>{_NUMBER})(?:\s?(?:–|-|to)\s?(?P<high>{_NUMBER}))?\s?"
    r"(?P<unit>min(?:utes?)?|h(?:ours?)?|days?)\b"
)
_HALF_LIFE = re.compile(r"\bhalf-li(?:fe|ves)\b|t½", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:obes\w+|cirrho\w+|liver|hepat\w+|kidney|renal|newborn\w*|neonat\w+|infusions?|inhibit\w*|"
    r"induc\w+|metaboli[sz]ers?|against|versus|v\.?|than|rose|rises?|falls?|fell|doubl\w+|halv\w+|"
    r"trebl\w+|context-sensitive|effect)\b",
    re.IGNORECASE,
)
"""Words of states and comparisons, beside which a half-life is not that of the table."""
_SENTENCE = re.compile(r"(?:[^.!?]|[.!?](?!\s|$))+[.!?]?")
_WORD = re.compile(r"[A-Za-z]{4,}")


@dataclass(frozen=True, slots=True)
class _Statement:
    """Texts that are read as one: what they say together, and the one that holds the figure."""

    said: str
    reading: Reading
    start: int
    end: int


def contradicted_half_lives(notes: Sequence[SourceNote], table: DrugTable) -> Iterator[NoteFinding]:
    """A half-life on a card must not contradict the drug table."""
    spans = {name: hours for drug in table.drugs for name, hours in _spans(drug)}
    names = known_names(table)
    for note in notes if spans else ():
        if isinstance(note.note, TabledDrugNote | TabledQuestionNote):
            continue  # made from the table
        for statement in _statements(note):
            yield from _contradictions(note, statement, spans, names)


def _contradictions(
    note: SourceNote, statement: _Statement, spans: Mapping[str, Hours], names: frozenset[str]
) -> Iterator[NoteFinding]:
    words = {word.casefold() for word in _WORD.findall(statement.said)}
    drugs = words & names
    told = _HALF_LIFE.search(statement.said)
    if told is None or len(drugs) != 1 or _CHANGED.search(statement.said):
        return
    (name,) = drugs
    text = statement.reading.text
    figure = _TIME.search(text, statement.start, statement.end)
    if name not in spans or figure is None:
        return
    (low, high), hours = spans[name], _hours(figure)
    if hours[1] < low or hours[0] > high:
        message = (
            f"the half-life of {name} is given as {figure[0]}, but the sources of drugs.yaml say "
            f"{low}–{high} h; correct the one or the other"
        )
        offset = statement.reading.offset(figure.start())
        yield finding_in(note, rules.CONTRADICTED_TABLE, message, statement.reading.key, offset)


def _statements(note: SourceNote) -> Iterator[_Statement]:
    """Yield the sentences of a note; a question is read together with the answer's first one."""
    texts = {text.key: text for text in readings(note)}
    question, answer = texts.pop("question", None), texts.pop("answer", None)
    if question and answer:
        first = _SENTENCE.search(answer.text)
        if first:
            said = f"{question.text} {first[0]}"
            yield _Statement(said, answer, first.start(), first.end())
    for text in texts.values():
        for found in _SENTENCE.finditer(text.text):
            told = _HALF_LIFE.search(found[0])
            if told:
                yield _Statement(found[0], text, found.start() + told.end(), found.end())


def _spans(drug: Drug) -> Iterator[tuple[str, Hours]]:
    """Yield a drug, and its active metabolites, with the hours between all figures of the row."""
    figures = [*drug.half_life.range_hours]
    for reading in drug.half_life.readings:
        figures += reading.range_hours or ()
        figures += [reading.mean_hours] if reading.mean_hours is not None else []
    for metabolite in drug.active_metabolites:
        if metabolite.range_hours:
            low, high = metabolite.range_hours
            yield metabolite.name.casefold(), (low, high)
    yield drug.name.casefold(), (min(figures), max(figures))


def _hours(figure: re.Match[str]) -> Hours:
    unit = _HOURS_A_UNIT[figure["unit"][0]]
    low = Decimal(figure["low"]) * unit
    return low, Decimal(figure["high"]) * unit if figure["high"] else low
