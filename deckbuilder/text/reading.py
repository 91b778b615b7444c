"""What a student reads of a Markdown text, and where each character of it stands in the text.

Marks of clozes, emphasis and links are left out; a formula, code, an exponent, a web address or a
DOI becomes one placeholder, so that rules on wording and numbers do not see inside.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

_PLACEHOLDER = "\ufffc"
_MARKUP = re.compile(
    r"""
    (?P<unread> \\\(.{0,1000}?\\\) | \\\[.{0,1000}?\\\]     # formulas
      | (?<!`)(?P<fence>`{1,3})(?!`).{1,1000}?(?P=fence)    # code
      | <?https?://[^\s>)]+>? | \b10\.\d{4,9}/\S+           # web addresses, DOIs
      | \^[^\s^]+\^ )                                       # exponents
    | \{\{c\d+:: | ::[^{}]*(?=\}\}) | \}\}                  # cloze marks and hints
    | \]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:\s"[^"]*")?\) # link targets
    | (?<!\d)[*~]+ | [*~]+(?!\d)                            # emphasis, subscripts, "about"
    """,
    re.VERBOSE | re.DOTALL,
)
_MARKUP_SIGNS = frozenset("\\`<:^{}*~]/")
_QUOTED = re.compile(r'"[^"]{1,300}"|“[^”]{1,300}”')


@dataclass(frozen=True, slots=True)
class Reading:
    """The visible characters of a text; `pieces` pairs their places with offsets in the text.

    `own` is the same text with what stands in quotation marks blanked.
    """

    key: str
    text: str
    own: str
    pieces: tuple[tuple[int, int], ...]

    def offset(self, place: int) -> int:
        """Return the offset in the Markdown text of the character at `place`."""
        piece = bisect_right(self.pieces, place, key=itemgetter(0)) - 1
        start, offset = self.pieces[piece]
        return offset + place - start


def read(key: str, text: str) -> Reading:
    """Return what is read of a Markdown text."""
    if _MARKUP_SIGNS.isdisjoint(text):
        return Reading(key, text, _own(text), ((0, 0),))
    parts: list[str] = []
    pieces = []
    place = offset = 0
    for match in _MARKUP.finditer(text):
        part = text[offset : match.start()]
        pieces.append((place, offset))
        if match["unread"]:
            pieces.append((place + len(part), match.start()))
            part += _PLACEHOLDER
        parts.append(part)
        place += len(part)
        offset = match.end()
    visible = "".join([*parts, text[offset:]])
    return Reading(key, visible, _own(visible), (*pieces, (place, offset)))


def _own(text: str) -> str:
    if '"' not in text and "“" not in text:
        return text
    return _QUOTED.sub(lambda quoted: _PLACEHOLDER * len(quoted[0]), text)


def matches(
    pattern: re.Pattern[str], texts: Iterable[Reading], *, own: bool = False
) -> Iterator[tuple[Reading, re.Match[str]]]:
    """Yield the matches in the texts, or in what is `own` of them, not quoted."""
    for text in texts:
        for match in pattern.finditer(text.own if own else text.text):
            yield text, match


def said_beside(table: Iterable[tuple[str, str]], match: re.Match[str]) -> str:
    """Return what a table says beside its first pattern that gives this match."""
    for pattern, said in table:
        if re.compile(pattern, match.re.flags).match(match.string, match.start()):
            return said
    return ""
