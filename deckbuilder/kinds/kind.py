"""What is frozen about a note type: its fields and templates, with fixed ids.

Anki matches the fields and templates of a later package by these ids, and refuses the update of
every note if the lists differ (CONTRIBUTING.md): nothing here is renumbered or reordered.
"""

import hashlib
import json
from dataclasses import dataclass
from enum import IntEnum

EVERY_NOTE = ("Figure", "References", "Level", "Notice", "Correction", "Report", "Id")

SPARE = ("Spare1", "Spare2", "Spare3")


class NoteTypeKind(IntEnum):
    """How Anki makes cards of a note: by its templates, or one for each number of a gap."""

    STANDARD = 0
    CLOZE = 1


@dataclass(frozen=True, slots=True)
class Template:
    """A card template: `file` is the first part of its two files' names."""

    name: str
    file: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """What is frozen about a note type; field and template ids follow from its own id."""

    id: int
    name: str
    kind: NoteTypeKind
    fields: tuple[str, ...]
    templates: tuple[Template, ...]

    def field_id(self, index: int) -> int:
        """Return the fixed id of a field."""
        return self.id * 1000 + index

    @property
    def signature(self) -> str:
        """Return a digest of what Anki compares before it updates notes: fields and templates."""
        fields = [(self.field_id(index), name) for index, name in enumerate(self.fields)]
        templates = [
            (self.template_id(index), template.name)
            for index, template in enumerate(self.templates)
        ]
        content = json.dumps([self.id, self.kind, fields, templates])
        return hashlib.sha256(content.encode()).hexdigest()[:32]

    def template_id(self, index: int) -> int:
        """Return the fixed id of a template."""
        return self.id * 1000 + 500 + index
