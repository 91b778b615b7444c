"""Count what a collection holds, deck by deck: notes, kinds, levels, objectives, fronts, gaps."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from deckbuilder.collection.contents import Collection, SourceNote
from deckbuilder.source.notes import ClozeNote
from deckbuilder.source.settings import Deck

_NUMBER = re.compile(r"[^\w]*\d[\d\s.,–/-]*[^\w]*")


@dataclass(frozen=True, slots=True)
class DeckCensus:
    """What a deck holds; `fronts` are the words of each front, `objectives` notes by objective.

    `number_gaps` are gaps that hide nothing but a number; `unplaced` notes name a reference and no
    place in any of theirs.
    """

    name: str
    notes: int
    cards: int
    kinds: Mapping[str, int]
    core: int
    objectives: Mapping[str, int]
    fronts: tuple[int, ...]
    gaps: int
    number_gaps: int
    unplaced: int
    figures: int

    @property
    def core_share(self) -> float:
        """Return the share of the notes that are core, from 0 to 1."""
        return self.core / self.notes if self.notes else 0.0

    @property
    def median_front(self) -> float:
        """Return the median of the words of a front."""
        return median(self.fronts) if self.fronts else 0

    @property
    def longest_front(self) -> int:
        """Return the words of the longest front."""
        return max(self.fronts, default=0)


def census_of(collection: Collection) -> Iterator[DeckCensus]:
    """Yield what each deck holds, in teaching order; withdrawn notes do not count."""
    for deck in collection.settings.decks:
        yield _deck_census(deck, [note for note in collection.notes if note.deck.id == deck.id])


def _deck_census(deck: Deck, notes: Sequence[SourceNote]) -> DeckCensus:
    gaps = [text for note in notes for text in _gap_texts(note)]
    objectives = Counter(note.note.objective for note in notes)
    return DeckCensus(
        name=deck.name,
        notes=len(notes),
        cards=sum(len(note.ordinals) for note in notes),
        kinds=Counter(note.kind.name for note in notes),
        core=sum(note.note.level == "core" for note in notes),
        objectives={each.id: objectives[each.id] for each in deck.objectives},
        fronts=tuple(len(card.asked) for note in notes for card in note.cards),
        gaps=len(gaps),
        number_gaps=sum(bool(_NUMBER.fullmatch(text)) for text in gaps),
        unplaced=sum(
            bool(note.citations) and not any(cited.at for cited in note.citations) for note in notes
        ),
        figures=sum(note.picture is not None for note in notes),
    )


def _gap_texts(note: SourceNote) -> Iterator[str]:
    if isinstance(note.note, ClozeNote):
        text = note.note.cloze
        yield from (text[gap.start : gap.end] for gap in note.parsed.gaps(text).gaps)
