"""Check what the drug table says of itself and of the bibliography."""

from collections.abc import Iterator

from deckbuilder.collection.drugs import DrugTable
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, did_you_mean
from deckbuilder.source.bibliography import ReferenceFile


def drug_table_problems(table: DrugTable, bibliography: ReferenceFile) -> Iterator[Diagnostic]:
    """Yield the drugs that share an id, and the references that the bibliography does not have."""
    seen: dict[str, int] = {}
    known = {reference.id for reference in bibliography.references}
    for row in table.rows:
        position = row.position("id")
        first = seen.setdefault(row.drug.id, position.line)
        if first != position.line:
            message = f'drug "{row.drug.id}" is already used in line {first}'
            yield Diagnostic(position, rules.DUPLICATE_ID, message)
    for place, where in table.places():
        if place.id not in known:
            message = f'unknown reference "{place.id}"{did_you_mean(place.id, known)}'
            yield Diagnostic(where, rules.UNKNOWN_REFERENCE, message)
