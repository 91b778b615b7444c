"""The shapes of a file of cards and of the notes in it, as pydantic models.

The docstrings of the keys are what editors show beside them (see schema).
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
)

from deckbuilder.source.drugs import Use
from deckbuilder.source.values import (
    AnkiTag,
    Flag,
    Identifier,
    IsoDate,
    ReversedQuestion,
    SourceModel,
    Text,
    bad_value,
)

QUESTION_TAG, CLOZE_TAG, CLAIM_TAG = "\0question", "\0cloze", "\0claim"
DRUG_TAG, CONTRAST_TAG = "\0drug", "\0contrast"
"""What pydantic calls the kinds of note in its paths; no key of YAML holds NUL."""


PAIR = 2
"""Drugs that a contrast tells apart."""


def _bare_id(value: object) -> object:
    return {"id": value} if isinstance(value, str) else value


Level = Literal["core", "advanced"]
Verdict = Literal[
    "supported", "supported with limits", "overstated", "not supported", "contradicted"
]


Contrast = Literal["half-life", "clearance", "active metabolite", "licence", "look-alike"]


def _pair(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(names)) != PAIR or len(names) != PAIR:
        raise bad_value("a contrast is between two drugs, as in [diazepam, lorazepam]")
    return names


class Citation(SourceModel):
    """A reference as a note cites it; `at` is the place in it."""

    id: Identifier
    """An id in references.yaml."""
    at: Text | None = None
    """The place in the reference: a page, table or section."""


class Correction(SourceModel):
    """A fact that was wrong: since when it is right, and what the card said before."""

    on: IsoDate
    """Day of the correction, as in 2027-01-31."""
    was: Text
    """What the card said before."""


class Retired(SourceModel):
    """A note that was published and is withdrawn; `see` is the note to learn in its place."""

    id: Identifier
    """Id of the withdrawn note; it is never used again."""
    on: IsoDate
    """Day of the withdrawal, as in 2027-01-31."""
    reason: Text
    """Why it was withdrawn; students read it on the card."""
    see: Identifier | None = None
    """Id of the note to learn in its place."""


class Figure(SourceModel):
    """A picture in source/media, and what it shows for those who cannot see it."""

    file: Text
    """Name of a file in source/media."""
    alt: str = ""
    """What the picture shows, without naming the answer."""


class NoteBase(SourceModel):
    """What every kind of note may carry; `id` is permanent."""

    id: Identifier
    """Permanent: Anki knows the note again by it. Unique in the whole collection."""
    refs: tuple[
        Annotated[
            Citation, BeforeValidator(_bare_id, json_schema_input_type=Identifier | Citation)
        ],
        ...,
    ] = ()
    """What supports the note: ids in references.yaml, or `{id: …, at: place in it}`."""
    textbook: Flag = False
    """`true` where the fact is textbook knowledge and needs no reference."""
    level: Level = "core"
    """`core` for what everybody needs (so where the key is missing), else `advanced`."""
    requires: tuple[Identifier, ...] = ()
    """Ids of notes that must come earlier in teaching order."""
    objective: Identifier | None = None
    """Id of an objective that collection.yaml lists for the deck."""
    figure: Figure | None = None
    correction: Correction | None = None
    tags: tuple[AnkiTag, ...] = ()
    """Tags of this note, beside those of its file."""
    allow: Mapping[str, Text] = {}
    """Rules that are silenced for this note, each with the reason: `{R005: why}`."""

    @property
    def cited(self) -> tuple[Citation, ...]:
        """Return what supports the note, be it named in the note or in the drug table."""
        return self.refs


class QuestionNote(NoteBase):
    """A question and its answer, asked the other way round as well where `reverse` says how."""

    question: Text
    """Stands alone and has one right answer. Markdown."""
    answer: Text
    """One fact, in at most about 25 words. Markdown."""
    why: Text | None = None
    """The reason, the contrast or the trap, shown below the answer. Markdown."""
    reverse: ReversedQuestion | None = None
    """The question asked the other way round, as in `Which drug antagonises …?`. Markdown."""
    typed: Flag = False
    """`true`: the student types the answer in."""


class ClozeNote(NoteBase):
    """A text with gaps; one card for each cloze number."""

    cloze: Text
    """Text with gaps, as in `{{c1::frequency::hint}}`. Markdown."""
    why: Text | None = None
    """The reason, the contrast or the trap, shown below the text. Markdown."""


class ClaimNote(NoteBase):
    """A claim from promotional copy, the verdict on it and the evidence."""

    claim: Text
    """The sentence as promotional copy has it. Markdown."""
    verdict: Verdict
    """What the evidence makes of the claim."""
    evidence: Text
    """What is known, and from whom: people, animals or structures. Markdown."""


class DrugNote(NoteBase):
    """A drug of the table: a card for each question to which drugs.yaml has data."""

    drug: Identifier
    """Id of a drug in drugs.yaml; permanent."""
    case: Text | None = None
    """A short case whose answer is the drug. Markdown."""
    why: Text | None = None
    """What in the case points to the drug, shown below the answer. Markdown."""


class ContrastNote(NoteBase):
    """Two drugs of the table that are told apart: question and answer are made from it."""

    contrast: Contrast
    """What tells the two apart; the table must bear it out (see CONTRIBUTING.md)."""
    between: Annotated[
        tuple[Identifier, ...],
        AfterValidator(_pair),
        Field(json_schema_extra={"minItems": PAIR, "maxItems": PAIR}),
    ]
    """The ids of the two drugs; of a look-alike the second may stand outside the table."""
    use: Use | None = None
    """The use that one alone is licensed for, where `contrast` is licence."""
    why: Text | None = None
    """The reason or the consequence; left out, what the table says. Markdown."""


_KIND_TAGS = {
    "question": QUESTION_TAG,
    "answer": QUESTION_TAG,
    "cloze": CLOZE_TAG,
    "claim": CLAIM_TAG,
    "verdict": CLAIM_TAG,
    "evidence": CLAIM_TAG,
    "drug": DRUG_TAG,
    "case": DRUG_TAG,
    "contrast": CONTRAST_TAG,
    "between": CONTRAST_TAG,
    "use": CONTRAST_TAG,
}
"""Which kind of note a key belongs to."""


def _kind_tag(value: object) -> str | None:
    keys = value if isinstance(value, dict) else {}
    kinds = {_KIND_TAGS[key] for key in keys if key in _KIND_TAGS}
    return kinds.pop() if len(kinds) == 1 else None


Note = QuestionNote | ClozeNote | ClaimNote | DrugNote | ContrastNote


class CardFile(SourceModel):
    """One file of source/cards: the notes of a deck, in teaching order."""

    deck: Identifier
    """Id of the deck, as collection.yaml lists it."""
    tags: tuple[AnkiTag, ...] = ()
    """Tags of every note in the file."""
    notes: tuple[
        Annotated[
            Annotated[QuestionNote, Tag(QUESTION_TAG)]
            | Annotated[ClozeNote, Tag(CLOZE_TAG)]
            | Annotated[ClaimNote, Tag(CLAIM_TAG)]
            | Annotated[DrugNote, Tag(DRUG_TAG)]
            | Annotated[ContrastNote, Tag(CONTRAST_TAG)],
            Discriminator(_kind_tag),
        ],
        ...,
    ]
    """The notes; file order is teaching order."""
    retired: tuple[Retired, ...] = ()
    """Published notes that are withdrawn."""
