"""The drug table: what it refuses, where, and that its structures are those of its keys."""

from decimal import Decimal

import pytest
from rdkit import Chem
from rdkit.Chem.Descriptors import MolWt
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from deckbuilder.collection.contents import Collection
from deckbuilder.source.drugs import DrugFile, places_in
from deckbuilder.source.tree import parse_yaml
from deckbuilder.source.validate import Parsed, parse_list

CLASSES = """\
duration_classes:
  ultrashort_below_hours: 5
  long_above_hours: 24
  source: {id: d, at: abstract}
"""
ROW = """\
drugs:
  - id: diazepam
    name: diazepam
    class: benzodiazepine
    subclass: 1,4-benzodiazepin-2-one
    smiles: CN1C(=O)CN=C(c2ccccc2)c2cc(Cl)ccc21
    inchikey: AAOVKJBEBIDNHE-UHFFFAOYSA-N
    formula: C16H13ClN2O
    molar_mass_g_per_mol: 284.75
    atc_code: N05BA01
    identity_sources: [{id: a, at: row 1}]
    half_life:
      range_hours: [20, 100]
      varies: Age.
      readings: [{range_hours: [20, 90], source: {id: b, at: abstract}}]
    active_metabolites:
      - {name: nordazepam, range_hours: [36, 200], lasting: true, sources: [{id: c, at: Table 2}]}
    routes: [oral]
"""


def parsed(text: str) -> Parsed[DrugFile]:
    """Return what the table's text gives."""
    root = parse_yaml((text + CLASSES).encode(), "f").root
    assert root is not None
    return parse_list(DrugFile, root, "drugs")


def test_row_is_read_with_its_numbers_as_written() -> None:
    """Numbers keep the digits of the file, and a range is a pair."""
    table = parsed(ROW.replace("[20, 90]", "[20.0, 90]")).value
    assert table is not None
    drug = table.drugs[0]
    assert drug.drug_class == "benzodiazepine"
    assert drug.half_life.range_hours == (Decimal(20), Decimal(100))
    assert str(drug.half_life.readings[0].range_hours) == "(Decimal('20.0'), Decimal('90'))"
    assert drug.lasting_metabolite is not None
    assert drug.lasting_metabolite.name == "nordazepam"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "range_hours: [20, 100]",
            "range_hours: [100, 20]",
            (
                "f:13:20: error: the low end 100 lies above the high end 20; "
                "write the lower number first [S005]"
            ),
        ),
        (
            "range_hours: [20, 100]",
            "range_hours: [20]",
            "f:13:20: error: a range has two ends, as in [10, 20]; found 1 numbers [S005]",
        ),
        (
            "range_hours: [20, 100]",
            "range_hours: [20, about 100]",
            (
                'f:13:25: error: "about 100" is not a number; '
                "write digits with a point, as in 0.5 or 20 [S005]"
            ),
        ),
        (
            "range_hours: [20, 100]",
            "range_days: [1, 4]",
            'f:13:7: error: unknown key "range_days"; did you mean "range_hours"? [S002]',
        ),
        (
            "smiles: CN1C",
            "smile: CN1C",
            'f:6:5: error: unknown key "smile"; did you mean "smiles"? [S002]',
        ),
        (
            "readings: [{range_hours: [20, 90], source",
            "readings: [{source",
            "f:15:18: error: a reading has range_hours, mean_hours or both; found neither [S005]",
        ),
        (
            "identity_sources: [{id: a, at: row 1}]",
            "identity_sources: []",
            "f:11:23: error: the list is empty; name at least one, with its source [S005]",
        ),
        (
            "{id: b, at: abstract}",
            "{id: b}",
            'f:15:50: error: missing key "at" [S003]',
        ),
        (
            "AAOVKJBEBIDNHE-UHFFFAOYSA-N",
            "AAOVKJBEBIDNHE",
            (
                'f:7:15: error: "AAOVKJBEBIDNHE" is not written as '
                '"AAOVKJBEBIDNHE-UHFFFAOYSA-N" is [S005]'
            ),
        ),
        (
            "routes: [oral]",
            "routes: [oral]\n    brands: [{name: Valium, country: US}]",
            "f:2:5: error: brands need brand_sources; name at least one with its place [S005]",
        ),
        (
            "routes: [oral]",
            "routes: [by mouth]",
            (
                'f:18:14: error: expected "oral", "sublingual", "buccal", "nasal", "rectal", '
                '"intramuscular" or "intravenous", found "by mouth" [S005]'
            ),
        ),
    ],
)
def test_misfit_is_told_at_its_place(old: str, new: str, said: str) -> None:
    """A figure that cannot be right, or has no source, is an error where it stands."""
    assert old in ROW
    problems = [str(problem) for problem in parsed(ROW.replace(old, new)).problems]
    assert said in problems


def test_wrong_row_does_not_hide_the_next() -> None:
    """A bad row is left out, and the rows beside it are kept with their indexes."""
    second = ROW.removeprefix("drugs:\n").replace("diazepam", "temazepam")
    table = parsed(ROW.replace("[20, 100]", "[100, 20]") + second)
    assert table.kept == (1,)
    assert table.value is not None
    assert [drug.id for drug in table.value.drugs] == ["temazepam"]


def test_every_place_of_a_row_is_found() -> None:
    """The places are those of the file, each with the way to it by the keys of the file."""
    table = parsed(ROW).value
    assert [(path, place.id) for path, place in places_in(table)] == [
        (("duration_classes", "source"), "d"),
        (("drugs", 0, "identity_sources", 0), "a"),
        (("drugs", 0, "half_life", "readings", 0, "source"), "b"),
        (("drugs", 0, "active_metabolites", 0, "sources", 0), "c"),
    ]


def test_table_holds_its_25_agents(real: Collection) -> None:
    """The table is as long as it is said to be, each agent once."""
    assert len({drug.id for drug in real.drugs.drugs}) == len(real.drugs.rows) == 25


def test_structures_give_formula_mass_and_inchikey(real: Collection) -> None:
    """RDKit makes of each SMILES the formula, the molar mass and the InChIKey of its row."""
    for drug in real.drugs.drugs:
        molecule = Chem.MolFromSmiles(drug.smiles)
        assert CalcMolFormula(molecule) == drug.formula, drug.id
        assert Chem.MolToInchiKey(molecule) == drug.inchikey, drug.id
        assert MolWt(molecule) == pytest.approx(float(drug.molar_mass_g_per_mol), abs=0.02), drug.id


def test_half_life_is_covered_by_its_readings(real: Collection) -> None:
    """A range that cards show lies, but for rounding, within what its sources say together."""
    wrong = []
    for drug in real.drugs.drugs:
        said = [
            hours
            for reading in drug.half_life.readings
            for hours in (*(reading.range_hours or ()), reading.mean_hours)
            if hours is not None
        ]
        low, high = drug.half_life.range_hours
        if low < min(said) * Decimal("0.97") or high > max(said) * Decimal("1.03"):
            wrong.append((drug.id, low, high, said))
    assert wrong == []
