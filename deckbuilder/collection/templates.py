"""Read card templates, which take in one another, and check them against their note types."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from pathlib import Path

from deckbuilder.collection.wording import TEMPLATE_WORDS
from deckbuilder.files.read import read_text
from deckbuilder.kinds.kind import NoteShape
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, Position, did_you_mean

ANKI_FIELDS = frozenset({"FrontSide", "Deck", "Subdeck", "Tags", "Type", "Card", "CardFlag"})
"""Names that a template may use besides the fields of its note type."""

MAX_TEMPLATE_LENGTH = 200_000
"""Characters of a template with all that it takes in; the longest of ours has about a thousand."""

MAX_INCLUDES = 8
"""How deep templates may take each other in."""

MAX_SECTIONS_NESTED = 50
"""How deep sections may lie in one another; Anki's own reader fails at some thousands."""

_REPLACEMENT = re.compile(r"\{\{(?:\s*([#^/]))?(?:[^{}:]*:)*([^{}:]*)\}\}")
_INCLUDE = re.compile(r"\{\{\s*>\s*([\w-]+)\s*\}\}\n?")
_WORD = re.compile(r"\{\{\s*=\s*([\w-]+)\s*\}\}")


class TemplateFolder:
    """The files of a look, each read once, and what is wrong with them."""

    def __init__(self, folder: Path, within: Path) -> None:
        self._folder = folder
        self._within = within
        self._texts: dict[str, str] = {}
        self._expanded: dict[tuple[str, NoteShape], str] = {}
        self.problems: list[Diagnostic] = []

    def text(self, name: str) -> str:
        """Return the text of a file, an empty one where it cannot be read."""
        if name not in self._texts:
            self._texts[name] = self._read(name)
        return self._texts[name]

    def expanded(self, name: str, shape: NoteShape, above: tuple[str, ...] = ()) -> str:
        """Return a template with the files that it takes in, each checked where it stands."""
        if name in above or len(above) > MAX_INCLUDES:
            circle = "the template takes itself in"
            deep = f"templates take each other in deeper than {MAX_INCLUDES} levels"
            self._report(name, circle if name in above else deep)
            return ""
        if (name, shape) not in self._expanded:
            text = self.text(name)
            self.problems += _template_problems(shape, text, str(self._folder / name))
            self._expanded[name, shape] = self._with_includes(name, shape, (*above, name))
        return self._expanded[name, shape]

    def _with_includes(self, name: str, shape: NoteShape, above: tuple[str, ...]) -> str:
        pieces, place, size = [], 0, 0
        text = self.text(name)
        for found in _INCLUDE.finditer(text):
            pieces += [
                text[place : found.start()],
                self.expanded(f"{found[1]}.html", shape, above),
            ]
            place = found.end()
            size += len(pieces[-2]) + len(pieces[-1])
            if size > MAX_TEMPLATE_LENGTH:
                break
        pieces.append(text[place:])
        if size + len(pieces[-1]) > MAX_TEMPLATE_LENGTH:
            limit = f"{MAX_TEMPLATE_LENGTH:,} characters"
            self._report(name, f"the template and what it takes in have more than {limit}")
            return ""
        return "".join(pieces)

    def _read(self, name: str) -> str:
        try:
            return read_text(self._folder / name, MAX_TEMPLATE_LENGTH, self._within)
        except FileNotFoundError:
            message = "the template file does not exist"
        except OSError as error:
            message = f"the template file cannot be read: {error.strerror}"
        except UnicodeDecodeError as error:
            message = f"the template file cannot be read: {error}"
        self._report(name, message)
        return ""

    def _report(self, name: str, message: str) -> None:
        position = Position(str(self._folder / name))
        self.problems.append(Diagnostic(position, rules.TEMPLATE, message))


def worded(template: str, words: Mapping[str, str]) -> str:
    """Return a template with what `words` say for each `{{=name}}`."""
    return _WORD.sub(lambda found: words.get(found[1], ""), template)


def _template_problems(shape: NoteShape, text: str, name: str) -> Iterator[Diagnostic]:
    """Yield unknown words and fields, and sections that are not closed where they are opened."""
    parts = {template.part for template in shape.templates if template.part}
    sides = {field.removeprefix(part) for field in shape.fields for part in parts if part in field}
    known = {*shape.fields, *ANKI_FIELDS, *(f"*{side}" for side in sides)}
    open_sections: list[tuple[str, Position]] = []
    text = _INCLUDE.sub(lambda tag: re.sub(r"[^\n]", " ", tag[0]), text)
    starts = [0, *(end.end() for end in re.finditer("\n", text))]
    for found in _REPLACEMENT.finditer(text):
        mark, field = found[1], found[2].strip()
        line = bisect_right(starts, found.start())
        position = Position(name, line, found.start() - starts[line - 1] + 1)
        if word := _WORD.fullmatch(found[0]):
            if word[1] not in TEMPLATE_WORDS:
                message = f'no word is called "{word[1]}"{did_you_mean(word[1], TEMPLATE_WORDS)}'
                yield Diagnostic(position, rules.TEMPLATE, message)
        elif field not in known:
            message = f'note type "{shape.name}" has no field "{field}"'
            message += did_you_mean(field, known)
            yield Diagnostic(position, rules.TEMPLATE, message)
        if mark in ("#", "^"):
            open_sections.append((field, position))
            if len(open_sections) > MAX_SECTIONS_NESTED:
                message = f"sections nest deeper than {MAX_SECTIONS_NESTED} levels"
                yield Diagnostic(position, rules.TEMPLATE, message)
                return
        elif mark == "/" and (not open_sections or open_sections.pop()[0] != field):
            message = f'section "{field}" is closed here and not opened before'
            yield Diagnostic(position, rules.TEMPLATE, message)
    for field, position in open_sections:
        message = f'section "{field}" is opened here and not closed in this file'
        yield Diagnostic(position, rules.TEMPLATE, message)
