"""Judge an upgrade by its traces: a student's collection before and after an import.

Nothing here needs Anki: `student` makes the snapshots that are compared.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

OWN_TAG = "my::own"
OWN_WORDING = " [in my own words]"

ID_FIELD = "Id"


@dataclass(frozen=True, slots=True)
class OwnedNote:
    """A note as it stands in a student's collection, its fields with their names."""

    guid: str
    mod: int
    note_type: int
    fields: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]

    @property
    def content(self) -> tuple[object, ...]:
        """Return what a release may change of the note."""
        return self.note_type, self.fields, self.tags

    @property
    def name(self) -> str:
        """Return the field `Id`, or the first one, without the student's own wording."""
        name = dict(self.fields).get(ID_FIELD) or self.fields[0][1]
        return name.replace(OWN_WORDING, "") or self.guid

    @property
    def has_own_tag(self) -> bool:
        """Return whether the student's tag is on the note."""
        return OWN_TAG in self.tags

    @property
    def has_own_wording(self) -> bool:
        """Return whether the student's words are in the note."""
        return any(OWN_WORDING in text for _, text in self.fields)


@dataclass(frozen=True, slots=True)
class OwnedCard:
    """A card as it stands in a student's collection, and by name what the student did to it.

    A blank card has nothing to ask: Anki shows an error in its place.
    """

    note: int
    ordinal: int
    progress: Mapping[str, object]
    is_blank: bool

    def differences(self, other: "OwnedCard") -> list[str]:
        """Return in what the progress of the two is not the same."""
        return [name for name in self.progress if self.progress[name] != other.progress[name]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A collection at one moment: notes, cards, and what note types look like, by number."""

    notes: Mapping[int, OwnedNote]
    cards: Mapping[int, OwnedCard]
    looks: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ImportLog:
    """What Anki says about the notes that it knew: their numbers in the student's collection."""

    updated: frozenset[int]
    not_newer: frozenset[int]


@dataclass(frozen=True, slots=True)
class Studied:
    """How much a student studied."""

    days: int
    cards: int
    answers: int
    lapses: int
    longest_interval: int


@dataclass(frozen=True, slots=True)
class Edits:
    """Which notes a student made their own, by number."""

    tagged: tuple[int, ...]
    worded: tuple[int, ...]
    deleted: tuple[int, ...]


class Fate(Enum):
    """What a release does with a note of the one before."""

    KEPT = auto()
    RESTAMPED = auto()
    CHANGED = auto()
    DROPPED = auto()


def fates_of(start: Snapshot, release: Snapshot) -> dict[int, Fate]:
    """Return the fate of each note by its number in the student's collection."""
    shipped = {note.guid: note for note in release.notes.values()}
    return {number: _fate(note, shipped.get(note.guid)) for number, note in start.notes.items()}


def _fate(note: OwnedNote, shipped: OwnedNote | None) -> Fate:
    if shipped is None:
        return Fate.DROPPED
    if shipped.content != note.content:
        return Fate.CHANGED
    return Fate.RESTAMPED if shipped.mod > note.mod else Fate.KEPT


@dataclass(frozen=True, slots=True)
class Upgrade:
    """An upgrade by its traces: both releases, and the collection before and after the import."""

    start: Snapshot
    release: Snapshot
    fates: Mapping[int, Fate]
    edits: Edits
    before: Snapshot
    log: ImportLog
    after: Snapshot

    def names(self, numbers: Collection[int]) -> tuple[str, ...]:
        """Return the names of the notes in the order of the release, those it lacks at the end."""
        notes = {**self.before.notes, **self.after.notes}
        shipped = [note.guid for note in self.release.notes.values()]
        places = {guid: place for place, guid in enumerate(shipped)}
        ordered = sorted(numbers, key=lambda n: (places.get(notes[n].guid, len(places)), n))
        return tuple(notes[number].name for number in ordered)

    def with_outcome(self, outcome: str) -> tuple[str, ...]:
        """Return the notes that the student had and that came out of the import so."""
        return self.names([n for n in self.before.notes if self._outcome(n) == outcome])

    def arrived(self, *, known: bool) -> tuple[str, ...]:
        """Return the notes that the import added, such as the student once had or not."""
        once = {note.guid for note in self.start.notes.values()}
        new = self.after.notes.keys() - self.before.notes.keys()
        return self.names([n for n in new if (self.after.notes[n].guid in once) is known])

    def restyled(self) -> tuple[str, ...]:
        """Return the names of the note types that look otherwise than before."""
        looks = self.after.looks
        return tuple(
            sorted(looks[n][0] for n, look in self.before.looks.items() if looks[n] != look)
        )

    def duplicated(self) -> tuple[str, ...]:
        """Return the notes that are there more often than in either release, or with one guid."""
        notes = self.after.notes
        guids = Counter(note.guid for note in notes.values())
        there, before, shipped = (
            Counter(note.name for note in snapshot.notes.values())
            for snapshot in (self.after, self.start, self.release)
        )
        surplus = there - (before | shipped)
        doubled = [n for n, note in notes.items() if note.name in surplus or guids[note.guid] > 1]
        return tuple(dict.fromkeys(self.names(doubled)))

    def blanked(self) -> Iterator[str]:
        """Yield the cards that asked something before the import and have nothing to ask now."""
        for number, card in self.before.cards.items():
            found = self.after.cards.get(number, card)
            if found.is_blank and not card.is_blank:
                yield self._card_name(card)

    def progress_lost(self) -> Iterator[str]:
        """Yield the cards that are gone or are not as the student left them, and what differs."""
        for number, card in self.before.cards.items():
            found = self.after.cards.get(number)
            lost = ["card gone"] if found is None else card.differences(found)
            if lost:
                yield f"{self._card_name(card)}: {', '.join(lost)}"

    def edits_gone(self, *, from_changed: bool) -> tuple[str, ...]:
        """Return the notes that lost the student's tag or words, changed by the release or not."""
        notes = self.after.notes
        gone = {
            *(n for n in self.edits.tagged if n not in notes or not notes[n].has_own_tag),
            *(n for n in self.edits.worded if n not in notes or not notes[n].has_own_wording),
        }
        return self.names([n for n in gone if (self.fates[n] is Fate.CHANGED) is from_changed])

    def _card_name(self, card: OwnedCard) -> str:
        (name,) = self.names([card.note])
        return f"{name}, card {card.ordinal + 1}"

    def _outcome(self, number: int) -> str:
        fate = self.fates[number]
        if fate is Fate.DROPPED:
            return "dropped"
        if number in self.log.updated:
            return "updated" if fate is Fate.CHANGED else "restamped"
        if number in self.log.not_newer:
            return "missed" if fate is Fate.CHANGED else "untouched"
        return "conflicting"
