"""Read a package back, ours or another's: notes, cards, decks, note types and media.

The database is opened in memory and never trusted: whatever its bytes are, the answer is a
PackedCollection or an UnreadablePackageError.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any

from deckbuilder.apkg.contents import (
    FIELD_SEPARATOR,
    RELEASE_KEY,
    PackedCard,
    PackedCollection,
    PackedDeck,
    PackedField,
    PackedNote,
    PackedNoteType,
    PackedPreset,
    PackedTemplate,
    UnreadablePackageError,
)
from deckbuilder.apkg.protobuf import messages_in, number_in, text_in
from deckbuilder.apkg.tables import EXPORT_AGAIN, Tables
from deckbuilder.apkg.unpack import unpack

_OLDEST_SCHEMA, _TABLES_SCHEMA, _NEWEST_SCHEMA = 11, 15, 18
"""Before 15, note types and decks are JSON in the table `col`; then they have tables."""

MAX_SECTIONS_NESTED = 500
"""How deep sections of a template may nest; Anki takes minutes for some thousands, then falls."""

_SECTION = re.compile(r"(?:\{\{|<%)\s*([#^/])")
"""The start or end of a section, in Anki's braces or in those that old templates choose."""

_HALF_SIGN = re.compile("[\ud800-\udfff]")


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
    version, models, decks_json, conf, dconf = next(tables.rows("col"), (None, "", "", "", ""))
    if version is None:
        raise UnreadablePackageError(f"the collection is empty; {EXPORT_AGAIN}")
    if not _OLDEST_SCHEMA <= version <= _NEWEST_SCHEMA:
        message = f"the collection has schema {version}, not {_OLDEST_SCHEMA} to {_NEWEST_SCHEMA}"
        raise UnreadablePackageError(f"{message}; export it again from a present version of Anki")
    if version < _TABLES_SCHEMA:
        note_types, decks = _json_note_types(models), _json_decks(decks_json)
    else:
        note_types = _table_note_types(tables)
        decks = _table_decks(tables)
    _refuse_deep_templates(note_types.values())
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
        decks=_with_parents({card.deck for note in notes for card in note.cards}, decks),
        release=_release(conf),
        preset=_preset(dconf),
    )


def _refuse_deep_templates(note_types: Iterable[PackedNoteType]) -> None:
    """Refuse templates on which Anki itself hangs or falls."""
    for template in (each for note_type in note_types for each in note_type.templates):
        depth = 0
        for found in _SECTION.finditer(f"{template.front}{template.back}"):
            depth += -1 if found[1] == "/" else 1
            if depth > MAX_SECTIONS_NESTED:
                raise UnreadablePackageError(
                    f"sections of a template nest deeper than {MAX_SECTIONS_NESTED} levels, "
                    "on which Anki would fail; do not import the package"
                )


def _release(conf: str) -> int:
    options = json.loads(conf or "{}")
    release = options.get(RELEASE_KEY) if isinstance(options, dict) else None
    return release if isinstance(release, int) else 0


def _preset(dconf: str) -> PackedPreset | None:
    """Return the one preset beside the default; None where there is none, or a choice."""
    presets = json.loads(dconf or "{}")
    if not isinstance(presets, dict) or len(presets) != 2:  # noqa: PLR2004 the default and one more
        return None
    number, preset = max(presets.items(), key=lambda item: int(item[0]))
    return PackedPreset(int(number), _json_text(preset, "name"))


def _notes(tables: Tables, decks: Mapping[int, PackedDeck]) -> Iterator[PackedNote]:
    cards: dict[int, list[PackedCard]] = {}
    for note, ordinal, deck, due in tables.rows("cards"):
        if deck not in decks:
            message = f"a card lies in deck {deck}, which the package lacks"
            raise UnreadablePackageError(f"{message}; {EXPORT_AGAIN}")
        cards.setdefault(note, []).append(PackedCard(decks[deck].name, ordinal, due))
    for number, guid, note_type, mod, fields, tags in sorted(tables.rows("notes")):
        yield PackedNote(
            number=number,
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


def _with_parents(used: set[str], decks: Mapping[int, PackedDeck]) -> tuple[PackedDeck, ...]:
    """Return the decks of these names and those above them; one that is not there has number 0."""
    by_name = {deck.name: deck for deck in decks.values()}
    parts = [name.split("::") for name in used]
    names = {"::".join(name[: depth + 1]) for name in parts for depth in range(len(name))}
    return tuple(by_name.get(name, PackedDeck(name, 0)) for name in sorted(names))


def _json_decks(text: str) -> dict[int, PackedDeck]:
    decks = _json_value(json.loads(text), dict)
    return {
        int(number): PackedDeck(_json_text(deck, "name"), int(number), _description(deck))
        for number, deck in decks.items()
    }


def _description(deck: Any) -> str:
    return _json_text(deck, "desc") if deck.get("desc") else ""


def _table_decks(tables: Tables) -> dict[int, PackedDeck]:
    return {
        number: PackedDeck(name.replace(FIELD_SEPARATOR, "::"), number, _kind_description(kind))
        for number, name, kind in tables.rows("decks")
    }


def _kind_description(kind: bytes) -> str:
    """Return the description of a normal deck. Source: Anki's proto/anki/decks.proto."""
    normal = messages_in(kind, 1)
    return text_in(normal[-1], 4) if normal else ""


def _json_note_types(text: str) -> dict[int, PackedNoteType]:
    models = _json_value(json.loads(text), dict)
    return {int(number): _json_note_type(int(number), model) for number, model in models.items()}


def _json_note_type(number: int, model: Any) -> PackedNoteType:
    _json_value(model, dict)
    return PackedNoteType(
        id=number,
        name=_json_text(model, "name"),
        kind=_json_value(model.get("type", 0), int),
        mod=_json_value(model.get("mod", 0), int),
        fields=tuple(
            PackedField(_json_text(field, "name"), _json_number(field))
            for field in _json_value(model.get("flds"), list)
        ),
        templates=tuple(
            PackedTemplate(
                name=_json_text(template, "name"),
                id=_json_number(template),
                front=_json_text(template, "qfmt"),
                back=_json_text(template, "afmt"),
            )
            for template in _json_value(model.get("tmpls"), list)
        ),
        css=_json_text(model, "css"),
    )


def _json_number(part: Any) -> int | None:
    number = _json_value(part, dict).get("id")
    return None if number is None else int(_json_value(number, int))


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
    """Return the note types. Source of the numbers: Anki's proto/anki/notetypes.proto."""
    fields: dict[int, list[PackedField]] = {}
    for note_type, _, name, config in sorted(tables.rows("fields")):
        fields.setdefault(note_type, []).append(PackedField(name, number_in(config, 9)))
    templates: dict[int, list[PackedTemplate]] = {}
    for note_type, _, name, config in sorted(tables.rows("templates")):
        template = PackedTemplate(
            name, number_in(config, 8), text_in(config, 1), text_in(config, 2)
        )
        templates.setdefault(note_type, []).append(template)
    return {
        number: PackedNoteType(
            id=number,
            name=name,
            kind=number_in(config, 1) or 0,
            mod=mod,
            fields=tuple(fields.get(number, ())),
            templates=tuple(templates.get(number, ())),
            css=text_in(config, 3),
        )
        for number, name, mod, config in tables.rows("notetypes")
    }
