"""Take a Markdown text apart into words, each with its place, and find those that tell.

Words are those between spaces, as a writer counts them; a formula is one word. The function words
below tell nothing, so two texts with the same telling words say much the same.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple


def word_set(text: str) -> frozenset[str]:
    """Return the words between the spaces of a text."""
    return frozenset(text.split())


ARTICLES = word_set("a an the")
PREPOSITIONS = word_set("about as at by for from in into of on onto through to upon via with")
CONJUNCTIONS = word_set("and but nor or than that")
AUXILIARIES = word_set(
    "am are be been being can could did do does had has have is may might must shall should was "
    "were will would"
)
QUESTION_WORDS = word_set("how what when where which who whom whose why")
PRONOUNS = word_set("he her his it its one she such their them there these they this those")
FUNCTION_WORDS = ARTICLES | PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | QUESTION_WORDS | PRONOUNS
"""Words that tell nothing by themselves; `not`, `no`, `without` and figures do tell."""

_WORD = re.compile(
    r"\\\((?:(?!\\[()]).)*\\\)|\\\[(?:(?!\\[\[\]]).)*\\\]|\S+?(?=\\[(\[])|\S+", re.DOTALL
)
_ADDRESS = re.compile(r"\]\([^()\s]*\)")
_EMPHASIS = re.compile(r"[*`]")
_PARTS = re.compile(r"[^\W_]+")
_CORE = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)
_POSSESSIVE = re.compile(r"['’]s?$")
_LEAST_PLURAL = 4
_REMEMBERED = 50_000
"""Words whose comparable form is kept, as they come again in note after note."""


class Word(NamedTuple):
    """A word without the punctuation around it, and where it starts in its text."""

    text: str
    start: int


def words(text: str) -> tuple[Word, ...]:
    """Return the words of a Markdown text; signs that stand alone are none."""
    if "](" in text:
        text = _ADDRESS.sub(lambda found: " " * len(found[0]), text)
    return tuple(word for found in _WORD.finditer(text) if (word := _trimmed(found)))


def telling(found: Iterable[Word]) -> tuple[str, ...]:
    """Return the telling words as they are compared, in the order of the text."""
    told = (_told(word.text) for word in found)
    return tuple(word for word in told if word is not None)


def telling_parts(found: Iterable[Word]) -> frozenset[str]:
    """Return the telling words and what hyphens and slashes join in them."""
    return frozenset(part for word in telling(found) for part in _parts(word))


def _trimmed(found: re.Match[str]) -> Word | None:
    text = found[0]
    if text.isalnum() or text.startswith(("\\(", "\\[")):
        return Word(text, found.start())
    core = _CORE.search(text)
    return Word(core[0], found.start() + core.start()) if core else None


@lru_cache(maxsize=_REMEMBERED)
def _told(word: str) -> str | None:
    """Return a word as it is compared, None for a function word."""
    return None if word.casefold() in FUNCTION_WORDS else _folded(word)


@lru_cache(maxsize=_REMEMBERED)
def _folded(word: str) -> str:
    return _without_ending(_EMPHASIS.sub("", word).casefold())


@lru_cache(maxsize=_REMEMBERED)
def _parts(word: str) -> tuple[str, ...]:
    return (word, *(_without_ending(part) for part in _PARTS.findall(word)))


def _without_ending(word: str) -> str:
    """Return the word without the ending of a plural or a possessive."""
    word = _POSSESSIVE.sub("", word)
    if len(word) >= _LEAST_PLURAL and word.endswith("s") and word[-2] not in "siu":
        return word[:-1]
    return word
