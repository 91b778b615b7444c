"""Releases, and what the real Anki makes of each with its default options."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from anki.collection import (
    Collection,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)
from click.testing import Result

from tests.places import EPOCH, ROOT

if TYPE_CHECKING:
    from tests.conftest import Start

DAY = 86_400
CARDS = "source/cards/receptor.yaml"
BUCKETS = ("new", "updated", "duplicate", "conflicting")

Run = Callable[..., Result]
Edit = Callable[[str, str, str], None]
Release = Callable[[], Path]


@pytest.fixture
def release(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Return a function that releases the project a day after the last time, and a copy of it."""
    shutil.copytree(ROOT / "source/notetypes", project / "source/notetypes")
    count = 0

    def release_once() -> Path:
        nonlocal count
        count += 1
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH + count * DAY))
        result = run("release")
        assert result.exit_code == 0, result.output
        return shutil.copy(project / "decks/mini.apkg", project / f"release-{count}.apkg")

    return release_once


@pytest.fixture
def student(tmp_path: Path) -> Iterator[Collection]:
    """Return the collection of a student who has imported nothing yet."""
    collection = Collection(str(tmp_path / "student.anki2"))
    yield collection
    collection.close()


def imported(collection: Collection, package: Path) -> dict[str, int]:
    """Import a package with Anki's default options; return the counts that are not zero."""
    options = ImportAnkiPackageOptions(
        merge_notetypes=False,
        update_notes=0,
        update_notetypes=0,
        with_scheduling=False,
        with_deck_configs=False,
    )
    request = ImportAnkiPackageRequest(package_path=str(package), options=options)
    log = collection.import_anki_package(request).log
    counts = {bucket: len(getattr(log, bucket)) for bucket in BUCKETS}
    return {bucket: count for bucket, count in counts.items() if count}


def note_of(collection: Collection, name: str):  # noqa: ANN201
    """Return the note that our source calls `name`."""
    (found,) = collection.find_notes(f"Id:{name}")
    return collection.get_note(found)


def contents(collection: Collection) -> list[tuple[str, ...]]:
    """Return note type, fields, tags and cards of every note, in a fixed order."""
    return sorted(
        (note.guid, str(note.mid), *note.fields, " ".join(note.tags), *sorted(map(str, ords)))
        for note in map(collection.get_note, collection.find_notes(""))
        for ords in [[card.ord for card in note.cards()]]
    )


def test_release_without_a_change_changes_nothing(
    release: Release, run: Run, student: Collection
) -> None:
    """A second release of the same source is refused as empty, and imports as nothing."""
    package = release()
    assert imported(student, package) == {"new": 6}
    before = package.read_bytes()
    assert imported(student, release()) == {"duplicate": 6}
    assert run("release").stderr == "Nothing has changed since the last release.\n"
    assert package.read_bytes() == before


def test_one_answer_updates_one_note_and_keeps_its_progress(
    release: Release, edit: Edit, student: Collection
) -> None:
    """Interval, due day, deck, suspension and flag of a changed note's cards stay."""
    imported(student, release())
    card = note_of(student, "half-life").cards()[0]
    deck = student.decks.id("My deck")
    card.type, card.queue, card.ivl, card.due, card.did, card.flags = 2, -1, 21, 40, deck, 3
    student.update_card(card)
    edit(CARDS, "t½ < 12 h & > 2 h", "t½ < 24 h & > 2 h")
    assert imported(student, release()) == {"updated": 1, "duplicate": 5}
    assert note_of(student, "half-life")["Answer"] == "t½ &lt; 24 h &amp; &gt; 2 h"
    card.load()
    state = (card.type, card.queue, card.ivl, card.due, card.did, card.flags)
    assert state == (2, -1, 21, 40, deck, 3)


def test_stylesheet_alone_arrives_without_touching_notes(
    release: Release, edit: Edit, student: Collection
) -> None:
    """A change of the look updates the note types and no note."""
    imported(student, release())
    edit("source/notetypes/style.css", "--paper: #ffffff;", "--paper: #fffff0;")
    assert imported(student, release()) == {"duplicate": 6}
    assert "--paper: #fffff0;" in note_of(student, "gad").note_type()["css"]


def test_note_added_at_the_top_is_one_new_note(
    release: Release, edit: Edit, student: Collection
) -> None:
    """A new first note is new alone, and comes first in a fresh collection."""
    imported(student, release())
    new = (
        "notes:\n  - {id: first, question: What is GABA?, answer: A transmitter, textbook: true}\n"
    )
    edit(CARDS, "notes:\n", new)
    second = release()
    assert imported(student, second) == {"new": 1, "duplicate": 6}
    fresh = Collection(str(second.with_suffix(".anki2")))
    imported(fresh, second)
    order = [fresh.get_card(card).note()["Id"] for card in fresh.find_cards("", order="c.due")]
    fresh.close()
    assert order[:2] == ["first", "binding-site"]


