"""Differences of two packages: the buckets of Anki's import, and three ways to show them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import itemgetter
from pathlib import Path

import anki.collection
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckbuilder.apkg.contents import (
    PackedCard,
    PackedCollection,
    PackedDeck,
    PackedField,
    PackedNote,
    PackedNoteType,
    PackedTemplate,
)
from deckbuilder.apkg.read import read_package
from deckbuilder.apkg.write import package_bytes
from deckbuilder.collection.ledger import Ledger
from deckbuilder.load import load_collection
from deckbuilder.rendering.fields import render_notes
from deckbuilder.rendering.package import package_contents
from deckbuilder.rendering.stamps import stamp_notes
from deckbuilder.text.plain import readable_text
from deckbuilder.updates.compare import FieldChange, NoteCards, PackageDiff, diff_packages
from deckbuilder.updates.views import diff_json, diff_markdown, diff_text
from tests.places import EPOCH, ROOT

LATER = EPOCH + 3600
RECEPTOR = "Mini Pharmacology::01 Receptor"
BUCKETS = ("new", "updated", "duplicate", "conflicting")
GAD = "Glutamic acid decarboxylase"

Edit = Callable[[str, str, str], None]


def fields(*names: str | int) -> tuple[PackedField, ...]:
    """Return fields of these names, numbered from a last argument that is a number."""
    first = names[-1] if isinstance(names[-1], int) else None
    texts = [name for name in names if isinstance(name, str)]
    return tuple(
        PackedField(name, None if first is None else first + place)
        for place, name in enumerate(texts)
    )


def templates(name: str, number: int | None = None) -> tuple[PackedTemplate, ...]:
    """Return the one template of a note type, which shows its first field."""
    return (PackedTemplate(name, number, "{{Front}}", "{{Back}}"),)


BASIC = PackedNoteType(
    id=1,
    name="Basic",
    kind=0,
    mod=EPOCH,
    fields=fields("Front", "Back"),
    templates=templates("Card 1"),
    css="a",
)
NOTE = PackedNote(1, "g", 1, EPOCH, ("Why?", "So."), (), (PackedCard("Top::Deck", 0, 0),))


def package(*, later: tuple[str, ...] = (), look: int = EPOCH) -> bytes:
    """Return the project's whole package, with a later stamp for the notes named."""
    collection = load_collection("source", ROOT / "source/notetypes").collection
    assert collection is not None
    notes = render_notes(collection)
    stamps = stamp_notes(notes, collection.look, Ledger(), EPOCH)
    moved = replace(
        stamps,
        note_mods={**stamps.note_mods, **dict.fromkeys(later, LATER)},
        note_type_mods=dict.fromkeys(stamps.note_type_mods, look),
    )
    package = collection.settings.packages[0]
    return package_bytes(package_contents(package, collection, notes, moved))


def difference(old: bytes, new: bytes) -> PackageDiff:
    """Return the difference of two packages."""
    return diff_packages(read_package(old), read_package(new))


def packed(
    *notes: PackedNote,
    note_type: PackedNoteType = BASIC,
    media: Mapping[str, bytes] | None = None,
) -> PackedCollection:
    """Return a package of the notes, as it is read."""
    names = sorted({card.deck for note in notes for card in note.cards})
    decks = tuple(PackedDeck(name, number) for number, name in enumerate(names))
    return PackedCollection(notes, dict(media or {}), {note_type.id: note_type}, decks)


def changed(old: str, new: str) -> PackageDiff:
    """Return the difference of a note whose back changed."""
    before = replace(NOTE, fields=("Why?", old))
    return diff_packages(packed(before), packed(replace(NOTE, fields=("Why?", new), mod=LATER)))


def counts(diff: PackageDiff) -> dict[str, int]:
    """Return how many notes Anki would log in each of its buckets."""
    return {
        "new": len(diff.added),
        "updated": len(diff.changed) + len(diff.restamped),
        "duplicate": len(diff.unsent) + len(diff.untouched),
        "conflicting": len(diff.conflicting),
    }


