"""Contrasts: two drugs of the table that differ clearly, asked as a question with its answer.

A note names the drugs and what tells them apart; wording and figures are made here. Each contrast
has a rule that the table must bear out, so that nobody contrasts what overlaps:

* `half-life`: both are licensed for one use, and the half-lives that decide do not overlap;
* `clearance`: both are licensed for one use; one is glucuronidated alone, the other is not;
* `active metabolite`: both are licensed for one use; one leaves a lasting metabolite, one none;
* `licence`: both have an entry for the country, and one alone is licensed for the use;
* `look-alike`: the first names the second among its look-alikes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from deckbuilder.kinds.tabled import COUNTRIES, hours, lasting_hours, sentence
from deckbuilder.source.drugs import Drug, LicensedUse, Place, Use
from deckbuilder.source.notes import Citation, ContrastNote, QuestionNote

COUNTRY: Final = "US"
"""The country whose licences decide whether a prescriber may choose between two drugs."""


class TabledQuestionNote(QuestionNote):
    """A question that was made from the table, with the places that bear it out."""

    places: tuple[Place, ...]

    @property
    def cited(self) -> tuple[Citation, ...]:
        """Return the references of the note, then those of the cells."""
        tabled = (Citation(id=place.id, at=place.at) for place in self.places)
        return tuple(dict.fromkeys((*self.refs, *tabled)))


class NotBorneOutError(ValueError):
    """The table does not bear out a contrast; the message says why."""


@dataclass(frozen=True, slots=True)
class _Made:
    question: str
    answer: str
    why: str | None
    places: tuple[Place, ...]


def with_rows(note: ContrastNote, rows: Mapping[str, Drug]) -> TabledQuestionNote:
    """Return the question that a contrast asks; raises NotBorneOutError, or KeyError for a drug."""
    made = _ASK[note.contrast](note, rows)
    values = {name: getattr(note, name) for name in type(note).model_fields}
    values |= {"question": made.question, "answer": made.answer, "why": note.why or made.why}
    return TabledQuestionNote.model_construct(**values, places=made.places)


def _half_life(note: ContrastNote, rows: Mapping[str, Drug]) -> _Made:
    first, second = (rows[name] for name in note.between)
    use = _shared_use(first, second)
    shorter, longer = sorted((first, second), key=lambda drug: lasting_hours(drug)[0])
    if lasting_hours(shorter)[1] >= lasting_hours(longer)[0]:
        raise NotBorneOutError(
            f"the half-lives overlap: {_said_hours(shorter)} and {_said_hours(longer)}"
        )
    return _Made(
        f"{sentence(first.name, end='')} or {second.name}: "
        "which accumulates more on daily doses, by which half-life?",
        f"**{sentence(longer.name, end='')}**: {_said_hours(longer)}, "
        f"against {_said_hours(shorter)}.",
        f"{_both(use)} What piles up on daily doses follows from the half-life; "
        "the effect of one dose may end sooner.",
        (*_half_life_places(longer), *_half_life_places(shorter)),
    )


def _clearance(note: ContrastNote, rows: Mapping[str, Drug]) -> _Made:
    first, second = (rows[name] for name in note.between)
    use = _shared_use(first, second)
    spared = [drug for drug in (first, second) if _pathway(drug) == "glucuronidation"]
    if len(spared) != 1 or not (first.clearance and second.clearance):
        raise NotBorneOutError("not one alone of the two is cleared by glucuronidation")
    other = second if spared[0] is first else first
    assert spared[0].clearance is not None  # noqa: S101  it has a pathway
    assert other.clearance is not None  # noqa: S101  looked at above
    liver = spared[0].clearance.liver
    return _Made(
        f"{sentence(first.name, end='')} or {second.name}: "
        "which is cleared by glucuronidation alone?",
        f"**{sentence(spared[0].name, end='')}**; {other.name} by {other.clearance.steps}.",
        _both(use) + (f" {sentence(spared[0].name, end='')}: {liver}." if liver else ""),
        (*spared[0].clearance.sources, *other.clearance.sources),
    )


def _active_metabolite(note: ContrastNote, rows: Mapping[str, Drug]) -> _Made:
    first, second = (rows[name] for name in note.between)
    use = _shared_use(first, second)
    leaving = [drug for drug in (first, second) if drug.lasting_metabolite]
    other = second if leaving == [first] else first
    metabolite = leaving[0].lasting_metabolite if len(leaving) == 1 else None
    remark = None if other.active_metabolites else other.metabolites_note
    if metabolite is None or remark is None:
        raise NotBorneOutError("not one alone of the two leaves an active metabolite")
    said = f" ({hours(metabolite.range_hours)})" if metabolite.range_hours else ""
    return _Made(
        f"{sentence(first.name, end='')} or {second.name}: "
        "which leaves a lasting active metabolite?",
        f"**{sentence(leaving[0].name, end='')}**: {metabolite.name}{said}.",
        f"{_both(use)} {sentence(other.name, end='')} leaves {_uncapitalised(remark.text)}",
        (*metabolite.sources, *remark.sources),
    )


def _licence(note: ContrastNote, rows: Mapping[str, Drug]) -> _Made:
    first, second = (rows[name] for name in note.between)
    entries = {drug.id: _licensed(drug) for drug in (first, second)}
    if note.use is None:
        raise NotBorneOutError("a licence contrast needs `use`")
    holding = [drug for drug in (first, second) if note.use in entries[drug.id].uses]
    if len(holding) != 1:
        raise NotBorneOutError(f"not one alone of the two is licensed for {note.use}")
    other = second if holding[0] is first else first
    return _Made(
        f"{sentence(first.name, end='')} or {second.name}: "
        f"which is licensed for {note.use} in {COUNTRIES[COUNTRY]}?",
        f"**{sentence(holding[0].name, end='')}**; {other.name} has no licence for that.",
        f"{sentence(other.name, end='')}: {entries[other.id].text.replace('**', '')}.",
        (*entries[holding[0].id].sources, *entries[other.id].sources),
    )


def _look_alike(note: ContrastNote, rows: Mapping[str, Drug]) -> _Made:
    first, second = note.between
    drug = rows[first]
    alike = next((each for each in drug.look_alikes if each.name == second), None)
    if alike is None:
        raise NotBorneOutError(f'the table does not list "{second}" as a look-alike of {first}')
    given, meant = (second, drug.name) if alike.given == "other" else (drug.name, second)
    return _Made(
        f"{sentence(given, end='')} is given by mistake for {meant}. What follows?",
        sentence(alike.consequence),
        "Lists of confused drug names pair the two.",
        alike.sources,
    )


_ASK: Mapping[str, Callable[[ContrastNote, Mapping[str, Drug]], _Made]] = {
    "half-life": _half_life,
    "clearance": _clearance,
    "active metabolite": _active_metabolite,
    "licence": _licence,
    "look-alike": _look_alike,
}


def _shared_use(first: Drug, second: Drug) -> Use:
    shared = [use for use in _licensed(first).uses if use in _licensed(second).uses]
    if not shared:
        raise NotBorneOutError(f"the two share no licensed use in {COUNTRIES[COUNTRY]}")
    return shared[0]


def _licensed(drug: Drug) -> LicensedUse:
    for entry in drug.licensed:
        if entry.country == COUNTRY:
            return entry
    raise NotBorneOutError(f"the table has no entry for {drug.name} in {COUNTRIES[COUNTRY]}")


def _both(use: Use) -> str:
    return f"Both are licensed for {use} in {COUNTRIES[COUNTRY]}."


def _pathway(drug: Drug) -> str | None:
    return drug.clearance.pathway if drug.clearance else None


def _uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]


def _said_hours(drug: Drug) -> str:
    metabolite = drug.lasting_metabolite
    own = hours(lasting_hours(drug))
    return f"{own} as {metabolite.name}" if metabolite and metabolite.range_hours else own


def _half_life_places(drug: Drug) -> tuple[Place, ...]:
    metabolite = drug.lasting_metabolite
    if metabolite and metabolite.range_hours:
        return metabolite.sources
    return tuple(reading.source for reading in drug.half_life.readings)
