"""Judge how doses are written: numbers, units, ranges and abbreviations.

A student who reads "10U" for "10 units" may one day write it. What is error-prone follows the List
of Error-Prone Abbreviations, Symbols, and Dose Designations of the Institute for Safe Medication
Practices (ISMP, USA); all word lists stand in terms.py, and run.py runs the rules.
"""

import re
from collections.abc import Iterator, Sequence

from deckbuilder.checks import gates, terms
from deckbuilder.checks.finding import Hit
from deckbuilder.text.reading import Reading, matches, said_beside

Readings = tuple[Reading, ...]

_DOSING = re.compile(rf"\b(?:{terms.DOSING})\b", re.IGNORECASE)

_EXPERIMENT = re.compile(rf"\b(?:{terms.EXPERIMENT})\b", re.IGNORECASE)

_BODY = re.compile(rf"\b(?:{terms.BODY})\b")

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

_DATED_TEXTS = ("question", "answer", "cloze", "evidence")


def _any(units: Sequence[str]) -> str:
    return "(?:" + "|".join(units) + r")(?![\w½])"


_NUMBER = r"(?<!\d)\d+(?:,\d{3})*(?:\.\d+)?"
_MORE = rf"(?:(?:\s?[–/-]\s?|,?\s(?:to|or|and)\s|,\s){_NUMBER}){{0,4}}"
_NUMBERS = rf"(?P<number>(?>{_NUMBER}{_MORE}))"
_BARE = rf"(?=\s*(?:$|[.,;:!?)\]|\n]|(?:{terms.AFTER_BARE.replace(' ', '|')})\b))"
_FILLER = r"(?:\s+(?:of|is|was|are|were|between|about|around|up to|at most|at least)|\s*[:=<>≤≥≈])"
_WITHOUT_UNIT = re.compile(
    # "dose 2" is the second one and "12 h half-life 2" another figure; "half-life 2" lacks its unit
    rf"\b(?=[dhtcv])(?:(?:{terms.DUE})(?:\s+of(?:\s+[a-z][\w-]*){{1,3}}?)?{_FILLER}+\s*"
    rf"|(?<!\d\sh\s)(?<!hour\s)(?<!day\s)(?:{terms.MEASURE})\s+)(?!(?:19|20)\d\d\b){_NUMBERS}"
    rf"(?>(?:\s+or\s+(?:more|less|over|under))?){_BARE}",
    re.IGNORECASE,
)
_BARE_MAXIMUM = re.compile(rf"\b(?:max\.?|maximum)(?:\s+of)?\s+{_NUMBERS}{_BARE}", re.IGNORECASE)
_BARE_REGIMEN = re.compile(rf"{_NUMBERS}(?=\s+(?:{terms.REGIMEN})\b)", re.IGNORECASE)
_AFTER_DRUG = re.compile(rf"\b(?:{'|'.join(terms.GENERICS)})\s+$", re.IGNORECASE)
_LONGEST_NAME = 25
DOSE = re.compile(
    rf"{_NUMBER}\s?{_any(terms.DOSES)}(?:/kg)?(?!\s?(?:/|per\s)\s?(?:m?L|dL|litre|liter)\b)"
)
_ONLY_NUMBERS = re.compile(
    rf"\s*(?:about|around|up to|at most|at least)?\s*{_NUMBERS}[\s.]*$", re.IGNORECASE
)
_DOSE_OR_WORD = re.compile(rf"{DOSE.pattern}|\bdos(?:e[sd]?|ages?|ing)\b")
_ASKED_DUE = re.compile(rf"\b(?:{terms.ASKED_DUE})(?!\w)", re.IGNORECASE)
_ASKED_PLAIN = re.compile(rf"\b(?:{terms.ASKED_PLAIN})\b", re.IGNORECASE)