@pytest.mark.parametrize(
    ("name", "kept_cards"), [("gad", 2), ("steady-state", 3), ("claim-gaba-levels", 1)]
)
def test_retired_note_becomes_a_tombstone(
    project: Path, release: Release, edit: Edit, student: Collection, name: str, kept_cards: int
) -> None:
    """A withdrawn note of any kind is updated in place, says so, and leaves no card empty."""
    other = "{id: other, claim: C., verdict: supported, evidence: E., textbook: true}"
    edit("source/cards/claims.yaml", "notes:\n", f"notes:\n  - {other}\n")
    imported(student, release())
    retire(project, name)
    assert imported(student, release()) == {"updated": 1, "duplicate": 6}
    note = note_of(student, name)
    assert note.tags == ["mini::retired::2027-01"]
    assert note["Notice"] == (
        "<div><strong>Withdrawn on 2027-01-10.</strong> It was wrong.</div>"
        "<div>Learn in its place: “What is the elimination half-life of drug X?”</div>"
        "<div>To delete all withdrawn cards, search for <code>tag:mini::retired::*</code> in the "
        "browser, select all notes and delete them.</div>"
    )
    assert len(note.cards()) == kept_cards
    assert not student.get_empty_cards().notes
    for card in note.cards():
        assert "Withdrawn on 2027-01-10." in card.question()
    assert len(student.find_notes("tag:mini::retired::*")) == 1


def test_tombstone_asks_a_cloze_as_its_card_does(
    project: Path, release: Release, student: Collection
) -> None:
    """Where a cloze stands in for a withdrawn note, its gaps are shown and no marks are."""
    imported(student, release())
    retire(project, "gad", see="frequency")
    imported(student, release())
    assert (
        "“They raise the [...] of opening, barbiturates its [...].”"
        in note_of(student, "gad")["Notice"]
    )


def retire(project: Path, name: str, see: str = "half-life") -> None:
    """Move a note of the project's source into the list of those withdrawn."""
    for path in (project / "source/cards").iterdir():
        head, *notes = path.read_text(encoding="utf-8").split("  - id: ")
        kept = [note for note in notes if not note.startswith(f"{name}\n")]
        if len(kept) < len(notes):
            entry = f"{{id: {name}, on: 2027-01-10, reason: It was wrong., see: {see}}}"
            others = "".join(f"  - id: {note}" for note in kept)
            text = head.replace("notes:\n", f"retired:\n  - {entry}\nnotes:\n") + others
            path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (CARDS, "Where on the GABA-A receptor do", "At which place of the GABA-A receptor do"),
        (CARDS, "tags: [site]", "tags: [site, structure]"),
        ("source/media/pentamer.svg", '"40"', '"41"'),
    ],
    ids=["question reworded", "tag added", "figure redrawn"],
)
def test_small_change_updates_that_note_alone(
    release: Release, edit: Edit, student: Collection, file: str, old: str, new: str
) -> None:
    """Rewording, a tag and a redrawn figure each update one note; the new picture arrives."""
    imported(student, release())
    edit(file, old, new)
    assert imported(student, release()) == {"updated": 1, "duplicate": 5}
    media = student.media.check()
    assert not media.missing
    figure = note_of(student, "binding-site")["Figure"]
    name = figure.split('"')[1]
    stored = Path(student.media.dir(), name).read_text("utf-8")
    assert stored == Path("source/media/pentamer.svg").read_text("utf-8")


def test_skipping_a_release_ends_in_the_same_state(
    project: Path, release: Release, edit: Edit, student: Collection
) -> None:
    """Three releases one after the other, or the first and the third, come to the same."""
    packages = [release()]
    edit(CARDS, "The GABA sites lie elsewhere.", "The sites of GABA lie elsewhere.")
    packages.append(release())
    edit(CARDS, "tags: [site]", "tags: [structure]")
    packages.append(release())
    for package in packages:
        imported(student, package)
    other = Collection(str(project / "other.anki2"))
    imported(other, packages[0])
    imported(other, packages[2])
    states = contents(student), contents(other)
    other.close()
    assert states[0] == states[1]


