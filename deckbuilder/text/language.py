"""Which way a language is written, by its tag as in BCP 47."""

import re

TAG = r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"
"""A language, and what is said of it behind hyphens: script, region, variant."""

_LEFTWARD_SCRIPT = re.compile("adlm|ara[bn]|hebr|mand|mend|nkoo|rohg|samr|syrc|thaa|yezi")
"""Scripts of ISO 15924 that are written from right to left."""

_LEFTWARD_LANGUAGE = re.compile(
    "acm|aeb|afb|aii|ajp|apc|arc|arq|ars|ary|arz|ar|ayl|azb|bal|bqi|ckb|dv|fa|glk|he|iw|ji|khw|ks|"
    "lki|lrc|luz|mzn|nqo|pes|pnb|prs|ps|rhg|sdh|sd|skr|syr|trw|tru|ug|ur|yi"
)
"""Languages that are written so where no script is named; source: the Unicode CLDR."""


def is_english(tag: str) -> bool:
    """Return whether a tag names English, of whatever region."""
    return tag.lower().split("-")[0] == "en"


def direction(tag: str) -> str:
    """Return `rtl` for a language that is written from right to left, else `ltr`."""
    language, *rest = tag.lower().split("-")
    script = next((part for part in rest if re.fullmatch("[a-z]{4}", part)), None)
    leftward = _LEFTWARD_SCRIPT if script else _LEFTWARD_LANGUAGE
    return "rtl" if leftward.fullmatch(script or language) else "ltr"
