"""The look of the note types: stylesheet and templates, read from source/notetypes."""

import hashlib
import json
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from deckbuilder.collection.templates import TemplateFolder, worded
from deckbuilder.collection.wording import Wording
from deckbuilder.kinds.kind import NoteShape, NoteType, Template
from deckbuilder.kinds.registry import BY_NAME
from deckbuilder.problems.problem import Diagnostic

STYLESHEET = "style.css"

_PART = re.compile(r"(\{\{(?:\s*[#^/])?(?:[^{}:]*:)*\s*)\*")


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
        return _of_part(self.sides[f"{template.file}.front.html"], template)

    def back(self, template: Template) -> str:
        """Return the HTML of a template's back."""
        return _of_part(self.sides[f"{template.file}.back.html"], template)

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


def read_look(
    folder: Path,
    within: Path | None = None,
    words: Mapping[str, str] | None = None,
    used: Container[str] = frozenset(BY_NAME),
) -> ReadLook:
    """Read stylesheet and templates from a folder; no link may lead out of `within`, or of it.

    `{{>name}}` takes in the file name.html, and `{{=name}}` what `words` say of the name, English
    where they are not given. A kind of note that is not among the `used` ones may have no files.
    """
    templates = TemplateFolder(folder, within or folder)
    words = Wording().template_words() if words is None else words
    css = templates.text(STYLESHEET)
    sides: dict[str, str] = {}
    for kind in BY_NAME.values():
        if kind.name not in used and not _has_files(kind.shape, folder):
            continue
        for template in kind.shape.templates:
            for side in ("front", "back"):
                name = f"{template.file}.{side}.html"
                sides[name] = worded(templates.expanded(name, kind.shape), words).rstrip("\n")
    return ReadLook(Look(css, sides), tuple(templates.problems))


def _has_files(shape: NoteShape, folder: Path) -> bool:
    return any(
        (folder / f"{template.file}.{side}.html").exists()
        for template in shape.templates
        for side in ("front", "back")
    )


def _of_part(text: str, template: Template) -> str:
    """Return a file of templates with the fields of one of them: `{{*Why}}` is its reason."""
    return _PART.sub(lambda found: found[1] + template.part, text)
