"""The schemas that editors read: judged by another validator, on typed scalars as an editor has."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from deckbuilder.source import values as scalars
from deckbuilder.source.schema import schema_comment, schema_files, schema_name
from tests.places import BAD, FIXTURES, ROOT

SOURCE = ROOT / "source"
SCHEMA_CODES = {"S001", "S002", "S003", "S004", "S005", "S006"}
BEYOND_A_SCHEMA = {
    "S004-shows-nothing": "it does not render Markdown",
    "S005-range-upside-down": "a schema compares no two values",
}
"""Broken sources with a code above that a schema cannot know to be broken, and why."""

Run = Callable[..., Result]
Edit = Callable[[str, str, str], None]


class EditorLoader(yaml.SafeLoader):
    """Reads scalars as editors do, by the core schema of YAML 1.2; dates stay text there."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  it is the library's name


for tag, pattern, first in [
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    (
        "float",
        r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$",
        list("-+.0123456789"),
    ),
]:
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)
EditorLoader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
EditorLoader.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))

LOADERS = {"typed": EditorLoader, "text": yaml.BaseLoader}
VALIDATORS = {
    name.split(".")[0]: Draft202012Validator(json.loads(content))
    for name, content in schema_files().items()
}


def source_files(source: Path) -> Iterator[tuple[str, Path]]:
    """Yield the YAML files of a source folder, each with its kind."""
    for kind in ("collection", "drugs", "references"):
        if (source / f"{kind}.yaml").exists():
            yield kind, source / f"{kind}.yaml"
    for path in sorted((source / "cards").glob("*.yaml")):
        yield "cards", path


def errors(kind: str, text: str, loader: str = "typed") -> list[str]:
    """Return what the schema of a kind of file has against a YAML text."""
    data = yaml.load(text, LOADERS[loader])  # noqa: S506  both are safe loaders
    return [error.message for error in VALIDATORS[kind].iter_errors(data)]


def source_errors(source: Path, loader: str) -> list[str]:
    """Return what the schemas have against the files of a source folder."""
    return [
        f"{path.name}: {message}"
        for kind, path in source_files(source)
        for message in errors(kind, path.read_text(encoding="utf-8"), loader)
    ]


def codes(case: str) -> set[str]:
    """Return the codes that `check` reports for a broken source."""
    said = (BAD / case / "expected.txt").read_text(encoding="utf-8")
    return set(re.findall(r"\[([A-Z]\d{3})\]$", said, re.MULTILINE))


CASES = sorted(path.name for path in BAD.iterdir())
BROKEN_SHAPES = [case for case in CASES if codes(case) <= SCHEMA_CODES]
SOUND_SHAPES = [
    case
    for case in CASES
    if not codes(case) & SCHEMA_CODES and not any(code[0] == "Y" for code in codes(case))
]
"""Those broken in other ways; what is no YAML has no shape at all."""


@pytest.mark.parametrize("kind", VALIDATORS)
def test_schema_is_well_formed(kind: str) -> None:
    """Each schema is itself valid by the metaschema of its dialect, and says which that is."""
    schema = VALIDATORS[kind].schema
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(
    "source",
    [
        pytest.param(SOURCE, marks=pytest.mark.slow, id="real"),
        pytest.param(FIXTURES / "mini" / "source", id="mini"),
    ],
)
def test_sound_source_validates(source: Path, loader: str) -> None:
    """The real source and the small one validate, with typed scalars and with texts."""
    assert source_errors(source, loader) == []


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("case", BROKEN_SHAPES)
def test_broken_shape_fails(case: str, loader: str) -> None:
    """What `check` finds wrong in the shape of a single file, an editor marks already."""
    assert bool(source_errors(BAD / case / "source", loader)) is (case not in BEYOND_A_SCHEMA)


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("case", SOUND_SHAPES)
def test_sound_shape_validates(case: str, loader: str) -> None:
    """A source that is wrong in what it says, not in its shape, is nothing for a schema."""
    assert source_errors(BAD / case / "source", loader) == []


def test_fixtures_are_of_both_sorts() -> None:
    """The two tests above have something to test."""
    assert len(BROKEN_SHAPES) >= 30
    assert len(SOUND_SHAPES) >= 40


NOTE = "deck: d\nnotes:\n- {id: a, question: q, answer: a, %s}\n"


@pytest.mark.parametrize(
    "keys",
    [
        "reverse: 'Which drug?'",
        "reverse: 5",
        "level: advanced",
        "correction: {on: 2027-01-10, was: 5}",
        "why: 1.10",
        "why: no",
        "why: 12:30",
        "why: true",
        "why: -5",
        "refs: [zhu2018, 2018, {id: 2018, at: 7}]",
        "tags: [5, a::b, 'a:::b']",
        "allow: {R005: 5}",
        "figure: {file: 5, alt: }",
    ],
)
def test_schema_takes_what_the_format_takes(keys: str) -> None:
    """Scalars that an editor takes for numbers, booleans or dates are fine where texts are."""
    assert errors("cards", NOTE % keys) == []


