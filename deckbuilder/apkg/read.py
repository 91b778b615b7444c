"""Read a package back, ours or another's: notes, cards, decks, note types and media.

The database is opened in memory and never trusted: whatever its bytes are, the answer is a
PackedCollection or an UnreadablePackageError.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from deckbuilder.apkg.contents import (
    FIELD_SEPARATOR,
    RELEASE_KEY,
    PackedCard,
    PackedCollection,
    PackedNote,
    PackedNoteType,
)
from deckbuilder.apkg.protobuf import number_in, text_in
from deckbuilder.apkg.tables import EXPORT_AGAIN, Tables
from deckbuilder.apkg.unpack import UnreadablePackageError, unpack

_OLDEST_SCHEMA, _TABLES_SCHEMA, _NEWEST_SCHEMA = 11, 15, 18
"""Before 15, note types and decks are JSON in the table `col`; then they have tables."""

_HALF_SIGN = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A field or template: its name, Anki's number for it, and its text if it is a template."""

    name: str
    id: int | None
    text: tuple[str, ...] = ()


def read_package(content: bytes) -> PackedCollection:
    """Return what an .apkg file holds; raises UnreadablePackageError, and nothing else."""
    unpacked = unpack(content)
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            return _collection(Tables(connection, unpacked.database), unpacked.media)
    except (sqlite3.Error, MemoryError) as error:
        message = f"the collection is a damaged database ({error}); {EXPORT_AGAIN}"
        raise UnreadablePackageError(message) from error
    except (ValueError, RecursionError) as error:  # JSON and protobuf inside the database
        message = f"a note type or deck cannot be read ({error}); {EXPORT_AGAIN}"
        raise UnreadablePackageError(message) from error


def _collection(tables: Tables, media: dict[str, bytes]) -> PackedCollection:
    version, models, decks_json, conf = next(tables.rows("col"), (None, "", "", ""))
    if version is None:
        raise UnreadablePackageError(f"the collection is empty; {EXPORT_AGAIN}")
    if not _OLDEST_SCHEMA <= version <= _NEWEST_SCHEMA:
        message = f"the collection has schema {version}, not {_OLDEST_SCHEMA} to {_NEWEST_SCHEMA}"
        raise UnreadablePackageError(f"{message}; export it again from a present version of Anki")
    if version < _TABLES_SCHEMA:
        note_types, decks = _json_note_types(models), _json_decks(decks_json)
    else:
        note_types = _table_note_types(tables)
        decks = {
            number: name.replace(FIELD_SEPARATOR, "::") for number, name in tables.rows("decks")
        }
    notes = tuple(_notes(tables, decks))
    _check_guids(notes)
    used = {note.note_type_id for note in notes}
    if missing := used - note_types.keys():
        message = f"a note is of note type {min(missing)}, which the package lacks"
        raise UnreadablePackageError(f"{message}; {EXPORT_AGAIN}")
    return PackedCollection(
        notes=notes,
        media=media,
        note_types={number: note_types[number] for number in sorted(used)},
        decks=_with_parents({card.deck for note in notes for card in note.cards}),
        release=_release(conf),
    )


def _release(conf: str) -> int:
    options = json.loads(conf or "{}")
    release = options.get(RELEASE_KEY) if isinstance(options, dict) else None
    return release if isinstance(release, int) else 0


def _notes(tables: Tables, decks: Mapping[int, str]) -> Iterator[PackedNote]:
    cards: dict[int, list[PackedCard]] = {}
    for note, ordinal, deck, due in tables.rows("cards"):
        if deck not in decks:
            message = f"a card lies in deck {deck}, which the package lacks"
            raise UnreadablePackageError(f"{message}; {EXPORT_AGAIN}")
        cards.setdefault(note, []).append(PackedCard(decks[deck], ordinal, due))
    for number, guid, note_type, mod, fields, tags in sorted(tables.rows("notes")):
        yield PackedNote(
            guid=guid,
            note_type_id=note_type,
            mod=mod,
            fields=tuple(fields.split(FIELD_SEPARATOR)),
            tags=tuple(tags.split()),
            cards=tuple(sorted(cards.get(number, ()), key=lambda card: card.ordinal)),
        )


def _check_guids(notes: tuple[PackedNote, ...]) -> None:
    known: set[str] = set()
    for note in notes:
        if note.guid in known:
            message = f'two notes have the guid "{note.guid}", and Anki would add both'
            raise UnreadablePackageError(f"{message}; remove one and {EXPORT_AGAIN}")
        known.add(note.guid)


def _with_parents(decks: set[str]) -> tuple[str, ...]:
    parts = [name.split("::") for name in decks]
    return tuple(
        sorted({"::".join(name[: depth + 1]) for name in parts for depth in range(len(name))})
    )


def _json_decks(text: str) -> dict[int, str]:
    decks = _json_value(json.loads(text), dict)
    return {int(number): _json_text(deck, "name") for number, deck in decks.items()}


def _json_note_types(text: str) -> dict[int, PackedNoteType]:
    models = _json_value(json.loads(text), dict)
    return {int(number): _json_note_type(int(number), model) for number, model in models.items()}


def _json_note_type(number: int, model: Any) -> PackedNoteType:
    _json_value(model, dict)
    fields = [_json_part(part) for part in _json_value(model.get("flds"), list)]
    templates = [_json_part(part, "qfmt", "afmt") for part in _json_value(model.get("tmpls"), list)]
    mod = _json_value(model.get("mod", 0), int)
    css = _json_text(model, "css")
    return _note_type(number, _json_text(model, "name"), mod, css, fields, templates)


def _json_part(part: Any, *sides: str) -> _Part:
    name = _json_text(part, "name")
    number = _json_value(part["id"], int) if part.get("id") is not None else None
    return _Part(name, number, tuple(_json_text(part, side) for side in sides))


def _json_text(value: Any, key: str) -> str:
    text: str = _json_value(_json_value(value, dict).get(key), str)
    if _HALF_SIGN.search(text):
        raise ValueError(f'"{key}" holds half a character')
    return text


def _json_value(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"a {kind.__name__} was expected, not {value!r:.40}")  # noqa: TRY004 bad data
    return value


def _table_note_types(tables: Tables) -> dict[int, PackedNoteType]:
    fields: dict[int, list[_Part]] = {}
    for note_type, _, name, config in sorted(tables.rows("fields")):
        fields.setdefault(note_type, []).append(_Part(name, number_in(config, 9)))
    templates: dict[int, list[_Part]] = {}
    for note_type, _, name, config in sorted(tables.rows("templates")):
        sides = (text_in(config, 1), text_in(config, 2))
        templates.setdefault(note_type, []).append(_Part(name, number_in(config, 8), sides))
    return {
        number: _note_type(
            number, name, mod, text_in(config, 3), fields.get(number, []), templates.get(number, [])
        )
        for number, name, mod, config in tables.rows("notetypes")
    }


def _note_type(  # noqa: PLR0913, PLR0917 these are the parts of a note type
    number: int, name: str, mod: int, css: str, fields: list[_Part], templates: list[_Part]
) -> PackedNoteType:
    texts = [css, *(text for template in templates for text in template.text)]
    return PackedNoteType(
        id=number,
        name=name,
        mod=mod,
        fields=tuple(field.name for field in fields),
        templates=tuple(template.name for template in templates),
        field_ids=tuple(field.id for field in fields),
        template_ids=tuple(template.id for template in templates),
        look=hashlib.sha256("\x00".join(texts).encode()).hexdigest(),
    )
