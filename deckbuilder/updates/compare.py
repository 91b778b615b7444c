"""Compare two packages: what a student who has OLD sees on importing NEW with Anki's own options.

Every note of NEW lands in one bucket, as in Anki's import log: added (Anki's "new"), changed and
restamped ("updated"), unsent and untouched ("duplicate"), conflicting.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import unquote

from deckbuilder.apkg.contents import (
    PackedCollection,
    PackedField,
    PackedNote,
    PackedNoteType,
    PackedTemplate,
)
from deckbuilder.text.plain import readable_text

_Part = PackedField | PackedTemplate

ID_FIELD = "Id"

_MONTH = r"::\d{4}-(?:0[1-9]|1[0-2])(?:::|$)"
_CORRECTED = re.compile(rf"(?:^|::)corrected{_MONTH}")
_RETIRED = re.compile(rf"(?:^|::)retired{_MONTH}")


@dataclass(frozen=True, slots=True)
class NoteName:
    """How readers know a note: `id` is its field `Id`, else its question, else its guid."""

    id: str
    guid: str
    deck: str
    question: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with its old and its new HTML."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class NoteChange:
    """What differs between the two states of a note."""

    note: NoteName
    fields: tuple[FieldChange, ...]
    tags_added: tuple[str, ...]
    tags_removed: tuple[str, ...]

    @property
    def is_corrected(self) -> bool:
        """Return whether the note now says that a fact in it was corrected."""
        return any(map(_CORRECTED.search, self.tags_added))

    @property
    def is_retired(self) -> bool:
        """Return whether the note now says that it is no longer kept up."""
        return any(map(_RETIRED.search, self.tags_added))


@dataclass(frozen=True, slots=True)
class Conflict:
    """A note that Anki leaves as it is, with the reason."""

    note: NoteName
    reason: str


@dataclass(frozen=True, slots=True)
class NoteCards:
    """Some cards of a note, by their ordinals."""

    note: NoteName
    ordinals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PackageDiff:
    """What the import of NEW over OLD does.

    `changed` starts with the corrected and ends with the retired notes. `restamped` notes have only
    a later mod: Anki replaces them, and with them what students edited. `unsent` notes differ but
    have no later mod, so Anki ignores the change; the same holds for `looks_unsent`. `removed`
    notes stay with the student. `new_cards` of known notes arrive in any case; `lost_cards` stay
    with the student, and are left blank where the note is sent. `media_replaced` are files of one
    name with other content, which Anki does not overwrite; it adds those of `media_renamed` under
    a name with their digest, for the notes that arrive and show them.
    """

    added: tuple[NoteName, ...]
    changed: tuple[NoteChange, ...]
    restamped: tuple[NoteName, ...]
    conflicting: tuple[Conflict, ...]
    unsent: tuple[NoteChange, ...]
    removed: tuple[NoteName, ...]
    untouched: tuple[NoteName, ...]
    new_cards: tuple[NoteCards, ...]
    lost_cards: tuple[NoteCards, ...]
    looks_changed: tuple[str, ...]
    looks_unsent: tuple[str, ...]
    decks_added: tuple[str, ...]
    media_added: tuple[str, ...]
    media_removed: tuple[str, ...]
    media_replaced: tuple[str, ...]
    media_renamed: tuple[str, ...]

    @property
    def corrected(self) -> tuple[NoteChange, ...]:
        """Return the changed notes in which a fact was corrected."""
        return tuple(change for change in self.changed if change.is_corrected)

    @property
    def retired(self) -> tuple[NoteChange, ...]:
        """Return the changed notes that were retired."""
        return tuple(change for change in self.changed if change.is_retired)

    @property
    def is_empty(self) -> bool:
        """Return whether a student would see nothing of the import."""
        return not (
            self.added
            or self.changed
            or self.restamped
            or self.conflicting
            or self.new_cards
            or self.looks_changed
            or self.decks_added
        )

    @property
    def is_same(self) -> bool:
        """Return whether the packages agree also in what a student would not see."""
        unseen = self.unsent or self.removed or self.lost_cards or self.looks_unsent
        media = self.media_added or self.media_removed or self.media_replaced
        return self.is_empty and not unseen and not media


def diff_packages(old: PackedCollection, new: PackedCollection) -> PackageDiff:
    """Return what a student who has all of `old` sees on importing `new`."""
    known = {note.guid: note for note in old.notes}
    pairs = [(known[note.guid], note) for note in new.notes if note.guid in known]
    kept = {note.guid for note in new.notes}
    conflicts = {note.guid: _conflict(before, note, old, new) for before, note in pairs}
    sound = [(before, note) for before, note in pairs if not conflicts[note.guid]]
    changes = [(_change(before, note, new), note.mod > before.mod) for before, note in sound]
    sent = [change for change, later in changes if later]
    still = [change for change, later in changes if not later]
    looks = dict(_looks(old.note_types, new.note_types))
    replaced = _replaced_media(old.media, new.media)
    arriving = [note for note in new.notes if note.guid not in known]
    arriving += [note for before, note in sound if note.mod > before.mod]
    return PackageDiff(
        added=tuple(_name(note, new) for note in new.notes if note.guid not in known),
        changed=tuple(sorted(filter(_differs, sent), key=_importance)),
        restamped=tuple(change.note for change in sent if not _differs(change)),
        conflicting=tuple(
            Conflict(_name(note, new), reason)
            for _, note in pairs
            if (reason := conflicts[note.guid])
        ),
        unsent=tuple(filter(_differs, still)),
        removed=tuple(_name(note, old) for note in old.notes if note.guid not in kept),
        untouched=tuple(change.note for change in still if not _differs(change)),
        new_cards=tuple(
            NoteCards(_name(note, new), ordinals)
            for before, note in sound
            if (ordinals := _more_ordinals(note, before))
        ),
        lost_cards=tuple(
            NoteCards(_name(note, new), ordinals)
            for before, note in sound
            if (ordinals := _more_ordinals(before, note))
        ),
        looks_changed=tuple(name for name, arrives in looks.items() if arrives),
        looks_unsent=tuple(name for name, arrives in looks.items() if not arrives),
        decks_added=tuple(deck for deck in new.deck_names if deck not in old.deck_names),
        media_added=tuple(sorted(new.media.keys() - old.media.keys())),
        media_removed=tuple(sorted(old.media.keys() - new.media.keys())),
        media_replaced=replaced,
        media_renamed=tuple(
            name for name in replaced if any(_shows(note, name) for note in arriving)
        ),
    )


def _replaced_media(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[str, ...]:
    return tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name]))


def _shows(note: PackedNote, file: str) -> bool:
    """Return whether a note shows a file by a name that Anki changes: not one of a template."""
    return not file.startswith("_") and any(
        file in unquote(html.unescape(field)) for field in note.fields
    )


def _name(note: PackedNote, collection: PackedCollection) -> NoteName:
    names = collection.note_types[note.note_type_id].field_names
    question = readable_text(note.fields[0])
    own = readable_text(dict(zip(names, note.fields, strict=False)).get(ID_FIELD, ""))
    deck = note.cards[0].deck if note.cards else ""
    return NoteName(id=own or question or note.guid, guid=note.guid, deck=deck, question=question)


def _change(old: PackedNote, new: PackedNote, collection: PackedCollection) -> NoteChange:
    names = collection.note_types[new.note_type_id].field_names
    values = enumerate(zip_longest(old.fields, new.fields, fillvalue=""))
    return NoteChange(
        note=_name(new, collection),
        fields=tuple(
            FieldChange(names[index] if index < len(names) else f"field {index + 1}", before, after)
            for index, (before, after) in values
            if before != after
        ),
        tags_added=tuple(sorted(set(new.tags) - set(old.tags))),
        tags_removed=tuple(sorted(set(old.tags) - set(new.tags))),
    )


def _differs(change: NoteChange) -> bool:
    return bool(change.fields or change.tags_added or change.tags_removed)


def _importance(change: NoteChange) -> int:
    """Sort corrected facts to the front and retired notes to the end."""
    return 0 if change.is_corrected else 2 if change.is_retired else 1


def _more_ordinals(note: PackedNote, other: PackedNote) -> tuple[int, ...]:
    """Return the ordinals of the cards that the one state of a note has and the other has not."""
    others = {card.ordinal for card in other.cards}
    return tuple(card.ordinal for card in note.cards if card.ordinal not in others)


def _conflict(
    old: PackedNote, new: PackedNote, old_package: PackedCollection, new_package: PackedCollection
) -> str:
    """Return why Anki cannot take the new note for the old one, or an empty text."""
    before = old_package.note_types[old.note_type_id]
    after = new_package.note_types[new.note_type_id]
    if before.id != after.id:
        return f'its note type was "{before.name}" ({before.id}), now "{after.name}" ({after.id})'
    parts = _conflicting_parts(before, after)
    return f'the {parts} of note type "{after.name}" differ' if parts else ""


def _conflicting_parts(old: PackedNoteType, new: PackedNoteType) -> str:
    """Return which parts of a note type keep Anki from taking it for the old one, if any."""
    if not _match(old.fields, new.fields):
        return "fields"
    return "" if _match(old.templates, new.templates) else "templates"


def _match(old: Sequence[_Part], new: Sequence[_Part]) -> bool:
    """Return whether Anki takes the lists for one: by number where both have one, else by name."""
    return len(old) == len(new) and all(
        before.name == after.name
        if before.id is None or after.id is None
        else before.id == after.id
        for before, after in zip(old, new, strict=True)
    )


def _looks(
    old: Mapping[int, PackedNoteType], new: Mapping[int, PackedNoteType]
) -> Iterator[tuple[str, bool]]:
    """Yield each note type whose look differs, and whether its later mod brings it to students.

    One whose fields or templates differ too conflicts, and Anki leaves its look alone.
    """
    for number, after in new.items():
        before = old.get(number)
        if before and before.look != after.look and not _conflicting_parts(before, after):
            yield after.name, after.mod > before.mod
