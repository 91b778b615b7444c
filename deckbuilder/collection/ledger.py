"""The ledger: what was published, note by note, so that an update touches only what changed.

`release` alone writes it, one note a line; a seal over the content tells when somebody else did.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from deckbuilder.files.read import MIB, read_text
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, Position

Number = Annotated[int, Field(ge=0, lt=2**53)]
"""What Anki's tables and JSON both hold exactly."""

FORMAT = 2
"""Version of the file; 1 knew neither cards nor decks, and nothing was published with it."""

MAX_LEDGER_BYTES = 64 * MIB

RESTORE = "restore it with git, and let only `release` write it"


@dataclass(frozen=True, slots=True)
class PublishedNote:
    """A note of the last release: what it held, when it last changed, its id in Anki.

    `cards` digests what each card asks for, by ordinal.
    """

    digest: str
    mod: Number
    number: Number
    note_type: Number
    cards: Mapping[str, str]

    @property
    def ordinals(self) -> tuple[int, ...]:
        """Return the ordinals of the cards."""
        return tuple(sorted(map(int, self.cards)))


@dataclass(frozen=True, slots=True)
class PublishedNoteType:
    """A note type of the last release; `signature` is what must never change."""

    digest: str
    mod: Number
    signature: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the last release published; `released` is its time in epoch seconds, 0 before any.

    `decks` are the names of the decks by id; they, namespace and title are permanent.
    """

    released: Number = 0
    namespace: str = ""
    title: str = ""
    decks: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, PublishedNote] = field(default_factory=dict)
    note_types: Mapping[str, PublishedNoteType] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadLedger:
    """A ledger with the line on which each note stands, or what is wrong with its file."""

    ledger: Ledger
    name: str
    lines: Mapping[str, int]
    problems: tuple[Diagnostic, ...] = ()

    def position(self, key: str) -> Position:
        """Return where a note or note type stands in the file."""
        return Position(self.name, self.lines.get(key, 1), 2)


def read_ledger(path: Path, name: str) -> ReadLedger:
    """Read the ledger at `path`, called `name` in problems; where there is none, nothing is out."""
    try:
        text = read_text(path, MAX_LEDGER_BYTES, path.parent)
    except FileNotFoundError:
        return ReadLedger(Ledger(), name, {})
    except OSError as error:
        return _broken(name, f"the ledger cannot be read: {error.strerror}; {RESTORE}")
    except UnicodeDecodeError:
        return _broken(name, f"the ledger is not UTF-8; {RESTORE}")
    try:
        return ReadLedger(_parsed(text), name, _lines(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _broken(name, f"the ledger was edited by hand, merged or cut off; {RESTORE}")


def ledger_text(ledger: Ledger) -> str:
    """Return the file's text: sorted, one note a line, sealed."""
    content = _content(ledger)
    parts = [f'"format": {FORMAT}', f'"released": {ledger.released}', f'"seal": "{_seal(content)}"']
    parts += [f'"{key}": {_one_line(content[key])}' for key in ("namespace", "title")]
    for key in ("decks", "note_types", "packages", "notes"):
        lines = [f" {json.dumps(name)}: {_one_line(content[key][name])}" for name in content[key]]
        parts.append(f'"{key}": {{\n' + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _broken(name: str, message: str) -> ReadLedger:
    problem = Diagnostic(Position(name), rules.BROKEN_LEDGER, message)
    return ReadLedger(Ledger(), name, {}, (problem,))


def _parsed(text: str) -> Ledger:
    raw = json.loads(text)
    ledger = TypeAdapter(Ledger).validate_json(text, strict=True)
    numbers = [note.number for note in ledger.notes.values()]
    is_sealed = raw["format"] == FORMAT and raw["seal"] == _seal(_content(ledger))
    if not is_sealed or len(set(numbers)) < len(numbers):
        raise ValueError
    return ledger


def _content(ledger: Ledger) -> dict[str, Any]:
    return {
        "released": ledger.released,
        "namespace": ledger.namespace,
        "title": ledger.title,
        "decks": dict(sorted(ledger.decks.items())),
        "note_types": {name: asdict(ledger.note_types[name]) for name in sorted(ledger.note_types)},
        "packages": {name: ledger.packages[name] for name in sorted(ledger.packages)},
        "notes": {name: asdict(ledger.notes[name]) for name in sorted(ledger.notes)},
    }


def _seal(content: dict[str, Any]) -> str:
    return hashlib.sha256(_one_line(content).encode()).hexdigest()


def _one_line(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _lines(text: str) -> dict[str, int]:
    """Return the line of each name; the writer gives every name a line of its own."""
    return {
        json.loads(line.strip().split('":', 1)[0] + '"'): number
        for number, line in enumerate(text.splitlines(), start=1)
        if line.startswith(' "')
    }
