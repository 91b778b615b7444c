"""Upgrades rehearsed with the real Anki backend: what a student sees, keeps and loses."""

import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import genanki
import pytest

from deckbuilder.apkg.write import package_bytes
from deckbuilder.collection.ledger import Ledger
from deckbuilder.load import load_collection
from deckbuilder.rendering.fields import RenderedNote, render_notes
from deckbuilder.rendering.package import package_contents
from deckbuilder.rendering.stamps import stamp_notes
from deckbuilder.updates.rehearse import AnkiMissingError, Rehearsal, RehearsalError, rehearse
from deckbuilder.updates.report import rehearsal_markdown, rehearsal_text
from deckbuilder.updates.student import OWN_DECK, Student, _field_to_reword, new_student
from deckbuilder.updates.upgrade import ImportLog, Studied
from tests.places import EPOCH, ROOT

LATER = EPOCH + 3600
DAYS = 8
SECONDS = 120
"""Longest wait for a process."""

NOTES = ("binding-site", "half-life", "gad", "frequency", "steady-state", "claim-gaba-levels")
LAST = "claim-gaba-levels"
NOTHING = Rehearsal(
    old="old.apkg",
    new="new.apkg",
    studied=Studied(days=20, cards=10, answers=60, lapses=2, longest_interval=24),
    added=(),
    updated=(),
    untouched=(),
    restyled=(),
    returned=(),
    dropped=(),
    edits_replaced=(),
    missed=(),
    restamped=(),
    empty_cards=(),
    missing_media=(),
    conflicting=(),
    duplicated=(),
    blanked=(),
    progress_lost=(),
    edits_lost=(),
)
"""A report with nothing in it, to be filled with what a test expects."""

Edit = Callable[[str, str, str], None]


def packed(
    project: Path,
    file: str,
    stamps: Mapping[str, int] | None = None,
    change: Callable[[RenderedNote], RenderedNote] = lambda note: note,
    css: str | None = None,
) -> Path:
    """Write the project's package, the notes changed and stamped, with a new look if there is."""
    loaded = load_collection(str(project / "source"), ROOT / "source/notetypes")
    assert loaded.collection is not None
    collection = loaded.collection
    notes = [change(note) for note in render_notes(collection)]
    drafted = stamp_notes(notes, collection.look, Ledger(), EPOCH)
    stamped = replace(drafted, note_mods={**drafted.note_mods, **(stamps or {})})
    if css is not None:
        collection = replace(collection, look=replace(collection.look, css=css))
        stamped = replace(stamped, note_type_mods=dict.fromkeys(drafted.note_type_mods, LATER))
    package = collection.settings.packages[0]
    contents = package_contents(package, collection, notes, stamped)
    (project / file).write_bytes(package_bytes(contents))
    return project / file


def stock(
    path: Path, stamp: int, fields: Sequence[str] = ("Front", "Back"), notes: int = 3
) -> Path:
    """Write a package as plain genanki does, all stamped alike; its note type has no field Id."""
    template = {"name": "Card", "qfmt": "{{Front}}", "afmt": "{{Back}}"}
    model = genanki.Model(1_600_000_001, "Foreign", [{"name": f} for f in fields], [template])
    deck = genanki.Deck(1_600_000_002, "Foreign deck")
    for number in range(notes):
        texts = [f"<b>Question</b> {number}?", f"Answer {number}", *[""] * (len(fields) - 2)]
        deck.add_note(genanki.Note(model, texts, guid=f"foreign-{number}"))
    genanki.Package([deck]).write_to_file(str(path), timestamp=stamp)
    return path


def seen(old: Path, new: Path) -> Rehearsal:
    """Return what a student sees after a week, the amount of study left out."""
    return replace(rehearse(old, new, DAYS), studied=NOTHING.studied)


def but(*names: str) -> tuple[str, ...]:
    """Return the small tree's notes except these."""
    return tuple(name for name in NOTES if name not in names)


