"""`new`: a note at the end of its deck's file, and not a byte of the file changed besides."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from hypothesis import example, given
from hypothesis import strategies as st

from deckbuilder.authoring.newnote import Draft, NewNoteError, fresh_id, with_note
from deckbuilder.authoring.outline import read_outline
from deckbuilder.source.append import with_item
from tests.places import MINI

RECEPTOR = "source/cards/receptor.yaml"
CLAIMS = "source/cards/claims.yaml"
ITEM = {"id": "new-one", "question": "What?", "answer": "That."}

Run = Callable[..., Result]
Edit = Callable[[str, str, str], None]

typable = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"
    )
    | st.sampled_from("\n\r\t :#'\"\\-?[]{}&*!|>%@`~,=<"),
    min_size=1,
).filter(str.strip)
"""Texts that the format can hold at all."""


def triple(result: Result) -> tuple[int, str, str]:
    """Return exit code, standard output and standard error of a run."""
    return result.exit_code, result.stdout, result.stderr


def tree(content: bytes) -> object:
    """Return what another YAML reader finds in a file."""
    return yaml.load(content.decode(), yaml.BaseLoader)  # noqa: S506  it makes texts only


def inserted(before: bytes, after: bytes) -> bytes:
    """Return what was inserted into a file, in one place and with all else as it was."""
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), None)
    start = len(before) if start is None else start
    end = len(after) - (len(before) - start)
    while before[:start] + before[start:] != after[:start] + after[end:]:
        start -= 1  # what was inserted may begin like what follows it
        end -= 1
    return after[start:end]


def appended(text: str) -> str:
    """Return a file of cards with ITEM appended."""
    made = with_item(text.encode(), "notes", ITEM)
    assert made is not None
    assert tree(made.content)["notes"] == [*tree(text.encode())["notes"], ITEM]  # type: ignore[index]
    return made.content.decode()


def test_new_note_stands_at_the_end_of_its_deck(project: Path, run: Run) -> None:
    """The note is appended as it was asked for, and its file and line are printed."""
    before = (project / RECEPTOR).read_bytes()
    asked = ["--deck", "receptor", "--answer", "Four: two α, two β", "--ref", "zhu2018"]
    result = run("new", "Which loops line the TM2 pore?", *asked, "--ref", "label-x")
    assert (result.exit_code, result.stdout) == (0, "source/cards/receptor.yaml:35\n")
    assert (project / RECEPTOR).read_bytes() == before + (
        "\n"
        "  - id: loops-line-tm2-pore\n"
        "    question: Which loops line the TM2 pore?\n"
        "    answer: 'Four: two α, two β'\n"
        "    refs: [zhu2018, label-x]\n"
    ).encode()
    assert run("check", "--strict", "--select", "S,R,I,Y").exit_code == 0


def test_missing_answer_is_left_for_the_check(project: Path, run: Run) -> None:
    """Without an answer the note has an empty one, which `check` reports at its place."""
    assert run("new", "Why now?", "--deck", "claims", "--textbook").stdout == f"{CLAIMS}:9\n"
    assert (
        (project / CLAIMS)
        .read_text(encoding="utf-8")
        .endswith("\n  - id: why-now\n    question: Why now?\n    answer: ''\n    textbook: true\n")
    )
    empty = f'{CLAIMS}:11:13: error: "answer" is empty; write it, or delete the key [S004]\n'
    assert triple(run("check"))[:2] == (1, empty)


@pytest.mark.usefixtures("project")
def test_likest_questions_are_shown(run: Run) -> None:
    """The cards that ask nearly the same are listed with place and score, the likest first."""
    result = run("new", "What is the half-life of drug X, in elimination?", "--deck", "claims")
    first = result.stderr.splitlines()[0]
    assert first.startswith(f"{RECEPTOR}:14: ")
    assert first.endswith("% like it: What is the elimination half-life of drug X?")
    assert int(first.split(": ")[1].split("%")[0]) > 90
    assert len(result.stderr.splitlines()) <= 3


@pytest.mark.usefixtures("project")
def test_every_front_is_compared(run: Run) -> None:
    """Gap texts, claims and reversed questions count as fronts."""
    gaps = "They raise the frequency of opening, barbiturates its duration"
    for question, place in [
        (gaps, f"{RECEPTOR}:28: 100%"),
        ("Diazepam works by raising GABA levels", f"{CLAIMS}:4: 100%"),
        ("what does glutamic acid decarboxylase make?", f"{RECEPTOR}:24: 100%"),
    ]:
        result = run("new", question, "--deck", "claims", "--answer", "a")
        assert result.stderr.startswith(place)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--deck", "recepto"],
            'collection.yaml has no deck "recepto"; did you mean "receptor"?',
        ),
        (
            ["--deck", "claims", "--id", "half-life"],
            f'id "half-life" is taken (used in {RECEPTOR}:13); choose another',
        ),
        (
            ["--deck", "claims", "--id", "Half-Life"],
            f'id "Half-Life" is taken (used in {RECEPTOR}:13); choose another',
        ),
        (
            ["--deck", "claims", "--id", "half life"],
            '"half life" is not an id; use letters, digits and hyphens, as in "bz-binding-site"',
        ),
        (
            ["--deck", "claims", "--ref", "zhu2019"],
            'references.yaml has no reference "zhu2019"; did you mean "zhu2018"?',
        ),
        (["--deck", "claims", "--answer", " "], '"answer" is empty; write it, or delete the key'),
        (["--deck", "claims", "--answer", "a\x07"], "control character U+0007; delete it"),
        (["--deck", "claims", "--answer", "\udcff"], "the note holds what is no UTF-8 text"),
    ],
)
def test_wrong_usage_is_one_line(
    project: Path, run: Run, arguments: list[str], message: str
) -> None:
    """A deck, id, reference or text that cannot be ends with exit code 2 and writes nothing."""
    before = {path: path.read_bytes() for path in (project / "source").rglob("*.*")}
    assert triple(run("new", "Why?", *arguments)) == (2, "", f"Error: {message}\n")
    assert {path: path.read_bytes() for path in (project / "source").rglob("*.*")} == before


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("question", ["", " \n "])
def test_empty_question_is_wrong_usage(run: Run, question: str) -> None:
    """A note needs a question."""
    expected = (2, "", "Error: the question is empty\n")
    assert triple(run("new", question, "--deck", "claims")) == expected


def test_broken_source_takes_no_note(project: Path, run: Run, edit: Edit) -> None:
    """While the source has errors they are printed, and nothing is written."""
    edit(RECEPTOR, "level: advanced", "level: hard")
    before = (project / CLAIMS).read_bytes()
    problem = f'{RECEPTOR}:17:12: error: expected "core" or "advanced", found "hard" [S005]\n'
    assert triple(run("new", "Why?", "--deck", "claims")) == (1, problem, "Nothing was written.\n")
    assert (project / CLAIMS).read_bytes() == before


@pytest.mark.usefixtures("project")
def test_missing_source_is_wrong_usage(run: Run) -> None:
    """A source folder that is not there is told in one line, and not made."""
    message = 'Error: source folder "nowhere" does not exist; name another with --source\n'
    assert triple(run("--source", "nowhere", "new", "Why?", "--deck", "claims")) == (2, "", message)
    assert not Path("nowhere").exists()


def test_deck_without_a_file_gets_one(project: Path, run: Run, edit: Edit) -> None:
    """The first note of a deck makes its file, though a deck without notes is an error."""
    edit("source/collection.yaml", "packages:", "  - {id: sleep, name: 03 Sleep}\npackages:")
    assert run("check").exit_code == 1
    result = run("new", "Why sleep?", "--deck", "sleep", "--answer", "Rest", "--textbook")
    assert triple(result) == (0, "source/cards/sleep.yaml:3\n", "")
    assert (project / "source/cards/sleep.yaml").read_bytes() == (
        b"deck: sleep\nnotes:\n"
        b"  - id: why-sleep\n    question: Why sleep?\n    answer: Rest\n    textbook: true\n"
    )
    assert run("check", "--select", "S,R,I,Y").exit_code == 0


def test_new_file_names_the_schema_that_is_there(project: Path, run: Run, edit: Edit) -> None:
    """Where the source has its schemas, a new file leads editors to them."""
    edit("source/collection.yaml", "packages:", "  - {id: sleep, name: 03 Sleep}\npackages:")
    assert run("schema").exit_code == 0
    assert run("new", "Why sleep?", "--deck", "sleep").stdout == "source/cards/sleep.yaml:4\n"
    first = (project / "source/cards/sleep.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../schema/cards.schema.json"


def test_new_file_replaces_no_other(project: Path, run: Run, edit: Edit) -> None:
    """A file that has the deck's name and belongs to another deck is left alone."""
    edit("source/collection.yaml", "packages:", "  - {id: sleep, name: 03 Sleep}\npackages:")
    (project / CLAIMS).rename(project / "source/cards/sleep.yaml")
    message = 'Error: source/cards/sleep.yaml is there and is not of deck "sleep"; rename it\n'
    assert triple(run("new", "Why?", "--deck", "sleep")) == (2, "", message)


