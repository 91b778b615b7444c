"""The real Anki backend as the oracle: what becomes of our packages in a student's collection."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from anki.collection import (
    Collection,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
    ImportLogWithChanges,
)
from click.testing import CliRunner, Result

from deckbuilder.apkg.write import package_bytes
from deckbuilder.collection.ledger import Ledger
from deckbuilder.load import load_collection
from deckbuilder.rendering.fields import render_notes
from deckbuilder.rendering.package import package_contents
from deckbuilder.rendering.stamps import stamp_notes
from tests.places import EPOCH, ROOT

PACKAGES = sorted(
    re.findall(
        r"^  - file: (.+)$", (ROOT / "source/collection.yaml").read_text("utf-8"), re.MULTILINE
    )
)
LATER_THAN_ANY_EDIT = 3_000_000_000
"""A stamp behind whatever a student does in these tests."""

BUCKETS = ("new", "updated", "duplicate", "conflicting")

Run = Callable[..., Result]
Edit = Callable[[str, str, str], None]


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    """Return an empty collection of the real backend."""
    opened = Collection(str(tmp_path / "student.anki2"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def real_decks(build_script: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the packages built from the real source."""
    decks = tmp_path_factory.mktemp("decks")
    arguments = ["--source", str(ROOT / "source"), "--decks", str(decks), "build"]
    result = CliRunner(env={"SOURCE_DATE_EPOCH": str(EPOCH)}).invoke(build_script.main, arguments)
    assert result.exit_code == 0, result.output
    return decks


def imported(
    collection: Collection, package: Path, *, merging_note_types: bool = False
) -> dict[str, int]:
    """Import a package with the options that Anki's window has by default; return the log."""
    request = ImportAnkiPackageRequest(
        package_path=str(package),
        options=ImportAnkiPackageOptions(
            merge_notetypes=merging_note_types,
            update_notes=0,
            update_notetypes=0,
            with_scheduling=False,
            with_deck_configs=False,
        ),
    )
    log: ImportLogWithChanges = collection.import_anki_package(request)
    return {bucket: len(getattr(log.log, bucket)) for bucket in BUCKETS}


def log(**counts: int) -> dict[str, int]:
    """Return an import log in which every bucket not named is empty."""
    return dict.fromkeys(BUCKETS, 0) | counts


def note_id(collection: Collection, name: str) -> int:
    """Return Anki's id of the note that our source calls `name`."""
    (found,) = collection.find_notes(f"Id:{name}")
    return found


def card_ids(collection: Collection) -> list[int]:
    """Return all cards in the order in which new ones are shown."""
    return list(collection.find_cards("", order="c.due, c.ord"))


@pytest.mark.parametrize("package", PACKAGES)
def test_package_imports_as_new_notes_and_again_as_nothing(
    package: str, real_decks: Path, collection: Collection
) -> None:
    """Every note of a real package is new in an empty collection, and known the second time."""
    first = imported(collection, real_decks / package)
    assert first["new"] == collection.note_count() > 0
    assert first == log(new=first["new"])
    assert imported(collection, real_decks / package) == log(duplicate=first["new"])


def test_deck_package_after_the_whole_doubles_nothing(
    real_decks: Path, collection: Collection
) -> None:
    """The packages of single decks hold the same notes as the whole."""
    whole = imported(collection, real_decks / "benzodiazepine-pharmacology.apkg")["new"]
    others = [name for name in PACKAGES if name != "benzodiazepine-pharmacology.apkg"]
    logs = [imported(collection, real_decks / name) for name in others]
    assert sum(each["duplicate"] for each in logs) == whole
    assert all(each == log(duplicate=each["duplicate"]) for each in logs)
    assert collection.note_count() == whole


@pytest.mark.slow
@pytest.mark.parametrize("package", PACKAGES)
def test_anki_finds_no_fault_with_cards_or_media(
    package: str, real_decks: Path, collection: Collection
) -> None:
    """Anki would make no further card, finds none empty, and no picture missing or unused."""
    imported(collection, real_decks / package)
    cards = collection.card_count()
    assert not collection.get_empty_cards().notes
    media = collection.media.check()
    assert (list(media.missing), list(media.unused)) == ([], [])
    collection.fix_integrity()
    assert collection.card_count() == cards


