"""What a reader sees of HTML, as plain text."""

import html
import re
import unicodedata

_TAG = re.compile(r"<[^>]*>")

_SOURCE = re.compile(r"""\ssrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)

_BREAK = re.compile(r"</?(?:br|hr|p|div|h\d|[dou]l|li|dt|dd|table|tr|t[dh])\b", re.IGNORECASE)

_EMPTY_FORMULA = re.compile(r"\\[(\[](?:[\s{}~]|\\[,;:!> ]|\\q?quad)*\\[)\]]")
_INKLESS = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
"""Unicode's categories of controls, formatting marks and spaces."""

_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and symbols of Unicode that have no ink."""


def is_blank(text: str) -> bool:
    """Return whether a text has nothing but spaces and invisible characters."""
    return all(
        unicodedata.category(character) in _INKLESS
        or character in _FILLERS
        or unicodedata.name(character, "").startswith("VARIATION SELECTOR")
        for character in text
    )


def shows_nothing(markup: str) -> bool:
    """Return whether a reader sees nothing of HTML that our Markdown became."""
    return is_blank(_EMPTY_FORMULA.sub("", plain_text(markup)))


def plain_text(markup: str) -> str:
    """Return what a reader sees of HTML that our Markdown became."""
    return html.unescape(_TAG.sub("", markup))


def readable_text(markup: str) -> str:
    """Return what a reader sees of a field, in one line; a picture is named in brackets."""
    tagged, closing, rest = markup.rpartition(">")  # what follows holds no tag
    seen = plain_text(_TAG.sub(_tag_text, tagged + closing)) + html.unescape(rest)
    return " ".join(seen.split())


def _tag_text(tag: re.Match[str]) -> str:
    if tag[0][:4].lower() == "<img" and (source := _SOURCE.search(tag[0])):
        return f" [{source[1]}] "
    return " " if _BREAK.match(tag[0]) else ""
