"""Turn the notes of a collection into what a package holds: fields, tags, card ordinals."""

import base64
import hashlib
import html
from collections.abc import Iterator
from dataclasses import dataclass

from deckbuilder.collection import Collection, SourceNote
from deckbuilder.markup import plain_text
from deckbuilder.media import Picture
from deckbuilder.model import ClaimNote, ClozeNote, QuestionNote
from deckbuilder.notetypes import CLAIM, CLOZE, QUESTION, NoteType
from deckbuilder.references import citation_html

SWITCHED_ON = "1"
"""What a field holds that only switches a part of a template on."""


@dataclass(frozen=True, slots=True)
class RenderedNote:
    """A note as it ships; `fields` are HTML in the order of its note type's fields."""

    id: str
    guid: str
    note_type: NoteType
    deck_id: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    ordinals: tuple[int, ...]
    picture: Picture | None


def render_notes(collection: Collection) -> tuple[RenderedNote, ...]:
    """Return the notes of the collection in teaching order."""
    return tuple(_rendered(note, collection) for note in collection.notes)


def note_guid(namespace: str, note_id: str) -> str:
    """Return what makes Anki know a note again, whatever becomes of its text."""
    digest = hashlib.sha256(f"{namespace}/{note_id}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:15]).decode()


def _rendered(note: SourceNote, collection: Collection) -> RenderedNote:
    note_type, ordinals = _note_type_and_ordinals(note)
    values = dict(_values(note))
    return RenderedNote(
        id=note.note.id,
        guid=note_guid(collection.settings.namespace, note.note.id),
        note_type=note_type,
        deck_id=note.deck.id,
        fields=tuple(values.get(field, "") for field in note_type.fields),
        tags=note.tags,
        ordinals=ordinals,
        picture=note.picture,
    )


def _note_type_and_ordinals(note: SourceNote) -> tuple[NoteType, tuple[int, ...]]:
    match note.note:
        case QuestionNote(reverse=reverse):
            return QUESTION, (0, 1) if reverse else (0,)
        case ClozeNote():
            return CLOZE, tuple(number - 1 for number in note.clozes)
        case ClaimNote():
            return CLAIM, (0,)


def _values(note: SourceNote) -> Iterator[tuple[str, str]]:
    """Yield the fields of a note that are not empty, by name."""
    match note.note:
        case QuestionNote(reverse=reverse, typed=typed):
            yield "Question", note.html["question"]
            yield "Answer", note.html["answer"]
            yield "Reverse", SWITCHED_ON if reverse else ""
            answer = " ".join(plain_text(note.html["answer"]).split())
            yield "Typed", html.escape(answer, quote=False) if typed else ""
        case ClozeNote():
            yield "Text", note.html["cloze"]
        case ClaimNote(verdict=verdict):
            yield "Claim", note.html["claim"]
            yield "Verdict", verdict
            yield "Evidence", note.html["evidence"]
    yield "Why", note.html.get("why", "")
    yield "Figure", _figure(note)
    yield "References", _references(note)
    yield "Level", note.note.level
    yield "Id", note.note.id


def _figure(note: SourceNote) -> str:
    if note.picture is None or note.note.figure is None:
        return ""
    return f'<img src="{note.picture.packed_name}" alt="{html.escape(note.note.figure.alt)}">'


def _references(note: SourceNote) -> str:
    if note.note.textbook and not note.citations:
        return "<p>Textbook knowledge.</p>"
    items = "".join(
        f"<li>{citation_html(cited.reference, cited.at)}</li>" for cited in note.citations
    )
    return f"<ol>{items}</ol>" if items else ""