def test_every_real_card_renders_both_sides(real_decks: Path, collection: Collection) -> None:
    """No side of any card holds a template error, an unfilled field or a raw cloze mark."""
    imported(collection, real_decks / "benzodiazepine-pharmacology.apkg")
    for card_id in card_ids(collection):
        output = collection.get_card(card_id).render_output()
        for side in (output.question_text, output.answer_text):
            assert "{{" not in side
            assert "templates/errors" not in side
            assert "invalid" not in side.lower().split("<main")[0]
        assert output.answer_text != output.question_text


def test_new_cards_come_in_teaching_order(project: Path, run: Run, collection: Collection) -> None:
    """New cards are queued as the source has them, the cards of a note side by side."""
    assert run().exit_code == 0
    imported(collection, project / "decks/mini.apkg")
    cards = [collection.get_card(card_id) for card_id in card_ids(collection)]
    assert [(card.note()["Id"], card.ord) for card in cards] == [
        ("binding-site", 0),
        ("half-life", 0),
        ("gad", 0),
        ("gad", 1),
        ("frequency", 0),
        ("frequency", 1),
        ("steady-state", 0),
        ("steady-state", 1),
        ("steady-state", 2),
        ("claim-gaba-levels", 0),
    ]


def test_decks_carry_names_and_descriptions(
    project: Path, run: Run, collection: Collection
) -> None:
    """The decks lie below the title, and the top deck shows the description as Markdown."""
    assert run().exit_code == 0
    imported(collection, project / "decks/mini.apkg")
    names = [deck.name for deck in collection.decks.all_names_and_ids()]
    assert names == [
        "Default",
        "Mini Pharmacology",
        "Mini Pharmacology::01 Receptor",
        "Mini Pharmacology::02 Claims",
    ]
    top = collection.decks.by_name("Mini Pharmacology")
    assert top is not None
    assert (top["desc"], top["md"]) == ("A study aid, no medical advice.", True)


def test_nested_clozes_and_formulas_reach_the_student(
    project: Path, run: Run, collection: Collection
) -> None:
    """Each gap hides its own text, also inside another gap and around a formula with braces."""
    assert run().exit_code == 0
    imported(collection, project / "decks/mini.apkg")
    note = collection.get_note(note_id(collection, "steady-state"))
    answers = [re.sub(r"<[^>]+>", "", card.answer()) for card in note.cards()]
    formula = r"\(C_{ss} = \frac{F \cdot D}{CL \cdot \tau_{x} }\)"
    assert all(f"At steady state {formula} and so on." in answer for answer in answers)
    questions = [re.sub(r"<[^>]+>", "", card.question()) for card in note.cards()]
    assert "At steady state [...] and so on." in questions[0]
    assert f"At steady state {formula} [...]." in questions[1]
    assert f"At steady state {formula} and [...] on." in questions[2]


def packed_with_stamps(project: Path, **stamps: int) -> Path:
    """Write the project's whole package with a later stamp for the notes named; return its path."""
    loaded = load_collection(str(project / "source"), ROOT / "source/notetypes")
    assert loaded.collection is not None
    notes = render_notes(loaded.collection)
    drafted = stamp_notes(notes, loaded.collection.look, Ledger(), EPOCH)
    later = {name.replace("_", "-"): stamp for name, stamp in stamps.items()}
    stamps = replace(drafted, note_mods={**drafted.note_mods, **later})
    package = loaded.collection.settings.packages[0]
    path = project / "stamped.apkg"
    path.write_bytes(package_bytes(package_contents(package, loaded.collection, notes, stamps)))
    return path


