"""A file of source/cards: as its bytes, and as it reads."""

from dataclasses import dataclass
from functools import cached_property

from deckbuilder.source.file import SourceFile, parse_file
from deckbuilder.source.notes import CardFile


@dataclass(frozen=True)
class CardFileBytes:
    """The bytes of a file of cards, called `name` in problems."""

    name: str
    raw: bytes

    @cached_property
    def source(self) -> SourceFile:
        """Return the file as it reads, for a problem that asks where in it."""
        return parse_file(self.raw, self.name)


@dataclass(frozen=True, slots=True)
class ReadCards:
    """A file of cards with the notes in it that are sound, `kept` being their indexes."""

    source: SourceFile
    file: CardFile
    kept: tuple[int, ...]
