"""The bibliography: CSL items, what each needs to be found again, and how a card prints one.

Source of the names: the Citation Style Language's item schema, csl-data 1.0.2. Two keys are ours:
`seen` says where a maintainer saw the reference, `incomplete` what is still to be confirmed.
"""

import re
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, BeforeValidator, ConfigDict

from deckbuilder.source.values import Identifier, SourceModel, Text, as_text, bad_value

ET_AL = "et al."
"""How a bibliography marks that the list of authors goes on."""

ReferenceType = Literal[
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "chapter",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "legal_case",
    "legislation",
    "paper-conference",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "standard",
    "thesis",
    "webpage",
]


def _date_parts(value: object) -> object:
    """Turn a plain date, as CSL 1.1 and pandoc write one, into CSL 1.0's mapping."""
    return {"literal": value} if isinstance(value, str) else value


def _web_address(text: str) -> str:
    try:
        host = urlsplit(text).netloc
    except ValueError:
        host = ""
    if not host or not re.fullmatch(r"https?://[^\s<>\"]+", text):
        raise bad_value('"{text}" is not a web address; it starts with https://', text=text)
    return text


WebAddress = Annotated[
    Text,
    AfterValidator(_web_address),
    as_text(r'^https?://[^\s<>"/?#][^\s<>"]*$', "a web address starts with https://"),
]


def _bare_doi(text: str) -> str:
    return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)", "", text)


def _hyphenated(name: str) -> str:
    return name.replace("_", "-")


class CslModel(SourceModel):
    """A mapping whose keys are CSL's, with hyphens."""

    model_config = ConfigDict(alias_generator=_hyphenated)


class Name(CslModel):
    """A person (`family`, `given`) or a body (`literal`)."""

    family: Text | None = None
    given: Text | None = None
    literal: Text | None = None
    suffix: Text | None = None
    non_dropping_particle: Text | None = None
    dropping_particle: Text | None = None


class Date(CslModel):
    """A date as CSL gives it: numbers, or text."""

    date_parts: tuple[tuple[Text, ...], ...] = ()
    """Year, month and day as in [[2018, 7, 12]]."""
    literal: Text | None = None
    raw: Text | None = None


IssueDate = Annotated[Date, BeforeValidator(_date_parts, json_schema_input_type=Text | Date)]


class Reference(CslModel):
    """One entry of source/references.yaml."""

    id: Identifier
    """What notes cite it by."""
    type: ReferenceType | None = None
    title: Text | None = None
    title_short: Text | None = None
    author: tuple[Name, ...] = ()
    """In the order of the publication; `{literal: et al.}` where the list goes on."""
    editor: tuple[Name, ...] = ()
    issued: IssueDate | None = None
    accessed: IssueDate | None = None
    container_title: Text | None = None
    container_title_short: Text | None = None
    collection_title: Text | None = None
    publisher: Text | None = None
    publisher_place: Text | None = None
    edition: Text | None = None
    volume: Text | None = None
    issue: Text | None = None
    page: Text | None = None
    number: Text | None = None
    version: Text | None = None
    chapter_number: Text | None = None
    section: Text | None = None
    authority: Text | None = None
    jurisdiction: Text | None = None
    genre: Text | None = None
    medium: Text | None = None
    language: Text | None = None
    abstract: Text | None = None
    note: Text | None = None
    DOI: Annotated[Text, AfterValidator(_bare_doi)] | None = None
    """The bare identifier, as in 10.1038/s41586-018-0255-3."""
    PMID: Text | None = None
    PMCID: Text | None = None
    ISBN: Text | None = None
    ISSN: Text | None = None
    URL: WebAddress | None = None
    seen: Text | None = None
    """Where a maintainer saw this very reference."""
    incomplete: Text | None = None
    """What is still to be confirmed; a detail that was not seen stays out."""

    @property
    def year(self) -> str | None:
        """Return the four digits of the year of issue."""
        if self.issued is None:
            return None
        date = self.issued
        parts = [part for parts in date.date_parts[:1] for part in parts[:1]]
        text = parts[0] if parts else date.literal or date.raw or ""
        found = re.search(r"\d{4}", text)
        return found[0] if found else None

    @property
    def link(self) -> str | None:
        """Return the address that is likeliest to last: DOI before PubMed before URL."""
        if self.DOI:
            return f"https://doi.org/{quote(self.DOI, safe='/:;().-_')}"
        if self.PMID:
            return f"https://pubmed.ncbi.nlm.nih.gov/{quote(self.PMID)}/"
        return self.URL

    @property
    def container(self) -> str | None:
        """Return the journal, book or site that holds the work, else its publisher."""
        return self.container_title or self.publisher


class ReferenceFile(SourceModel):
    """source/references.yaml: the items under `references`, as pandoc has them."""

    references: tuple[Reference, ...]
    """What the notes cite."""
