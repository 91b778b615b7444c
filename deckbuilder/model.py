"""The shapes of the source files: what a maintainer may write, as pydantic models.

Every scalar arrives as the text that stands in the file (see yamltree), so `no` stays "no" and 1.10
stays "1.10"; the few values that are not text are converted here.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Tag
from pydantic_core import PydanticCustomError

BAD_VALUE = "bad_value"
"""Error type of the validators below; their message is for the maintainer as it stands."""

BLANK_TEXT = "blank_text"
"""Error type of a text that is empty or white space only."""

QUESTION_TAG, CLOZE_TAG, CLAIM_TAG = "\0question", "\0cloze", "\0claim"
ALL_DECKS_TAG, LISTED_DECKS_TAG = "\0all", "\0list"
UNION_TAGS = frozenset({QUESTION_TAG, CLOZE_TAG, CLAIM_TAG, ALL_DECKS_TAG, LISTED_DECKS_TAG})
"""What pydantic calls the members of unions; no YAML key can equal one, for it holds no NUL."""

MAX_ID_LENGTH = 100
MAX_NAME_BYTES = 120


def bad_value(message: str, **context: str) -> PydanticCustomError:
    """Return the error of a validator whose message is for the maintainer as it stands."""
    return PydanticCustomError(BAD_VALUE, message, context)


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError(BLANK_TEXT, "the text is empty")
    return text


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", text) or len(text) > MAX_ID_LENGTH:
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
    if re.search(r'[\n\t"]', text) or any(not part or part != part.strip() for part in parts):
        message = '"{text}" is not a deck name; no part of it may be empty or edged with spaces'
        raise bad_value(message, text=text)
    return text


def _package_file(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*\.apkg", text) or len(text) > MAX_NAME_BYTES:
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
    if not re.fullmatch(r"https?://[^\s<>\"]+", text) or placeholders - {"{id}", "{release}"}:
        message = '"{text}" is not a web address, in which only {id} and {release} are filled in'
        raise bad_value(message, text=text)
    return text


def _flag(value: object) -> object:
    if value == "true":
        return True
    if value == "false":
        return False
    if isinstance(value, str):
        raise bad_value('expected true or false, found "{text}"', text=value)
    return value


def _null(value: object) -> object:
    return None if isinstance(value, str) and value in {"", "~", "null"} else value


def _bare_id(value: object) -> object:
    return {"id": value} if isinstance(value, str) else value


Text = Annotated[str, AfterValidator(_not_blank)]
Identifier = Annotated[str, AfterValidator(_not_blank), AfterValidator(_identifier)]
AnkiTag = Annotated[str, AfterValidator(_not_blank), AfterValidator(_anki_tag)]
DeckName = Annotated[str, AfterValidator(_not_blank), AfterValidator(_anki_deck_name)]
PackageFile = Annotated[str, AfterValidator(_not_blank), AfterValidator(_package_file)]
IsoDate = Annotated[str, AfterValidator(_not_blank), AfterValidator(_iso_date)]
ReportUrl = Annotated[str, AfterValidator(_not_blank), AfterValidator(_report_url)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Level = Literal["core", "advanced"]
Verdict = Literal["supported", "supported with limits", "overstated", "not supported", "omitted"]


class SourceModel(BaseModel):
    """A mapping in a source file: frozen, and every key of it known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Citation(SourceModel):
    """A reference as a note cites it; `at` is the place in it."""

    id: Identifier
    at: Text | None = None


class Correction(SourceModel):
    """A fact that was wrong: since when it is right, and what the card said before."""

    on: IsoDate
    was: Text


class Retired(SourceModel):
    """A note that was published and is withdrawn; `see` is the note to learn in its place."""

    id: Identifier
    on: IsoDate
    reason: Text
    see: Identifier | None = None


class Figure(SourceModel):
    """A picture in source/media, and what it shows for those who cannot see it."""

    file: Text
    alt: str = ""


class NoteBase(SourceModel):
    """What every kind of note may carry; `id` is permanent."""

    id: Identifier
    refs: tuple[Annotated[Citation, BeforeValidator(_bare_id)], ...] = ()
    textbook: Flag = False
    level: Level = "core"
    requires: tuple[Identifier, ...] = ()
    objective: Identifier | None = None
    figure: Figure | None = None
    correction: Correction | None = None
    tags: tuple[AnkiTag, ...] = ()
    allow: Mapping[str, Text] = {}


class QuestionNote(NoteBase):
    """A question and its answer, asked the other way round as well where `reverse` says so."""

    question: Text
    answer: Text
    why: Text | None = None
    reverse: Flag = False
    typed: Flag = False


class ClozeNote(NoteBase):
    """A text with gaps; one card for each cloze number."""

    cloze: Text
    why: Text | None = None


class ClaimNote(NoteBase):
    """A claim from promotional copy, the verdict on it and the evidence."""

    claim: Text
    verdict: Verdict
    evidence: Text


_KIND_TAGS = {
    "question": QUESTION_TAG,
    "answer": QUESTION_TAG,
    "cloze": CLOZE_TAG,
    "claim": CLAIM_TAG,
    "verdict": CLAIM_TAG,
    "evidence": CLAIM_TAG,
}
"""Which kind of note a key belongs to."""


def _kind_tag(value: object) -> str | None:
    keys = value if isinstance(value, dict) else {}
    kinds = {_KIND_TAGS[key] for key in keys if key in _KIND_TAGS}
    return kinds.pop() if len(kinds) == 1 else None


Note = QuestionNote | ClozeNote | ClaimNote


class CardFile(SourceModel):
    """One file of source/cards: the notes of a deck, in teaching order."""

    deck: Identifier
    tags: tuple[AnkiTag, ...] = ()
    notes: tuple[
        Annotated[
            Annotated[QuestionNote, Tag(QUESTION_TAG)]
            | Annotated[ClozeNote, Tag(CLOZE_TAG)]
            | Annotated[ClaimNote, Tag(CLAIM_TAG)],
            Discriminator(_kind_tag),
        ],
        ...,
    ]
    retired: tuple[Retired, ...] = ()


class Objective(SourceModel):
    """What a student of a deck should be able to do."""

    id: Identifier
    text: Text


class Deck(SourceModel):
    """A deck of the collection; its name is its identity for Anki, so it is permanent."""

    id: Identifier
    name: DeckName
    description: str = ""
    objectives: tuple[Objective, ...] = ()


def _package_decks_tag(value: object) -> str:
    return ALL_DECKS_TAG if isinstance(value, str) else LISTED_DECKS_TAG


class Package(SourceModel):
    """One .apkg file and the decks in it."""

    file: PackageFile
    decks: Annotated[
        Annotated[Literal["all"], Tag(ALL_DECKS_TAG)]
        | Annotated[tuple[Identifier, ...], Tag(LISTED_DECKS_TAG)],
        Discriminator(_package_decks_tag),
    ]


class CollectionFile(SourceModel):
    """source/collection.yaml: title, decks in teaching order, packages."""

    title: DeckName
    namespace: Identifier
    tag_root: AnkiTag | None = None
    language: Text = "en"
    licence: Text | None = None
    report: Annotated[ReportUrl | None, BeforeValidator(_null)] = None
    description: str = ""
    decks: tuple[Deck, ...]
    packages: tuple[Package, ...]
