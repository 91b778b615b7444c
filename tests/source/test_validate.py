"""Validation: each misfit told at its place in the file, and no tree that raises."""

import copy
import functools
import json
import operator
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckbuilder.problems.problem import Position
from deckbuilder.source.bibliography import ReferenceFile
from deckbuilder.source.drugs import DrugFile
from deckbuilder.source.notes import CardFile
from deckbuilder.source.settings import CollectionFile
from deckbuilder.source.tree import YamlNode, parse_yaml
from deckbuilder.source.validate import key_position, parse_list, parse_model, value_position
from deckbuilder.source.values import SourceModel

NOTE = "deck: d\nnotes:\n  - id: a\n    question: Q\n    answer: A\n"
LONG = "x" * 40
COMPLETE: dict[type[SourceModel], Any] = {
    CardFile: {
        "deck": "d",
        "tags": ["t"],
        "notes": [
            {"id": "a", "question": "Q", "answer": "A", "typed": "true", "allow": {"Q001": "why"}},
            {"id": "b", "cloze": "C", "refs": ["r", {"id": "r", "at": "p"}], "level": "core"},
            {
                "id": "c",
                "claim": "C",
                "verdict": "contradicted",
                "evidence": "E",
                "requires": ["a"],
            },
            {"id": "d", "cloze": "C", "figure": {"file": "x.svg", "alt": "x"}, "objective": "o"},
            {"id": "e", "drug": "x", "case": "C", "why": "W"},
            {"id": "f", "contrast": "licence", "between": ["x", "y"], "use": "anxiety"},
        ],
    },
    CollectionFile: {
        "title": "T",
        "namespace": "n",
        "tag_root": "t",
        "report": "https://example.org/{id}",
        "decks": [{"id": "d", "name": "D", "objectives": [{"id": "o", "text": "O"}]}],
        "packages": [{"file": "a.apkg", "decks": "all"}, {"file": "b.apkg", "decks": ["d"]}],
    },
    DrugFile: {
        "duration_classes": {
            "ultrashort_below_hours": "5",
            "long_above_hours": "24",
            "source": {"id": "r", "at": "p"},
        },
        "drugs": [
            {
                "id": "x",
                "name": "x",
                "class": "Z-drug",
                "subclass": "S",
                "smiles": "CC",
                "inchikey": "AAOVKJBEBIDNHE-UHFFFAOYSA-N",
                "formula": "C2H6",
                "molar_mass_g_per_mol": "30.07",
                "atc_code": "N05BA01",
                "identity_sources": [{"id": "r", "at": "p"}],
                "brands": [{"name": "X", "country": "US", "form": "gel", "former": "true"}],
                "brand_sources": [{"id": "r", "at": "p"}],
                "half_life": {
                    "range_hours": ["1", "2"],
                    "varies": "V",
                    "readings": [{"mean_hours": "1.5", "source": {"id": "r", "at": "p"}}],
                },
                "active_metabolites": [
                    {"name": "m", "range_hours": ["1", "1"], "sources": [{"id": "r", "at": "p"}]}
                ],
                "clearance": {
                    "pathway": "oxidation",
                    "steps": "S",
                    "enzymes": ["E"],
                    "sources": [{"id": "r", "at": "p"}],
                },
                "routes": ["oral"],
                "licensed": [
                    {
                        "country": "US",
                        "uses": ["anxiety"],
                        "text": "T",
                        "sources": [{"id": "r", "at": "p"}],
                    }
                ],
                "look_alikes": [
                    {"name": "y", "consequence": "C", "sources": [{"id": "r", "at": "p"}]}
                ],
            }
        ],
        "other_drugs": ["z"],
    },
    ReferenceFile: {
        "references": [
            {"id": "r", "type": "book", "author": [{"family": "F"}], "container-title": "C"},
            {
                "id": "s",
                "issued": {"date-parts": [["2018"]]},
                "URL": "https://a.org",
                "accessed": "2019",
            },
        ]
    },
}
"""A source of each model that holds every shape of value."""

