"""The drug table of a source folder: its rows by the ids of the drugs, each with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from deckbuilder.problems.problem import Position
from deckbuilder.source.drugs import Drug, DurationClasses, Place, places_in
from deckbuilder.source.tree import YamlNode
from deckbuilder.source.validate import value_position


@dataclass(frozen=True, slots=True)
class DrugRow:
    """A drug of the table, beside its tree."""

    drug: Drug
    root: YamlNode

    def position(self, *path: str | int) -> Position:
        """Return where the value at `path` of the row stands in the file."""
        return value_position(self.root, path)

    def places(self) -> Iterator[tuple[Place, Position]]:
        """Yield what the row cites, each with where its id stands in the file."""
        for path, place in places_in(self.drug):
            yield place, self.position(*path, "id")


@dataclass(frozen=True)
class DrugTable:
    """The rows of drugs.yaml in the order of the file; a source folder may have none."""

    rows: tuple[DrugRow, ...] = ()
    classes: DurationClasses | None = None
    root: YamlNode | None = None
    other_drugs: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, DrugRow]:
        """Return the rows by id; a twin is reported by checks/, the first one counts."""
        return {row.drug.id: row for row in reversed(self.rows)}

    def places(self) -> Iterator[tuple[Place, Position]]:
        """Yield what the table cites, each with where its id stands in the file."""
        if self.classes is not None and self.root is not None:
            path = ("duration_classes", "source", "id")
            yield self.classes.source, value_position(self.root, path)
        for row in self.rows:
            yield from row.places()

    @property
    def drugs(self) -> tuple[Drug, ...]:
        """Return the drugs without their trees."""
        return tuple(row.drug for row in self.rows)
