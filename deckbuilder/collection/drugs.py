"""The drug table of a source folder: its rows by the ids of the drugs, each with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from deckbuilder.problems.problem import Position
from deckbuilder.source.drugs import Drug, DurationClasses, Place, places_in
from deckbuilder.source.file import SourceFile, SourcePart


@dataclass(frozen=True, slots=True)
class DrugRow:
    """A drug of the table, and its part of the file."""

    drug: Drug
    origin: SourcePart

    def position(self, *path: str | int) -> Position:
        """Return where the value at `path` of the row stands in the file."""
        return self.origin.position(*path)

    def places(self) -> Iterator[tuple[SourcePart, Place]]:
        """Yield what the row cites, each with its part of the file."""
        for path, place in places_in(self.drug):
            yield self.origin.part(*path), place


@dataclass(frozen=True)
class DrugTable:
    """The rows of drugs.yaml in the order of the file; a source folder may have none."""

    rows: tuple[DrugRow, ...] = ()
    classes: DurationClasses | None = None
    file: SourceFile | None = None
    other_drugs: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, DrugRow]:
        """Return the rows by id; a twin is reported by checks/, the first one counts."""
        return {row.drug.id: row for row in reversed(self.rows)}

    def places(self) -> Iterator[tuple[SourcePart, Place]]:
        """Yield what the table cites, each with its part of the file."""
        if self.classes is not None and self.file is not None:
            yield SourcePart(self.file, ("duration_classes", "source")), self.classes.source
        for row in self.rows:
            yield from row.places()

    @property
    def drugs(self) -> tuple[Drug, ...]:
        """Return the drugs without their places."""
        return tuple(row.drug for row in self.rows)
