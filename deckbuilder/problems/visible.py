"""Show what has no form of its own: what shows as nothing, moves the cursor or turns the text."""

import re
import unicodedata

_INVISIBLE = {"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"}
"""Unicode categories of what shows as nothing, breaks the line, turns it, or is not assigned."""

ACTING = re.compile(
    "[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""What acts on a terminal or turns the text around it; the line feed is not among it."""


def visible(text: str) -> str:
    """Return one line in which a sign stands for whatever would not be seen as itself."""
    return text if text.isascii() and text.isprintable() else "".join(map(_sign, text))


def harmless(text: str) -> str:
    """Return lines in which a sign stands for whatever acts on a terminal; the rest is as it is."""
    return ACTING.sub(lambda found: _sign(found[0]), text)


def _sign(character: str) -> str:
    """Return a sign for what would show as nothing or move the cursor, else the character."""
    if character == "\t":
        return "→"
    if character < " ":
        return chr(ord("␀") + ord(character))
    if unicodedata.category(character) in _INVISIBLE:
        return f"<U+{ord(character):04X}>"
    return character