@gates.needs(gates.digits, gates.words(*terms.WORDS_OF_MEASURE, *terms.GENERICS))
def quantities_without_unit(texts: Readings) -> Iterator[Hit]:
    """A dose, half-life or other measured value must have its unit.

    A bare number is taken for whatever unit the reader expects, milligrams for micrograms.
    Bad: The usual dose of diazepam is 10.
    Good: The half-life of diazepam is 20–50 h, longer than that of lorazepam by 2 to 4 times.
    """
    message = 'no unit after "{}"; write it, as in 10 mg or 12 h'
    asked = next((text.text for text in texts if text.key == "question"), "")
    unit_is_due = _ASKED_DUE.search(asked) and not _ASKED_PLAIN.search(asked)
    for text in texts:
        found = [*_WITHOUT_UNIT.finditer(text.text), *_bare_regimens(text.text)]
        found += (match for match in _BARE_MAXIMUM.finditer(text.text) if _is_dosing(texts))
        if unit_is_due and text.key == "answer" and (only := _ONLY_NUMBERS.match(text.text)):
            found.append(only)
        for match in found:
            yield Hit(text, match.start("number"), message.format(match["number"]))


def _is_dosing(texts: Readings) -> bool:
    return any(_DOSE_OR_WORD.search(text.text) for text in texts)


def _bare_regimens(text: str) -> Iterator[re.Match[str]]:
    for match in _BARE_REGIMEN.finditer(text):
        if _AFTER_DRUG.search(text, max(0, match.start() - _LONGEST_NAME), match.start()):
            yield match


_NAKED_DECIMAL = re.compile(r"(?<![\w.,)\]}/…\ufffc])\.\d+")


@gates.needs(gates.pattern(r"\.\d"))
def naked_decimals(texts: Readings) -> Iterator[Hit]:
    """A decimal number must have a zero before its point.

    The point is overlooked, and .5 mg is read as 5 mg.
    Bad: Lorazepam .5 mg was compared with placebo.
    Good: Lorazepam 0.5 mg was compared with placebo (P = 0.08; section 4.1).
    """
    for text, match in matches(_NAKED_DECIMAL, texts):
        yield Hit(text, match.start(), f'"{match[0]}" is a naked decimal; write "0{match[0]}"')


_TRAILING_ZERO = re.compile(
    rf"(?<![\w.,])\d+\.(?:\d*[1-9])?0+(?=(?:(?:\s?[–-]\s?|\sto\s){_NUMBER})?\s?{_any(terms.DOSES)}"
    r"(?!\s?/\s?(?:m?L|dL)\b))"
)


@gates.needs(gates.pattern(r"\.\d*0"))
def trailing_zeros(texts: Readings) -> Iterator[Hit]:
    """A dose must not end in a trailing zero.

    The point is overlooked, and 5.0 mg is read as 50 mg. Ratios, intervals and plasma levels may.
    Bad: Volunteers took diazepam 5.0 mg.
    Good: Volunteers took diazepam 5 mg (relative risk 1.90, 95% CI 1.10–3.00; plasma 2.0 mg/L).
    """
    for text, match in matches(_TRAILING_ZERO, texts):
        plain = match[0].rstrip("0").rstrip(".")
        yield Hit(text, match.start(), f'"{match[0]}" ends in a trailing zero; write "{plain}"')


_WORD = r"(?<![^\W\d])(?<!-)(?:{})(?![\w-])"
_ERROR_PRONE = (
    *((_WORD.format(pattern), instead) for pattern, instead in terms.ERROR_PRONE),
    *terms.ERROR_PRONE_BESIDE_A_DOSE,
)
_ANY_ERROR_PRONE = (
    re.compile(_WORD.format("|".join(pattern for pattern, _ in terms.ERROR_PRONE))),
    re.compile("|".join(pattern for pattern, _ in terms.ERROR_PRONE_BESIDE_A_DOSE)),
)


@gates.needs(gates.exact_words(*terms.WORDS_OF_ABBREVIATIONS))
def error_prone_abbreviations(texts: Readings) -> Iterator[Hit]:
    """An abbreviation that ISMP lists as error-prone must be written out.

    Each has been misread with harm: U as 0, QD as QID, µg as mg.
    Bad: Volunteers took diazepam 5 mg QD.
    Good: Volunteers with MS took 5 mg daily, 10 mg BID or 250 mcg IV, not "QOD".
    """
    for pattern in _ANY_ERROR_PRONE:
        for text, match in matches(pattern, texts, own=True):
            instead = said_beside(_ERROR_PRONE, match)
            yield Hit(text, match.start(), f'"{match[0]}" is error-prone; write "{instead}"')