@pytest.fixture
def old(project: Path) -> Path:
    """Return the package of the small source tree as it is."""
    return packed(project, "old.apkg")


def test_unchanged_package_changes_nothing(project: Path, old: Path) -> None:
    """Only the note that the student had deleted comes back."""
    result = seen(old, packed(project, "new.apkg"))
    assert result == replace(NOTHING, untouched=but(LAST), returned=(LAST,))
    assert result.is_safe


def test_changed_answer_is_one_update(project: Path, old: Path, edit: Edit) -> None:
    """A corrected note arrives, and on it alone the student's tag and wording give way."""
    edit("source/cards/receptor.yaml", "Glutamic acid decarboxylase", "The enzyme GAD")
    result = seen(old, packed(project, "new.apkg", {"gad": LATER}))
    assert result == replace(
        NOTHING,
        updated=("gad",),
        untouched=but("gad", LAST),
        returned=(LAST,),
        edits_replaced=("gad",),
    )
    assert result.is_safe


def test_added_note_is_new(project: Path, old: Path, edit: Edit) -> None:
    """A note that the old package did not have is new, apart from the one that comes back."""
    claim = (
        "  - {id: extra, claim: So., verdict: contradicted, evidence: Not so., textbook: true}\n"
    )
    edit("source/cards/claims.yaml", "notes:\n", f"notes:\n{claim}")
    result = seen(old, packed(project, "new.apkg"))
    assert result == replace(NOTHING, added=("extra",), untouched=but(LAST), returned=(LAST,))
    assert result.is_safe


def test_new_stylesheet_changes_no_note(project: Path, old: Path) -> None:
    """A look with a later stamp arrives at every note type and leaves the notes alone."""
    result = seen(old, packed(project, "new.apkg", css=".card { color: black }"))
    restyled = tuple(f"Mini Pharmacology {name}" for name in ("Claim", "Cloze", "Question"))
    assert result == replace(NOTHING, untouched=but(LAST), returned=(LAST,), restyled=restyled)
    assert result.is_safe


def test_note_no_longer_shipped_stays(tmp_path: Path) -> None:
    """A note that vanishes from the package is reported, and nothing of it is lost."""
    result = seen(stock(tmp_path / "old.apkg", EPOCH), stock(tmp_path / "new.apkg", EPOCH, notes=2))
    names = tuple(f"<b>Question</b> {number}?" for number in range(3))
    assert result == replace(NOTHING, untouched=names[:1], returned=names[1:2], dropped=names[2:])
    assert result.is_safe


def test_new_guids_double_the_notes(project: Path, old: Path) -> None:
    """Notes under other guids come a second time, also the one that the student had deleted."""
    renamed = packed(
        project, "new.apkg", change=lambda note: replace(note, guid=f"other-{note.guid}")
    )
    result = seen(old, renamed)
    assert result == replace(NOTHING, added=NOTES, dropped=but(LAST), duplicated=but(LAST))
    assert not result.is_safe


def test_guid_used_twice_doubles_the_notes(project: Path) -> None:
    """Two notes with one guid in the package are both there."""
    new = packed(
        project,
        "new.apkg",
        change=lambda note: replace(note, guid="same") if note.id in NOTES[:2] else note,
    )
    assert seen(new, new).duplicated == NOTES[:2]


def test_note_type_with_another_field_conflicts(tmp_path: Path) -> None:
    """One more field, and every note that the student still has is left out for ever."""
    old = stock(tmp_path / "old.apkg", EPOCH)
    result = seen(old, stock(tmp_path / "new.apkg", LATER, ("Front", "Back", "Extra")))
    names = tuple(f"<b>Question</b> {number}?" for number in range(3))
    assert result == replace(NOTHING, conflicting=names[:2], returned=names[2:])
    assert not result.is_safe


