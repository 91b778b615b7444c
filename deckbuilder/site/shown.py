"""Gather what the preview shows of each note: the sides of its cards, its place, its state.

The sides are Anki's (cardview.py) with what a client adds: a box to type in, and, as no MathJax is
at hand, TeX set apart as it is written.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from deckbuilder.apkg.contents import PackedCollection, PackedNote
from deckbuilder.collection.contents import Collection, JudgedNote
from deckbuilder.kinds.kind import NoteTypeKind
from deckbuilder.rendering.citations import citation_html
from deckbuilder.rendering.fields import RenderedNote
from deckbuilder.site.cardview import card_view
from deckbuilder.text.plain import readable_text
from deckbuilder.updates.compare import PackageDiff, diff_packages

MAX_GAPS = 500
"""Number of gaps that Anki makes cards of."""

FIGURES = "figures"
"""The folder of the pictures in a site."""

_TAG = re.compile(r"(<[^>]*>)")
_TEX = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
_PICTURE = re.compile(r'(<img\b[^>]*?\ssrc=")(?=[\w.-]+")')
_TYPED = re.compile(r"\[\[type:(?:cloze:|nc:)?([^\]]+)\]\]")


@dataclass(frozen=True, slots=True)
class Comparison:
    """An older package beside the one that the source gives."""

    name: str
    old: PackedCollection
    new: PackedCollection

    @property
    def diff(self) -> PackageDiff:
        """Return what an import of the new package over the old one does."""
        return diff_packages(self.old, self.new)


@dataclass(frozen=True, slots=True)
class Face:
    """A card of a note: the HTML of its sides by their names; `number` counts from 1."""

    title: str
    number: int
    sides: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note as the preview shows it; `references` are citations in HTML by reference id."""

    id: str
    deck_id: str
    deck: str
    kind: str
    level: str
    tags: tuple[str, ...]
    place: str
    state: str
    remark: str
    text: str
    faces: tuple[Face, ...]
    references: Mapping[str, str]


def shown_notes(
    collection: Collection, notes: Sequence[RenderedNote], comparison: Comparison | None
) -> Iterator[ShownNote]:
    """Yield the notes in their order; raises TemplateError where a template cannot be rendered."""
    sources = {note.id: note for note in collection.notes}
    decks = {deck.id: deck for deck in collection.settings.decks}
    states, remarks = _states(comparison.diff) if comparison else ({}, {})
    before = {note.guid: note for note in comparison.old.notes} if comparison else {}
    prefix = collection.tag("")
    for note in notes:
        source = sources.get(note.id)
        deck = decks[note.deck_id]
        state = states.get(note.guid, "" if source else "retired")
        is_changed = state in {"changed", "retired"} and note.guid in before
        old = _as_before(note, before[note.guid]) if is_changed else None
        yield ShownNote(
            id=note.id,
            deck_id=deck.id,
            deck=deck.name,
            kind=note.kind,
            level=source.result.level if source else "",
            tags=tuple(tag.removeprefix(prefix) for tag in note.tags),
            place=_place(source),
            state=state,
            remark=remarks.get(note.guid, ""),
            text=_searched_text(note),
            faces=tuple(_faces(collection, collection.deck_name(deck), note, old)),
            references=_references(source, collection),
        )


def _states(diff: PackageDiff) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return what became of each note that differs, and a remark where Anki will not take it."""
    states = {each.note.guid: "changed" for each in (*diff.unsent, *diff.changed)}
    states |= {each.note.guid: "changed" for each in (*diff.new_cards, *diff.lost_cards)}
    states |= {each.note.guid: "conflicting" for each in diff.conflicting}
    states |= {each.note.guid: "retired" for each in diff.retired}
    states |= {each.guid: "added" for each in diff.added}
    remarks = {
        each.note.guid: f"Anki leaves the old note: {each.reason}" for each in diff.conflicting
    }
    unsent = "Anki leaves the old note: the old package is the later one"
    return states, remarks | {each.note.guid: unsent for each in diff.unsent}


def _as_before(note: RenderedNote, old: PackedNote) -> RenderedNote:
    """Return a note as an older package has it, cut to the fields and cards of its note type."""
    count = len(note.note_type.fields)
    is_cloze = note.note_type.kind is NoteTypeKind.CLOZE
    cards = range(MAX_GAPS if is_cloze else len(note.note_type.templates))
    return replace(
        note,
        fields=(*old.fields, *itertools.repeat("", count))[:count],
        tags=old.tags,
        ordinals=tuple(card.ordinal for card in old.cards if card.ordinal in cards),
    )


def _faces(
    collection: Collection, deck: str, note: RenderedNote, old: RenderedNote | None
) -> Iterator[Face]:
    before = old.ordinals if old else ()
    for ordinal in sorted({*note.ordinals, *before}):
        new_sides = _sides(collection, deck, note, ordinal)
        old_sides = _sides(collection, deck, old, ordinal) if old else {}
        sides = {
            f"{side}{mark}": each[side]
            for side in ("front", "back")
            for each, mark in ((new_sides, ""), (old_sides, " before"))
            if side in each and (each is new_sides or old_sides != new_sides)
        }
        yield Face(f"card {ordinal + 1}", ordinal + 1, sides)


def _sides(
    collection: Collection, deck: str, note: RenderedNote, ordinal: int
) -> Mapping[str, str]:
    """Return the sides of a card by their names, or nothing where the note has no such card."""
    if ordinal not in note.ordinals:
        return {}
    view = card_view(note, collection.look, deck, ordinal)
    fields = dict(zip(note.note_type.fields, note.fields, strict=True))

    def typed(found: re.Match[str]) -> str:
        return f'<code id="typeans">{fields.get(found[1], "")}</code>'

    box = '<input id="typeans" type="text" aria-label="Type the answer" disabled>'
    return {
        "front": _TYPED.sub(box, _shown(view.question)),
        "back": _TYPED.sub(typed, _shown(view.answer)),
    }


def _shown(markup: str) -> str:
    """Return a side with its TeX set apart and its pictures sought in the folder of the site."""
    pieces = _TAG.split(markup)
    for index in range(0, len(pieces), 2):
        pieces[index] = _TEX.sub(r'<code class="tex">\g<0></code>', pieces[index])
    return _PICTURE.sub(rf"\g<1>{FIGURES}/", "".join(pieces))


def _place(source: JudgedNote | None) -> str:
    if source is None:
        return "withdrawn"
    position = source.position()
    return f"{position.file}:{position.line}"


def _searched_text(note: RenderedNote) -> str:
    texts = (note.id, *(readable_text(text) for text in note.fields if text))
    return " ".join(texts).lower()


def _references(source: JudgedNote | None, collection: Collection) -> Mapping[str, str]:
    """Return the citations of a note by reference; two places in one stand in one entry."""
    if source is None:
        return {}
    places: dict[str, list[str]] = {}
    for name, at in source.result.citations:
        places.setdefault(name, []).extend(filter(None, [at]))
    return {
        name: citation_html(collection.references[name], "; ".join(cited) or None)
        for name, cited in places.items()
    }
