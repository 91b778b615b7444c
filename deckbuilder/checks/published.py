"""Check the source against what was published: a note that students have cannot just vanish."""

from collections.abc import Iterator, Mapping, Sequence

from deckbuilder.collection.contents import JudgedNote, Retirement
from deckbuilder.collection.ledger import Ledger, PublishedNote, ReadLedger
from deckbuilder.kinds import drug
from deckbuilder.kinds.kind import NoteType, NoteTypeKind
from deckbuilder.kinds.registry import note_types_of
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, did_you_mean
from deckbuilder.source.file import SourceFile
from deckbuilder.source.settings import CollectionFile


def history_problems(
    settings: CollectionFile,
    settings_file: SourceFile,
    notes: Sequence[JudgedNote],
    retirements: Sequence[Retirement],
    ledger: ReadLedger,
) -> Iterator[Diagnostic]:
    """Yield what would break an update for students who have the last release."""
    if not ledger.ledger.released:
        yield from _wrong_retirements(notes, retirements, ledger)
        return
    note_types = note_types_of(settings.namespace, settings.title)
    yield from _changed_names(settings, settings_file, ledger.ledger)
    yield from _vanished(notes, retirements, ledger)
    yield from _changed_kinds(notes, note_types, ledger)
    yield from _changed_cards(notes, note_types, ledger.ledger)
    yield from _wrong_retirements(notes, retirements, ledger)
    if ledger.ledger.namespace == settings.namespace and ledger.ledger.title == settings.title:
        yield from _changed_note_types(note_types, ledger)


def _changed_names(
    settings: CollectionFile, file: SourceFile, ledger: Ledger
) -> Iterator[Diagnostic]:
    """Yield namespace, title and decks that are not called as they were published."""
    for key, was, now, harm in (
        ("namespace", ledger.namespace, settings.namespace, "get all notes twice"),
        ("title", ledger.title, settings.title, "get no update of any note"),
    ):
        if was != now:
            message = (
                f'the {key} was published as "{was}" and is now "{now}"; '
                f"every student would {harm}: take the change back"
            )
            yield Diagnostic(file.position((key,)), rules.CHANGED_NAME, message)
    names = {deck.name for deck in settings.decks}
    places = {deck.id: index for index, deck in enumerate(settings.decks)}
    for name, published in ledger.decks.items():
        if published not in names:
            path = ("decks", places[name], "name") if name in places else ("decks",)
            message = (
                f'deck "{published}" was published and is gone; '
                "students keep their cards in it: bring the name back"
            )
            yield Diagnostic(file.position(path), rules.CHANGED_NAME, message)


def _vanished(
    notes: Sequence[JudgedNote], retirements: Sequence[Retirement], ledger: ReadLedger
) -> Iterator[Diagnostic]:
    present = {note.id for note in notes} | {each.entry.id for each in retirements}
    for name in ledger.ledger.notes.keys() - present:
        message = (
            f'note "{name}" was published and is gone; bring it back, '
            f"or retire it: `retired: [{{id: {name}, on: DATE, reason: …}}]`"
        )
        yield Diagnostic(ledger.position(name), rules.VANISHED_NOTE, message)


def _changed_kinds(
    notes: Sequence[JudgedNote], note_types: Mapping[str, NoteType], ledger: ReadLedger
) -> Iterator[Diagnostic]:
    names = {note_type.id: name for name, note_type in note_types.items()}
    for note in notes:
        published = ledger.ledger.notes.get(note.id)
        was = names.get(published.note_type, note.kind.name) if published else note.kind.name
        if was != note.kind.name:
            message = (
                f'note "{note.id}" was published as a {was} and is now a {note.kind.name}; '
                "retire it and give this one a new id"
            )
            yield Diagnostic(note.position("id"), rules.CHANGED_KIND, message)


def _changed_cards(
    notes: Sequence[JudgedNote], note_types: Mapping[str, NoteType], ledger: Ledger
) -> Iterator[Diagnostic]:
    """Yield cards that students have studied and that would vanish or ask for something else."""
    for note in notes:
        published = ledger.notes.get(note.id)
        if published is None or published.note_type != note_types[note.kind.name].id:
            continue
        for ordinal in published.ordinals:
            if ordinal not in note.result.ordinals:
                yield _vanished_card(note, ordinal)
        if note.kind.shape.kind is NoteTypeKind.CLOZE:
            yield from _moved_gaps(note, published)
        elif note.kind is drug.KIND:
            yield from _changed_drug(note, published)


def _vanished_card(note: JudgedNote, ordinal: int) -> Diagnostic:
    shape = note.kind.shape
    is_cloze = shape.kind is NoteTypeKind.CLOZE
    part = f"gap c{ordinal + 1}" if is_cloze else shape.templates[ordinal].name.lower()
    message = (
        f'the {part} of note "{note.id}" was published and is gone, and students would lose '
        "its card; bring it back, or retire the note and give this one a new id"
    )
    return Diagnostic(note.position(note.kind.name), rules.VANISHED_CARD, message)


def _moved_gaps(note: JudgedNote, published: PublishedNote) -> Iterator[Diagnostic]:
    """Yield gaps that now hide what another gap of the note hid."""
    was = {digest: int(ordinal) for ordinal, digest in published.cards.items()}
    for ordinal, digest in zip(note.result.ordinals, note.result.asked, strict=True):
        old = was.get(digest, ordinal)
        if old != ordinal and published.cards.get(str(ordinal)) != digest:
            message = (
                f"gap c{ordinal + 1} hides what gap c{old + 1} hid when it was published; "
                "a student would be asked another thing on a known card: keep the old numbers"
            )
            yield Diagnostic(note.position(note.kind.name), rules.MOVED_GAP, message)


def _changed_drug(note: JudgedNote, published: PublishedNote) -> Iterator[Diagnostic]:
    """Yield the note if its cards, which students have studied, now ask of another drug."""
    now = dict(zip(map(str, note.result.ordinals), note.result.asked, strict=True))
    if any(published.cards[key] != now[key] for key in published.cards.keys() & now.keys()):
        message = (
            f'note "{note.id}" was published about another drug; a student would be asked '
            "another thing on known cards: bring the drug back, and give this one a new note"
        )
        yield Diagnostic(note.position("drug"), rules.CHANGED_DRUG, message)


def _wrong_retirements(
    notes: Sequence[JudgedNote], retirements: Sequence[Retirement], ledger: ReadLedger
) -> Iterator[Diagnostic]:
    living: Mapping[str, JudgedNote] = {note.id: note for note in notes}
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


def _changed_note_types(
    note_types: Mapping[str, NoteType], ledger: ReadLedger
) -> Iterator[Diagnostic]:
    current = {str(note_type.id): note_type for note_type in note_types.values()}
    for number, published in ledger.ledger.note_types.items():
        note_type = current.get(number)
        if note_type is None or note_type.signature != published.signature:
            message = (
                f"the fields or templates of note type {note_type.name if note_type else number} "
                "differ from the published ones; every student's notes would be left out of the "
                "update: take the change back, or use a spare field"
            )
            yield Diagnostic(ledger.position(number), rules.CHANGED_NOTE_TYPE, message)