def anki_log(folder: Path, *packages: bytes) -> dict[str, int]:
    """Import the packages in turn with the options of Anki's window; return the last log."""
    collection = anki.collection.Collection(str(folder / "student.anki2"))
    options = anki.collection.ImportAnkiPackageOptions()  # all defaults, as in the window
    for content in packages:
        path = folder / "import.apkg"
        path.write_bytes(content)
        request = anki.collection.ImportAnkiPackageRequest(package_path=str(path), options=options)
        log = collection.import_anki_package(request).log
    collection.close()
    return {name: len(getattr(log, name)) for name in BUCKETS}


def drop_last_note(project: Path) -> None:
    """Remove the last note of the receptor deck from the source."""
    path = project / "source/cards/receptor.yaml"
    path.write_text(path.read_text("utf-8").partition("  - id: steady-state")[0], "utf-8")


@pytest.mark.usefixtures("project")
def test_same_package_changes_nothing() -> None:
    """All notes are untouched, and both ways to ask say so."""
    diff = difference(package(), package())
    assert [note.id for note in diff.untouched] == [
        "binding-site",
        "half-life",
        "gad",
        "frequency",
        "steady-state",
        "claim-gaba-levels",
    ]
    assert (diff.is_empty, diff.is_same) == (True, True)


def test_changed_note_names_its_fields(edit: Edit) -> None:
    """A change with a later stamp arrives, field by field."""
    old = package()
    edit("source/cards/receptor.yaml", GAD, "The enzyme GAD")
    (change,) = difference(old, package(later=("gad",))).changed
    assert (change.note.id, change.note.deck) == ("gad", RECEPTOR)
    assert change.note.question == "Which enzyme makes GABA from glutamate?"
    assert change.fields == (
        FieldChange("Answer", GAD, "The enzyme GAD"),
        FieldChange("Typed", GAD, "The enzyme GAD"),
    )


def test_change_without_later_stamp_is_unsent(edit: Edit) -> None:
    """A note that differs with the same stamp is one that Anki ignores."""
    old = package()
    edit("source/cards/receptor.yaml", GAD, "The enzyme GAD")
    diff = difference(old, package())
    assert [change.note.id for change in diff.unsent] == ["gad"]
    assert (diff.changed, diff.is_empty, diff.is_same) == ((), True, False)


@pytest.mark.usefixtures("project")
def test_later_stamp_alone_is_a_bucket_of_its_own() -> None:
    """Anki replaces such a note, and with it what the student wrote."""
    diff = difference(package(), package(later=("gad",)))
    assert [note.id for note in diff.restamped] == ["gad"]
    assert (diff.changed, diff.is_empty) == ((), False)


def test_added_and_removed_notes(project: Path) -> None:
    """A note is added in one direction and stays with the student in the other."""
    whole = package()
    drop_last_note(project)
    part = package()
    assert [note.id for note in difference(part, whole).added] == ["steady-state"]
    back = difference(whole, part)
    assert [note.id for note in back.removed] == ["steady-state"]
    assert (back.is_empty, back.is_same) == (True, False)


def test_changed_tags_are_a_change(edit: Edit) -> None:
    """Tags count like fields, whatever their order."""
    old = package()
    edit("source/cards/receptor.yaml", "tags: [site]", "tags: [place]")
    (change,) = difference(old, package(later=("binding-site",))).changed
    assert change.fields == ()
    assert (change.tags_added, change.tags_removed) == (("mini::place",), ("mini::site",))


@pytest.mark.parametrize(
    ("tag", "corrected", "retired"),
    [
        ("pharm::corrected::2027-01", True, False),
        ("corrected::2027-12", True, False),
        ("retired::2027-01", False, True),
        ("pharm::retired::2027-01", False, True),
        ("pharm::retired::2027-13", False, False),
        ("zz_retired::2027-01", False, False),
        ("corrected", False, False),
    ],
)
def test_new_tag_tells_corrected_and_retired_notes(
    tag: str, corrected: bool, retired: bool
) -> None:
    """A note is corrected or retired where a tag with the month is new."""
    new = replace(NOTE, tags=(tag,), mod=LATER)
    diff = diff_packages(packed(NOTE), packed(new))
    assert (len(diff.corrected), len(diff.retired)) == (corrected, retired)


def test_old_tag_tells_nothing() -> None:
    """A note that was corrected before is merely changed."""
    old = replace(NOTE, tags=("corrected::2027-01",))
    new = replace(old, fields=("Why?", "Else."), mod=LATER)
    assert diff_packages(packed(old), packed(new)).corrected == ()