def test_new_reference_can_be_cited(run: Run, edit: Edit) -> None:
    """A reference that no note cites yet is an error, which the new note itself solves."""
    old = "references:\n"
    entry = "  - {id: fresh, type: book, title: T, publisher: P}\n\n"
    edit("source/references.yaml", old, old + entry)
    assert run("new", "Why?", "--deck", "claims").exit_code == 1
    asked = ["--deck", "claims", "--answer", "So.", "--ref", "fresh"]
    assert run("new", "Why?", *asked).exit_code == 0
    assert run("check", "--select", "S,R,I,Y").exit_code == 0


def test_last_file_of_a_deck_takes_the_note(project: Path, run: Run) -> None:
    """Where several files make up a deck, the note goes to the last of them."""
    note = "{id: z, claim: c, verdict: contradicted, evidence: e, refs: [zhu2018]}"
    extra = f"deck: claims\nnotes:\n- {note}\n"
    (project / "source/cards/claims-2.yml").write_text(extra, encoding="utf-8")
    assert run("new", "Why?", "--deck", "claims").stdout == "source/cards/claims.yaml:9\n"
    (project / "source/cards/claims-2.yml").rename(project / "source/cards/claims9.yml")
    (project / CLAIMS).write_bytes((MINI / CLAIMS).read_bytes())
    assert run("new", "Why?", "--deck", "claims").stdout == "source/cards/claims9.yml:5\n"