def test_edited_answer_updates_that_note_and_nothing_else(
    project: Path, edit: Edit, collection: Collection
) -> None:
    """An answer with a later stamp arrives in place; interval, deck and others' tags stay."""
    imported(collection, packed_with_stamps(project))
    edited, other = note_id(collection, "gad"), note_id(collection, "frequency")
    own_deck = collection.decks.id("My own deck")
    card = collection.get_note(edited).cards()[0]
    card.type, card.queue, card.ivl, card.due, card.did = 2, 2, 21, 40, own_deck
    collection.update_card(card)
    collection.tags.bulk_add([other], "my::tag")

    edit("source/cards/receptor.yaml", "Glutamic acid decarboxylase", "The enzyme GAD")
    after = imported(collection, packed_with_stamps(project, gad=EPOCH + 3600))

    assert after == log(updated=1, duplicate=5)
    assert collection.get_note(edited)["Answer"] == "The enzyme GAD"
    card.load()
    assert (card.type, card.queue, card.ivl, card.due, card.did) == (2, 2, 21, 40, own_deck)
    assert collection.get_note(other).tags == ["mini::receptor", "my::tag"]


def test_field_that_a_student_added_holds_updates_back_until_note_types_are_merged(
    project: Path, edit: Edit, collection: Collection
) -> None:
    """Notes of that type stay as they were; with "Merge notetypes" ticked they are updated.

    Anki stamps them all when a field is added, so only what is released later is an update.
    """
    imported(collection, packed_with_stamps(project))
    name = "Mini Pharmacology Question"
    question = collection.models.by_name(name)
    assert question is not None
    collection.models.add_field(question, collection.models.new_field("My notes"))
    collection.models.update_dict(question)
    gad, other = note_id(collection, "gad"), collection.get_note(note_id(collection, "half-life"))
    other["My notes"] = "mine"
    collection.update_note(other)

    edit("source/cards/receptor.yaml", "Glutamic acid decarboxylase", "The enzyme GAD")
    update = packed_with_stamps(project, gad=LATER_THAN_ANY_EDIT)
    assert imported(collection, update) == log(conflicting=3, duplicate=3)
    assert collection.get_note(gad)["Answer"] == "Glutamic acid decarboxylase"

    assert imported(collection, update, merging_note_types=True) == log(updated=1, duplicate=5)
    assert collection.get_note(gad)["Answer"] == "The enzyme GAD"
    other.load()
    assert other["My notes"] == "mine"
    names = [each.name for each in collection.models.all_names_and_ids() if "Mini" in each.name]
    assert names == ["Mini Pharmacology Claim", "Mini Pharmacology Cloze", name]


def test_figure_and_its_alternative_text_arrive(
    project: Path, run: Run, collection: Collection
) -> None:
    """A picture is in the student's media folder under its hashed name, with its alt text."""
    assert run().exit_code == 0
    imported(collection, project / "decks/mini.apkg")
    figure = collection.get_note(note_id(collection, "binding-site"))["Figure"]
    name = re.fullmatch(
        r'<img src="(pentamer-[0-9a-f]{12}\.svg)" alt="Five subunits around a pore">', figure
    )
    assert name is not None
    stored = Path(collection.media.dir(), name[1]).read_bytes()
    assert stored == (project / "source/media/pentamer.svg").read_bytes()


def test_deck_options_arrive_where_the_student_asks_for_them(
    project: Path, run: Run, collection: Collection
) -> None:
    """Ticking "Import any deck presets" gives the decks our options, in full."""
    assert run().exit_code == 0
    options = ImportAnkiPackageOptions(with_deck_configs=True)
    path = str(project / "decks/mini.apkg")
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options))
    deck = collection.decks.id_for_name("Mini Pharmacology::01 Receptor")
    assert deck is not None
    preset = collection.decks.config_dict_for_deck_id(deck)
    assert (preset["name"], preset["new"]["perDay"]) == ("Mini Pharmacology", 15)


def test_real_cards_hold_question_answer_and_source(
    real_decks: Path, collection: Collection
) -> None:
    """Every ninth card shows its answer, a reference or the word textbook, level and deck."""
    imported(collection, real_decks / "benzodiazepine-pharmacology.apkg")
    kept = collection.find_cards("-tag:benzodiazepines::retired::*", order="c.id")
    for card_id in kept[::9]:
        answer = collection.get_card(card_id).answer()
        assert '<details class="references">' in answer
        assert "<li>" in answer or "Textbook knowledge" in answer
        assert re.search(r'<span class="level (core|advanced)">\1</span>', answer)
        assert re.search(r'<h1 class="topic">\d\d .+</h1>', answer)