def test_corrected_notes_come_first_and_retired_ones_last() -> None:
    """The order of the package holds within each kind."""
    tags = {"a": ("retired::2027-01",), "b": (), "c": ("corrected::2027-01",), "d": ()}
    old = [replace(NOTE, guid=guid, fields=(guid, "")) for guid in tags]
    new = [
        replace(note, fields=(note.guid, "new"), tags=tags[note.guid], mod=LATER) for note in old
    ]
    diff = diff_packages(packed(*old), packed(*new))
    assert [change.note.id for change in diff.changed] == ["c", "b", "d", "a"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": 2, "name": "Other"}, 'its note type was "Basic" (1), now "Other" (2)'),
        ({"fields": fields("Front", "Reverse")}, 'the fields of note type "Basic" differ'),
        (
            {"fields": fields("Front", "Back", "C")},
            'the fields of note type "Basic" differ',
        ),
        ({"templates": templates("Card 2")}, 'the templates of note type "Basic" differ'),
    ],
    ids=["other note type", "field renamed", "field added", "template renamed"],
)
def test_note_type_that_does_not_match_is_a_conflict(
    change: dict[str, object], reason: str
) -> None:
    """Anki skips a known note of another type, or of one with other lists, at any stamp."""
    note_type = replace(BASIC, **change)  # type: ignore[arg-type]
    new = packed(replace(NOTE, note_type_id=note_type.id), note_type=note_type)
    diff = diff_packages(packed(NOTE), new)
    assert [conflict.reason for conflict in diff.conflicting] == [reason]
    assert (diff.untouched, diff.is_empty) == ((), False)


def test_look_of_a_note_type_that_conflicts_is_not_told() -> None:
    """Anki leaves the look of such a note type as it is, whatever its stamp."""
    for mod in (EPOCH, LATER):
        other = replace(BASIC, fields=fields("Front", "Back", "More"), css="b", mod=mod)
        diff = diff_packages(packed(NOTE), packed(NOTE, note_type=other))
        assert (diff.looks_changed, diff.looks_unsent, len(diff.conflicting)) == ((), (), 1)


@pytest.mark.parametrize(
    ("mod", "file", "is_renamed"),
    [(LATER, "b c.png", True), (EPOCH, "b c.png", False), (LATER, "_b.png", False)],
)
def test_replaced_file_reaches_the_notes_that_arrive_under_another_name(
    mod: int, file: str, is_renamed: bool
) -> None:
    """Anki names it by its digest there, but for files of templates; other notes keep the old."""
    shown = replace(NOTE, mod=mod, fields=("Why?", f'<img src="{file.replace(" ", "%20")}">'))
    diff = diff_packages(packed(NOTE, media={file: b"1"}), packed(shown, media={file: b"2"}))
    also = "; a new or updated note gets the new one under another name" if is_renamed else ""
    assert diff.media_replaced == (file,)
    assert diff_text(diff).endswith(f"media replaced {file}: Anki keeps the old file{also}\n")


def test_fixed_ids_let_fields_and_templates_be_renamed() -> None:
    """Where both sides number their parts, the numbers are compared and not the names."""
    old = replace(BASIC, fields=fields("Front", "Back", 5), templates=templates("Card 1", 7))
    new = replace(old, fields=fields("Question", "Answer", 5), templates=templates("Card", 7))
    diff = diff_packages(packed(NOTE, note_type=old), packed(NOTE, note_type=new))
    assert (diff.conflicting, len(diff.untouched)) == ((), 1)


def test_new_card_of_an_untouched_note_is_seen() -> None:
    """Anki adds a card to a note that it leaves alone."""
    more = replace(NOTE, cards=(*NOTE.cards, PackedCard("Top::Deck", 1, 0)))
    diff = diff_packages(packed(NOTE), packed(more))
    assert (diff.new_cards, diff.lost_cards) == ((NoteCards(diff.untouched[0], (1,)),), ())
    assert not diff.is_empty


