"""The shape of collection.yaml: title, decks in teaching order, packages.

The docstrings of the keys are what editors show beside them (see schema).
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Tag,
    WithJsonSchema,
)

from deckbuilder.source.headings import Headings
from deckbuilder.source.values import (
    AnkiTag,
    DeckName,
    Identifier,
    LanguageTag,
    PackageFile,
    ReportUrl,
    SourceModel,
    Text,
)

ALL_DECKS_TAG, LISTED_DECKS_TAG = "\0all", "\0list"
"""What pydantic calls the two forms of `decks` in its paths; no key of YAML holds NUL."""

NoReport = Annotated[str, WithJsonSchema({"enum": [None, "null", "~", ""]})]


def _null(value: object) -> object:
    return None if isinstance(value, str) and value in {"", "~", "null"} else value


class Objective(SourceModel):
    """What a student of a deck should be able to do."""

    id: Identifier
    """What a note names in `objective`."""
    text: Text
    """What the student should be able to do."""


class Deck(SourceModel):
    """A deck of the collection; its name is its identity for Anki, so it is permanent."""

    id: Identifier
    """What card files and packages call the deck."""
    name: DeckName
    """Shown in Anki below the title; permanent. Anki sorts by it, hence the number."""
    description: str = ""
    """Shown by Anki on the deck. Markdown."""
    objectives: tuple[Objective, ...] = ()
    """What a student of the deck should be able to do."""


def _package_decks_tag(value: object) -> str:
    return ALL_DECKS_TAG if isinstance(value, str) else LISTED_DECKS_TAG


class Package(SourceModel):
    """One .apkg file and the decks in it."""

    file: PackageFile
    """Name of the file, as in receptor.apkg."""
    decks: Annotated[
        Annotated[Literal["all"], Tag(ALL_DECKS_TAG)]
        | Annotated[tuple[Identifier, ...], Tag(LISTED_DECKS_TAG)],
        Discriminator(_package_decks_tag),
    ]
    """`all`, or a list of deck ids."""


class CollectionFile(SourceModel):
    """source/collection.yaml: title, decks in teaching order, packages."""

    title: DeckName
    """The top deck in Anki; permanent."""
    namespace: Identifier
    """Goes into the identity of every note; permanent."""
    tag_root: AnkiTag | None = None
    """Every tag ships below this one, apart from the tags of the student."""
    language: LanguageTag = "en"
    """Language of the cards, as in `en` or `pt-BR`; some are written from right to left."""
    headings: Headings = Headings()
    """What the cards say in that language beside the texts of their notes: `{why: Warum}`."""
    licence: Text | None = None
    """Licence of the cards, as in `CC-BY-4.0`."""
    report: Annotated[
        ReportUrl | None, BeforeValidator(_null, json_schema_input_type=ReportUrl | NoReport)
    ] = None
    """Address for reports of mistakes, in which {id} and {release} are filled in; null for none."""
    description: str = ""
    """Shown by Anki on the top deck. Markdown."""
    topics: Mapping[AnkiTag, Text] = {}
    """The tags that notes may carry, each with a sentence; where none is listed, any."""
    decks: tuple[Deck, ...]
    """The decks in teaching order."""
    packages: tuple[Package, ...]
    """The .apkg files that are built."""
