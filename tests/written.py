"""The notes of a loaded collection as they are written, with everything they name looked up."""

from collections.abc import Iterator
from pathlib import Path

from deckbuilder.collection.cardfile import CardFileBytes, ReadCards
from deckbuilder.collection.contents import Collection, SourceNote
from deckbuilder.collection.resolve import Lookup, resolve
from deckbuilder.source.file import file_list
from deckbuilder.source.notes import CardFile


def written_notes(collection: Collection) -> Iterator[SourceNote]:
    """Yield the notes of the collection, file by file."""
    for file in {note.file.name: note.file for note in collection.notes}.values():
        yield from _notes(file, collection)


def _notes(file: CardFileBytes, collection: Collection) -> tuple[SourceNote, ...]:
    parsed = file_list(CardFile, file.source, "notes")
    assert parsed.value is not None
    media = Path(file.name).parents[1] / "media"
    lookup = Lookup(collection.settings, collection.references, collection.drugs, media)
    return resolve(ReadCards(file.source, parsed.value, parsed.kept), lookup).notes
