"""Know the start of a gap that was mistyped, and say how a gap starts."""

import re
import unicodedata

_LETTER = "[cC\N{CYRILLIC SMALL LETTER ES}\N{CYRILLIC CAPITAL LETTER ES}]"
_COLONS = "[:\N{FULLWIDTH COLON}]"

MISTYPED = re.compile(
    rf"""
    \{{\{{\s* (?: {_LETTER}[\d,\s]*{_COLONS}{{1,2}}  # a capital, two numbers, one colon
        | {_LETTER}\d+ (?!\w)                          # no colons
        | \w{{1,8}}\s*{_COLONS}{{2}} )                 # l for 1, no c, a letter of another script
    | \{{\s+\{{\s*{_LETTER}\d+::                     # braces apart
    | \{{\s*{_LETTER}\d+::                           # one brace
    | \[\[\s*{_LETTER}\d+::                          # brackets for braces
    """,
    re.VERBOSE,
)
"""What only looks like the start of a gap; also a right one matches, which is to be tried first."""

MISTYPED_IN_TEX = re.compile(rf"\{{\{{\s*\w{{1,8}}\s*{_COLONS}{{2}}")
"""The same in a formula, where braces are common."""


def said_of_mistyped(opening: str) -> str:
    """Return what is wrong with a mistyped start of a gap."""
    said = f'a cloze starts with "{{{{c1::": a small c, one number, two colons; found "{opening}"'
    foreign = next((each for each in opening if not each.isascii()), None)
    if foreign is None:
        return said
    return f"{said} with U+{ord(foreign):04X} {unicodedata.name(foreign, '')}".rstrip()