@pytest.mark.parametrize(
    "keys",
    [
        "levle: core",
        "level: hard",
        "level: 1",
        "cloze: 'They {{c1::rise}}'",
        "verdict: supported",
        "reverse: [a]",
        'reverse: ""',
        "why: ",
        "why: ' '",
        "why: [a]",
        "why: {a: b}",
        "tags: a",
        "tags: [a b]",
        "tags: [Leech]",
        "tags: ['marked::x']",
        "tags: ['a::']",
        "requires: [a b]",
        "objective: -5",
        "refs: [{at: p. 5}]",
        "refs: [{id: a, page: 5}]",
        "correction: {on: 10 January 2027, was: x}",
        "correction: {on: 2027, was: x}",
        "correction: {on: 2027-13-10, was: x}",
        "correction: {on: 2027-01-10}",
    ],
)
def test_schema_refuses_what_the_format_refuses(keys: str) -> None:
    """Unknown keys, wrong values, empty texts and two kinds in one note are marked."""
    assert errors("cards", NOTE % keys) != []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("references", "references: [{id: a, volume: 5, issued: {date-parts: [[2018, 7]]}}]"),
        ("references", "references: [{id: a, issued: 2018}, {id: b, issued: 2018-07-12}]"),
        ("references", "[{id: a, DOI: 10.1038/x, PMID: 123}]"),
        ("collection", "{title: 1.10, namespace: n, report: null, decks: [], packages: []}"),
        ("collection", "{title: A::b, namespace: n, report: ~, decks: [], packages: []}"),
        (
            "collection",
            "{title: T, namespace: n, report: 'https://e.org/{id}', decks: [], packages: []}",
        ),
        (
            "collection",
            "{title: T, namespace: n, description: , decks: [{id: d, name: 01}], packages: []}",
        ),
    ],
)
def test_other_files_take_typed_scalars_too(kind: str, text: str) -> None:
    """Numbers, dates and null are fine in the bibliography and the collection where texts are."""
    assert errors(kind, text) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("references", "references: [{id: a, container_title: x}]"),
        ("references", "references: [{id: a, type: paper}]"),
        ("references", "references: [{id: a, URL: 'https:///x'}]"),
        ("references", "[{title: a}]"),
        ("collection", "{title: 'A:: b', namespace: n, decks: [], packages: []}"),
        ("collection", "{title: T, namespace: n, decks: [], packages: [{file: a, decks: all}]}"),
        ("collection", "{title: T, namespace: n, decks: [], packages: [{file: a.apkg, decks: x}]}"),
    ],
)
def test_other_files_are_judged_too(kind: str, text: str) -> None:
    """Wrong keys and values in the bibliography and the collection are marked."""
    assert errors(kind, text) != []


@given(text=st.text(st.sampled_from('aZ09 :-_."{}/é\n'), max_size=12) | st.text(max_size=6))
@pytest.mark.parametrize(
    "name",
    ["Text", "Identifier", "AnkiTag", "DeckName", "PackageFile", "IsoDate", "ReportUrl", "Flag"],
)
def test_schema_refuses_no_text_that_the_model_takes(name: str, text: str) -> None:
    """A text that `check` takes is never marked in an editor."""
    adapter = TypeAdapter(getattr(scalars, name))
    try:
        adapter.validate_python(text)
    except ValidationError:
        return
    assert Draft202012Validator(adapter.json_schema()).is_valid(text)


@given(text=st.text(st.sampled_from("aé :-"), max_size=9))
@pytest.mark.parametrize("name", ["AnkiTag", "DeckName", "Identifier"])
def test_schema_knows_names_as_well_as_the_model(name: str, text: str) -> None:
    """Tags, deck names and ids are judged alike by `check` and by an editor."""
    adapter = TypeAdapter(getattr(scalars, name))
    try:
        adapter.validate_python(text)
        is_sound = True
    except ValidationError:
        is_sound = False
    assert Draft202012Validator(adapter.json_schema()).is_valid(text) is is_sound


def test_editors_show_what_a_key_is_for() -> None:
    """Keys carry the docstrings of the models as descriptions, and mappings their titles."""
    definitions = VALIDATORS["cards"].schema["$defs"]
    note = definitions["QuestionNote"]
    assert note["title"] == "Question note"
    assert note["description"].startswith("A question and its answer")
    assert note["properties"]["requires"]["description"] == (
        "Ids of notes that must come earlier in teaching order."
    )
    assert definitions["Correction"]["properties"]["on"]["format"] == "date"


def test_committed_schemas_are_up_to_date() -> None:
    """source/schema holds what `schema` writes; run it after a change of the models."""
    files = {path.name: path.read_bytes() for path in (SOURCE / "schema").iterdir()}
    assert files == schema_files()


@pytest.mark.parametrize("kind_and_path", list(source_files(SOURCE)), ids=lambda pair: pair[1].name)
def test_source_names_its_schema(kind_and_path: tuple[str, Path]) -> None:
    """The first line of each file of the source leads editors to its schema."""
    kind, path = kind_and_path
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == schema_comment(kind, "../" if kind == "cards" else "")
    assert (path.parent / first.split("$schema=")[1]).resolve() == (
        SOURCE / "schema" / schema_name(kind)
    )


def test_command_writes_the_schemas(project: Path, run: Run) -> None:
    """`schema` writes the three files into the source, the same bytes each time, and is silent."""
    for _ in range(2):
        result = run("schema")
        assert (result.exit_code, result.output) == (0, "")
        written = {path.name: path.read_bytes() for path in (project / "source/schema").iterdir()}
        assert written == schema_files()
    assert all(content.endswith(b"}\n") for content in written.values())
    assert run("check", "--strict").exit_code == 0


def test_command_writes_to_another_folder(project: Path, run: Run) -> None:
    """`schema --out` names the folder."""
    assert run("schema", "--out", "a/b").exit_code == 0
    assert sorted(path.name for path in (project / "a/b").iterdir()) == sorted(schema_files())
    assert not (project / "source/schema").exists()


def test_folder_that_cannot_be_made_is_trouble(project: Path, run: Run) -> None:
    """A folder in the place of a file ends with exit code 2 and one line."""
    (project / "taken").write_text("", encoding="utf-8")
    result = run("schema", "--out", "taken")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: taken: File exists; nothing was changed\n"
