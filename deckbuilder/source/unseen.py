"""Find the characters of a text that nobody can see, or that turn the text around them.

They hide words from a reviewer, make two ids look like one, or show a sentence in another order
than it is stored. What scripts and emoji need of them stays possible: the soft hyphen, joiners
where letters join, the marks of a text that runs from right to left, variants of a sign.
Sources: Unicode's UTS 39 (security), UTS 51 (emoji sequences), UAX 9 (direction).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic
from deckbuilder.source.file import SourceFile
from deckbuilder.source.positions import position_in
from deckbuilder.source.tree import YamlList, YamlMap, YamlNode, YamlText

MOST_TOLD = 5
"""Places in one text that are told."""

_SUSPECT = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_ESCAPED = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})")
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
"""The flag of a part of a country, spelled in tag characters."""

_RIGHT_TO_LEFT = {"R", "AL"}
_MARKS = "\u061c\u200e\u200f"
_ISOLATES, _END_OF_ISOLATE = "\u2066\u2067\u2068", "\u2069"
_JOINERS = "\u200c\u200d"

_JOINING = re.compile("[\u0600-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\ua87f\ufb50-\ufdff]")
"""Letters of the scripts in which they join: Arabic, Syriac, those of India, Mongolian."""

_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Letters of the scripts that do not part words: Thai, Lao, Burmese, Khmer."""

_MONGOLIAN = re.compile("[\u1820-\u18aa]")
_JAMO = re.compile("[\u1100-\u11ff]")

_EMOJI_BEFORE, _EMOJI_AFTER = {"So", "Sk"}, {"So", "Sm"}
_OF_A_SIGN = {"So", "Sm", "Sk", "Po", "Pd", "Nd"}


@dataclass(frozen=True, slots=True)
class Unseen:
    """Characters in a row that cannot be seen, from the offset of the first."""

    offset: int
    characters: str

    @property
    def name(self) -> str:
        """Return the first by its code point and name, and how many follow it."""
        first = self.characters[0]
        named = f"U+{ord(first):04X} {unicodedata.name(first, '')}".strip()
        more = len(self.characters) - 1
        return f"{named} and {more} more" if more else named


def file_unseen_problems(file: SourceFile) -> Iterator[Diagnostic]:
    """Yield where the texts of a file hold what nobody can see, be it written as an escape."""
    if file.data is not None and (_SUSPECT.search(file.text) or _ESCAPED.search(file.text)):
        yield from unseen_problems(file.tree)


def unseen_problems(node: YamlNode | None) -> Iterator[Diagnostic]:
    """Yield where the texts of a file hold what nobody can see."""
    match node:
        case YamlText():
            for found in unseen(node.text)[:MOST_TOLD]:
                message = f"invisible character {found.name}; delete it"
                place = position_in(node, found.offset)
                yield Diagnostic(place, rules.UNSEEN_CHARACTER, message)
        case YamlList(items=items):
            for item in items:
                yield from unseen_problems(item)
        case YamlMap(entries=entries):
            for value in entries.values():
                yield from unseen_problems(value)


def unseen(text: str) -> tuple[Unseen, ...]:
    """Return what of a text cannot be seen and serves no script and no emoji."""
    if not _SUSPECT.search(text):
        return ()
    flags = {place for flag in _FLAG.finditer(text) for place in range(*flag.span())}
    seen = _SUSPECT.sub("", text)
    is_right_to_left = any(unicodedata.bidirectional(each) in _RIGHT_TO_LEFT for each in seen)
    found: list[Unseen] = []
    for match in _SUSPECT.finditer(text):
        place, character = match.start(), match[0]
        if character in _MARKS or _ISOLATES[0] <= character <= _END_OF_ISOLATE:
            serves = is_right_to_left and (character in _MARKS or _isolates_close(text))
        else:
            serves = place in flags or _serves(text, place)
        if serves:
            continue
        if found and found[-1].offset + len(found[-1].characters) == place:
            found[-1] = Unseen(found[-1].offset, found[-1].characters + character)
        else:
            found.append(Unseen(place, character))
    return tuple(found)


def _isolates_close(text: str) -> bool:
    """Return whether every isolate of a text has its end in it."""
    depth = 0
    for character in text:
        depth += (character in _ISOLATES) - (character == _END_OF_ISOLATE)
        if depth < 0:
            return False
    return depth == 0


def _serves(text: str, place: int) -> bool:
    """Return whether a script or an emoji needs the character at a place, by its neighbours."""
    before, character, after = text[place - 1 : place], text[place], text[place + 1 : place + 2]
    if character in _JOINERS:
        return bool(_JOINING.fullmatch(before)) or (
            character == "\u200d" and _joins_emoji(before, after)
        )
    if character == "\u200b":
        return bool(_WITHOUT_SPACES.fullmatch(before))
    if "\u180b" <= character <= "\u180f":
        return bool(_MONGOLIAN.fullmatch(before))
    if character in "\u115f\u1160":
        return bool(_JAMO.fullmatch(before) or _JAMO.fullmatch(after))
    return _is_variant(before, character)


def _joins_emoji(before: str, after: str) -> bool:
    is_emoji = before == "\ufe0f" or _category(before) in _EMOJI_BEFORE
    return is_emoji and _category(after) in _EMOJI_AFTER


def _is_variant(before: str, character: str) -> bool:
    """Return whether a character chooses a variant of the sign before it."""
    kind = _category(before)
    if character in "\ufe0e\ufe0f":
        return kind in _OF_A_SIGN
    if "\ufe00" <= character <= "\ufe0d":
        return kind in {"Sm", "So", "Lo", "Po"}
    return "\U000e0100" <= character <= "\U000e01ef" and kind == "Lo"


def _category(character: str) -> str:
    return unicodedata.category(character) if character else ""
