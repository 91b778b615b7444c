"""Give the notes that are made from the drug table their cells: texts, figures and places."""

from collections.abc import Callable, Iterator

from deckbuilder.collection.cardfile import ReadCards
from deckbuilder.collection.drugs import DrugRow, DrugTable
from deckbuilder.kinds.contrast import NotBorneOutError, TabledQuestionNote, with_rows
from deckbuilder.kinds.drug import CELLS, with_row
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Position, Rule, did_you_mean
from deckbuilder.source.file import SourcePart
from deckbuilder.source.notes import ContrastNote, DrugNote, Note

Report = Callable[[Position, Rule, str], None]


class Tabler:
    """Puts the rows of the table beside the notes that name them, and reports what is missing."""

    def __init__(self, table: DrugTable, report: Report) -> None:
        self._table = table
        self._report = report
        self.left_out = 0

    def with_cells(self, cards: ReadCards) -> Iterator[tuple[Note, SourcePart]]:
        """Yield the notes of a file with their parts of it; without those of an unknown drug.

        The part of a note leads from each text that was made to the cell that it was made of.
        """
        for note, index in zip(cards.file.notes, cards.kept, strict=True):
            origin = SourcePart(cards.source, ("notes", index))
            match note:
                case DrugNote():
                    row = self._row(note.drug, origin, "drug")
                    if row is None or self._table.classes is None:
                        self.left_out += 1
                    else:
                        yield with_row(note, row.drug, self._table.classes), _drug_part(origin, row)
                case ContrastNote():
                    made = self._contrast(note, origin)
                    if made is None:
                        self.left_out += 1
                    else:
                        yield made, _contrast_part(origin)
                case _:
                    yield note, origin

    def _contrast(self, note: ContrastNote, origin: SourcePart) -> TabledQuestionNote | None:
        tabled = note.between[:1] if note.contrast == "look-alike" else note.between
        rows = {
            name: row.drug
            for index, name in enumerate(tabled)
            if (row := self._row(name, origin, "between", index))
        }
        if len(rows) < len(tabled):
            return None
        try:
            return with_rows(note, rows)
        except NotBorneOutError as error:
            message = f"the drug table does not bear this contrast out: {error}"
            self._report(origin.position("contrast"), rules.FALSE_CONTRAST, message)
            return None

    def _row(self, name: str, origin: SourcePart, *path: str | int) -> DrugRow | None:
        row = self._table.by_id.get(name)
        if row is None:
            message = f'unknown drug "{name}"{did_you_mean(name, self._table.by_id)}'
            self._report(origin.position(*path), rules.UNKNOWN_DRUG, message)
        return row


def _drug_part(origin: SourcePart, row: DrugRow) -> SourcePart:
    """Return the part of a note in which each text of a card leads to its cell."""
    own = {"case_question": "case", "case_answer": "drug", "case_why": "why"}
    return origin.with_cells(
        {
            key: origin.part(own[key]) if part.is_own else row.origin.part(part.cell)
            for key, part in CELLS.items()
        }
    )


def _contrast_part(origin: SourcePart) -> SourcePart:
    drugs = origin.part("between")
    return origin.with_cells({"question": drugs, "answer": drugs})