@pytest.mark.parametrize(
    ("mod", "remark"), [(LATER, "is left with nothing to ask"), (EPOCH, "stays as it was")]
)
def test_lost_card_is_named(mod: int, remark: str) -> None:
    """A card that the new state of a note no longer has is told, with what becomes of it."""
    more = replace(NOTE, cards=(*NOTE.cards, PackedCard("Top::Deck", 1, 0)))
    diff = diff_packages(packed(more), packed(replace(NOTE, mod=mod)))
    assert [cards.ordinals for cards in diff.lost_cards] == [(1,)]
    assert not diff.is_same
    assert f"lost card Why? [Top::Deck] (card 2): {remark}\n" in diff_text(diff)


def test_changelog_tells_of_a_lost_card() -> None:
    """Markdown names the note with the card that is left blank."""
    more = replace(NOTE, cards=(*NOTE.cards, PackedCard("Top::Deck", 1, 0)))
    diff = diff_packages(packed(more), packed(replace(NOTE, mod=LATER)))
    assert diff_markdown(diff) == "### Changed\n\n- Why? (Deck): a card is left blank\n"


def test_look_arrives_with_a_later_stamp(project: Path) -> None:
    """A changed stylesheet is told by note type, and told apart if its stamp is not later."""
    old = package()
    (project / "source/notetypes").mkdir()
    for file in (ROOT / "source/notetypes").iterdir():
        (project / "source/notetypes" / file.name).write_bytes(file.read_bytes())
    with (project / "source/notetypes/style.css").open("a") as style:
        style.write("b { color: red; }")
    names = tuple(f"Mini Pharmacology {name}" for name in ("Claim", "Cloze", "Question"))
    sent, unsent = difference(old, package(look=LATER)), difference(old, package())
    assert (sent.looks_changed, sent.looks_unsent, sent.is_empty) == (names, (), False)
    assert (unsent.looks_changed, unsent.looks_unsent, unsent.is_empty) == ((), names, True)


def test_decks_and_media_are_compared_by_name() -> None:
    """New decks are seen; media are added, removed, or replaced in vain."""
    moved = replace(NOTE, cards=(PackedCard("Top::Other", 0, 0),))
    old = packed(NOTE, media={"a.png": b"1", "b.png": b"1"})
    diff = diff_packages(old, packed(moved, media={"b.png": b"2", "c.png": b"1"}))
    assert diff.decks_added == ("Top::Other",)
    assert (diff.media_added, diff.media_removed) == (("c.png",), ("a.png",))
    assert diff.media_replaced == ("b.png",)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (("<b>Why</b> &lt; 2?<br>So", ""), "Why < 2? So"),
        (("", "So."), "g"),
        (('<img src="a.png">', ""), "[a.png]"),
    ],
    ids=["text", "guid", "picture"],
)
def test_note_without_id_is_named_by_its_first_field(fields: tuple[str, ...], name: str) -> None:
    """What identifies a note of another's package is its question, else its guid."""
    (note,) = diff_packages(packed(), packed(replace(NOTE, fields=fields))).added
    assert note.id == name


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ol><li>one</li><li>two &amp; three</li></ol>", "one two & three"),
        ("GABA<sub>A</sub>", "GABAA"),
        ('<img alt="x" src="a.svg">b', "[a.svg] b"),
        ("a < b", "a < b"),
        ("a<b\n>c", "ac"),
    ],
)
def test_readable_text_is_one_line(html: str, text: str) -> None:
    """Blocks part words, other tags do not, and what is no tag stays."""
    assert readable_text(html) == text


def test_buckets_are_those_of_anki(project: Path, edit: Edit, tmp_path: Path) -> None:
    """New, updated and known notes are as many as Anki logs."""
    whole = package()
    drop_last_note(project)
    old = package()
    edit("source/cards/receptor.yaml", GAD, "The enzyme GAD")
    edit("source/cards/receptor.yaml", "t½ < 12 h", "t½ < 13 h")
    later = ("gad", "frequency")
    fewer = package(later=later)
    assert counts(difference(old, fewer)) == anki_log(tmp_path, old, fewer)
    assert counts(difference(whole, fewer)) == {
        "new": 0,
        "updated": 2,
        "duplicate": 3,
        "conflicting": 0,
    }
    (tmp_path / "other").mkdir()
    assert counts(difference(fewer, whole)) == anki_log(tmp_path / "other", fewer, whole)


