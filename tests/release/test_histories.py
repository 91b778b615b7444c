"""Random histories of edits and releases: the promises on updates hold on each of them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckbuilder.collection.ledger import ledger_text
from deckbuilder.load import load_collection
from deckbuilder.release.packages import stamped_notes
from deckbuilder.release.publish import build_release
from tests.places import EPOCH, LOOK

HEAD = "title: T\nnamespace: n\ndecks: [{id: d, name: D}]\npackages: [{file: p.apkg, decks: all}]\n"

PLACE = st.integers(0, 7)
EDIT = st.sampled_from(["answer", "question", "tag", "add", "retire"])
RELEASE = st.tuples(st.lists(st.tuples(EDIT, PLACE), max_size=4), st.booleans(), PLACE)
HISTORY = st.lists(RELEASE, min_size=1, max_size=5)
"""For each release the edits before it, whether the student imports it, and the note studied."""


@dataclass
class Source:
    """A source in the making: versions of each note's texts, and what was withdrawn."""

    notes: dict[str, dict[str, int]] = field(default_factory=dict)
    retired: list[str] = field(default_factory=list)
    published: set[str] = field(default_factory=set)
    made: int = 0

    def add(self, place: int) -> None:
        """Add a note at a place in the file."""
        self.made += 1
        items = list(self.notes.items())
        items.insert(place, (f"n{self.made}", {"answer": 0, "question": 0, "tag": 0}))
        self.notes = dict(items)

    def edit(self, kind: str, place: int) -> None:
        """Apply one edit; on a small source the place wraps round."""
        name = list(self.notes)[place % len(self.notes)]
        if kind == "add":
            self.add(place)
        elif kind == "retire" and len(self.notes) > 1:
            del self.notes[name]
            if name in self.published:
                self.retired.append(name)
        elif kind != "retire":
            self.notes[name][kind] += 1

    def write(self, folder: Path) -> None:
        """Write the source's files below `folder`."""
        (folder / "cards").mkdir(parents=True, exist_ok=True)
        (folder / "collection.yaml").write_text(HEAD, encoding="utf-8")
        notes = "".join(
            f"  - {{id: {name}, question: 'Question {name}.{v['question']}', textbook: true, "
            f"answer: 'Answer {name}.{v['answer']}', tags: [t{v['tag']}], "
            f"reverse: Back {name}.{v['question']}}}\n"
            for name, v in self.notes.items()
        )
        retired = "".join(
            f"  - {{id: {name}, on: 2027-01-10, reason: Wrong.}}\n" for name in self.retired
        )
        text = f"deck: d\nretired:{' []' if not retired else ''}\n{retired}notes:\n{notes}"
        (folder / "cards" / "d.yaml").write_text(text, encoding="utf-8")


def released(source: Source, folder: Path, now: int) -> Path:
    """Release the source; return the package."""
    source.write(folder)
    loaded = load_collection(str(folder), LOOK)
    assert loaded.collection is not None, loaded.problems
    build, ledger = build_release(loaded.collection, *stamped_notes(loaded.collection, now), now)
    (folder / "ledger.json").write_text(ledger_text(ledger), encoding="utf-8")
    source.published |= source.notes.keys()
    package = folder / f"{now}.apkg"
    package.write_bytes(build.packages[0].content)
    return package


@contextmanager
def collection_in(path: Path) -> Iterator[Collection]:
    """Open a collection of the real backend."""
    collection = Collection(str(path))
    try:
        yield collection
    finally:
        collection.close()


def imported(collection: Collection, package: Path) -> dict[str, int]:
    """Import with Anki's defaults; return how many notes each bucket of the log holds."""
    options = ImportAnkiPackageOptions(update_notes=0, update_notetypes=0)
    request = ImportAnkiPackageRequest(package_path=str(package), options=options)
    log = collection.import_anki_package(request).log
    buckets = ("new", "updated", "duplicate", "conflicting")
    return {bucket: len(getattr(log, bucket)) for bucket in buckets}


def state(collection: Collection) -> dict[str, tuple[str, ...]]:
    """Return fields and tags of every note by its guid."""
    notes = [collection.get_note(note) for note in collection.find_notes("")]
    return {note.guid: (*note.fields, *note.tags) for note in notes}


def progress(collection: Collection) -> dict[int, tuple[int, ...]]:
    """Return the scheduling of every card by its id."""
    cards = [collection.get_card(card) for card in collection.find_cards("")]
    return {card.id: (card.type, card.queue, card.due, card.ivl, card.did) for card in cards}


def study(collection: Collection, place: int) -> None:
    """Give the card at a place an interval, as a review does."""
    cards = list(collection.find_cards(""))
    card = collection.get_card(cards[place % len(cards)])
    card.type, card.queue, card.ivl, card.due = 2, 2, 10 + place, 20 + place
    collection.update_card(card)


@pytest.mark.slow
@settings(max_examples=25)
@given(HISTORY)
def test_promises_hold_on_any_history(
    history: list[tuple[list[tuple[str, int]], bool, int]],
) -> None:
    """Only what changed is updated, progress stays, and skipped releases make no difference."""
    source = Source()
    for place in range(3):
        source.add(place)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with collection_in(folder / "student.anki2") as student:
            package = released(source, folder, EPOCH)
            imported(student, package)
            for index, (edits, imports, studied) in enumerate(history, start=1):
                for kind, place in edits:
                    source.edit(kind, place)
                package = released(source, folder, EPOCH + index)
                study(student, studied)
                if imports or index == len(history):
                    check_import(student, package, folder / f"fresh-{index}.anki2")


def check_import(student: Collection, package: Path, fresh_path: Path) -> None:
    """Import the package into the student's collection and a fresh one, and compare."""
    with collection_in(fresh_path) as fresh:
        imported(fresh, package)
        target = state(fresh)
    before, scheduled = state(student), progress(student)
    log = imported(student, package)
    known = target.keys() & before.keys()
    changed = {guid for guid in known if target[guid] != before[guid]}
    assert log == {
        "new": len(target.keys() - before.keys()),
        "updated": len(changed),
        "duplicate": len(known - changed),
        "conflicting": 0,
    }
    assert state(student) == target
    after = progress(student)
    assert {card: after[card] for card in scheduled} == scheduled
