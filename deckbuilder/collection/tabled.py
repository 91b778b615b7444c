"""Give the notes that are made from the drug table their cells: texts, figures and places."""

from collections.abc import Callable, Iterator, Mapping

from deckbuilder.collection.drugs import DrugRow, DrugTable
from deckbuilder.collection.read import ReadCards
from deckbuilder.kinds.contrast import NotBorneOutError, TabledQuestionNote, with_rows
from deckbuilder.kinds.drug import CELLS, with_row
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Position, Rule, did_you_mean
from deckbuilder.source.notes import ContrastNote, DrugNote, Note
from deckbuilder.source.tree import YamlMap, YamlNode
from deckbuilder.source.validate import node_at, value_position

Report = Callable[[Position, Rule, str], None]


class Tabler:
    """Puts the rows of the table beside the notes that name them, and reports what is missing."""

    def __init__(self, table: DrugTable, report: Report) -> None:
        self._table = table
        self._report = report
        self.left_out = 0

    def with_cells(self, cards: ReadCards) -> Iterator[tuple[Note, YamlNode]]:
        """Yield the notes of a file with their trees; those whose drug is unknown are left out.

        The tree of a note leads from each text that was made to the cell that it was made of.
        """
        for note, root in zip(cards.file.notes, cards.note_roots, strict=True):
            match note:
                case DrugNote():
                    row = self._row(note.drug, root, "drug")
                    if row is None or self._table.classes is None:
                        self.left_out += 1
                    else:
                        yield with_row(note, row.drug, self._table.classes), _drug_tree(root, row)
                case ContrastNote():
                    made = self._contrast(note, root)
                    if made is None:
                        self.left_out += 1
                    else:
                        yield made, _contrast_tree(root)
                case _:
                    yield note, root

    def _contrast(self, note: ContrastNote, root: YamlNode) -> TabledQuestionNote | None:
        tabled = note.between[:1] if note.contrast == "look-alike" else note.between
        rows = {
            name: row.drug
            for index, name in enumerate(tabled)
            if (row := self._row(name, root, "between", index))
        }
        if len(rows) < len(tabled):
            return None
        try:
            return with_rows(note, rows)
        except NotBorneOutError as error:
            message = f"the drug table does not bear this contrast out: {error}"
            self._report(value_position(root, ("contrast",)), rules.FALSE_CONTRAST, message)
            return None

    def _row(self, name: str, root: YamlNode, *path: str | int) -> DrugRow | None:
        row = self._table.by_id.get(name)
        if row is None:
            message = f'unknown drug "{name}"{did_you_mean(name, self._table.by_id)}'
            self._report(value_position(root, path), rules.UNKNOWN_DRUG, message)
        return row


def _drug_tree(root: YamlNode, row: DrugRow) -> YamlNode:
    """Return the tree of a note in which each text of a card leads to its cell."""
    own = {"case_question": "case", "case_answer": "drug", "case_why": "why"}
    return _with_entries(
        root,
        {
            key: node_at(root, (own[key],)) if part.is_own else node_at(row.root, (part.cell,))
            for key, part in CELLS.items()
        },
    )


def _contrast_tree(root: YamlNode) -> YamlNode:
    drugs = node_at(root, ("between",))
    return _with_entries(root, {"question": drugs, "answer": drugs})


def _with_entries(root: YamlNode, more: Mapping[str, YamlNode]) -> YamlNode:
    if not isinstance(root, YamlMap):
        return root
    return YamlMap({**more, **root.entries}, root.keys, root.position)
