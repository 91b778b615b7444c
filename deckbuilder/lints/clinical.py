"""Judge what is said clinically: whose dose it is, absolutes, promotion, advice, drug names.

All rules of family C run from here; those on numbers and abbreviations stand in dosewriting.py, the
word lists of all, with what ISMP's List of Error-Prone Abbreviations is, in clinicalterms.py.
Formulas, code and link targets are not read; on wording, neither are quotations nor a claim, which
quotes promotional copy. Of each rule's docstring the first line is its summary in rules.py; its
`Bad` and `Good` are proved by the tests.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from deckbuilder.collection import SourceNote
from deckbuilder.lints import clinicalterms as terms
from deckbuilder.lints import dosewriting
from deckbuilder.lints.findings import Finding, finding_in
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Rule
from deckbuilder.text.reading import Hit, Reading, matches, readings, said_beside

Readings = tuple[Reading, ...]


def clinical_findings(notes: Iterable[SourceNote]) -> Iterator[Finding]:
    """Yield what the clinical rules find in the notes."""
    for note in notes:
        texts = tuple(readings(note))
        for rule, hits in CLINICAL_RULES:
            for hit in hits(texts):
                offset = hit.reading.offset(hit.place)
                yield finding_in(note, rule, hit.message, hit.reading.key, offset)


_DOSING = re.compile(rf"\b(?:{terms.DOSING})\b", re.IGNORECASE)
_EXPERIMENT = re.compile(rf"\b(?:{terms.EXPERIMENT})\b", re.IGNORECASE)
_BODY = re.compile(rf"\b(?:{terms.BODY})\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DATED_TEXTS = ("question", "answer", "cloze", "evidence")


def doses_of_nobody(texts: Readings) -> Iterator[Hit]:
    """A dose must say from which country or body and from which year it is.

    Doses differ between countries and change. Those once given in a study need neither.
    Bad: The maximum dose of diazepam is 10 mg.
    Good: The maximum dose of diazepam is 10 mg (American Epilepsy Society, 2016).
    """
    front = tuple(text for text in texts if text.key in _DATED_TEXTS)
    dose = next(matches(dosewriting.DOSE, front), None)
    if dose is None or not _said(_DOSING, texts) or _said(_EXPERIMENT, front):
        return
    missing = [] if _said(_BODY, texts) else ["country or body"]
    missing += [] if _said(_YEAR, texts) else ["year"]
    if missing:
        lacks = " and ".join(missing)
        message = f'dose "{dose[1][0]}" without {lacks}; say whose it is, as in (UK, 2022)'
        yield Hit(dose[0], dose[1].start(), message)


def _said(pattern: re.Pattern[str], texts: Readings) -> bool:
    return any(pattern.search(text.text) for text in texts)


_HEDGED = re.compile(rf"\b{terms.HEDGES}$", re.IGNORECASE)
_ABSOLUTE = re.compile(
    rf"(?<![\w-])(?:{terms.ABSOLUTES})(?![\w-])(?!{terms.HISTORIES}\b)", re.IGNORECASE
)
_REACH = 40


def absolutes(texts: Readings) -> Iterator[Hit]:
    """A clinical statement must not say "always" or "never".

    Patients differ, and one exception makes the card wrong.
    Bad: Flumazenil always reverses sedation.
    Good: Flumazenil does not always reverse sedation; it was tested in never-users, never treated.
    """
    for text, match in matches(_ABSOLUTE, _not_claims(texts), own=True):
        if not _HEDGED.search(text.own, max(0, match.start() - _REACH), match.start()):
            message = f'"{match[0]}" is absolute; say when it holds, or name the exception'
            yield Hit(text, match.start(), message)


_PROMOTIONAL = re.compile(
    rf"\b(?:{'|'.join(pattern for pattern, _ in terms.PROMOTIONAL)})(?!\w)", re.IGNORECASE
)
_NEGATED = re.compile(
    rf"{terms.NEGATIONS}(?:\s+[^\s.;!?]+){{0,{terms.WORDS_A_NEGATION_REACHES}}}\s+$", re.IGNORECASE
)


def promotion(texts: Readings) -> Iterator[Hit]:
    """A card must not praise; it must say what was measured.

    Promotional words are what students must learn to see through. A claim quotes them.
    Bad: Diazepam is a powerful drug.
    Good: Diazepam is not a miracle drug; it stops a breakthrough seizure within minutes.
    """
    for text, match in matches(_PROMOTIONAL, _not_claims(texts), own=True):
        negated = _NEGATED.search(text.own, max(0, match.start() - _REACH), match.start())
        if not (negated or match[0].isupper()):  # a trial may be called EMPOWER
            instead = said_beside(terms.PROMOTIONAL, match)
            yield Hit(text, match.start(), f'"{match[0]}" is promotional; write {instead}')


_TO_READER = re.compile(
    rf"\b(?:{terms.SECOND_PERSON})\b|(?:^|(?<=[.!?]\s)){terms.IMPERATIVE}", re.IGNORECASE
)
_PATIENTS_SHOULD = re.compile(rf"\b{terms.PATIENTS_SHOULD}\b", re.IGNORECASE)
_SAID_BY = re.compile(rf"\b(?:{terms.SAID_BY})", re.IGNORECASE)


def advice_to_patients(texts: Readings) -> Iterator[Hit]:
    """A card must not tell a reader what to take or stop.

    The deck is a study aid. Advice is told as somebody's: the label says, the guideline advises.
    Bad: You should stop diazepam slowly.
    Good: The US label (2021) says that patients should stop diazepam slowly.
    """
    for text, match in matches(_TO_READER, _not_claims(texts), own=True):
        yield Hit(text, match.start(), _advice(match[0]))
    for text, match in matches(_PATIENTS_SHOULD, _not_claims(texts), own=True):
        if not _SAID_BY.search(text.own):
            yield Hit(text, match.start(), _advice(match[0]))


def _advice(words: str) -> str:
    return f'"{words}" advises a patient; write who says so, as in "the label says that …"'


_BRAND = re.compile(rf"\b(?:{'|'.join(terms.BRANDS)})\b")


def brands_alone(texts: Readings) -> Iterator[Hit]:
    """A brand name must stand with its generic name.

    Brands differ between countries; the generic name is what is learned.
    Bad: Xanax is given for panic disorder.
    Good: Xanax (alprazolam) is given for panic disorder.
    """
    for text, match in matches(_BRAND, texts):
        generic = terms.BRANDS[match[0]]
        if not any(generic in other.text.casefold() for other in texts):
            message = f'brand "{match[0]}" without its generic name; write "{generic}" too'
            yield Hit(text, match.start(), message)


_CAPITAL_GENERIC = re.compile(
    rf"(?<=[a-z,]\s)(?:{'|'.join(name.capitalize() for name in terms.GENERICS)})(?![\w-])"
)


def capital_generics(texts: Readings) -> Iterator[Hit]:
    """A generic drug name must be in lower case inside a sentence.

    A capital marks a brand, and the two are then confused.
    Bad: Volunteers took Diazepam by mouth.
    Good: Diazepam and Valium (diazepam) are one drug. Lorazepam is another.
    """
    for text, match in matches(_CAPITAL_GENERIC, texts):
        message = f'"{match[0]}" is no brand; write "{match[0].lower()}"'
        yield Hit(text, match.start(), message)


def _not_claims(texts: Readings) -> Readings:
    return tuple(text for text in texts if text.key != "claim")


CLINICAL_RULES: tuple[tuple[Rule, Callable[[Readings], Iterator[Hit]]], ...] = (
    (rules.QUANTITY_WITHOUT_UNIT, dosewriting.quantities_without_unit),
    (rules.NAKED_DECIMAL, dosewriting.naked_decimals),
    (rules.TRAILING_ZERO, dosewriting.trailing_zeros),
    (rules.ERROR_PRONE_ABBREVIATION, dosewriting.error_prone_abbreviations),
    (rules.MIXED_UNITS, dosewriting.ranges_of_mixed_units),
    (rules.HYPHEN_RANGE, dosewriting.hyphens_in_ranges),
    (rules.UNIT_WITHOUT_SPACE, dosewriting.units_without_space),
    (rules.DOSE_OF_NOBODY, doses_of_nobody),
    (rules.ABSOLUTE, absolutes),
    (rules.PROMOTION, promotion),
    (rules.ADVICE_TO_PATIENT, advice_to_patients),
    (rules.BRAND_ALONE, brands_alone),
    (rules.CAPITAL_GENERIC, capital_generics),
)
"""The rules of the family in the order of their codes."""
