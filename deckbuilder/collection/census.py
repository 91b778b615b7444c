"""Count what a collection holds, deck by deck: notes, kinds, levels, objectives, fronts, gaps."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from deckbuilder.collection.contents import Collection
from deckbuilder.collection.results import NoteResult
from deckbuilder.source.settings import Deck


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
        notes = [note.result for note in collection.notes if note.deck.id == deck.id]
        yield _deck_census(deck, notes)


def _deck_census(deck: Deck, notes: Sequence[NoteResult]) -> DeckCensus:
    objectives = Counter(note.objective for note in notes)
    return DeckCensus(
        name=deck.name,
        notes=len(notes),
        cards=sum(len(note.ordinals) for note in notes),
        kinds=Counter(note.kind for note in notes),
        core=sum(note.level == "core" for note in notes),
        objectives={each.id: objectives[each.id] for each in deck.objectives},
        fronts=tuple(card.words for note in notes for card in note.cards),
        gaps=sum(note.gaps for note in notes),
        number_gaps=sum(note.number_gaps for note in notes),
        unplaced=sum(
            bool(note.citations) and not any(at for _, at in note.citations) for note in notes
        ),
        figures=sum(note.picture is not None for note in notes),
    )