_TWO_UNITS = tuple(
    re.compile(
        rf"(?<![\w.,]){_NUMBER}\s?(?P<one>{'|'.join(units)})(?:\s?[–—-]\s?|\s(?:to|and)\s)"
        rf"{_NUMBER}\s?(?P<two>{_any(units)})"
    )
    for units in (terms.MASSES, terms.VOLUMES)
)


@gates.needs(gates.pattern(r"\d\s?[^\W\d_]+(?:\s?[–—-]\s?|\s(?:to|and)\s)\d"))
def ranges_of_mixed_units(texts: Readings) -> Iterator[Hit]:
    """A range of doses must have one unit.

    A reader compares the numbers first, and 500 mg–1 g seems to fall.
    Bad: Volunteers in the trial took 500 mg–1 g.
    Good: Volunteers in the trial took 500–1,000 mg, or 500 mg–750 mg, and slept after 30 min–2 h.
    """
    for pattern in _TWO_UNITS:
        for text, match in matches(pattern, texts):
            one, two = match["one"], match["two"]
            joined_by_and = " and " in match[0] and "between" not in text.text[: match.start()]
            if one.rstrip("s") != two.rstrip("s") and not joined_by_and:
                message = f'"{match[0]}" mixes {one} and {two}; write both ends in one unit'
                yield Hit(text, match.start(), message)


_HYPHEN_RANGE = re.compile(
    rf"(?<![\w.,/+^−–-])(?!(?:19|20)\d\d-0\d)(?P<low>\d[\d.,]*)"
    rf"(?P<unit>\s?(?:%|°C|{'|'.join(terms.SPACED)}))?[ \u00a0]?-[ \u00a0]?"
    r"(?P<high>\d[\d.,]*)(?![\w.,]*-\d)(?!\w)"
)


@gates.needs(gates.digits, gates.pattern(r"-[ \u00a0]?\d"))
def hyphens_in_ranges(texts: Readings) -> Iterator[Hit]:
    """A range of numbers must have an en dash.

    A hyphen joins, and before a number it is read as minus. Names and dates keep their hyphens.
    Bad: Use is limited to 2-4 weeks.
    Good: Use is limited to 2–4 weeks (1,4-benzodiazepine, 5-HT1A, 2020-01-31, ICD F13-F19).
    """
    for text, match in matches(_HYPHEN_RANGE, texts):
        unit, high = match["unit"] or "", match["high"].rstrip(".,")
        message = f'"{match["low"]}{unit}-{high}" has a hyphen; write "{match["low"]}{unit}–{high}"'
        yield Hit(text, match.start(), message)


_UNSPACED = re.compile(rf"(?<![\w.,]){_NUMBER}(?P<unit>{_any(terms.SPACED)})")


@gates.needs(gates.pattern(r"\d[^\W\d_]"))
def units_without_space(texts: Readings) -> Iterator[Hit]:
    """A unit must have a space before it.

    In 10mg the m is read as one more zero.
    Bad: Volunteers took diazepam 10mg.
    Good: Volunteers took diazepam 10 mg; 5% slept at 37°C, with 5-HT3 and CYP3A4 (10-mg tablets).
    """
    for text, match in matches(_UNSPACED, texts):
        number = match[0].removesuffix(match["unit"])
        message = f'"{match[0]}" has no space; write "{number} {match["unit"]}"'
        yield Hit(text, match.start(), message)


@gates.needs(gates.pattern(r"\d\s?[gImnuµμ]"))
def doses_of_nobody(texts: Readings) -> Iterator[Hit]:
    """A dose must say from which country or body and from which year it is.

    Doses differ between countries and change. Any text of the card may say it, or the place in a
    reference; a dose once given in a study needs neither.
    Bad: The maximum dose of diazepam is 10 mg.
    Good: The maximum dose of diazepam is 10 mg (American Epilepsy Society, 2016).
    """
    front = tuple(text for text in texts if text.key in _DATED_TEXTS)
    dose = next(matches(DOSE, front), None)
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
