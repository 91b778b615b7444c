"""Turn the notes of a collection into what a package holds: fields, tags, card ordinals."""

import base64
import datetime as dt
import hashlib
import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from deckbuilder.collection.contents import Collection, JudgedNote, RetiredNote, SourceNote
from deckbuilder.collection.media import Picture
from deckbuilder.collection.wording import Wording, wording_of
from deckbuilder.kinds.kind import NoteType
from deckbuilder.kinds.registry import BY_NAME
from deckbuilder.rendering.citations import CitationWriter
from deckbuilder.source.settings import CollectionFile
from deckbuilder.text.gaps import replace_gaps
from deckbuilder.text.literal import literal_attribute, literal_text
from deckbuilder.text.markdown import text_html

RELEASE_PLACEHOLDER = "{release}"


@dataclass(frozen=True, slots=True)
class RenderedNote:
    """A note as it ships; `fields` are HTML in the order of its note type's fields.

    `kind` is the name of its kind; `asked` digests what each of its cards asks for.
    """

    id: str
    guid: str
    kind: str
    note_type: NoteType
    deck_id: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    ordinals: tuple[int, ...]
    asked: tuple[str, ...]
    picture: Picture | None


def render_notes(collection: Collection) -> tuple[RenderedNote, ...]:
    """Return the notes in teaching order, those withdrawn at the end of their deck."""
    by_deck: dict[str, list[RenderedNote]] = {deck.id: [] for deck in collection.settings.decks}
    for note in collection.notes:
        by_deck[note.deck.id].append(_note(note, collection))
    for retired in collection.retired:
        by_deck[retired.deck.id].append(_withdrawn(retired, collection))
    return tuple(note for notes in by_deck.values() for note in notes)


def date_notes(
    notes: Sequence[RenderedNote], note_mods: Mapping[str, int]
) -> tuple[RenderedNote, ...]:
    """Return the notes with the day of their last change in their report link.

    It is filled in after stamping: a link with the day of every release would change every note.
    """
    return tuple(_dated(note, note_mods[note.id]) for note in notes)


def note_guid(namespace: str, note_id: str) -> str:
    """Return the note's guid, by which Anki knows it: it depends on namespace and id alone."""
    digest = hashlib.sha256(f"{namespace}/{note_id}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:15]).decode()


def _dated(note: RenderedNote, mod: int) -> RenderedNote:
    place = note.note_type.fields.index("Report")
    day = dt.datetime.fromtimestamp(mod, dt.UTC).date().isoformat()
    report = note.fields[place].replace(RELEASE_PLACEHOLDER, day)
    return replace(note, fields=(*note.fields[:place], report, *note.fields[place + 1 :]))


def note_fields(
    note: SourceNote, settings: CollectionFile, citations: CitationWriter
) -> tuple[str, ...]:
    """Return the fields of a note as they ship, but for the day of its last change."""
    wording = wording_of(settings)
    report = _report(note.note.id, settings)
    values = dict(_values(note, wording, citations)) | {"Report": report}
    return tuple(values.get(field, "") for field in note.kind.shape.fields)


def _note(note: JudgedNote, collection: Collection) -> RenderedNote:
    result = note.result
    return RenderedNote(
        id=result.id,
        guid=note_guid(collection.settings.namespace, result.id),
        kind=result.kind,
        note_type=collection.note_types[result.kind],
        deck_id=note.deck.id,
        fields=result.fields,
        tags=result.tags,
        ordinals=result.ordinals,
        asked=result.asked,
        picture=result.picture,
    )


def _withdrawn(note: RetiredNote, collection: Collection) -> RenderedNote:
    """Return what becomes of a withdrawn note; it keeps its cards, else Anki would show errors."""
    name, ordinals = note.entry.id, note.published.ordinals
    kind, note_type = collection.note_type_of(note)
    values = {
        **BY_NAME[kind].withdrawn(f"Withdrawn: {name}", ordinals),
        "Notice": _withdrawal(note, collection),
        "Id": name,
    }
    return RenderedNote(
        id=name,
        guid=note_guid(collection.settings.namespace, name),
        kind=kind,
        note_type=note_type,
        deck_id=note.deck.id,
        fields=tuple(values.get(field, "") for field in note_type.fields),
        tags=(collection.tag(f"retired::{note.entry.on[:7]}"),),
        ordinals=ordinals,
        asked=tuple(note.published.cards.values()),
        picture=None,
    )


def _withdrawal(note: RetiredNote, collection: Collection) -> str:
    reason = text_html(note.entry.reason).html
    wording = wording_of(collection.settings)
    parts = [f"<strong>{wording.html('withdrawal', day=note.entry.on)}</strong> {reason}"]
    if note.successor is not None:
        asked = replace_gaps(note.successor.result.front, "[...]")
        parts.append(f"{wording.html('instead')} “{asked}”")
    search = literal_text(html.escape(f"tag:{collection.tag('retired')}::*"))
    parts.append(wording.html("deletion", search=f"<code>{search}</code>"))
    return "".join(f"<div>{part}</div>" for part in parts)


def _values(
    note: SourceNote, wording: Wording, citations: CitationWriter
) -> Iterator[tuple[str, str]]:
    """Yield the fields of a note that are not empty, by name."""
    yield from note.kind.fields(note.note, note.html)
    yield "Why", note.html.get("why", "")
    yield "Figure", _figure(note)
    yield "References", _references(note, wording, citations)
    yield "Level", note.note.level
    yield "Correction", _correction(note, wording)
    yield "Id", note.note.id


def _figure(note: SourceNote) -> str:
    if note.picture is None or note.note.figure is None:
        return ""
    alt = literal_attribute(html.escape(" ".join(note.note.figure.alt.split())))
    return f'<img src="{note.picture.packed_name}" alt="{alt}">'


def _references(note: SourceNote, wording: Wording, citations: CitationWriter) -> str:
    if note.note.textbook and not note.citations:
        return f"<p>{wording.html('textbook')}</p>"
    items = "".join(
        f"<li>{citations.html(cited.reference, cited.at)}</li>" for cited in note.citations
    )
    return f"<ol>{items}</ol>" if items else ""


def _correction(note: SourceNote, wording: Wording) -> str:
    if note.note.correction is None:
        return ""
    corrected = wording.html("corrected", day=note.note.correction.on)
    return f"<strong>{corrected}</strong> {wording.html('before')} {note.html['was']}"


def _report(note_id: str, settings: CollectionFile) -> str:
    pattern = settings.report
    if pattern is None:
        return ""
    address = literal_attribute(html.escape(pattern.replace("{id}", quote(note_id))))
    return f'<a href="{address}">{wording_of(settings).html("report")}</a>'