@pytest.mark.parametrize("legacy", [True, False], ids=["legacy", "newest"])
def test_conflicts_are_those_of_anki(tmp_path: Path, legacy: bool) -> None:
    """A field added to a foreign note type makes all its known notes conflicting, as in Anki."""
    collection = anki.collection.Collection(str(tmp_path / "author.anki2"))
    basic = collection.models.by_name("Basic")
    assert basic is not None

    def add_note(front: str) -> None:
        note = collection.new_note(basic)
        note["Front"] = front
        collection.add_note(note, anki.decks.DeckId(1))

    def export(name: str) -> bytes:
        path = tmp_path / name
        options = anki.collection.ExportAnkiPackageOptions(with_media=True, legacy=legacy)
        collection.export_anki_package(out_path=str(path), options=options, limit=None)
        return path.read_bytes()

    add_note("one")
    add_note("two")
    old = export("old.apkg")
    collection.models.add_field(basic, collection.models.new_field("Source"))
    collection.models.update_dict(basic)
    add_note("three")
    new = export("new.apkg")
    collection.close()
    assert counts(difference(old, new)) == anki_log(tmp_path, old, new)
    assert counts(difference(old, new))["conflicting"] == 2


@given(
    old=st.lists(st.integers(0, 5), unique=True),
    new=st.lists(
        st.tuples(st.integers(0, 5), st.integers(-1, 1), st.booleans()), unique_by=itemgetter(0)
    ),
)
def test_every_note_lands_in_one_bucket(old: list[int], new: list[tuple[int, int, bool]]) -> None:
    """No note of either package is lost or told twice."""
    before = [replace(NOTE, guid=str(number)) for number in old]
    after = [
        replace(
            NOTE, guid=str(number), mod=EPOCH + step, fields=("Why?", "New." if edit else "So.")
        )
        for number, step, edit in new
    ]
    diff = diff_packages(packed(*before), packed(*after))
    assert sum(counts(diff).values()) == len(after)
    assert {note.guid for note in diff.removed} == {str(n) for n in old} - {n.guid for n in after}


def test_text_shows_changes_word_by_word(edit: Edit) -> None:
    """A line of counts is followed by each note, words that go in [-…-] and that come in {+…+}."""
    old = package()
    edit("source/cards/receptor.yaml", "t½ < 12 h & > 2 h", "t½ < 13 h & > 2 h, orally")
    edit("source/cards/receptor.yaml", GAD, "The enzyme GAD")
    edit("source/cards/receptor.yaml", "tags: [site]", "tags: [place]")
    assert diff_text(difference(old, package(later=("half-life", "binding-site")))) == (
        "0 added, 2 changed, 0 corrected, 0 retired, 0 restamped, 0 conflicting, 1 unsent, "
        "0 removed, 3 untouched\n"
        f"changed binding-site [{RECEPTOR}]\n"
        "  tags: [-mini::site-] {+mini::place+}\n"
        f"changed half-life [{RECEPTOR}]\n"
        "  Answer: t½ < [-12-]{+13+} h & > 2 [-h-]{+h, orally+}\n"
        f"unsent gad [{RECEPTOR}]: Anki skips it, its mod is not later\n"
        "  Answer: [-Glutamic acid decarboxylase-]{+The enzyme GAD+}\n"
        "  Typed: [-Glutamic acid decarboxylase-]{+The enzyme GAD+}\n"
    )


def test_text_names_everything_else() -> None:
    """Each bucket and each kind of file has its line."""
    gone, kept = replace(NOTE, guid="gone", fields=("Gone?", "")), replace(NOTE, guid="kept")
    new = [
        replace(NOTE, guid="new", fields=("New?", ""), cards=(PackedCard("Top", 0, 0),)),
        replace(kept, mod=LATER, cards=(*kept.cards, PackedCard("Top::Deck", 1, 0))),
    ]
    old = packed(gone, kept, media={"a.png": b"1", "b.png": b"1"})
    look = replace(BASIC, css="b", mod=LATER)
    diff = diff_packages(old, packed(*new, note_type=look, media={"b.png": b"2", "c.png": b"1"}))
    assert diff_text(diff).splitlines()[1:] == [
        "added New? [Top]",
        "new card Why? [Top::Deck] (card 2)",
        "restamped Why? [Top::Deck]: only its mod is later, own edits are lost",
        "removed Gone? [Top::Deck]: stays with the student",
        "look changed Basic",
        "deck added Top",
        "media added c.png",
        "media removed a.png",
        "media replaced b.png: Anki keeps the old file",
    ]


