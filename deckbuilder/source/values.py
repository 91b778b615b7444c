"""The texts of the source format: what each value may say, and what editors are told of it.

Every scalar arrives as the text that stands in the file (see tree), so `no` stays "no" and 1.10
stays "1.10"; the few values that are not text are converted here. An editor takes the same scalars
for numbers, booleans and null, so the JSON Schema of a type lets those pass whose text may be one.
It refuses nothing that the validator takes, but for a bare `null` or `~`, which editors cannot tell
from nothing; what a pattern cannot tell is left to `check`.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from deckbuilder.text.language import TAG as LANGUAGE_TAG
from deckbuilder.text.literal import is_mark_of_anki
from deckbuilder.text.plain import is_blank

BAD_VALUE = "bad_value"
"""Error type of the validators below; their message is for the maintainer as it stands."""

BLANK_TEXT = "blank_text"
"""Error type of a text that is empty, or white space and invisible characters only."""

ENDS_OF_A_RANGE = 2

MAX_ID_LENGTH = 100
MAX_NAME_BYTES = 120

_IDENTIFIER = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_PACKAGE_FILE = rf"{_IDENTIFIER}\.apkg"
_WEB_ADDRESS = r"https?://[^\s<>\"]+"
_NUMBER = r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"


def bad_value(message: str, **context: str) -> PydanticCustomError:
    """Return the error of a validator whose message is for the maintainer as it stands."""
    return PydanticCustomError(BAD_VALUE, message, context)


def _as_typed(pattern: str, hint: str, **more: object) -> WithJsonSchema:
    """Return the schema of a text that may also look like a number or a boolean to an editor."""
    return as_text(pattern, hint, type=["string", "number", "boolean"], **more)


def as_text(pattern: str, hint: str, **more: object) -> WithJsonSchema:
    """Return the schema of a text; `hint` is what editors say where the pattern does not match."""
    return WithJsonSchema(
        {"type": "string", "pattern": pattern, "patternErrorMessage": hint} | more
    )


def _not_blank(text: str) -> str:
    if is_blank(text):
        raise PydanticCustomError(BLANK_TEXT, "the text is empty")
    return text


def _reversed_question(text: str) -> str:
    if text.strip().casefold() in {"true", "false", "yes", "no"}:
        message = (
            'reverse takes the text of the reversed question, not "{text}": '
            "nobody can answer which question has this answer"
        )
        raise bad_value(message, text=text)
    return text


def _identifier(text: str) -> str:
    if not re.fullmatch(_IDENTIFIER, text) or len(text) > MAX_ID_LENGTH:
        message = '"{text}" is not an id; use letters, digits and hyphens, as in "bz-binding-site"'
        raise bad_value(message, text=text[:MAX_ID_LENGTH])
    return text


def _anki_tag(text: str) -> str:
    levels = text.split("::")
    if re.search(r'[\s"]', text) or not all(levels):
        raise bad_value('"{text}" is not a tag; use words without spaces or quotes', text=text)
    if levels[0].casefold() in {"leech", "marked"}:
        raise bad_value('Anki keeps the tag "{text}" for itself', text=text)
    return text


def _anki_deck_name(text: str) -> str:
    parts = text.split("::")
    if re.search(r'[\n\t"<>]', text) or any(not part or part != part.strip() for part in parts):
        message = (
            '"{text}" is not a deck name; it has no quotes or angle brackets, '
            "and no part that is empty or edged with spaces"
        )
        raise bad_value(message, text=text)
    if is_mark_of_anki(text):
        message = '"{text}" holds what Anki reads as a mark, such as [sound:…], [latex] or \\('
        raise bad_value(message, text=text)
    return text


def _language_tag(text: str) -> str:
    if not re.fullmatch(LANGUAGE_TAG, text):
        message = '"{text}" is not the tag of a language; write it as in "en" or "pt-BR"'
        raise bad_value(message, text=text)
    return text


def _package_file(text: str) -> str:
    if not re.fullmatch(_PACKAGE_FILE, text) or len(text) > MAX_NAME_BYTES:
        message = '"{text}" is not a package file; use a plain name as in "receptor.apkg"'
        raise bad_value(message, text=text)
    return text


def _iso_date(text: str) -> str:
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        date = None
    if date is None or date.isoformat() != text:
        message = '"{text}" is not a date; write year, month and day as in 2027-01-31'
        raise bad_value(message, text=text)
    return text


def _report_url(text: str) -> str:
    placeholders = set(re.findall(r"\{[^{}]*\}", text))
    if not re.fullmatch(_WEB_ADDRESS, text) or placeholders - {"{id}", "{release}"}:
        message = '"{text}" is not a web address, in which only {id} and {release} are filled in'
        raise bad_value(message, text=text)
    return text


def _quantity(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(_NUMBER, value):
            message = '"{text}" is not a number; write digits with a point, as in 0.5 or 20'
            raise bad_value(message, text=value)
        return Decimal(value)
    return value


def _range(ends: tuple[Decimal, ...]) -> tuple[Decimal, Decimal]:
    if len(ends) != ENDS_OF_A_RANGE:
        message = "a range has two ends, as in [10, 20]; found {count} numbers"
        raise bad_value(message, count=str(len(ends)))
    low, high = ends
    if low > high:
        message = "the low end {low} lies above the high end {high}; write the lower number first"
        raise bad_value(message, low=str(low), high=str(high))
    return low, high


def _flag(value: object) -> object:
    if value == "true":
        return True
    if value == "false":
        return False
    if isinstance(value, str):
        raise bad_value('expected true or false, found "{text}"', text=value)
    return value


_ID_HINT = "use letters, digits and hyphens, as in bz-binding-site"
_TAG_PATTERN = (
    r"^(?!(?:[Ll][Ee][Ee][Cc][Hh]|[Mm][Aa][Rr][Kk][Ee][Dd])(?:::|$))"
    r'(?!::)(?!.*::::)(?!.*[^:]::$)[^\s"]+$'
)
_TAG_HINT = "use words without spaces or quotes; Anki keeps leech and marked for itself"
_DECK_NAME_PATTERN = r'^(?!::)(?!.*(?:::::|\s::|[^:]::(?:\s|$)))[^\s"<>](?:[^\n\t"<>]*[^\s"<>])?$'
_DATE_PATTERN = r"^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"
_REPORT_PATTERN = r'^https?://(?!.*\{(?!(?:id|release)\})[^{}]*\})[^\s<>"]+$'

Text = Annotated[str, AfterValidator(_not_blank), _as_typed(r"\S", "write it, or delete the key")]
Identifier = Annotated[
    str,
    AfterValidator(_not_blank),
    AfterValidator(_identifier),
    _as_typed(rf"^{_IDENTIFIER}$", _ID_HINT, maxLength=MAX_ID_LENGTH, minimum=0),
]
AnkiTag = Annotated[
    str, AfterValidator(_not_blank), AfterValidator(_anki_tag), _as_typed(_TAG_PATTERN, _TAG_HINT)
]
DeckName = Annotated[
    str,
    AfterValidator(_not_blank),
    AfterValidator(_anki_deck_name),
    _as_typed(
        _DECK_NAME_PATTERN,
        "a deck name has no quotes or angle brackets, and no part empty or edged with spaces",
    ),
]
LanguageTag = Annotated[
    str,
    AfterValidator(_not_blank),
    AfterValidator(_language_tag),
    _as_typed(rf"^{LANGUAGE_TAG}$", "write the tag of a language, as in en or pt-BR"),
]
PackageFile = Annotated[
    str,
    AfterValidator(_not_blank),
    AfterValidator(_package_file),
    as_text(
        rf"^{_PACKAGE_FILE}$", "use a plain name as in receptor.apkg", maxLength=MAX_NAME_BYTES
    ),
]
IsoDate = Annotated[
    str,
    AfterValidator(_not_blank),
    AfterValidator(_iso_date),
    as_text(_DATE_PATTERN, "write year, month and day as in 2027-01-31", format="date"),
]
ReportUrl = Annotated[
    str,
    AfterValidator(_not_blank),
    AfterValidator(_report_url),
    as_text(_REPORT_PATTERN, "a web address, in which only {id} and {release} are filled in"),
]
Flag = Annotated[
    bool,
    BeforeValidator(_flag),
    as_text("^(?:true|false)$", "write true or false", type=["boolean", "string"]),
]


ReversedQuestion = Annotated[
    str,
    AfterValidator(_not_blank),
    AfterValidator(_reversed_question),
    as_text(
        r"^(?!\s*(?:[Tt]rue|[Ff]alse|[Yy]es|[Nn]o)\s*$)[\s\S]*\S",
        "write the reversed question",
        type=["string", "number"],
    ),
]


Quantity = Annotated[
    Decimal,
    BeforeValidator(_quantity),
    WithJsonSchema({"type": ["number", "string"], "pattern": f"^{_NUMBER}$", "minimum": 0}),
]
"""A number as it is written; its unit stands in the name of its key."""

Range = Annotated[
    tuple[Quantity, ...],
    AfterValidator(_range),
    WithJsonSchema(
        {
            "type": "array",
            "minItems": ENDS_OF_A_RANGE,
            "maxItems": ENDS_OF_A_RANGE,
            "items": {"type": ["number", "string"], "pattern": f"^{_NUMBER}$", "minimum": 0},
        }
    ),
]
"""The low and the high end, in the unit that stands in the name of the key."""


class SourceModel(BaseModel):
    """A mapping in a source file: frozen, and every key of it known."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
