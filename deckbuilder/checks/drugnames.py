"""Find names that look like those of drugs and are none that the drug table knows.

Two things make a word look like a drug: an ending of the class, as the World Health Organization's
stems have it ("The use of stems in the selection of INN", 2018), or a likeness to a known name.
A name that ends in a known one, as a metabolite's does, is known by it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz.distance import DamerauLevenshtein

from deckbuilder.checks import terms, wording
from deckbuilder.checks.finding import NoteFinding, finding_in, readings
from deckbuilder.collection.contents import SourceNote
from deckbuilder.collection.drugs import DrugTable
from deckbuilder.problems import rules

LEAST_LETTERS = 7
"""Shorter words are too like each other for a likeness to say anything."""

_WORD = re.compile(r"[A-Za-zé]{4,}")
_STEM = re.compile(r"[a-z]+(?:azepam|azolam|azenil|azepate|azepoxide|barbital)")


def known_names(table: DrugTable) -> frozenset[str]:
    """Return the words of all names that the table knows, in small letters."""
    texts = [*table.other_drugs]
    for drug in table.drugs:
        texts += [drug.name, *(brand.name for brand in drug.brands)]
        texts += [metabolite.name for metabolite in drug.active_metabolites]
        texts += [alike.name for alike in drug.look_alikes]
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


def unknown_drugs(notes: Sequence[SourceNote], table: DrugTable) -> Iterator[NoteFinding]:
    """A name that looks like a drug's must be one that the drug table knows."""
    known = known_names(table)
    near = _by_shortened(known)
    judged: dict[str, str] = {}
    for note in notes if table.rows else ():
        for text in readings(note):
            for found in _WORD.finditer(text.text):
                word = found[0].casefold()
                if word not in judged:
                    judged[word] = _remedy(word, known, near)
                if judged[word]:
                    message = f'"{found[0]}" looks like a drug and is none that drugs.yaml knows'
                    yield finding_in(
                        note,
                        rules.UNKNOWN_DRUG_NAME,
                        f"{message}; {judged[word]}",
                        text.key,
                        text.offset(found.start()),
                    )


def lone_brands(notes: Sequence[SourceNote], table: DrugTable) -> Iterator[NoteFinding]:
    """A brand name of the table must stand with its generic name, as those that we list must."""
    brands = {
        brand.name: drug.name
        for drug in table.drugs
        for brand in drug.brands
        if brand.name not in terms.BRANDS
    }
    if not brands:
        return
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, brands))})\b")
    for note in notes:
        texts = tuple(readings(note))
        for hit in wording.lone(pattern, brands, texts):
            offset = hit.reading.offset(hit.place)
            yield finding_in(note, rules.BRAND_ALONE, hit.message, hit.reading.key, offset)


def _remedy(word: str, known: frozenset[str], near: Mapping[str, tuple[str, ...]]) -> str:
    """Return what to do about a word that looks like a drug's name and is not known, or nothing."""
    bare = word.removesuffix("s")
    starts = range(len(bare) - LEAST_LETTERS + 1)
    if word in known or bare in known or any(bare[start:] in known for start in starts):
        return ""
    if meant := _meant(bare, near):
        return f'did you mean "{meant}"?'
    return "correct it, or add it to `other_drugs`" if _STEM.fullmatch(bare) else ""


def _meant(word: str, near: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the known name from which a word differs by a letter: wrong, missing, more, moved."""
    names = {name for short in _shortened(word) for name in near.get(short, ())}
    slips = (name for name in names if DamerauLevenshtein.distance(word, name) <= 1)
    return min(slips, default=None)


def _by_shortened(names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the names by what is left of them without one letter, where slips meet them."""
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        for short in _shortened(name):
            found[short] = (*found.get(short, ()), name)
    return found


def _shortened(word: str) -> frozenset[str]:
    """Return a word and what is left of it without one letter; nothing where it is too short."""
    if len(word) < LEAST_LETTERS:
        return frozenset()
    return frozenset({word, *(word[:place] + word[place + 1 :] for place in range(len(word)))})