def test_stamping_all_notes_anew_loses_edits(tmp_path: Path) -> None:
    """Stock genanki stamps all notes with the clock: what students wrote is overwritten."""
    old = stock(tmp_path / "old.apkg", EPOCH, notes=6)
    result = seen(old, stock(tmp_path / "new.apkg", LATER, notes=6))
    names = tuple(f"<b>Question</b> {number}?" for number in range(6))
    assert result == replace(
        NOTHING,
        returned=names[5:],
        restamped=names[:5],
        edits_lost=(names[0], names[3], names[4]),
    )
    assert not result.is_safe


def test_one_note_stamped_anew_loses_its_edits(project: Path, old: Path) -> None:
    """A single note that moves without need is found among all the others."""
    result = seen(old, packed(project, "new.apkg", {"frequency": LATER}))
    assert (result.restamped, result.edits_lost) == (("frequency",), ("frequency",))
    assert not result.is_safe


def test_edit_later_than_the_release_stays(project: Path, old: Path, edit: Edit) -> None:
    """A student who edits a note a second after the old release keeps it against that second."""
    edit("source/cards/receptor.yaml", "Glutamic acid decarboxylase", "The enzyme GAD")
    result = seen(old, packed(project, "new.apkg", {"gad": EPOCH + 1}))
    assert result == replace(NOTHING, untouched=but("gad", LAST), returned=(LAST,), missed=("gad",))
    assert result.is_safe


def test_change_under_the_old_stamp_does_not_arrive(project: Path, old: Path, edit: Edit) -> None:
    """A correction that nobody stamped is reported as one that no student gets."""
    edit("source/cards/receptor.yaml", "Glutamic acid decarboxylase", "The enzyme GAD")
    assert seen(old, packed(project, "new.apkg")).missed == ("gad",)


def test_card_that_is_no_longer_asked_is_lost(project: Path, old: Path, edit: Edit) -> None:
    """Taking the reverse away leaves its card in the collection with nothing to ask: not safe."""
    reversed_question = "    reverse: What does glutamic acid decarboxylase make?\n"
    edit("source/cards/receptor.yaml", reversed_question, "")
    result = seen(old, packed(project, "new.apkg", {"gad": LATER}))
    assert result == replace(
        NOTHING,
        updated=("gad",),
        untouched=but("gad", LAST),
        returned=(LAST,),
        edits_replaced=("gad",),
        empty_cards=("gad",),
        blanked=("gad, card 2",),
    )
    assert not result.is_safe


def test_gap_that_is_no_longer_asked_is_lost(project: Path, old: Path, edit: Edit) -> None:
    """Taking a gap out of a cloze leaves the card of its number with nothing to ask: not safe."""
    edit("source/cards/receptor.yaml", "{{c2::duration::how long}}", "duration")
    result = seen(old, packed(project, "new.apkg", {"frequency": LATER}))
    assert (result.blanked, result.is_safe) == (("frequency, card 2",), False)


def test_card_that_was_blank_before_is_no_loss(project: Path, edit: Edit) -> None:
    """An update is not blamed for a card that had nothing to ask before it."""
    unasked = packed(project, "old.apkg", change=lambda n: replace(n, fields=_without_reverse(n)))
    edit("source/cards/receptor.yaml", "t½ < 12 h & > 2 h", "24 h")
    new = packed(
        project,
        "new.apkg",
        {"half-life": LATER},
        change=lambda n: replace(n, fields=_without_reverse(n)),
    )
    result = seen(unasked, new)
    assert (result.empty_cards, result.blanked, result.is_safe) == (("gad",), (), True)


def _without_reverse(note: RenderedNote) -> tuple[str, ...]:
    """Return the fields of a note, the reversed question left empty."""
    names = note.note_type.fields
    fields = zip(names, note.fields, strict=True)
    return tuple("" if name == "Reverse" else text for name, text in fields)