def test_text_says_where_only_formatting_differs() -> None:
    """Words that stay the same in other markup are not shown as changed."""
    assert "\n  Back: only the formatting differs\n" in diff_text(changed("a b", "a <b>b</b>"))


def test_text_cannot_steer_the_terminal() -> None:
    """Control characters of a package are shown as a sign that something was there."""
    text = diff_text(changed("", "\x1b[31mx \u202ey"))
    assert "\n  Back: {+\N{REPLACEMENT CHARACTER}[31mx \N{REPLACEMENT CHARACTER}y+}\n" in text


def test_markdown_tells_students_corrected_facts_first() -> None:
    """Sections stand in the order of weight, each note on one line with question and deck."""
    front = replace(BASIC, fields=fields("Front", "Back"))
    old = [replace(NOTE, guid=guid, fields=(f"{guid}?", "It is 12 h.")) for guid in "abc"]
    tags = {"a": (), "b": ("corrected::2027-01",), "c": ("retired::2027-01",)}
    new = [
        replace(note, fields=(note.fields[0], "It is 13 h."), tags=tags[note.guid], mod=LATER)
        for note in old
    ]
    cloze = replace(NOTE, guid="d", fields=("{{c1::A {{c2::b}}::hint}} & c", ""))
    look = replace(front, css="b", mod=LATER)
    diff = diff_packages(packed(*old, note_type=front), packed(*new, cloze, note_type=look))
    assert diff_markdown(diff) == (
        "### Corrected facts\n\n"
        "- b? (Deck): Back: It is ~~12~~ **13** h.\n\n"
        "### New\n\n"
        "- [...] & c (Deck)\n\n"
        "### Changed\n\n"
        "- a? (Deck): Back: It is ~~12~~ **13** h.\n\n"
        "### Retired\n\n"
        "- c? (Deck)\n\n"
        "### Look\n\n"
        "- Basic\n"
    ).replace("[...]", r"\[...\]")


def test_markdown_keeps_changes_short() -> None:
    """Only the words next to a change are shown, and clozes without their marks."""
    words = "one two three four five six"
    markdown = diff_markdown(changed(f"{words} {{{{c1::old}}}} {words}", f"{words} new {words}"))
    assert "- Why? (Deck): Back: … four five six ~~old~~ **new** one two three …\n" in markdown


def test_markdown_escapes_what_would_be_markup() -> None:
    """Stars, brackets and the like in a card are shown as they are."""
    assert r"**2\*α \<x\> \[y\] a\_b**" in diff_markdown(changed("", "2*α &lt;x&gt; [y] a_b"))


def test_markdown_says_when_there_is_nothing() -> None:
    """An upgrade that students do not notice has one line."""
    diff = diff_packages(packed(NOTE), packed(NOTE))
    assert diff_markdown(diff) == "Nothing changes for students.\n"


def test_json_holds_the_whole_difference() -> None:
    """Programs get every bucket, always in the same order."""
    content = json.loads(diff_json(changed("old", "new")))
    assert list(content) == [
        "format",
        "is_empty",
        "is_same",
        "counts",
        "corrected",
        "retired",
        "added",
        "changed",
        "restamped",
        "conflicting",
        "unsent",
        "removed",
        "untouched",
        "new_cards",
        "lost_cards",
        "looks_changed",
        "looks_unsent",
        "decks_added",
        "media_added",
        "media_removed",
        "media_replaced",
        "media_renamed",
    ]
    assert content["counts"]["changed"] == 1
    assert content["changed"] == [
        {
            "note": {"id": "Why?", "guid": "g", "deck": "Top::Deck", "question": "Why?"},
            "fields": [{"field": "Back", "old": "old", "new": "new"}],
            "tags_added": [],
            "tags_removed": [],
        }
    ]


@given(old=st.text(), new=st.text())
def test_any_text_can_be_shown(old: str, new: str) -> None:
    """Whatever a field holds, all three ways to show it give text that can be written."""
    diff = changed(old, new)
    for shown in (diff_text(diff), diff_markdown(diff), diff_json(diff)):
        assert shown.endswith("\n")
        assert shown.encode()
