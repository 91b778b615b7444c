"""Check what the files of a source say of each other: ids, decks, packages and references."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from deckbuilder.collection.contents import JudgedNote
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, did_you_mean
from deckbuilder.source.file import SourceFile
from deckbuilder.source.settings import CollectionFile


def settings_problems(settings: CollectionFile, file: SourceFile) -> Iterator[Diagnostic]:
    """Yield the decks and packages of collection.yaml that have one name, and unknown decks."""
    decks = [deck.id for deck in settings.decks]
    yield from _twins(decks, file, "decks", "id")
    yield from _twins([deck.name for deck in settings.decks], file, "decks", "name")
    yield from _twins([package.file for package in settings.packages], file, "packages", "file")
    for index, package in enumerate(settings.packages):
        for place, deck in enumerate(package.decks if package.decks != "all" else ()):
            if deck not in decks:
                position = file.position(("packages", index, "decks", place))
                message = f'unknown deck "{deck}"{did_you_mean(deck, decks)}'
                yield Diagnostic(position, rules.UNKNOWN_DECK, message)


def note_id_problems(notes: Iterable[JudgedNote]) -> Iterator[Diagnostic]:
    """Yield the notes whose id another note has that stands before them."""
    first: dict[str, JudgedNote] = {}
    for note in sorted(notes, key=lambda note: (note.file.name, note.result.index)):
        twin = first.setdefault(note.id, note)
        if twin is not note:
            message = (
                f'id "{note.id}" is taken by the note in {twin.position("id")}; '
                "give this one another"
            )
            yield Diagnostic(note.position("id"), rules.DUPLICATE_NOTE_ID, message)


def empty_deck_problems(
    settings: CollectionFile, file: SourceFile, filled: Collection[str]
) -> Iterator[Diagnostic]:
    """Yield the decks of collection.yaml that no file fills."""
    for index, deck in enumerate(settings.decks):
        if deck.id not in filled:
            message = f'deck "{deck.id}" has no notes; add a file in cards/ or delete the deck'
            position = file.position(("decks", index, "id"))
            yield Diagnostic(position, rules.EMPTY_DECK, message)


def _twins(names: Sequence[str], file: SourceFile, list_key: str, key: str) -> Iterator[Diagnostic]:
    folded = [name.casefold() for name in names]  # as Anki and many file systems compare
    for index, name in enumerate(names):
        first = folded.index(folded[index])
        if first != index:
            line = file.position((list_key, first, key)).line
            position = file.position((list_key, index, key))
            message = f'{key} "{name}" is already used in line {line}'
            yield Diagnostic(position, rules.DUPLICATE_ID, message)
