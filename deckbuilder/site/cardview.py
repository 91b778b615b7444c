r"""Render the two sides of a card as Anki's backend does after import: same HTML, to the letter.

Found by experiment with the backend, the oracle of tests/site/test_cardview.py. What a client
adds is not here: MathJax, the box of `[[type:…]]`, the player of `[anki:play:…]`.
"""

import html
import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from deckbuilder.collection.look import Look
from deckbuilder.kinds.kind import NoteTypeKind
from deckbuilder.rendering.fields import RenderedNote
from deckbuilder.text.gaps import gap_number

FRONT_SIDE = "FrontSide"
LATIN_1_END = 0xFF

_TOKEN = re.compile(r"<!--.*?-->|\{\{((?:(?!\{\{|\}\}).)+)\}\}", re.DOTALL)
_EMPTY = re.compile(r"(?:[ \t\n\v\f\r]|</?(?:br|div) ?/?>)*", re.IGNORECASE)
_CLOZE_TOKEN = re.compile(r"\{\{c(\d+)::|\}\}")
_MATHJAX = re.compile(r"(\\[(\[])(.*?)(\\[\])])", re.DOTALL)
_TAG = re.compile(
    r"<!--.*?-->|<style.*?>.*?</style>|<script.*?>.*?</script>|<.*?>", re.DOTALL | re.IGNORECASE
)
_SOUND = re.compile(r"\[sound:(.+?)\]", re.DOTALL)
_NAMED_CHARACTERS = {'"': "&quot;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}

_HELP = "https://docs.ankiweb.net/templates/errors.html#"
_BLANK = (
    "<div>The front of this card is blank."
    f"<br><a href='{_HELP}front-of-card-is-blank'>More information</a></div>"
)
_NO_GAP = (
    "<div>No cloze \N{FIRST STRONG ISOLATE}{number}\N{POP DIRECTIONAL ISOLATE} found on card.\n"
    "Please either add a cloze deletion, or use the Empty Cards tool."
    f"<br><a href='{_HELP}no-cloze-filter-on-cloze-note-type'>More information</a></div>"
)


class TemplateError(ValueError):
    """A template that this module cannot render: an unknown field or filter, an open section."""


@dataclass(frozen=True, slots=True)
class CardView:
    """What a client is given to show: the HTML of both sides."""

    question: str
    answer: str


def card_view(note: RenderedNote, look: Look, deck: str, ordinal: int) -> CardView:
    """Return the sides of the card `ordinal` of a note in `deck`; raises TemplateError."""
    try:
        return _card_view(note, look, deck, ordinal)
    except RecursionError as error:
        raise TemplateError(f'note "{note.id}": gaps or sections nest too deep to show') from error


def _card_view(note: RenderedNote, look: Look, deck: str, ordinal: int) -> CardView:
    is_cloze = note.note_type.kind is NoteTypeKind.CLOZE
    template = note.note_type.templates[0 if is_cloze else ordinal]
    card = _Card(_fields(note, deck, template.name), ordinal, is_cloze=is_cloze)
    front, back = _parsed(look.front(template)), _parsed(look.back(template))
    if problem := _blank_message(front, card):
        question = "".join(_rendered(front, card)) + problem
        return CardView(_with_players(question, "q"), problem)
    question = _with_players("".join(_rendered(front, card)), "q")
    answer = "".join(_rendered(back, card.turned(question)))
    return CardView(question, _with_players(answer, "a"))


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of a template that stands if a field is filled, or, negated, if it is empty."""

    field: str
    negated: bool
    parts: tuple["_Part", ...]


@dataclass(frozen=True, slots=True)
class _Replacement:
    """A field in a template; filters in the order in which they are applied."""

    field: str
    filters: tuple[str, ...]


_Part = str | _Section | _Replacement


@dataclass(frozen=True, slots=True)
class _Card:
    """What a side is rendered from; `answering` once it is the back."""

    fields: Mapping[str, str]
    ordinal: int
    is_cloze: bool
    answering: bool = False

    @property
    def filled(self) -> frozenset[str]:
        return frozenset(name for name, text in self.fields.items() if not _is_empty(text))

    def turned(self, question: str) -> "_Card":
        return replace(self, fields={**self.fields, FRONT_SIDE: question}, answering=True)


@dataclass(slots=True)
class _Gap:
    """A cloze deletion that is being read; `parts` are its text and the gaps in it."""

    number: int
    parts: list["str | _Gap"] = field(default_factory=list)
    hint: str = "..."


def _is_empty(text: str) -> bool:
    """Return whether Anki takes a field for empty: ASCII space, <br> and <div> do not fill it."""
    return _EMPTY.fullmatch(text) is not None


def _fields(note: RenderedNote, deck: str, template: str) -> dict[str, str]:
    """Return what a template may name, with text composed as Anki composes it on import."""
    own = zip(note.note_type.fields, note.fields, strict=True)
    return {name: unicodedata.normalize("NFC", text) for name, text in own} | {
        "Tags": " ".join(sorted(note.tags, key=str.lower)),
        "Type": note.note_type.name,
        "Deck": deck,
        "Subdeck": deck.rsplit("::", 1)[-1],
        "Card": template,
        "CardFlag": "flag0",
    }


def _parsed(template: str) -> tuple[_Part, ...]:
    """Return the parts of a template; what stands in a comment is text."""
    sections: list[tuple[str, bool]] = []
    parts: list[list[_Part]] = [[]]
    place = 0
    for found in _TOKEN.finditer(template):
        parts[-1].append(template[place : found.start()])
        place = found.end()
        tag = (found[1] or "").strip()
        if found[1] is None:
            parts[-1].append(found[0])
        elif tag.startswith(("#", "^")):
            sections.append((tag[1:].lstrip(), tag[0] == "^"))
            parts.append([])
        elif tag.startswith("/"):
            if not sections or sections[-1][0] != tag[1:].lstrip():
                raise TemplateError(f'section "{tag[1:]}" is closed and not opened')
            name, negated = sections.pop()
            inner = parts.pop()
            parts[-1].append(_Section(name, negated, tuple(inner)))
        else:
            *filters, name = tag.split(":")
            parts[-1].append(_Replacement(name, tuple(reversed(filters))))
    if sections:
        raise TemplateError(f'section "{sections[-1][0]}" is opened and not closed')
    return (*parts[0], template[place:])


def _rendered(parts: Sequence[_Part], card: _Card) -> Iterator[str]:
    for part in parts:
        match part:
            case str():
                yield part
            case _Section(name, negated, inner):
                if name not in card.fields:
                    raise TemplateError(f'there is no field "{name}"')
                if _is_empty(card.fields[name]) == negated:
                    yield from _rendered(inner, card)
            case _Replacement():
                yield _replaced(part, card)


def _replaced(part: _Replacement, card: _Card) -> str:
    if part.field not in card.fields:
        raise TemplateError(f'there is no field "{part.field}"')
    if part.filters[-1:] == ("type",):
        kind = f"{part.filters[0]}:" if part.filters[0] in {"cloze", "nc"} else ""
        return f"[[type:{kind}{part.field}]]"
    text = card.fields[part.field]
    for name in part.filters:
        if name == "cloze":
            text = _cloze_text(text, card.ordinal + 1, answering=card.answering)
        elif name == "text":
            text = html.unescape(_TAG.sub("", text))
        elif name:
            raise TemplateError(f'the filter "{name}" is not known here')
    return text


def _blank_message(front: Sequence[_Part], card: _Card) -> str:
    """Return what Anki shows in place of the card where its front asks nothing."""
    if card.is_cloze:
        numbers = {
            gap_number(found[1])
            for text in card.fields.values()
            for found in _CLOZE_TOKEN.finditer(text)
            if found[1]
        }
        missing = card.ordinal + 1 not in numbers
        return _NO_GAP.replace("{number}", str(card.ordinal + 1)) if missing else ""
    return "" if _asks(front, card.filled) else _BLANK


def _asks(parts: Sequence[_Part], filled: Collection[str]) -> bool:
    """Return whether a filled field stands in a part of the front that shows."""
    for part in parts:
        match part:
            case _Replacement(name):
                if name in filled:
                    return True
            case _Section(name, negated, inner):
                if (name in filled) != negated and _asks(inner, filled):
                    return True
    return False


def _cloze_text(text: str, number: int, *, answering: bool) -> str:
    """Return a text with its gaps written out, or nothing where it has no gap of the number."""
    parts = _gaps(text)
    if not any(_holds(part, number) for part in parts):
        return ""
    revealed = "".join(_revealed(part, number, answering) for part in parts)
    return _MATHJAX.sub(lambda found: found[1] + _TAG.sub("", found[2]) + found[3], revealed)


def _gaps(text: str) -> list[str | _Gap]:
    """Return text and gaps; a gap that is never closed is lost, as it is in Anki."""
    whole = _Gap(0)
    open_gaps = [whole]
    place = 0
    for found in _CLOZE_TOKEN.finditer(text):
        _add_text(open_gaps, text[place : found.start()])
        place = found.end()
        if found[1]:
            open_gaps.append(_Gap(gap_number(found[1])))
        elif len(open_gaps) == 1:
            whole.parts.append("}}")
        else:
            closed = open_gaps.pop()
            open_gaps[-1].parts.append(closed)
    _add_text(open_gaps, text[place:])
    return whole.parts


def _add_text(open_gaps: Sequence[_Gap], text: str) -> None:
    gap = open_gaps[-1]
    if len(open_gaps) > 1 and "::" in text:
        text, gap.hint = text.split("::", 1)
    gap.parts.append(text)


def _holds(part: str | _Gap, number: int) -> bool:
    if isinstance(part, str):
        return False
    return part.number == number or any(_holds(inner, number) for inner in part.parts)


def _revealed(part: str | _Gap, number: int, answering: bool) -> str:
    if isinstance(part, str):
        return part
    inner = "".join(_revealed(each, number, answering) for each in part.parts)
    if part.number != number:
        return f'<span class="cloze-inactive" data-ordinal="{part.number}">{inner}</span>'
    if answering:
        return f'<span class="cloze" data-ordinal="{number}">{inner}</span>'
    hidden = "".join(map(_attribute_character, inner))
    opening = f'<span class="cloze" data-cloze="{hidden}" data-ordinal="{number}">'
    return f"{opening}[{part.hint}]</span>"


def _attribute_character(character: str) -> str:
    """Return a character as the backend writes it in data-cloze: Latin-1 in hexadecimal."""
    if (character.isascii() and character.isalnum()) or ord(character) > LATIN_1_END:
        return character
    return _NAMED_CHARACTERS.get(character, f"&#x{ord(character):02X};")


def _with_players(text: str, side: str) -> str:
    """Return a side with its sounds numbered, as clients get it."""
    count = itertools.count()
    return _SOUND.sub(lambda _: f"[anki:play:{side}:{next(count)}]", text)
