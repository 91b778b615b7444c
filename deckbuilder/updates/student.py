"""Play a student in the real Anki backend: import, study, edit, and look at what is there.

The one module that imports Anki's own library, the extra `anki`: only `rehearse` imports it, late.
"""

import itertools
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

import anki.collection  # first: anki.cards alone would import itself in a circle
from anki.cards import Card, CardId
from anki.dbproxy import DBProxy
from anki.decks import DeckId
from anki.errors import AnkiException
from anki.import_export_pb2 import IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER as IF_NEWER
from anki.notes import NoteId
from anki.scheduler.v3 import CardAnswer, Scheduler

from deckbuilder.updates.upgrade import (
    ID_FIELD,
    OWN_TAG,
    OWN_WORDING,
    Edits,
    ImportLog,
    OwnedCard,
    OwnedNote,
    Snapshot,
    Studied,
)

OWN_DECK = "My own deck"
FLAG = 3

FIELD_SEPARATOR = "\x1f"

SECONDS_A_DAY = 86_400
NO_LIMIT = 9_999
DEFAULT_PRESET = 1

RATINGS = (CardAnswer.AGAIN, CardAnswer.HARD, CardAnswer.EASY, *[CardAnswer.GOOD] * 7)
"""What a student presses in ten answers, in an order that depends on the card."""

PROGRESS = {
    "did": "deck",
    "type": "type",
    "queue": "queue",
    "due": "due",
    "ivl": "interval",
    "factor": "ease",
    "reps": "repetitions",
    "lapses": "lapses",
    "left": "steps left",
    "odue": "due at home",
    "odid": "deck at home",
    "flags": "flag",
    "data": "memory",
}
"""The columns of a card that hold what a student did to it, and what the report calls them."""

REVIEW_LOG = "review log"


class PackageRefusedError(Exception):
    """Anki does not import a package; the message is one line."""


