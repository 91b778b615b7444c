"""Check what the drug table says of itself and of the bibliography."""

from collections.abc import Iterator

from deckbuilder.collection.drugs import DrugRow, DrugTable
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, did_you_mean
from deckbuilder.source.bibliography import ReferenceFile


def drug_table_problems(table: DrugTable, bibliography: ReferenceFile) -> Iterator[Diagnostic]:
    """Yield the drugs that share an id, and the references that the bibliography does not have."""
    seen: dict[str, DrugRow] = {}
    known = {reference.id for reference in bibliography.references}
    for row in table.rows:
        first = seen.setdefault(row.drug.id, row)
        if first is not row:
            line = first.position("id").line
            message = f'drug "{row.drug.id}" is already used in line {line}'
            yield Diagnostic(row.position("id"), rules.DUPLICATE_ID, message)
    for part, place in table.places():
        if place.id not in known:
            message = f'unknown reference "{place.id}"{did_you_mean(place.id, known)}'
            yield Diagnostic(part.position("id"), rules.UNKNOWN_REFERENCE, message)