def test_students_own_wording_and_tags_stay_on_unchanged_notes(
    release: Release, edit: Edit, student: Collection
) -> None:
    """A release that changes another note leaves a student's edits alone."""
    imported(student, release())
    note = note_of(student, "frequency")
    note["Why"] = "my own words"
    note.tags.append("mine")
    student.update_note(note)
    edit(CARDS, "t½ < 12 h & > 2 h", "t½ < 24 h & > 2 h")
    assert imported(student, release()) == {"updated": 1, "duplicate": 5}
    note.load()
    assert (note["Why"], "mine" in note.tags) == ("my own words", True)


def test_correction_shows_a_notice_and_is_found_by_one_search(
    release: Release, edit: Edit, student: Collection
) -> None:
    """A corrected fact shows what the card said before, on its back alone, and carries a tag."""
    imported(student, release())
    edit(
        CARDS,
        "    answer: t½ < 12 h & > 2 h\n",
        "    answer: 24 h\n    correction: {on: 2027-01-10, was: 12 h}\n",
    )
    assert imported(student, release()) == {"updated": 1, "duplicate": 5}
    (note,) = student.find_notes("tag:mini::corrected::2027-01")
    card = student.get_note(note).cards()[0]
    notice = "<strong>Corrected on 2027-01-10.</strong> Before, this card said: 12 h"
    assert notice in card.answer()
    assert notice not in card.question()


def test_report_link_names_the_release_that_last_changed_the_note(
    release: Release, edit: Edit, student: Collection
) -> None:
    """The link carries id and day of the note's own last change, so it changes with it only."""
    edit(
        "source/collection.yaml",
        "tag_root: mini",
        "tag_root: mini\nreport: https://example.org/new?card={id}&release={release}",
    )
    imported(student, release())
    edit(CARDS, "t½ < 12 h & > 2 h", "24 h")
    assert imported(student, release()) == {"updated": 1, "duplicate": 5}
    link = '<a href="https://example.org/new?card={}&amp;release={}">Report an error</a>'
    assert note_of(student, "half-life")["Report"] == link.format("half-life", "2023-11-16")
    assert note_of(student, "gad")["Report"] == link.format("gad", "2023-11-15")