KEYS = st.sampled_from(["id", "cloze", "claim", "text", "x"])
ANYTHING = st.recursive(
    st.sampled_from(["", " ", "a", "A::b", "{text}", "https://[x", "x" * 200]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=5,
)


def tree(source: str) -> YamlNode:
    """Return the tree of a well-formed source."""
    root = parse_yaml(source.encode(), "f").root
    assert root is not None
    return root


def problems(model: type[SourceModel], source: str) -> list[str]:
    """Return what keeps a source from being a model."""
    parsed = parse_model(model, tree(source))
    assert (parsed.value is None) == bool(parsed.problems)
    return [str(problem) for problem in parsed.problems]


def places(data: Any) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value below the root."""
    if isinstance(data, str):
        return
    for part, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (part,)
        yield from ((part, *rest) for rest in places(value))


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("a",), (2, 3), (1, 1)),
        (("a", 1, "b"), (3, 9), (3, 6)),
        (("question note", "a", 0), (2, 5), (2, 3)),
        (("a", 1, "none"), (3, 5), (3, 5)),
        (("none", "b"), (1, 1), (1, 1)),
    ],
    ids=["key", "key in a list", "name of a kind between", "missing key", "missing mapping"],
)
def test_place_of_a_path(path: tuple[str], value: tuple[int, int], key: tuple[int, int]) -> None:
    """A path leads to its value or key, or to the nearest value around it that exists."""
    root = tree("a:\n  - x\n  - {b: y}\n")
    assert value_position(root, path) == Position("f", *value)
    assert key_position(root, path) == Position("f", *key)


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        ("typed:", '11: error: expected true or false, found "" [S005]'),
        (f"level: {LONG}", f'12: error: expected "core" or "advanced", found "{LONG}" [S005]'),
        (f"level: {LONG}x", '12: error: expected "core" or "advanced", found text [S005]'),
        ("refs:", '10: error: "refs": expected a list, found nothing [S001]'),
        ("requires: [b, [c]]", "19: error: item 2: expected text, found a list [S001]"),
        ("refs: [b, {id: c, att: p}]", '23: error: unknown key "att"; did you mean "at"? [S002]'),
        ("allow: {Q001: ' '}", '19: error: "Q001" is empty; write it, or delete the key [S004]'),
        ("allow: Q001", '12: error: "allow": expected a mapping, found "Q001" [S001]'),
    ],
)
def test_misfit_in_a_note(addition: str, expected: str) -> None:
    """A value that does not fit is told where it stands, in the words of the format."""
    assert problems(CardFile, f"{NOTE}    {addition}\n") == [f"f:6:{expected}"]


def test_unknown_key_is_compared_with_the_keys_of_its_mapping() -> None:
    """Deep in a reference, the names offered are those that CSL has there, with hyphens."""
    source = "references:\n  - {id: a, author: [{non-droping-particle: van}]}\n"
    message = 'unknown key "non-droping-particle"; did you mean "non-dropping-particle"? [S002]'
    assert problems(ReferenceFile, source) == [f"f:2:23: error: {message}"]


def test_wrong_items_are_left_out_of_a_list() -> None:
    """Sound notes are kept with their indexes, wrong ones become problems."""
    source = f"{NOTE}  - just text\n  - {{id: c, cloze: C}}\n  - {{id: d}}\n"
    parsed = parse_list(CardFile, tree(source), "notes")
    assert parsed.value is not None
    assert [note.id for note in parsed.value.notes] == ["a", "c"]
    assert parsed.kept == (0, 2)
    assert [problem.position.line for problem in parsed.problems] == [6, 8]


def test_problem_beside_the_list_leaves_no_model() -> None:
    """A file without its deck gives no model, but the problems of its notes too."""
    parsed = parse_list(CardFile, tree("notes:\n  - {id: a}\n"), "notes")
    assert parsed.value is None
    assert [problem.rule.code for problem in parsed.problems] == ["S003", "S006"]


@pytest.mark.parametrize("model", COMPLETE)
def test_complete_source_is_taken(model: type[SourceModel]) -> None:
    """A source with every shape of value gives a model."""
    assert problems(model, json.dumps(COMPLETE[model])) == []


@pytest.mark.parametrize("model", COMPLETE)
@given(data=st.data())
def test_any_value_anywhere_is_taken_or_told(model: type[SourceModel], data: st.DataObject) -> None:
    """Whatever stands in the place of a value, nothing raises and problems lie in the file."""
    changed = copy.deepcopy(COMPLETE[model])
    *parents, last = data.draw(st.sampled_from(list(places(changed))))
    functools.reduce(operator.getitem, parents, changed)[last] = data.draw(ANYTHING)
    source = json.dumps(changed)
    for problem in parse_model(model, tree(source)).problems:
        assert problem.position.line == 1
        assert 1 <= problem.position.column <= len(source)
