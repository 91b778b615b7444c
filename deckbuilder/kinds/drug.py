"""Drugs of the table: one note a drug, one card a question, each made where the table has data.

The wording of the cards is here, their figures stand in the table, and only the case is the note's
own. What is blank in the table gives no card.
"""

import html as escaping
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from deckbuilder.kinds.kind import (
    DELETE_THIS_CARD,
    EVERY_NOTE,
    SPARE,
    Card,
    Kind,
    NoteShape,
    NoteTypeKind,
    Template,
)
from deckbuilder.kinds.tabled import (
    COUNTRIES,
    and_list,
    hours,
    lasting_hours,
    sentence,
)
from deckbuilder.source.drugs import Country, Drug, DurationClasses, Place
from deckbuilder.source.notes import Citation, DrugNote, Figure
from deckbuilder.text.parsed import ParsedTexts

SPOKEN = "Audio"
"""A field that waits for a recording of the name."""

NUMBERS = ("HalfLifeLow", "HalfLifeHigh", "MetaboliteHalfLifeLow", "MetaboliteHalfLifeHigh")
"""Hours as plain numbers, by which Anki can search and sort."""

MOST_BRANDS = 4
"""Brand names that a front can hold."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a drug, its answer and the reason, in Markdown; and what they rest on."""

    question: str
    answer: str
    why: str | None
    places: tuple[Place, ...] = ()


class TabledDrugNote(DrugNote):
    """A note of a drug beside its row of the table."""

    row: Drug
    classes: DurationClasses

    @cached_property
    def asked(self) -> Mapping[str, Asked]:
        """Return what the cards ask, by the names of their templates."""
        made = ((part.name, part.ask(self)) for part in PARTS)
        return {name: asked for name, asked in made if asked is not None}

    @property
    def cited(self) -> tuple[Citation, ...]:
        """Return the references of the note, then those of the cells that its cards show."""
        places = (place for asked in self.asked.values() for place in asked.places)
        tabled = (Citation(id=place.id, at=place.at) for place in places)
        return tuple(dict.fromkeys((*self.refs, *tabled)))


def with_row(note: DrugNote, row: Drug, classes: DurationClasses) -> TabledDrugNote:
    """Return a note with its row; a figure without a text is described by the row's."""
    figure = note.figure
    if figure is not None and not figure.alt.strip():
        figure = Figure(file=figure.file, alt=f"Skeletal formula: {row.subclass}.")
    values = {name: getattr(note, name) for name in type(note).model_fields}
    return TabledDrugNote.model_construct(**values | {"figure": figure}, row=row, classes=classes)


def _structure(note: TabledDrugNote) -> Asked | None:
    if note.figure is None:
        return None
    why = sentence(note.row.subclass)
    return Asked(
        "Which drug has this structure?",
        f"{sentence(note.row.name)}",
        why,
        note.row.identity_sources,
    )


def _duration(note: TabledDrugNote) -> Asked:
    row, half_life = note.row, note.row.half_life
    metabolite = row.lasting_metabolite
    said = hours(half_life.range_hours)
    if metabolite and metabolite.range_hours:
        said += (
            f", as {metabolite.name}"
            if metabolite.range_hours == half_life.range_hours
            else f", and {hours(metabolite.range_hours)} for its metabolite {metabolite.name}"
        )
    duration = note.classes.of(lasting_hours(row))
    return Asked(
        f"By its half-life, how long-acting is {row.name}?",
        f"**{sentence(duration, end='')}**: {said}.",
        half_life.varies,
        (note.classes.source, *(reading.source for reading in half_life.readings)),
    )


def _metabolites(note: TabledDrugNote) -> Asked | None:
    row, remark = note.row, note.row.metabolites_note
    lasting = [each for each in row.active_metabolites if each.lasting]
    other = [each.name for each in row.active_metabolites if not each.lasting]
    named = [
        f"**{each.name}**" + (f" ({hours(each.range_hours)})" if each.range_hours else "")
        for each in lasting
    ]
    question = f"Which active metabolites does {row.name} have?"
    places = tuple(place for each in row.active_metabolites for place in each.sources)
    if named or other:
        text = and_list(named)
        if other:
            text += f"; also {and_list(other)}" if named else and_list(other)
        why = remark.text if remark else None
        return Asked(question, sentence(text), why, (*places, *(remark.sources if remark else ())))
    return Asked(question, remark.text, None, remark.sources) if remark else None


def _clearance(note: TabledDrugNote) -> Asked | None:
    clearance = note.row.clearance
    if clearance is None:
        return None
    question = f"How is {note.row.name} cleared"
    if clearance.liver is None:
        return Asked(f"{question}?", sentence(clearance.steps), clearance.why, clearance.sources)
    return Asked(
        f"{question}, and what does liver disease change?",
        f"{sentence(clearance.steps)} {sentence(clearance.liver)}",
        clearance.why,
        clearance.sources,
    )