def test_picture_that_is_not_packed_is_missing(project: Path, old: Path) -> None:
    """A figure whose file is not in the package is named."""
    bare = project / "bare.apkg"
    with zipfile.ZipFile(old) as full, zipfile.ZipFile(bare, "w") as emptied:
        emptied.writestr("collection.anki2", full.read("collection.anki2"))
        emptied.writestr("media", "{}")
    assert seen(bare, bare).missing_media == ("pentamer-d67e011f297c.svg",)


def test_lost_progress_is_found(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A card that an import would set back or take away is named with what differs."""
    real_import = Student.import_package

    def harmful_import(student: Student, package: Path) -> ImportLog:
        log = real_import(student, package)
        if student._all("SELECT id FROM revlog"):  # the second import
            first, second, *_ = student.snapshot().cards
            student._database.execute("UPDATE cards SET ivl = 1, flags = 7 WHERE id = ?", first)
            student._database.execute("DELETE FROM cards WHERE id = ?", second)
        return log

    monkeypatch.setattr(Student, "import_package", harmful_import)
    result = rehearse(old, old, DAYS)
    assert result.progress_lost == (
        "binding-site, card 1: interval, flag",
        "half-life, card 1: card gone",
    )
    assert not result.is_safe


def test_study_uses_the_real_scheduler(old: Path) -> None:
    """In three weeks cards are learnt, reviewed, forgotten and put off by more than a day."""
    with new_student() as student:
        student.import_package(old)
        studied = student.study(days=20)
        progress = [card.progress for card in student.snapshot().cards.values()]
    intervals = [card["interval"] for card in progress]
    assert (studied.days, studied.cards) == (20, 10)
    assert studied.answers == sum(len(card["review log"]) for card in progress) > 40
    assert studied.lapses == sum(card["lapses"] for card in progress) > 0
    assert studied.longest_interval == max(intervals) > 7
    assert min(intervals) > 1


def test_edits_are_those_that_students_make(old: Path) -> None:
    """Notes are tagged, reworded and deleted; cards moved, suspended and flagged."""
    with new_student() as student:
        student.import_package(old)
        edits = student.edit([list(student.snapshot().notes)], at=LATER)
        after = student.snapshot()
        own_deck = student._collection.decks.id_for_name(OWN_DECK)
    names = {number: note.name for number, note in after.notes.items()}
    assert tuple(names.values()) == but(LAST)
    assert [names[number] for number in edits.tagged] == ["binding-site", "frequency"]
    assert [names[number] for number in edits.worded] == ["binding-site", "steady-state"]
    for number, note in after.notes.items():
        assert note.has_own_tag is (number in edits.tagged)
        assert note.has_own_wording is (number in edits.worded)
        edited = number in {*edits.tagged, *edits.worded}
        assert note.mod == (LATER if edited else EPOCH)
    progress = [card.progress for card in after.cards.values()]
    assert [card["deck"] == own_deck for card in progress] == [True, *[False] * 6, True, False]
    assert [card["queue"] for card in progress] == [0, -1, *[0] * 6, -1]
    assert [card["flag"] for card in progress] == [0, 0, 3, *[0] * 6]


@pytest.mark.parametrize(
    ("fields", "reworded"),
    [
        (
            [("Front", "Q"), ("Back", "Answer"), ("Switch", "1"), ("Id", "long-permanent-id")],
            "Back",
        ),
        ([("Front", "Q"), ("Switch", ""), ("Id", "q")], "Front"),
        ([("Text", "Q")], "Text"),
    ],
    ids=["longest field", "others empty", "one field"],
)
def test_wording_goes_where_it_makes_no_card(fields: list[tuple[str, str]], reworded: str) -> None:
    """An own word stands in a text, never in the Id or in a field that switches a card on."""
    assert _field_to_reword(fields) == reworded


def test_rehearsal_is_repeatable(project: Path, old: Path, edit: Edit) -> None:
    """Held twice, a rehearsal gives the same report to the last count."""
    edit("source/cards/receptor.yaml", "Glutamic acid decarboxylase", "The enzyme GAD")
    new = packed(project, "new.apkg", {"gad": LATER})
    assert rehearse(old, new) == rehearse(old, new)


@pytest.mark.parametrize("notes", [0, 1, 2])
def test_tiny_package_can_be_rehearsed(tmp_path: Path, notes: int) -> None:
    """A package with hardly a note in it is no special case."""
    path = stock(tmp_path / "old.apkg", EPOCH, notes=notes)
    result = rehearse(path, path, days=1)
    assert (len(result.untouched) + len(result.returned), result.is_safe) == (notes, True)


def test_broken_package_is_refused_in_one_line(project: Path, old: Path) -> None:
    """What Anki does not import is named as the user named it."""
    broken = project / "broken.apkg"
    broken.write_bytes(old.read_bytes()[:5000])
    with pytest.raises(RehearsalError, match=r"^broken\.apkg: .*Zip archive.*$") as refused:
        rehearse(Path("broken.apkg"), old)
    assert "\n" not in str(refused.value)


def test_package_that_is_not_there_is_refused(old: Path) -> None:
    """A missing file is an error of the same kind."""
    with pytest.raises(RehearsalError, match=r"^gone\.apkg: .*No such file"):
        rehearse(old, Path("gone.apkg"))


def test_missing_anki_is_said_on_use(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, a rehearsal tells how to install it."""
    monkeypatch.delitem(sys.modules, "deckbuilder.updates.student")
    monkeypatch.setitem(sys.modules, "anki.collection", None)
    with pytest.raises(AnkiMissingError, match="needs Anki's own library: pip install"):
        rehearse(old, old)


def test_library_starts_without_anki() -> None:
    """Importing the module does not import Anki's library."""
    code = "import sys, deckbuilder.updates.rehearse; sys.exit('anki' in sys.modules)"
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=SECONDS).returncode == 0


