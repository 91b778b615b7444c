"""The shape of drugs.yaml: the drug table, in which each figure stands once with its source.

Cards, contrasts and figures are made from it. Units stand in the names of the keys. The docstrings
of the keys are what editors show beside them (see schema).
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from deckbuilder.source.chemistry import AtcCode, Formula, InchiKey, Smiles
from deckbuilder.source.values import (
    Flag,
    Identifier,
    Quantity,
    Range,
    SourceModel,
    Text,
    bad_value,
)

DrugClass = Literal["benzodiazepine", "Z-drug", "antagonist"]
Country = Literal["US", "UK", "EU", "elsewhere"]
Pathway = Literal["glucuronidation", "oxidation", "reduction", "hydrolysis"]
Route = Literal["oral", "sublingual", "buccal", "nasal", "rectal", "intramuscular", "intravenous"]
Use = Literal[
    "anxiety",
    "panic disorder",
    "insomnia",
    "seizures",
    "alcohol withdrawal",
    "muscle spasm",
    "sedation",
    "anaesthesia",
    "reversal",
]
DurationClass = Literal["ultrashort-acting", "short- to intermediate-acting", "long-acting"]
Schedule = Literal["I", "II", "III", "IV", "V", "none"]


class Place(SourceModel):
    """A reference, and the place in it where the figure or the statement stands."""

    id: Identifier
    """An id in references.yaml."""
    at: Text
    """The place in the reference: a page, table or section."""


def _at_least_one(items: tuple[object, ...]) -> tuple[object, ...]:
    if not items:
        raise bad_value("the list is empty; name at least one, with its source")
    return items


_NotEmpty = (AfterValidator(_at_least_one), Field(json_schema_extra={"minItems": 1}))

Places = Annotated[tuple[Place, ...], *_NotEmpty]


class Brand(SourceModel):
    """A brand name, and where it is or was sold."""

    name: Text
    country: Country
    form: Text | None = None
    """The form, where the name is that of one form alone, as in `nasal spray`."""
    former: Flag = False
    """`true` where the name is no longer sold."""


class HalfLifeReading(SourceModel):
    """What one source says of a half-life: a range, a mean or both."""

    range_hours: Range | None = None
    mean_hours: Quantity | None = None
    note: Text | None = None
    """Of whom or of what the figure is."""
    source: Place

    @model_validator(mode="after")
    def _has_figure(self) -> "HalfLifeReading":
        if self.range_hours is None and self.mean_hours is None:
            raise bad_value("a reading has range_hours, mean_hours or both; found neither")
        return self


class HalfLife(SourceModel):
    """The elimination half-life of the drug itself."""

    range_hours: Range
    """What cards and figures show: the range that the readings support."""
    varies: Text
    """Why it is a range: what lengthens or shortens it, or how the sources differ. Markdown."""
    readings: Annotated[tuple[HalfLifeReading, ...], *_NotEmpty]
    """What each source says."""


class Metabolite(SourceModel):
    """An active metabolite; `lasting` ones carry the effect on when the drug itself is gone."""

    name: Text
    range_hours: Range | None = None
    """Its half-life; left out where the sources give none, or none that holds."""
    lasting: Flag = False
    """`true` where it decides how long the drug acts."""
    sources: Places


class Statement(SourceModel):
    """A statement with its sources."""

    text: Text
    sources: Places


class Clearance(SourceModel):
    """How the drug leaves, and what liver disease does to that."""

    pathway: Pathway
    """The step that decides."""
    steps: Text
    """How the drug is cleared, in at most about twelve words. Markdown."""
    enzymes: tuple[Text, ...] = ()
    liver: Text | None = None
    """What liver disease changes, in at most about twelve words. Markdown."""
    why: Text | None = None
    """The reason or the limit of it, shown below the answer. Markdown."""
    sources: Places


class Onset(SourceModel):
    """How soon the drug acts."""

    speed: Literal["fast", "intermediate", "slow"]
    time_to_peak_hours: Range | None = None
    """Time to the highest level, by mouth unless `note` says otherwise."""
    note: Text | None = None
    sources: Places


class LicensedUse(SourceModel):
    """What the drug is licensed for in a country; an empty `uses` says that it is not."""

    country: Literal["US", "UK", "EU"]
    uses: tuple[Use, ...] = ()
    text: Text
    """The uses in the words of a card. Markdown."""
    why: Text | None = None
    """What sets these uses apart, shown below them. Markdown."""
    sources: Places


class ScheduleEntry(SourceModel):
    """Where the US Controlled Substances Act puts the drug."""

    schedule: Schedule
    sources: Places


class Equivalent(SourceModel):
    """The dose by mouth that one source takes as equal to 10 mg of diazepam by mouth."""

    range_mg: Range
    note: Text | None = None
    source: Place


class LookAlike(SourceModel):
    """A name that is mistaken for this one, and what happens then."""

    name: Text
    given: Literal["this", "other"] = "this"
    """Which of the two was given by mistake for the other."""
    consequence: Text
    """What that does to a patient, in at most about 15 words. Markdown."""
    sources: Places


class SpokenName(SourceModel):
    """The name in the International Phonetic Alphabet, where a named source gives it."""

    ipa: Text
    source: Place


class Drug(SourceModel):
    """A row of the table; `id` is what notes and figures name it by."""

    id: Identifier
    name: Text
    """The generic name, in lower case."""
    drug_class: DrugClass = Field(alias="class")
    subclass: Text
    """The ring system and what hangs on it, for those who cannot see the structure."""
    smiles: Smiles
    inchikey: InchiKey
    formula: Formula
    molar_mass_g_per_mol: Quantity
    atc_code: AtcCode
    identity_sources: Places
    """What gives InChIKey and ATC code."""
    brands: tuple[Brand, ...] = ()
    brand_sources: tuple[Place, ...] = ()
    half_life: HalfLife
    active_metabolites: tuple[Metabolite, ...] = ()
    """The lasting ones first."""
    metabolites_note: Statement | None = None
    """What is to be known of the metabolites beside their half-lives, above all that none acts."""
    clearance: Clearance | None = None
    onset: Onset | None = None
    lipid_solubility: Statement | None = None
    routes: tuple[Route, ...]
    licensed: tuple[LicensedUse, ...] = ()
    """The country that the card asks about comes first."""
    us_schedule: ScheduleEntry | None = None
    cautions: tuple[Statement, ...] = ()
    equivalents_to_10_mg_diazepam: tuple[Equivalent, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()
    spoken: SpokenName | None = None

    @model_validator(mode="after")
    def _has_brand_sources(self) -> "Drug":
        if self.brands and not self.brand_sources:
            raise bad_value("brands need brand_sources; name at least one with its place")
        return self

    @property
    def lasting_metabolite(self) -> Metabolite | None:
        """Return the metabolite that decides how long the drug acts, or None."""
        return next((each for each in self.active_metabolites if each.lasting), None)


class DurationClasses(SourceModel):
    """The scheme by which drugs are called long-acting: the middle of the half-life decides."""

    ultrashort_below_hours: Quantity
    long_above_hours: Quantity
    source: Place

    def of(self, ends: tuple[Decimal, ...]) -> DurationClass:
        """Return the class of a range of hours, by its geometric mean."""
        low, high = ends
        middle = (low * high).sqrt()
        if middle < self.ultrashort_below_hours:
            return "ultrashort-acting"
        long = middle > self.long_above_hours
        return "long-acting" if long else "short- to intermediate-acting"


class DrugFile(SourceModel):
    """source/drugs.yaml: the drugs, in the order in which they are taught."""

    duration_classes: DurationClasses
    drugs: tuple[Drug, ...]
    other_drugs: tuple[Text, ...] = ()
    """Drugs without a row that cards speak of, in small letters."""


def places_in(
    value: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Place]]:
    """Yield every place that a part of the table names, with the path to it by keys and indexes."""
    match value:
        case Place():
            yield path, value
        case SourceModel():
            for name, field in type(value).model_fields.items():
                yield from places_in(getattr(value, name), (*path, field.alias or name))
        case tuple():
            for index, item in enumerate(value):
                yield from places_in(item, (*path, index))
