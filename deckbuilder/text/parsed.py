"""What the texts of a note say, each parsed once however many rules and cards ask."""

from collections.abc import Callable
from typing import TypeVar

from deckbuilder.text.gaps import ClozeText, cloze_text
from deckbuilder.text.reading import Reading, read
from deckbuilder.text.words import Word, telling, telling_parts, words

Parsed = TypeVar("Parsed")


class ParsedTexts:
    """Parses the texts of one note, and knows those that it has parsed."""

    def __init__(self) -> None:
        self._words: dict[str, tuple[Word, ...]] = {}
        self._telling: dict[str, tuple[str, ...]] = {}
        self._parts: dict[str, frozenset[str]] = {}
        self._gaps: dict[str, ClozeText] = {}
        self._readings: dict[tuple[str, str], Reading] = {}

    def words(self, text: str) -> tuple[Word, ...]:
        """Return the words of a text."""
        return _known(self._words, text, words)

    def telling(self, text: str) -> tuple[str, ...]:
        """Return its telling words as they are compared."""
        return _known(self._telling, text, lambda _: telling(self.words(text)))

    def telling_parts(self, text: str) -> frozenset[str]:
        """Return its telling words and what hyphens and slashes join in them."""
        return _known(self._parts, text, lambda _: telling_parts(self.words(text)))

    def gaps(self, text: str) -> ClozeText:
        """Return the gaps and words of a cloze text."""
        return _known(self._gaps, text, cloze_text)

    def reading(self, key: str, text: str) -> Reading:
        """Return what a student reads of the text that stands under a key."""
        return _known(self._readings, (key, text), lambda _: read(key, text))


Key = TypeVar("Key")


def _known(known: dict[Key, Parsed], key: Key, parse: Callable[[Key], Parsed]) -> Parsed:
    found = known.get(key)
    if found is None:
        found = known[key] = parse(key)
    return found
