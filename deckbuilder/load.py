"""Load a source folder: the one gate that every command goes through."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deckbuilder.checks.drugs import drug_table_problems
from deckbuilder.checks.names import empty_deck_problems, note_id_problems, settings_problems
from deckbuilder.checks.published import history_problems
from deckbuilder.checks.references import reference_problems
from deckbuilder.checks.run import lint_notes
from deckbuilder.collection.contents import Collection
from deckbuilder.collection.read import SourceFiles, read_source
from deckbuilder.collection.resolve import Resolved, resolve, retired_notes
from deckbuilder.problems.problem import Diagnostic, has_errors, in_reading_order
from deckbuilder.source.settings import CollectionFile


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading gave: the collection, or None if an error stands among the problems."""

    collection: Collection | None
    problems: tuple[Diagnostic, ...]


def load_collection(folder: str, fallback_look: Path) -> Loaded:
    """Read, look up and check the source folder called `folder`.

    The look of the cards is read from its notetypes/, or from `fallback_look` where it has none.
    """
    files = read_source(folder, fallback_look)
    if files.settings is None:
        return Loaded(None, in_reading_order(files.problems))
    resolved = resolve(files, files.settings, Path(folder, "media"))
    found = _problems(files, files.settings, resolved)
    problems = in_reading_order((*files.problems, *resolved.problems, *found))
    if has_errors(problems):
        return Loaded(None, problems)
    ledger = files.ledger.ledger
    retired = retired_notes(resolved.retirements, resolved.notes, ledger)
    collection = Collection(
        files.settings, files.drugs, resolved.notes, retired, files.look, ledger
    )
    return Loaded(collection, problems)


def _problems(
    files: SourceFiles, settings: CollectionFile, resolved: Resolved
) -> Iterator[Diagnostic]:
    """Yield what is wrong across notes and files; what is missing only where no file is broken."""
    notes, retirements = resolved.notes, resolved.retirements
    yield from settings_problems(settings, files.settings_file)
    yield from note_id_problems(notes)
    if not (files.are_sound and resolved.is_whole):
        return
    filled = {note.deck.id for note in notes} | {each.deck.id for each in retirements}
    yield from empty_deck_problems(settings, files.settings_file, filled)
    if files.bibliography is not None:
        yield from reference_problems(
            files.bibliography, files.bibliography_file, notes, files.drugs
        )
        yield from drug_table_problems(files.drugs, files.bibliography)
    yield from history_problems(settings, files.settings_file, notes, retirements, files.ledger)
    yield from lint_notes(notes, files.drugs)