def test_published_and_retired_ids_are_never_given_again(project: Path, run: Run) -> None:
    """A fresh id avoids those of notes that were published, also where they are retired now."""
    assert run("release").exit_code == 0
    text = (project / RECEPTOR).read_text(encoding="utf-8")
    start, end = text.index("  - id: gad"), text.index("  - id: frequency")
    retired = "\nretired:\n  - {id: gad, on: 2027-01-10, reason: Wrong}\n"
    (project / RECEPTOR).write_text(text[:start] + text[end:] + retired, encoding="utf-8")
    assert run("check", "--strict", "--select", "S,R,I,Y").exit_code == 0
    taken = run("new", "Gad?", "--deck", "claims", "--id", "gad")
    where = f"{RECEPTOR}:{len((text[:start] + text[end:]).splitlines()) + 3}"
    message = f'Error: id "gad" is taken (retired in {where}); choose another\n'
    assert triple(taken) == (2, "", message)
    assert run("new", "Gad?", "--deck", "claims").exit_code == 0
    assert "  - id: gad-2\n" in (project / CLAIMS).read_text(encoding="utf-8")


def test_ledger_alone_keeps_an_id(project: Path) -> None:
    """An id that only the ledger knows is taken too."""
    outline = read_outline(str(project / "source"))
    published = replace(outline, published=frozenset({"why-now"}))
    file = with_note(published, Draft("Why now?", "claims"))
    assert b"  - id: why-now-2\n" in file.content
    with pytest.raises(NewNoteError, match="was published"):
        with_note(published, Draft("Why now?", "claims", note_id="why-now"))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "What is the elimination half-life of oral lorazepam?",
            "elimination-half-life-oral-lorazepam",
        ),
        ("Où l'α1β2γ₂ naît-il à 5 µg?", "ou-lalpha1beta2gamma2-nait-il-5-mug"),
        ("What is it?", "what-is-it"),
        ("何?", "deck-note"),
        ("x" * 200, "x" * 60),
        ("a" * 40 + " " + "b" * 40, "a" * 40),
    ],
)
def test_fresh_id_is_made_of_the_words_that_tell(question: str, expected: str) -> None:
    """An id holds the question's content words in plain letters, Greek ones spelled out."""
    assert fresh_id(question, "deck", ()) == expected


def test_fresh_id_is_numbered_where_it_is_taken() -> None:
    """The first number that is free tells notes with the same words apart."""
    assert fresh_id("Why bind?", "d", {"why-bind", "why-bind-2"}) == "why-bind-3"


NOTE = "id: new-one\n{0}question: What?\n{0}answer: That.\n"


@pytest.mark.parametrize(
    ("before", "after", "dash", "indent"),
    [
        ("deck: d\nnotes:\n- id: a\n  cloze: b\n", "", "\n- ", "  "),
        ("deck: d\nnotes:\n  -   id: a\n      cloze: b\n", "", "\n  -   ", "      "),
        ("deck: d\nnotes:\n- id: a\n- id: b\n", "", "- ", "  "),
        ("deck: d\nnotes:\n- id: a\n\n- id: b\n", "", "\n- ", "  "),
        ("deck: d\nnotes:\n- id: a\n", "\n# of those gone\nretired: []\n", "\n- ", "  "),
        ("deck: d\nnotes:\n- id: a\n", "tags: [x]\n", "\n- ", "  "),
        ("deck: d\nnotes:\n- id: a  # so\n  # and so\n", "\n# end\n", "\n- ", "  "),
        ("deck: d\nnotes:\n  - id: a\n    why: |\n      # b\n      c\n", "\n\n", "\n  - ", "    "),
        ("deck: d\nnotes:\n  - id: a\n    why: |+\n      b\n\n", "\ntags: []\n", "\n  - ", "    "),
        ("deck: d\nnotes:\n- id: a\n  why: b\n    c\n", "...\n", "\n- ", "  "),
        ("--- # x\ndeck: d\nnotes:\n- {id: a,\n  why: [\n b]}\n", "", "\n- ", "  "),
    ],
)
def test_layout_of_the_file_is_kept(before: str, after: str, dash: str, indent: str) -> None:
    """The note goes behind the last one, as far indented, and the rest stays as it was."""
    assert appended(before + after) == before + dash + NOTE.format(indent) + after