def _brand(note: TabledDrugNote) -> Asked | None:
    row = note.row
    if not row.brands:
        return None
    names = list(dict.fromkeys(brand.name for brand in row.brands))[:MOST_BRANDS]
    sold: dict[Country, list[str]] = {}
    for brand in row.brands:
        details = [brand.form, "no longer sold" if brand.former else None]
        said = ", ".join(filter(None, details))
        sold.setdefault(brand.country, []).append(brand.name + (f" ({said})" if said else ""))
    places = (f"in {COUNTRIES[country]} {and_list(each)}" for country, each in sold.items())
    return Asked(
        f"Which drug has the brand name{'s' if len(names) > 1 else ''} {and_list(names)}?",
        sentence(row.name),
        sentence("; ".join(places)),
        row.brand_sources,
    )


def _uses(note: TabledDrugNote) -> Asked | None:
    licensed = next(iter(note.row.licensed), None)
    if licensed is None:
        return None
    return Asked(
        f"What is {note.row.name} licensed for in {COUNTRIES[licensed.country]}?",
        sentence(licensed.text),
        licensed.why,
        licensed.sources,
    )


def _case(note: TabledDrugNote) -> Asked | None:
    if note.case is None:
        return None
    return Asked(note.case, sentence(note.row.name), note.why)


@dataclass(frozen=True, slots=True)
class Part:
    """A question that is asked of every drug: its template's name, how it is asked, and its cell.

    `cell` is the key in the table from which it is made, or in the note where `is_own`.
    """

    name: str
    ask: Callable[[TabledDrugNote], Asked | None]
    cell: str
    is_own: bool = False


PARTS = (
    Part("Structure", _structure, "smiles"),
    Part("Duration", _duration, "half_life"),
    Part("Metabolites", _metabolites, "active_metabolites"),
    Part("Clearance", _clearance, "clearance"),
    Part("Brand", _brand, "brands"),
    Part("Uses", _uses, "licensed"),
    Part("Case", _case, "case", is_own=True),
)
"""In the order of their templates, which is frozen; new ones take the place of the spare ones."""

SPARE_PARTS = ("Extra1", "Extra2", "Extra3")

SIDES = ("Question", "Answer", "Why")

_NAMES = (*(part.name for part in PARTS), *SPARE_PARTS)

SHAPE = NoteShape(
    number=4,
    name="Drug",
    kind=NoteTypeKind.STANDARD,
    fields=(
        "Name",
        "Class",
        *NUMBERS,
        *(f"{name}{side}" for name in _NAMES for side in SIDES),
        SPOKEN,
        *EVERY_NOTE,
        *SPARE,
    ),
    templates=tuple(
        Template(name, "structure" if name == "Structure" else "drug", part=name) for name in _NAMES
    ),
)


def text_key(part: str, side: str) -> str:
    """Return the key of a text of a drug, as in `duration_answer`."""
    return f"{part}_{side}".lower()


CELLS: Mapping[str, Part] = {text_key(part.name, side): part for part in PARTS for side in SIDES}
"""The part of each text, by the text's key."""


def text(note: TabledDrugNote, key: str) -> str | None:
    """Return a text of the note by its key, or None where the table has nothing for it."""
    if key == "drug":
        return note.drug
    part = CELLS.get(key)
    asked = note.asked.get(part.name) if part else None
    return getattr(asked, key.rpartition("_")[2], None)


def fields(note: TabledDrugNote, html: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the fields that the drug fills, by name."""
    row, metabolite = note.row, note.row.lasting_metabolite
    yield "Name", escaping.escape(row.name, quote=False)
    yield "Class", row.drug_class
    ends = (*row.half_life.range_hours, *((metabolite and metabolite.range_hours) or ()))
    yield from zip(NUMBERS, map(str, ends), strict=False)
    for part in PARTS:
        for side in SIDES:
            yield f"{part.name}{side}", html.get(text_key(part.name, side), "")


def ordinals(note: TabledDrugNote, _gaps: Sequence[int]) -> tuple[int, ...]:
    """Return the ordinals of the questions for which there is data."""
    return tuple(ordinal for ordinal, part in enumerate(PARTS) if part.name in note.asked)


def cards(note: TabledDrugNote, parsed: ParsedTexts) -> Iterator[Card]:
    """Yield a card for each question; it stays the same card while it is of the same drug."""
    for ordinal, part in enumerate(PARTS):
        asked = note.asked.get(part.name)
        if asked is not None:
            key = text_key(part.name, "question")
            known = parsed.words(f"{note.row.id} {part.name}")
            wanted = parsed.words(asked.answer)
            yield Card(ordinal, key, parsed.words(asked.question), wanted, known_by=known)


def withdrawn(title: str, published: Sequence[int]) -> dict[str, str]:
    """Return the fields of a withdrawn drug, which keeps its cards."""
    asked = {
        f"{_NAMES[ordinal]}{side}": said
        for ordinal in published
        for side, said in (("Question", title), ("Answer", DELETE_THIS_CARD))
    }
    return {"Name": title} | asked


KIND = Kind(SHAPE, ("drug", *CELLS), fields, ordinals, cards, withdrawn, text)
