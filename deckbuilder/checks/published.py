"""Check the source against what was published: a note that students have cannot just vanish."""

from collections.abc import Iterator, Mapping, Sequence

from deckbuilder.collection.contents import Retirement, SourceNote
from deckbuilder.collection.ledger import ReadLedger
from deckbuilder.kinds.registry import NOTE_TYPES
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, did_you_mean


def history_problems(
    notes: Sequence[SourceNote], retirements: Sequence[Retirement], ledger: ReadLedger
) -> Iterator[Diagnostic]:
    """Yield what would break an update for students who have the last release."""
    yield from _vanished(notes, retirements, ledger)
    yield from _changed_kinds(notes, ledger)
    yield from _wrong_retirements(notes, retirements, ledger)
    yield from _changed_note_types(ledger)


def _vanished(
    notes: Sequence[SourceNote], retirements: Sequence[Retirement], ledger: ReadLedger
) -> Iterator[Diagnostic]:
    present = {note.note.id for note in notes} | {each.entry.id for each in retirements}
    for name in ledger.ledger.notes.keys() - present:
        message = (
            f'note "{name}" was published and is gone; bring it back, '
            f"or retire it: `retired: [{{id: {name}, on: DATE, reason: …}}]`"
        )
        yield Diagnostic(ledger.position(name), rules.VANISHED_NOTE, message)


def _changed_kinds(notes: Sequence[SourceNote], ledger: ReadLedger) -> Iterator[Diagnostic]:
    names = {note_type.id: note_type.name for note_type in NOTE_TYPES}
    for note in notes:
        published = ledger.ledger.notes.get(note.note.id)
        if published and published.note_type != note.kind.note_type.id:
            was = names.get(published.note_type, "another note type")
            message = (
                f'note "{note.note.id}" was published as {was} '
                f"and is now {note.kind.note_type.name}; retire it and give this one a new id"
            )
            yield Diagnostic(note.position("id"), rules.CHANGED_KIND, message)


def _wrong_retirements(
    notes: Sequence[SourceNote], retirements: Sequence[Retirement], ledger: ReadLedger
) -> Iterator[Diagnostic]:
    living: Mapping[str, SourceNote] = {note.note.id: note for note in notes}
    seen: set[str] = set()
    for each in retirements:
        name, see = each.entry.id, each.entry.see
        if name in living:
            message = f'id "{name}" is retired here and used in {living[name].position("id")}'
            yield Diagnostic(each.position, rules.REUSED_ID, f"{message}; give that note another")
        elif name in seen:
            message = f'id "{name}" is retired twice; delete one entry'
            yield Diagnostic(each.position, rules.REUSED_ID, message)
        elif name not in ledger.ledger.notes:
            message = f'note "{name}" was never published; delete the entry'
            yield Diagnostic(each.position, rules.NEVER_PUBLISHED, message)
        if see is not None and see not in living:
            message = f'unknown note "{see}"{did_you_mean(see, living)}'
            yield Diagnostic(each.position, rules.UNKNOWN_SUCCESSOR, message)
        seen.add(name)


def _changed_note_types(ledger: ReadLedger) -> Iterator[Diagnostic]:
    current = {str(note_type.id): note_type for note_type in NOTE_TYPES}
    for number, published in ledger.ledger.note_types.items():
        note_type = current.get(number)
        if note_type is None or note_type.signature != published.signature:
            message = (
                f"the fields or templates of note type {note_type.name if note_type else number} "
                "differ from the published ones; every student's notes would be left out of the "
                "update: take the change back, or use a spare field"
            )
            yield Diagnostic(ledger.position(number), rules.CHANGED_NOTE_TYPE, message)
