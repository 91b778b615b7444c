"""What a card says beside the texts of its note, in the language of the collection.

The docstrings of the keys are what editors show beside them (see schema).
"""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from deckbuilder.source.values import SourceModel, Text, bad_value

ENGLISH = {
    "why": "Why",
    "references": "References",
    "core": "core",
    "advanced": "advanced",
    "trial": "On trial: what does the evidence say?",
    "supported": "supported",
    "supported with limits": "supported with limits",
    "overstated": "overstated",
    "not supported": "not supported",
    "contradicted": "contradicted",
    "withdrawn": "withdrawn",
    "textbook": "Textbook knowledge.",
    "report": "Report an error",
    "corrected": "Corrected on {day}.",
    "before": "Before, this card said:",
    "withdrawal": "Withdrawn on {day}.",
    "instead": "Learn in its place:",
    "deletion": (
        "To delete all withdrawn cards, search for {search} in the browser, select all notes and "
        "delete them."
    ),
}
"""What stands on a card where the collection says nothing else, by the key of it."""


def _holds(placeholder: str) -> AfterValidator:
    """Return a validator of texts in which something is filled in."""

    def checked(text: str) -> str:
        if placeholder not in text:
            message = '"{text}" has no {placeholder}, which the card fills in'
            raise bad_value(message, text=text, placeholder=placeholder)
        return text

    return AfterValidator(checked)


OfDay = Annotated[Text, _holds("{day}")]
OfSearch = Annotated[Text, _holds("{search}")]


class Headings(SourceModel):
    """What a card says beside the texts of its note; English where a key is missing."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, populate_by_name=True
    )

    why: Text | None = None
    """Above the reason: `Why`."""
    references: Text | None = None
    """Above the references: `References`."""
    core: Text | None = None
    """The level at the foot: `core`."""
    advanced: Text | None = None
    """The level at the foot: `advanced`."""
    trial: Text | None = None
    """Above a claim: `On trial: what does the evidence say?`."""
    supported: Text | None = None
    """A verdict: `supported`."""
    supported_with_limits: Annotated[Text | None, Field(alias="supported with limits")] = None
    """A verdict: `supported with limits`."""
    overstated: Text | None = None
    """A verdict: `overstated`."""
    not_supported: Annotated[Text | None, Field(alias="not supported")] = None
    """A verdict: `not supported`."""
    contradicted: Text | None = None
    """A verdict: `contradicted`."""
    withdrawn: Text | None = None
    """In place of a verdict: `withdrawn`."""
    textbook: Text | None = None
    """Where no reference is needed: `Textbook knowledge.`."""
    report: Text | None = None
    """The link to the report of a mistake: `Report an error`."""
    corrected: OfDay | None = None
    """Where a fact was corrected: `Corrected on {day}.`."""
    before: Text | None = None
    """Before what the card said then: `Before, this card said:`."""
    withdrawal: OfDay | None = None
    """On a withdrawn card: `Withdrawn on {day}.`."""
    instead: Text | None = None
    """Before the note to learn now: `Learn in its place:`."""
    deletion: OfSearch | None = None
    """How to delete what is withdrawn: `To delete all withdrawn cards, search for {search} …`."""
