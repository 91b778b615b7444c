"""Load a source folder: the one gate that every command goes through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckbuilder.checks.drugs import drug_table_problems
from deckbuilder.checks.names import empty_deck_problems, note_id_problems, settings_problems
from deckbuilder.checks.published import history_problems
from deckbuilder.checks.references import reference_problems
from deckbuilder.checks.run import collection_problems
from deckbuilder.collection.cardfile import CardFileBytes
from deckbuilder.collection.contents import Collection, JudgedNote, RetiredNote, Retirement
from deckbuilder.collection.ledger import Ledger
from deckbuilder.collection.look import Look
from deckbuilder.collection.read import (
    SourceFiles,
    read_own_look,
    read_source,
    with_bibliography,
)
from deckbuilder.collection.resolve import Lookup
from deckbuilder.collection.results import FileResult
from deckbuilder.files.cache import own_cache
from deckbuilder.judging.memory import Memory
from deckbuilder.judging.share import Machine, judged_files
from deckbuilder.problems.problem import Diagnostic, has_errors, in_reading_order
from deckbuilder.source.bibliography import Reference
from deckbuilder.source.settings import CollectionFile, Deck


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading gave: the collection, or None if an error stands among the problems."""

    collection: Collection | None
    problems: tuple[Diagnostic, ...]


_ALONE = Machine()


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the files of cards gave: notes and withdrawals in teaching order.

    `is_whole` says that no note is missing, so that what none has can be missed.
    """

    notes: tuple[JudgedNote, ...]
    retirements: tuple[Retirement, ...]
    is_whole: bool


def load_collection(folder: str, fallback_look: Path, machine: Machine = _ALONE) -> Loaded:
    """Read, look up and check the source folder called `folder`.

    The look of the cards is read from its notetypes/, or from `fallback_look` where it has none.
    """
    memory = _memory(folder, machine)
    files = read_source(folder)
    results = judged_files(files.cards, _lookup(files, folder), memory, machine)
    files = with_bibliography(files, is_cited=any(result.is_citing for result in results))
    kinds = {kind for result in results for kind in result.kinds}
    look = read_own_look(folder, fallback_look, files, kinds)
    problems = [*files.problems, *look.problems]
    problems += (found.problem for result in results for found in result.problems)
    if files.settings is None:
        return Loaded(None, in_reading_order(problems))
    judged = _judged(files.settings, files.cards, results)
    problems += _problems(files, files.settings, judged)
    if files.are_sound and judged.is_whole:
        problems += (found.problem for result in results for found in result.findings)
    if has_errors(problems):
        return Loaded(None, in_reading_order(problems))
    return Loaded(_collection(files, files.settings, judged, look.look), in_reading_order(problems))


def _lookup(files: SourceFiles, folder: str) -> Lookup | None:
    if files.settings is None:
        return None
    return Lookup(files.settings, _references(files), files.drugs, Path(folder, "media"))


def _references(files: SourceFiles) -> dict[str, Reference] | None:
    if files.bibliography is None:
        return None
    return {reference.id: reference for reference in files.bibliography.references}


def _memory(folder: str, machine: Machine) -> Memory | None:
    cache = own_cache(machine.cache) if machine.cache else None
    try:
        return Memory(cache, folder) if cache else None
    except OSError:  # what cannot be read is told by who needs it
        return None


def _judged(
    settings: CollectionFile, files: Sequence[CardFileBytes], results: Sequence[FileResult]
) -> _Judged:
    decks: dict[str, Deck] = {}
    for deck in settings.decks:
        decks.setdefault(deck.id, deck)  # a twin is reported by checks/
    each = list(zip(files, results, strict=True))
    notes = (
        JudgedNote(note, deck, file)
        for deck in decks.values()
        for file, result in each
        if result.deck == deck.id
        for note in result.notes
    )
    retirements = (
        Retirement(entry, decks[result.deck], file, index)
        for file, result in each
        if result.deck in decks
        for index, entry in enumerate(result.retired)
    )
    is_whole = all(result.is_sound and result.is_whole for result in results)
    return _Judged(tuple(notes), tuple(retirements), is_whole)


def _problems(
    files: SourceFiles, settings: CollectionFile, judged: _Judged
) -> Iterator[Diagnostic]:
    """Yield what is wrong across notes and files; what is missing only where no file is broken."""
    notes, retirements = judged.notes, judged.retirements
    yield from settings_problems(settings, files.settings_file)
    yield from note_id_problems(notes)
    if not (files.are_sound and judged.is_whole):
        return
    filled = {note.deck.id for note in notes} | {each.deck.id for each in retirements}
    yield from empty_deck_problems(settings, files.settings_file, filled)
    if files.bibliography is not None:
        yield from reference_problems(
            files.bibliography, files.bibliography_file, notes, files.drugs
        )
        yield from drug_table_problems(files.drugs, files.bibliography)
    yield from history_problems(settings, files.settings_file, notes, retirements, files.ledger)
    yield from collection_problems(notes)


def _collection(
    files: SourceFiles, settings: CollectionFile, judged: _Judged, look: Look
) -> Collection:
    ledger = files.ledger.ledger
    return Collection(
        settings=settings,
        drugs=files.drugs,
        notes=judged.notes,
        retired=_retired_notes(judged, ledger),
        look=look,
        ledger=ledger,
        references=_references(files) or {},
    )


def _retired_notes(judged: _Judged, ledger: Ledger) -> tuple[RetiredNote, ...]:
    """Return the retirements of published notes with what is known of them."""
    by_id = {note.id: note for note in judged.notes}
    return tuple(
        RetiredNote(
            entry=each.entry,
            deck=each.deck,
            published=ledger.notes[each.entry.id],
            successor=by_id.get(each.entry.see or ""),
        )
        for each in judged.retirements
        if each.entry.id in ledger.notes
    )
