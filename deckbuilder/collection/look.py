"""The look of the note types: stylesheet and templates, read from source/notetypes."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deckbuilder.kinds.kind import NoteShape, NoteType, Template
from deckbuilder.kinds.registry import BY_NAME
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, Position, did_you_mean

ANKI_FIELDS = frozenset({"FrontSide", "Deck", "Subdeck", "Tags", "Type", "Card", "CardFlag"})
"""Names that a template may use besides the fields of its note type."""

STYLESHEET = "style.css"

MAX_INCLUDES = 8
"""How deep templates may take each other in."""

_REPLACEMENT = re.compile(r"\{\{(?:\s*([#^/]))?(?:[^{}:]*:)*([^{}:]*)\}\}")
_INCLUDE = re.compile(r"\{\{\s*>\s*([\w-]+)\s*\}\}\n?")


@dataclass(frozen=True, slots=True)
class Look:
    """The look of the note types: the stylesheet, and each template's two sides by file name."""

    css: str
    sides: Mapping[str, str]

    def digest(self, note_type: NoteType) -> str:
        """Return what changes when the look of a note type changes."""
        templates = [
            self._in_anki_words(note_type, index) for index in range(len(note_type.templates))
        ]
        content = json.dumps([note_type.name, note_type.signature, templates, self.css])
        return hashlib.sha256(content.encode()).hexdigest()[:32]

    def front(self, template: Template) -> str:
        """Return the HTML of a template's front."""
        return self.sides[f"{template.file}.front.html"]

    def back(self, template: Template) -> str:
        """Return the HTML of a template's back."""
        return self.sides[f"{template.file}.back.html"]

    def _in_anki_words(self, note_type: NoteType, index: int) -> dict[str, object]:
        """Return a template as Anki's JSON has it, which published digests are made of."""
        template = note_type.templates[index]
        return {
            "name": template.name,
            "id": note_type.template_id(index),
            "qfmt": self.front(template),
            "afmt": self.back(template),
        }


@dataclass(frozen=True, slots=True)
class ReadLook:
    """What reading the look gave, and what is wrong with it."""

    look: Look
    problems: tuple[Diagnostic, ...]


def read_look(folder: Path) -> ReadLook:
    """Read stylesheet and templates from a folder; `{{>name}}` takes in the file name.html."""
    problems: list[Diagnostic] = []
    css = _read(folder / STYLESHEET, problems)
    sides: dict[str, str] = {}
    for kind in BY_NAME.values():
        for template in kind.shape.templates:
            for side in ("front", "back"):
                name = f"{template.file}.{side}.html"
                sides[name] = _expanded(folder / name, kind.shape, problems).rstrip("\n")
    return ReadLook(Look(css, sides), tuple(problems))


def _read(path: Path, problems: list[Diagnostic]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        message = "the template file does not exist"
    except (OSError, UnicodeDecodeError) as error:
        message = f"the template file cannot be read: {error}"
    problems.append(Diagnostic(Position(str(path)), rules.TEMPLATE, message))
    return ""


def _expanded(path: Path, shape: NoteShape, problems: list[Diagnostic], depth: int = 0) -> str:
    """Return a template with the files that it takes in, each checked where it stands."""
    if depth > MAX_INCLUDES:
        message = "the template takes itself in"
        problems.append(Diagnostic(Position(str(path)), rules.TEMPLATE, message))
        return ""
    text = _read(path, problems)
    problems += _template_problems(shape, text, str(path))

    def included(found: re.Match[str]) -> str:
        return _expanded(path.with_name(f"{found[1]}.html"), shape, problems, depth + 1)

    return _INCLUDE.sub(included, text)


def _template_problems(shape: NoteShape, text: str, name: str) -> Iterator[Diagnostic]:
    """Yield unknown fields, and sections that are not closed where they are opened."""
    known = {*shape.fields, *ANKI_FIELDS}
    open_sections: list[tuple[str, Position]] = []
    text = _INCLUDE.sub(lambda tag: re.sub(r"[^\n]", " ", tag[0]), text)
    for found in _REPLACEMENT.finditer(text):
        mark, field = found[1], found[2].strip()
        before = text[: found.start()]
        column = found.start() - (before.rfind("\n") + 1) + 1
        position = Position(name, before.count("\n") + 1, column)
        if field not in known:
            message = f'note type "{shape.name}" has no field "{field}"'
            message += did_you_mean(field, known)
            yield Diagnostic(position, rules.TEMPLATE, message)
        if mark in ("#", "^"):
            open_sections.append((field, position))
        elif mark == "/" and (not open_sections or open_sections.pop()[0] != field):
            message = f'section "{field}" is closed here and not opened before'
            yield Diagnostic(position, rules.TEMPLATE, message)
    for field, position in open_sections:
        message = f'section "{field}" is opened here and not closed in this file'
        yield Diagnostic(position, rules.TEMPLATE, message)