def test_missing_final_newline_stays_missing() -> None:
    """A file that does not end with a line end still does not."""
    text = "deck: d\nnotes:\n- id: a"
    assert appended(text) == text + "\n\n- " + NOTE.format("  ").rstrip("\n")


def test_line_ends_of_the_file_are_used() -> None:
    """A file with Windows line ends gets lines with such."""
    text = "deck: d\r\nnotes:\r\n- id: a\r\n"
    assert appended(text) == text + ("\n- " + NOTE.format("  ")).replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("before", "lead", "after"),
    [
        ("deck: d\nnotes: [", "", "]\n"),
        ("deck: d\nnotes: [{id: a}", ", ", "]  # ]\nretired: []\n"),
        ("{deck: d, notes: [{id: a, why: ']'}", ", ", "], retired: []}\n"),
        ('{"deck": "d", "notes": [{"id": "a"},', "", "]}\n"),
    ],
)
def test_list_in_brackets_is_added_to(before: str, lead: str, after: str) -> None:
    """A list that is written in brackets gets the note in braces."""
    note = "{id: new-one, question: 'What?', answer: That.}"
    assert appended(before + after) == before + lead + note + after


def test_text_that_would_change_is_not_added_to(project: Path, run: Run) -> None:
    """A block text that ends with the file would gain a line end, so the file is left alone."""
    content = (project / CLAIMS).read_text(
        encoding="utf-8"
    ) + "    allow:\n      R005: |\n        x"
    content = content.replace("    refs: [zhu2018]\n", "")
    (project / CLAIMS).write_text(content, encoding="utf-8")
    result = run("new", "Why?", "--deck", "claims")
    message = (
        f"Error: {CLAIMS}: the list of notes cannot be added to as it is laid out; "
        "end the file with a line end, or add the note by hand\n"
    )
    assert triple(result) == (2, "", message)
    assert (project / CLAIMS).read_text(encoding="utf-8") == content


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the small source that is only read."""
    folder = tmp_path_factory.mktemp("project") / "source"
    shutil.copytree(MINI / "source", folder)
    return folder


@pytest.mark.slow
@given(question=typable, answer=st.just("") | typable)
@example(question="null", answer="~")
@example(question="- a", answer="a: b #c")
@example(question="word " * 60 + "# end", answer=" a ")
@example(question="a\r\nb\tc", answer="\\(x\\) 'y' \"z\"")
def test_any_text_survives(source: Path, question: str, answer: str) -> None:
    """What was asked stands in the file to the letter, and all earlier bytes stand as before."""
    for deck in ("claims", "receptor"):
        before = (source / f"cards/{deck}.yaml").read_bytes()
        file = with_note(read_outline(str(source)), Draft(question, deck, answer))
        assert file.content.startswith(before)
        old, new = tree(before), tree(file.content)
        note = new["notes"].pop()  # type: ignore[index]
        assert new == old
        assert (note["question"], note["answer"]) == (question, answer)
        assert file.content.splitlines(keepends=False)[file.line - 1].startswith(b"  - id: ")


@given(
    question=typable, layout=st.sampled_from(["deck: d\nnotes: []", "deck: d\r\nnotes:\r\n- a: b"])
)
def test_any_text_survives_in_any_layout(question: str, layout: str) -> None:
    """The same holds in brackets, with Windows line ends and without a final one."""
    item = {"id": "new-one", "question": question}
    made = with_item(layout.encode(), "notes", item)
    assert made is not None
    assert tree(made.content)["notes"][-1] == item  # type: ignore[index]
    assert json.dumps(tree(made.content)).startswith('{"deck": "d"')
    assert inserted(layout.encode(), made.content)


def test_file_keeps_its_mode_and_leaves_nothing_beside_it(project: Path, run: Run) -> None:
    """Who may read a file stays, and no leftover lies in the source."""
    (project / CLAIMS).chmod(0o640)
    names = {path.name for path in (project / "source").rglob("*")}
    assert run("new", "Why?", "--deck", "claims").exit_code == 0
    assert (project / CLAIMS).stat().st_mode & 0o777 == 0o640
    assert {path.name for path in (project / "source").rglob("*")} == names
    assert not (project / "decks").exists()
