"""Tell from what stands in a note at all which of the rules on its texts cannot hit.

Most notes hold none of the words and figures that a rule looks for. Each rule says beside itself
what it needs; a gate may let through in vain, but never hides a hit, which a property test proves.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from deckbuilder.checks.finding import Hit
from deckbuilder.text.reading import Reading

Readings = tuple[Reading, ...]

_WORD = re.compile(r"[^\W\d_]+")
_FOLDS_INTO_ASCII = frozenset("ſıİK")
"""Letters that a pattern without case takes for ASCII ones, and `casefold` does not, or not all."""


@dataclass(frozen=True)
class Met:
    """What stands in the texts of a note, found once for all rules."""

    text: str

    @cached_property
    def is_odd(self) -> bool:
        """Return whether a letter stands there that folds into another alphabet."""
        return not _FOLDS_INTO_ASCII.isdisjoint(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """Return the runs of letters."""
        return frozenset(_WORD.findall(self.text))

    @cached_property
    def folded(self) -> frozenset[str]:
        """Return the runs of letters without case."""
        return frozenset(map(str.casefold, self.words))


Gate = Callable[[Met], bool]


def met_in(texts: Iterable[Reading]) -> Met:
    """Return what stands in the texts of a note."""
    return Met("\n".join([text.text for text in texts]))


class TextRule:
    """A rule on the texts of a note: a function that finds its hits, and what a hit needs."""

    def __init__(self, find: Callable[[Readings], Iterator[Hit]], needs: tuple[Gate, ...]) -> None:
        self._find = find
        self._needs = needs
        self.__doc__ = find.__doc__

    def __call__(self, texts: Readings) -> Iterator[Hit]:
        """Yield the hits in the texts."""
        return self._find(texts)

    def may_hit(self, met: Met) -> bool:
        """Return whether there can be a hit where this stands."""
        return met.is_odd or all(need(met) for need in self._needs)


def needs(*gates: Gate) -> Callable[[Callable[[Readings], Iterator[Hit]]], TextRule]:
    """Make a rule of a function that finds hits only where all gates are open."""
    return lambda find: TextRule(find, gates)


def pattern(text: str) -> Gate:
    """Return the gate that is open where a pattern is found."""
    search = re.compile(text).search
    return lambda met: search(met.text) is not None


def words(*groups: str) -> Gate:
    """Return the gate that is open where, in any case, all words of one of the groups stand."""
    has_one = _one_of(groups)
    return lambda met: has_one(met.folded)


def exact_words(*groups: str) -> Gate:
    """Return the gate that is open where all words of one of the groups stand as written."""
    has_one = _one_of(groups)
    return lambda met: has_one(met.words)


def beginnings(*starts: str) -> Gate:
    """Return the gate that is open where, in any case, a word begins so."""
    return lambda met: any(word.startswith(starts) for word in met.folded)


def _one_of(groups: Iterable[str]) -> Callable[[frozenset[str]], bool]:
    """Return whether all words of one of the groups are among those given."""
    wanted = [frozenset(group.split()) for group in groups]
    single = frozenset(word for group in wanted if len(group) == 1 for word in group)
    several = [group for group in wanted if len(group) > 1]

    def has_one(found: frozenset[str]) -> bool:
        return not single.isdisjoint(found) or any(group <= found for group in several)

    return has_one


def either(*gates: Gate) -> Gate:
    """Return the gate that is open where one of the gates is."""
    return lambda met: any(gate(met) for gate in gates)


digits = pattern(r"\d")
