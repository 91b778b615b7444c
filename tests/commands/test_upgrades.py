"""The commands that look at an update before students get it, and what a release refuses."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from deckbuilder.collection.ledger import ledger_text, read_ledger
from tests.places import EPOCH

CARDS = "source/cards/receptor.yaml"

Run = Callable[..., Result]
Edit = Callable[[str, str, str], None]


@pytest.fixture
def old(project: Path, run: Run) -> Path:
    """Return the package of a first release, kept beside the project's folders."""
    assert run("release").exit_code == 0
    return Path(shutil.copy(project / "decks/mini.apkg", project / "mini.apkg"))


@pytest.fixture
def later(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the clock an hour after the first release."""
    assert old.is_file()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH + 3600))


def test_diff_of_the_same_is_clean(old: Path, run: Run) -> None:
    """A package and the unchanged source are the same: exit code 0."""
    for result in (run("diff", str(old)), run("diff", str(old), "decks/mini.apkg")):
        assert result.exit_code == 0
        assert result.stdout == (
            "0 added, 0 changed, 0 corrected, 0 retired, 0 restamped, 0 conflicting, 0 unsent, "
            "0 removed, 6 untouched\n"
        )


@pytest.mark.usefixtures("later")
def test_diff_shows_changed_words_against_the_source(old: Path, run: Run, edit: Edit) -> None:
    """With one package the source as it stands is compared, word by word: exit code 1."""
    edit(CARDS, "Glutamic acid decarboxylase", "The enzyme GAD")
    result = run("diff", str(old))
    assert result.exit_code == 1
    assert "Answer: [-Glutamic acid decarboxylase-]{+The enzyme GAD+}" in result.stdout


@pytest.mark.usefixtures("later")
def test_diff_for_programs_and_for_the_changelog(old: Path, run: Run, edit: Edit) -> None:
    """JSON names the changed notes; Markdown speaks to students."""
    edit(CARDS, "Glutamic acid decarboxylase", "The enzyme GAD")
    structure = json.loads(run("diff", "--format", "json", str(old)).stdout)
    assert [change["note"]["id"] for change in structure["changed"]] == ["gad"]
    text = run("diff", "--format", "markdown", str(old)).stdout
    assert text.startswith("### Changed\n\n- ")
    assert "Which enzyme makes GABA from glutamate?" in text


@pytest.mark.parametrize("command", ["diff", "rehearse"])
def test_what_is_no_package_is_trouble(project: Path, run: Run, command: str) -> None:
    """A file that is no package, or is not there, ends with one line and exit code 2."""
    (project / "broken.apkg").write_bytes(b"PK\x03\x04 and no more")
    result = run(command, "broken.apkg", "broken.apkg")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: broken.apkg: ")
    assert len(result.stderr.splitlines()) == 1
    assert run(command, "nowhere.apkg").exit_code == 2


@pytest.mark.usefixtures("later")
def test_rehearsal_of_a_correction_is_safe(old: Path, run: Run, edit: Edit) -> None:
    """A changed answer is one updated note, and nothing of a student's is lost: exit code 0."""
    edit(CARDS, "Glutamic acid decarboxylase", "The enzyme GAD")
    result = run("rehearse", "--days", "5", str(old))
    assert result.exit_code == 0, result.output
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["updated", "notes", "1", "gad"] in rows
    assert result.stdout.splitlines()[-1].startswith("safe: ")


def test_rehearsal_without_a_ledger_is_not_safe(
    project: Path, old: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were every note stamped anew, students would lose their edits: exit code 1."""
    (project / "source/ledger.json").unlink()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH + 3600))
    result = run("rehearse", "--days", "5", "--format", "markdown", str(old))
    assert result.exit_code == 1
    assert "**NOT SAFE: do not publish this upgrade**" in result.stdout


@pytest.mark.usefixtures("later", "old")
def test_release_refuses_a_ledger_older_than_the_packages(
    project: Path, run: Run, edit: Edit
) -> None:
    """Where decks/ holds a later release than the ledger knows, nothing is released."""
    ledger = (project / "source/ledger.json").read_bytes()
    edit(CARDS, "Glutamic acid decarboxylase", "The enzyme GAD")
    assert run("release").exit_code == 0
    (project / "source/ledger.json").write_bytes(ledger)
    result = run("release")
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: decks/mini.apkg: released 2023-11-14, later than the last release that "
        "ledger.json knows; bring both up to date with git; nothing was changed\n"
    )


@pytest.mark.usefixtures("later", "old")
def test_release_names_a_package_that_it_cannot_read(project: Path, run: Run) -> None:
    """A damaged package among the released ones is named, and nothing changes."""
    (project / "decks/mini.apkg").write_bytes(b"damaged")
    result = run("release")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: decks/mini.apkg: ")
    assert result.stderr.endswith("; nothing was changed\n")
    assert (project / "decks/mini.apkg").read_bytes() == b"damaged"


@pytest.mark.usefixtures("later", "old")
def test_release_refuses_an_update_that_would_cost_students_something(
    project: Path, run: Run, edit: Edit
) -> None:
    """A namespace changed with the ledger would double every note: no file changes."""
    (project / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n", encoding="utf-8")
    edit("source/collection.yaml", "namespace: mini", "namespace: other")
    path = project / "source/ledger.json"
    forged = replace(read_ledger(path, "ledger").ledger, namespace="other", note_types={})
    path.write_text(ledger_text(forged), encoding="utf-8")
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    result = run("release")
    assert (result.exit_code, result.stdout) == (1, "")
    said = [" ".join(line.split()) for line in result.stderr.splitlines()]
    assert "notes there twice 5 binding-site; half-life; gad; frequency; steady-state" in said
    assert said[-2:] == [
        "NOT SAFE: do not publish this upgrade",
        "The update would cost students something, see above. Nothing was written.",
    ]
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("drafted", [False, True], ids=["over a release", "over a draft"])
def test_changelog_lists_what_students_will_see(
    project: Path, old: Path, run: Run, edit: Edit, *, drafted: bool
) -> None:
    """A release lists its changes, where the last one still lies in decks/ to compare with."""
    assert old.is_file()
    (project / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n", encoding="utf-8")
    edit(CARDS, "Glutamic acid decarboxylase", "The enzyme GAD")
    if drafted:
        assert run("build").exit_code == 0
    assert run("release").exit_code == 0
    text = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    listed = "#### Changed\n\n- " in text and "Which enzyme makes GABA from glutamate?" in text
    assert listed is not drafted
    assert ("| updated notes | 1 | gad |" in text) is not drafted
    not_listed = "Not listed: a draft was built over the packages of the release before.\n"
    assert (not_listed in text) is drafted
