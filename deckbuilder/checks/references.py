"""What is wrong with the bibliography, and with what notes cite of it."""

import re
from collections.abc import Iterable, Iterator

from deckbuilder.checks.doses import DOSE
from deckbuilder.checks.finding import NoteFinding, finding_at, readings
from deckbuilder.collection.contents import JudgedNote, SourceNote
from deckbuilder.collection.drugs import DrugTable
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic
from deckbuilder.source.bibliography import Reference, ReferenceFile
from deckbuilder.source.file import SourceFile

_LAW = r"\bSchedule [1-5IV]+\b|\bClass [ABC] drug\b|\bboxed warning\b"
_PLACED = re.compile(rf"(?:{DOSE.pattern})|{_LAW}", DOSE.flags)
"""What has its place: a dose, or where the law puts a drug."""

_NOT_ASKED = frozenset({"why"})


def missing_parts(reference: Reference) -> tuple[str, ...]:
    """Return what a reader would need to find the reference and it does not have."""
    return tuple(_missing_parts(reference))


def _missing_parts(reference: Reference) -> Iterator[str]:
    if not reference.type:
        yield "type"
    if not reference.title:
        yield "title"
    if not (reference.author or reference.publisher or reference.container_title):
        yield "author, publisher or container-title"
    if any(not (name.family or name.literal) for name in reference.author):
        yield "family or literal of every author"
    if reference.type == "article-journal" and not reference.year:
        yield "issued"
    if not (reference.link or reference.ISBN or reference.container):
        yield "DOI, PMID, ISBN, URL, container-title or publisher"


def unreferenced(note: SourceNote) -> Iterator[NoteFinding]:
    """A note must cite a reference or be marked as textbook."""
    if not note.note.cited and not note.note.textbook:
        message = 'no reference; add refs, or "textbook: true" where none is needed'
        yield finding_at(note, rules.UNREFERENCED_NOTE, message, "id")


def repeated_citations(note: SourceNote) -> Iterator[NoteFinding]:
    """A note must cite a place in a reference once."""
    seen = set()
    for index, citation in enumerate(note.note.refs):
        if citation in seen:
            message = f'reference "{citation.id}" is cited twice; delete one'
            yield finding_at(note, rules.REPEATED_CITATION, message, "refs", index)
        seen.add(citation)


def reference_problems(
    bibliography: ReferenceFile,
    file: SourceFile,
    notes: Iterable[JudgedNote],
    drugs: DrugTable,
) -> Iterator[Diagnostic]:
    """Yield the references that are incomplete, there twice, or cited by nothing."""
    cited = {name for note in notes for name in note.result.refs}
    cited |= {place.id for _, place in drugs.places()}
    seen: dict[str, int] = {}
    for index, reference in enumerate(bibliography.references):
        path = ("references", index, "id")
        if missing := missing_parts(reference):
            message = f'reference "{reference.id}" is incomplete; it lacks {"; ".join(missing)}'
            yield Diagnostic(file.position(path), rules.INCOMPLETE_REFERENCE, message)
        first = seen.setdefault(reference.id, index)
        if first != index:
            line = file.position(("references", first, "id")).line
            message = f'reference "{reference.id}" is already used in line {line}'
            yield Diagnostic(file.position(path), rules.DUPLICATE_REFERENCE, message)
        elif reference.id not in cited:
            message = f'no note cites reference "{reference.id}"; cite it or delete it'
            yield Diagnostic(file.position(path), rules.UNUSED_REFERENCE, message)


def unplaced_doses(note: SourceNote) -> Iterator[NoteFinding]:
    """A dose or a law must say where in its reference it stands.

    Doses and laws are what a reader checks, and a label has forty pages. Name the place in one of
    the references: `{id: …, at: section 4.2}`, `at: Table 2`, `at: abstract`.

    Bad: {question: Which dose of diazepam was given?, answer: 10 mg., refs: [a]}
    Good: {question: Which dose of diazepam was given?, answer: 10 mg.,
      refs: [{id: a, at: Table 2}]}
    """
    if any(citation.at for citation in note.note.cited) or not note.note.refs:
        return
    for text in readings(note):
        if text.key not in _NOT_ASKED and (found := _PLACED.search(text.text)):
            message = (
                f'"{found[0]}" needs its place; write one as in '
                f"{{id: {note.note.refs[0].id}, at: Table 2}}"
            )
            yield finding_at(note, rules.NO_PLACE, message, "refs")
            break


RULES = (unreferenced, repeated_citations, unplaced_doses)
