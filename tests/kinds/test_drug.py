"""Notes of drugs: which cards the table gives, what they say, and what they rest on."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from anki.collection import Collection as AnkiCollection
from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

from deckbuilder.apkg.write import package_bytes
from deckbuilder.collection.contents import Collection, SourceNote
from deckbuilder.collection.ledger import Ledger
from deckbuilder.kinds.drug import NUMBERS, SHAPE, Asked, TabledDrugNote
from deckbuilder.rendering.fields import RenderedNote, render_notes
from deckbuilder.rendering.package import package_contents
from deckbuilder.rendering.stamps import stamp_notes
from deckbuilder.source.settings import Package
from tests.places import EPOCH
from tests.written import written_notes

PLACED = {"Structure", "Duration", "Metabolites", "Clearance", "Brand", "Uses"}
"""The questions whose answers come from the table."""


def tabled(collection: Collection, name: str) -> TabledDrugNote:
    """Return the note of a drug with its row."""
    (note,) = (
        note.note
        for note in written_notes(collection)
        if isinstance(note.note, TabledDrugNote) and note.note.drug == name
    )
    return note


def asked(collection: Collection, name: str) -> Mapping[str, Asked]:
    """Return what the cards of a drug ask."""
    return tabled(collection, name).asked


def fields(note: RenderedNote) -> dict[str, str]:
    """Return the fields of a note that are not empty, by name."""
    named = zip(note.note_type.fields, note.fields, strict=True)
    return {name: text for name, text in named if text}


@pytest.fixture(scope="module")
def drug(looks: Collection) -> RenderedNote:
    """Return the drug with an answer to every question."""
    (note,) = (note for note in render_notes(looks) if note.kind == "drug")
    return note


def test_note_type_is_frozen_as_published() -> None:
    """Fields and templates keep their order; spare ones of both are there from the start."""
    assert [template.name for template in SHAPE.templates] == [
        *("Structure", "Duration", "Metabolites", "Clearance", "Brand", "Uses", "Case"),
        *("Extra1", "Extra2", "Extra3"),
    ]
    assert SHAPE.fields[:9] == (
        *("Name", "Class", *NUMBERS),
        *("StructureQuestion", "StructureAnswer", "StructureWhy"),
    )
    assert SHAPE.fields[-14:] == (
        *("Extra3Question", "Extra3Answer", "Extra3Why", "Audio"),
        *("Figure", "References", "Level", "Notice", "Correction", "Report", "Id"),
        *("Spare1", "Spare2", "Spare3"),
    )


def test_fields_of_a_drug(drug: RenderedNote) -> None:
    """Each question fills its three fields; the half-lives stand alone as numbers as well."""
    found = fields(drug)
    assert {name: found[name] for name in ("Name", "Class", *NUMBERS)} == {
        "Name": "diazepam",
        "Class": "benzodiazepine",
        "HalfLifeLow": "20",
        "HalfLifeHigh": "100",
        "MetaboliteHalfLifeLow": "36",
        "MetaboliteHalfLifeHigh": "200",
    }
    assert found["DurationQuestion"] == "By its half-life, how long-acting is diazepam?"
    assert found["DurationAnswer"] == (
        "<strong>Long-acting</strong>: 20–100 h, and 36–200 h for its metabolite nordazepam."
    )
    assert found["DurationWhy"] == (
        "Age explains most of it, about 20 h at 20 years and 90 h at 80."
    )
    assert found["MetabolitesAnswer"] == ("<strong>Nordazepam</strong> (36–200 h); also temazepam.")
    assert found["ClearanceQuestion"] == (
        "How is diazepam cleared, and what does liver disease change?"
    )
    assert found["BrandQuestion"] == ("Which drug has the brand names Valium and Diastat?")
    assert found["UsesAnswer"] == "<strong>Anxiety</strong>."
    assert found["CaseAnswer"] == found["StructureAnswer"] == "Diazepam."
    assert drug.ordinals == tuple(range(7))


def test_figure_without_a_text_is_described_by_the_table(drug: RenderedNote) -> None:
    """A student who cannot see the structure hears of its rings, and not of its name."""
    alt = re.search(r'alt="([^"]+)"', fields(drug)["Figure"])
    assert alt is not None
    assert alt[1].startswith("Skeletal formula: 1,4-benzodiazepin-2-one with chlorine on C7")


def test_references_are_those_of_the_note_and_of_the_cells(drug: RenderedNote) -> None:
    """The places of the cells that the cards show are cited, each once."""
    places = re.findall(r"Table \d", fields(drug)["References"])
    assert places == ["Table 1", "Table 3", "Table 2", "Table 4", "Table 5"]


def test_digest_of_a_card_is_of_its_drug_and_question(looks: Collection) -> None:
    """A corrected figure leaves a card the card that it was."""
    (note,) = (note for note in written_notes(looks) if isinstance(note.note, TabledDrugNote))
    row = note.note.row
    assert row.clearance is not None
    other = row.model_copy(
        update={"clearance": row.clearance.model_copy(update={"steps": "the kidney"})}
    )
    changed = replace(note, note=note.note.model_copy(update={"row": other}))
    assert changed.asked == note.asked
    assert len(set(note.asked)) == 7


@pytest.mark.parametrize("blank", ["clearance", "brands", "licensed", "metabolites"])
def test_blank_cell_gives_no_card(blank: str, looks: Collection) -> None:
    """What the table does not know is not asked."""
    (note,) = (note for note in written_notes(looks) if isinstance(note.note, TabledDrugNote))
    updates: dict[str, dict[str, object]] = {
        "clearance": {"clearance": None},
        "brands": {"brands": ()},
        "licensed": {"licensed": ()},
        "metabolites": {"active_metabolites": (), "metabolites_note": None},
    }
    row = note.note.row.model_copy(update=updates[blank])
    bare: SourceNote = replace(note, note=_with_row(note.note, row))
    assert len(bare.ordinals) == len(note.ordinals) - 1


def test_case_and_structure_need_what_the_note_gives(looks: Collection) -> None:
    """Without a figure there is no structure to name, without a case none to solve."""
    (note,) = (note for note in written_notes(looks) if isinstance(note.note, TabledDrugNote))
    bare = note.note.model_copy(update={"figure": None, "case": None})
    bare.__dict__.pop("asked", None)
    assert [*bare.asked] == ["Duration", "Metabolites", "Clearance", "Brand", "Uses"]


def test_minutes_are_said_where_hours_are_fractions(real: Collection) -> None:
    """Nobody says 0.67 hours."""
    assert asked(real, "flumazenil")["Duration"].answer == "**Ultrashort-acting**: 40–80 min."
    assert asked(real, "zaleplon")["Duration"].answer == "**Ultrashort-acting**: 0.8–1.3 h."


def test_prodrug_has_the_half_life_of_what_it_becomes(real: Collection) -> None:
    """Where drug and metabolite have one range, it is said once."""
    answer = asked(real, "clorazepate")["Duration"].answer
    assert answer == "**Long-acting**: 36–200 h, as nordazepam."


def test_every_drug_of_the_table_has_its_note(real: Collection) -> None:
    """Nothing in the table is left unasked, and every drug has a case."""
    notes = [note.note for note in written_notes(real) if isinstance(note.note, TabledDrugNote)]
    assert sorted(note.drug for note in notes) == sorted(drug.id for drug in real.drugs.drugs)
    assert [note.drug for note in notes if "Case" not in note.asked] == []


def test_deck_has_130_cards_of_drugs_with_ranges_and_places(real: Collection) -> None:
    """There are enough cards, no half-life is a single number, and each answer names its place."""
    notes = [note.note for note in written_notes(real) if isinstance(note.note, TabledDrugNote)]
    assert sum(len(note.asked) for note in notes) >= 130
    for note in notes:
        assert re.search(r"\d–\d.* (?:h|min)", note.asked["Duration"].answer), note.drug
        assert note.asked["Duration"].why
        unplaced = [name for name in PLACED & note.asked.keys() if not note.asked[name].places]
        assert unplaced == [], note.drug


def test_cards_in_anki(looks: Collection, tmp_path: Path) -> None:
    """Anki shows the question in front and the answer behind, and finds numbers by their field."""
    student = AnkiCollection(str(tmp_path / "student.anki2"))
    notes = render_notes(looks)
    stamps = stamp_notes(notes, looks.look, Ledger(), EPOCH)
    package = tmp_path / "all.apkg"
    whole = Package(file="all.apkg", decks="all")
    package.write_bytes(package_bytes(package_contents(whole, looks, notes, stamps)))
    request = ImportAnkiPackageRequest(
        package_path=str(package), options=ImportAnkiPackageOptions()
    )
    student.import_anki_package(request)
    again = student.import_anki_package(request).log
    assert (len(again.new), len(again.updated), len(again.duplicate)) == (0, 0, len(notes))
    (number,) = student.find_notes("HalfLifeLow:20 HalfLifeHigh:100")
    note = student.get_note(number)
    sides = {}
    for card in note.cards():
        output = card.render_output()
        sides[card.template()["name"]] = (output.question_text, output.answer_text)
    assert [*sides] == [template.name for template in SHAPE.templates[:7]]
    for name, (front, back) in sides.items():
        assert note[f"{name}Question"] in front
        assert note[f"{name}Answer"] not in front
        assert note[f"{name}Answer"] in back
        assert ("<img" in front) == (name == "Structure")
    assert not student.get_empty_cards().notes
    student.close()


def _with_row(note: TabledDrugNote, row: object) -> TabledDrugNote:
    changed = note.model_copy(update={"row": row})
    changed.__dict__.pop("asked", None)  # it was remembered with the old row
    return changed