EVENTFUL = replace(
    NOTHING,
    added=("<b>What</b> is | `GABA`?<br>Say &lt;it&gt;", "x" * 70),
    untouched=("a", "b"),
    duplicated=tuple(f"n{number}" for number in range(10)),
)


def test_text_is_a_table_for_a_terminal() -> None:
    """Names stand beside the counts, as plain text, cut short; empty rarities are left out."""
    assert rehearsal_text(EVENTFUL) == (
        "old.apkg -> new.apkg: 20 days of study, 60 answers to 10 cards, 2 lapses, "
        "longest interval 24 days\n"
        f"new notes                         2  What is | `GABA`? Say <it>; {'x' * 59}…\n"
        "updated notes                     0\n"
        "untouched notes                   2\n"
        "notes left out as conflicting     0\n"
        "notes there twice                10  n0; n1; n2; n3; n4; n5; n6; n7; and 2 more\n"
        "cards left blank                  0\n"
        "cards that lose progress          0\n"
        "own edits lost                    0\n"
        "NOT SAFE: do not publish this upgrade\n"
    )


def test_markdown_is_a_table_for_release_notes() -> None:
    """The same as a table, with names that Markdown shows as they are."""
    safe = replace(EVENTFUL, duplicated=())
    assert rehearsal_markdown(safe) == (
        "Upgrade from old.apkg to new.apkg, rehearsed with the real Anki:\n"
        "20 days of study, 60 answers to 10 cards, 2 lapses, longest interval 24 days.\n"
        "\n"
        "| what a student sees | count | which |\n"
        "| --- | ---: | --- |\n"
        f"| new notes | 2 | What is \\| \\`GABA\\`? Say \\<it\\>; {'x' * 59}… |\n"
        "| updated notes | 0 |  |\n"
        "| untouched notes | 2 |  |\n"
        "| notes left out as conflicting | 0 |  |\n"
        "| notes there twice | 0 |  |\n"
        "| cards left blank | 0 |  |\n"
        "| cards that lose progress | 0 |  |\n"
        "| own edits lost | 0 |  |\n"
        "\n"
        "**safe: no card, no progress and no edit is lost, no note is left out or there twice**\n"
    )