def test_build_after_a_release_gives_the_released_bytes(
    project: Path, release: Release, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the clock says, an unchanged source gives the packages that were released."""
    released = release().read_bytes()
    (project / "decks/mini.apkg").unlink()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    result = run("build")
    assert (project / "decks/mini.apkg").read_bytes() == released
    assert "Draft" not in result.stderr
    assert run("check", "--released", "--strict").exit_code == 0


def test_build_names_the_notes_that_are_pending(release: Release, edit: Edit, run: Run) -> None:
    """With a change since the release a build is a draft and says which notes differ."""
    release()
    edit(CARDS, "t½ < 12 h & > 2 h", "24 h")
    last = run("build").stderr.splitlines()[-1]
    assert last == "Draft: 1 note not released yet: half-life"


def test_check_released_tells_each_package_that_differs(
    project: Path, release: Release, run: Run
) -> None:
    """Drafts, missing packages and strangers in the decks folder are problems."""
    release()
    (project / "decks/mini.apkg").write_bytes(b"draft")
    (project / "decks/receptor.apkg").unlink()
    (project / "decks/stranger.apkg").write_bytes(b"")
    result = run("check", "--released")
    assert result.exit_code == 1
    assert result.stdout == (
        "decks/mini.apkg:1:1: error: this is not the released package; "
        "run `python build.py`, or `release` if the source has changed [I013]\n"
        "decks/receptor.apkg:1:1: error: the released package is missing; "
        "run `python build.py` [I013]\n"
        "decks/stranger.apkg:1:1: error: this package is not part of the release; "
        "release it or delete it [I013]\n"
    )


def test_check_released_tells_drafts_that_a_build_would_make(
    project: Path, release: Release, edit: Edit, run: Run
) -> None:
    """A source that gives drafts of the released packages is a problem, with the notes named."""
    release()
    edit(CARDS, "t½ < 12 h & > 2 h", "24 h")
    result = run("check", "--released")
    assert result.exit_code == 1
    advice = "run `python build.py release`, or restore the source as it was released [I013]\n"
    assert result.stdout == "".join(
        f"decks/{path.name}:1:1: error: "
        f"the source gives another package, with drafts of half-life; {advice}"
        for path in sorted((project / "decks").glob("*.apkg"))
    )


def test_check_released_tells_a_package_that_the_source_no_longer_gives(
    release: Release, edit: Edit, run: Run
) -> None:
    """A change of a package and of no note in it, as of a description, is a problem too."""
    release()
    edit("source/collection.yaml", "A study aid", "Only a study aid")
    result = run("check", "--released")
    assert result.exit_code == 1
    assert "the source gives another package; run `python build.py release`" in result.stdout


@pytest.mark.parametrize("seconds", [0, -1])
def test_release_refuses_a_clock_behind_the_last(
    project: Path,
    release: Release,
    run: Run,
    edit: Edit,
    monkeypatch: pytest.MonkeyPatch,
    seconds: int,
) -> None:
    """A release must be later than the last; otherwise nothing is written."""
    release()
    edit(CARDS, "t½ < 12 h & > 2 h", "24 h")
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH + DAY + seconds))
    result = run("release")
    assert result.exit_code == 2
    assert result.stderr == (
        f"Error: the last release was at 1700086400 (2023-11-15) and this clock says "
        f"{1700086400 + seconds}; set the clock, or SOURCE_DATE_EPOCH, to a later time; "
        "nothing was changed\n"
    )
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


def test_release_refuses_warnings(project: Path, run: Run, edit: Edit) -> None:
    """What a strict check would fail is not released."""
    edit("source/cards/claims.yaml", "    refs: [zhu2018]\n", "")
    result = run("release")
    assert result.exit_code == 1
    assert result.stderr == "A release takes no warnings. Nothing was written.\n"
    assert not (project / "decks").exists()
    assert not (project / "source/ledger.json").exists()


def test_new_note_does_not_move_the_numbers_of_others(
    project: Path, release: Release, edit: Edit
) -> None:
    """Note ids in Anki stay with their notes; a new note takes the next free one."""
    release()
    first = ledger_numbers(project)
    edit(CARDS, "notes:\n", "notes:\n  - {id: a, question: A?, answer: A, textbook: true}\n")
    release()
    second = ledger_numbers(project)
    assert second.pop("a") == max(first.values()) + 128
    assert second == first


def ledger_numbers(project: Path) -> dict[str, int]:
    """Return the note numbers in the project's ledger."""
    ledger = json.loads((project / "source/ledger.json").read_text("utf-8"))
    return {name: note["number"] for name, note in ledger["notes"].items()}


def test_changelog_gets_a_section_for_the_release(project: Path, release: Release) -> None:
    """What stands under Unreleased moves below the day of the release."""
    changelog = project / "CHANGELOG.md"
    changelog.write_text("# Changelog\n\n## Unreleased\n\n### Tool\n\n- x\n", encoding="utf-8")
    release()
    text = changelog.read_text(encoding="utf-8")
    assert text.startswith("# Changelog\n\n## Unreleased\n\n## 2023-11-15\n\n### Decks\n\n")
    assert text.endswith("\n### Tool\n\n- x\n")


def test_package_that_leaves_the_collection_leaves_the_ledger(
    project: Path, release: Release, run: Run, edit: Edit
) -> None:
    """Dropping a package is a release of its own, though no note changes."""
    release()
    edit("source/collection.yaml", "  - file: receptor.apkg\n    decks: [receptor]\n", "")
    release()
    ledger = json.loads((project / "source/ledger.json").read_text("utf-8"))
    assert list(ledger["packages"]) == ["mini.apkg"]
    assert run("check", "--released").stdout == (
        "decks/receptor.apkg:1:1: error: this package is not part of the release; "
        "release it or delete it [I013]\n"
    )


@pytest.mark.slow
def test_two_releases_at_once_publish_once(
    project: Path, release: Release, edit: Edit, start: "Start"
) -> None:
    """Of two releases started together one wins; the other finds nothing to do, or is late."""
    release()
    edit(CARDS, "t½ < 12 h & > 2 h", "24 h")
    releases = [start(project, "release", epoch=EPOCH + 9 * DAY) for _ in range(2)]
    assert sorted(each.read_rest().splitlines()[-1] for each in releases) == [
        "Nothing has changed since the last release.",
        "Released 2023-11-23: 1 note new or changed.",
    ]


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_interrupted_release_is_finished_by_the_next_command(
    project: Path, release: Release, run: Run, edit: Edit, moved: int
) -> None:
    """A release killed while it moves its files in is whole after the next command."""
    release()
    edit(CARDS, "t½ < 12 h & > 2 h", "24 h")
    files = ["decks/mini.apkg", "source/ledger.json", "decks/receptor.apkg"]
    old = [(project / file).read_bytes() for file in files]
    release()
    staged = project / "decks/.staged"
    staged.mkdir()
    for index, file in enumerate(files):
        if index >= moved:
            (project / file).rename(staged / str(index))
            (project / file).write_bytes(old[index])
    places = ["mini.apkg", "../source/ledger.json", "receptor.apkg"]
    (staged / "manifest.json").write_text(json.dumps(places), encoding="utf-8")
    assert run("build").exit_code == 0
    assert run("check", "--released").exit_code == 0
    assert not staged.exists()
