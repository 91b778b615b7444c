"""Judge what is said clinically: whose dose it is, absolutes, promotion, advice, drug names.

The rules on numbers and abbreviations stand in doses.py, the word lists of all, with what ISMP's
List of Error-Prone Abbreviations is, in terms.py.
Formulas, code and link targets are not read; on wording, neither are quotations nor a claim, which
quotes promotional copy. Of each rule's docstring the first line is its summary in rules.py; its
`Bad` and `Good` are proved by the tests.
"""

import re
from collections.abc import Iterator, Mapping

from deckbuilder.checks import gates, terms
from deckbuilder.checks.finding import Hit
from deckbuilder.text.reading import Reading, matches, said_beside

Readings = tuple[Reading, ...]


_HEDGED = re.compile(rf"\b{terms.HEDGES}$", re.IGNORECASE)
_ABSOLUTE = re.compile(
    rf"(?<![\w-])(?:{terms.ABSOLUTES})(?![\w-])(?!{terms.HISTORIES}\b)", re.IGNORECASE
)
_REACH = 40


@gates.needs(gates.words("always", "never", "invariably", "exception", "circumstances"))
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


@gates.needs(
    gates.either(gates.words(*terms.WORDS_OF_PRAISE), gates.beginnings("empower", "revolution"))
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


@gates.needs(gates.words(*terms.WORDS_OF_ADVICE))
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


@gates.needs(gates.exact_words(*terms.BRANDS))
def brands_alone(texts: Readings) -> Iterator[Hit]:
    """A brand name must stand with its generic name.

    Brands differ between countries; the generic name is what is learned.
    Bad: Xanax is given for panic disorder.
    Good: Xanax (alprazolam) is given for panic disorder.
    """
    yield from lone(_BRAND, terms.BRANDS, texts)


def lone(pattern: re.Pattern[str], brands: Mapping[str, str], texts: Readings) -> Iterator[Hit]:
    """Yield the brands that a pattern finds in texts without their generic names."""
    for text, match in matches(pattern, texts):
        generic = brands[match[0]]
        if not any(generic in other.text.casefold() for other in texts):
            message = f'brand "{match[0]}" without its generic name; write "{generic}" too'
            yield Hit(text, match.start(), message)


_CAPITAL_GENERIC = re.compile(
    rf"(?<=[a-z,]\s)(?:{'|'.join(name.capitalize() for name in terms.GENERICS)})(?![\w-])"
)


@gates.needs(gates.exact_words(*(name.capitalize() for name in terms.GENERICS)))
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