@contextmanager
def new_student() -> Iterator["Student"]:
    """Yield a student with an empty collection, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "collection.anki2")
        with closing(anki.collection.Collection(str(path))) as collection:
            yield Student(collection)


class Student:
    """A student at a collection of the real backend."""

    def __init__(self, collection: anki.collection.Collection) -> None:
        self._collection = collection

    @property
    def _database(self) -> DBProxy:
        return cast("DBProxy", self._collection.db)  # an open collection always has one

    def import_package(self, package: Path) -> ImportLog:
        """Import with the options that Anki's window has; raises PackageRefusedError."""
        options = anki.collection.ImportAnkiPackageOptions(
            merge_notetypes=False,
            update_notes=IF_NEWER,
            update_notetypes=IF_NEWER,
            with_scheduling=False,
            with_deck_configs=False,
        )
        request = anki.collection.ImportAnkiPackageRequest(
            package_path=str(package.absolute()), options=options
        )
        try:
            log = self._collection.import_anki_package(request).log
        except AnkiException as error:
            raise PackageRefusedError(f"{package}: {' '.join(str(error).split())}") from error
        self._collection.models._clear_cache()  # noqa: SLF001 - it does not hear of imports
        return ImportLog(
            updated=frozenset(note.id.nid for note in log.updated),
            not_newer=frozenset(note.id.nid for note in log.duplicate),
        )

    def snapshot(self) -> Snapshot:
        """Return what the collection holds now."""
        return Snapshot(dict(self._notes()), dict(self._cards()), dict(self._looks()))

    def study(self, days: int) -> Studied:
        """Answer all cards that are due on each of the days, as Anki's own reviewer would."""
        self._make_study_repeatable()
        seeds = {card: f"{guid}/{ordinal}" for card, guid, ordinal in self._all(_SEEDS)}
        for _ in range(days):
            for deck in self._collection.decks.all_names_and_ids():
                if "::" not in deck.name:
                    self._collection.decks.select(DeckId(deck.id))
                    self._answer_due_cards(seeds)
            self._sleep()
        (totals,) = self._all("SELECT count(*), sum(lapses), max(ivl) FROM cards")
        cards, lapses, interval = (total or 0 for total in totals)
        answers = len(self._all("SELECT id FROM revlog"))
        return Studied(days, cards, answers, lapses, interval)

    def edit(self, groups: Sequence[Sequence[int]], at: int) -> Edits:
        """Tag and reword some notes of each group, delete one, and arrange some of all cards.

        The first note of a group is always edited. Edited notes are stamped `at` (epoch seconds),
        since the real clock, by which Anki stamps, may be past the next release.
        """
        deleted = next((tuple(group[-1:]) for group in groups if len(group) > 1), ())
        edits = Edits(
            tagged=tuple(n for group in groups for n in group[::3] if n not in deleted),
            worded=tuple(n for group in groups for n in group[::4] if n not in deleted),
            deleted=deleted,
        )
        self._collection.remove_notes([NoteId(number) for number in deleted])
        self._arrange_cards()
        self._collection.tags.bulk_add([NoteId(number) for number in edits.tagged], OWN_TAG)
        for number in edits.worded:
            note = self._collection.get_note(NoteId(number))
            note[_field_to_reword(note.items())] += OWN_WORDING
            self._collection.update_note(note)
        edited = sorted({*edits.tagged, *edits.worded})
        stamps = [(at, number) for number in edited]
        self._database.executemany("UPDATE notes SET mod = ? WHERE id = ?", stamps)
        return edits

    def notes_with_empty_cards(self) -> tuple[int, ...]:
        """Return the notes that have cards with nothing to ask."""
        return tuple(report.note_id for report in self._collection.get_empty_cards().notes)

    def missing_media(self) -> tuple[str, ...]:
        """Return the files that notes name and that are not there."""
        return tuple(sorted(self._collection.media.check().missing))

    def _all(self, sql: str) -> Sequence[Any]:
        return self._database.all(sql)

    def _notes(self) -> Iterator[tuple[int, OwnedNote]]:
        names = {
            note_type["id"]: tuple(field["name"] for field in note_type["flds"])
            for note_type in self._collection.models.all()
        }
        for number, guid, mod, note_type, fields, tags in self._all(
            "SELECT id, guid, mod, mid, flds, tags FROM notes ORDER BY id"
        ):
            named = tuple(zip(names[note_type], fields.split(FIELD_SEPARATOR), strict=True))
            yield number, OwnedNote(guid, mod, note_type, named, tuple(tags.split()))

    def _cards(self) -> Iterator[tuple[int, OwnedCard]]:
        rows = self._all(
            "SELECT cid, id, ease, ivl, lastIvl, factor, type FROM revlog ORDER BY 1, 2"
        )
        reviews = {
            card: tuple(found) for card, found in itertools.groupby(rows, lambda row: row[0])
        }
        blank = {
            card for report in self._collection.get_empty_cards().notes for card in report.card_ids
        }
        for number, note, ordinal, *values in self._all(
            f"SELECT id, nid, ord, {', '.join(PROGRESS)} FROM cards ORDER BY id"  # noqa: S608
        ):
            progress = dict(zip(PROGRESS.values(), values, strict=True))
            progress[REVIEW_LOG] = reviews.get(number, ())
            yield number, OwnedCard(note, ordinal, progress, number in blank)

    def _looks(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        for note_type in self._collection.models.all():
            sides = [template[side] for template in note_type["tmpls"] for side in ("qfmt", "afmt")]
            yield note_type["id"], (note_type["name"], note_type["css"], *sides)

    def _make_study_repeatable(self) -> None:
        """Take out of the options what goes by the order of the reviews, which the clock decides.

        These are the limit, which leaves some for the next day, and the load balancer.
        """
        self._collection.load_balancer_enabled = False
        preset = self._collection.decks.get_config(cast("Any", DEFAULT_PRESET))
        if preset is not None:
            preset["rev"]["perDay"] = NO_LIMIT
            self._collection.decks.update_config(preset)

    def _arrange_cards(self) -> None:
        """Move some cards to a deck of one's own, suspend some and flag some."""
        cards = [CardId(card) for (card,) in self._all("SELECT id FROM cards ORDER BY id")]
        if cards:
            own_deck = self._collection.decks.add_normal_deck_with_name(OWN_DECK).id
            self._collection.set_deck(cards[::7], own_deck)
            self._collection.sched.suspend_cards(cards[1::7])
            self._collection.set_user_flag_for_cards(FLAG, cards[2::7])

    def _answer_due_cards(self, seeds: Mapping[int, str]) -> None:
        scheduler = cast("Scheduler", self._collection.sched)
        while queued := scheduler.get_queued_cards().cards:
            card = Card(self._collection, backend_card=queued[0].card)
            card.start_timer()
            chance = zlib.crc32(f"{seeds[card.id]}/{card.reps}".encode()) % len(RATINGS)
            answer = scheduler.build_answer(
                card=card, states=queued[0].states, rating=RATINGS[chance]
            )
            scheduler.answer_card(answer)

    def _sleep(self) -> None:
        """Let a day pass: the collection becomes a day older, which Anki sees when it opens it."""
        self._collection.crt -= SECONDS_A_DAY
        self._collection.close()
        self._collection.reopen()


_SEEDS = "SELECT cards.id, guid, ord FROM cards JOIN notes ON notes.id = nid"


def _field_to_reword(fields: Sequence[tuple[str, str]]) -> str:
    """Return the name of the longest field that does not name the note, else of the first.

    The longest is no switch of a template, and not empty: an own word there would make a card.
    """
    first, *others = fields
    longest = max(others, key=lambda field: len(field[1]) * (field[0] != ID_FIELD), default=first)
    return longest[0] if longest[1] and longest[0] != ID_FIELD else first[0]
