"""Judge the notes of a collection: what a reader of single files cannot see.

Each rule yields findings; none prints or raises.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from deckbuilder.collection import SourceNote
from deckbuilder.lints import circles, gaps, quality, questions, twins
from deckbuilder.lints.clinical import clinical_findings
from deckbuilder.lints.findings import Finding, finding_at
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, did_you_mean
from deckbuilder.source.notes import Citation, QuestionNote
from deckbuilder.text.plain import plain_text


def lint_notes(notes: Sequence[SourceNote]) -> Iterator[Diagnostic]:
    """Yield what the rules find and no `allow` beside the note silences."""
    findings = [finding for rule in _RULES for finding in rule(notes)]
    used = {(id(found.note), found.problem.rule.code) for found in findings}
    for finding in findings:
        if finding.problem.rule.code not in finding.note.note.allow:
            yield finding.problem
    for note in notes:
        for code in note.note.allow:
            if (id(note), code) not in used:
                message = f'allow "{code}" silences nothing here; delete it'
                yield Diagnostic(note.position("allow", code), rules.UNUSED_ALLOW, message)


def _identical_fronts(notes: Iterable[SourceNote]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], SourceNote] = {}
    for note in notes:
        for key in _asking_keys(note):
            picture = note.picture.packed_name if note.picture else ""
            front = (_folded(note.html[key]), picture)
            first = seen.setdefault(front, note)
            if first is not note:
                message = (
                    f'asks the same as note "{first.note.id}" in {first.position("id")}; '
                    "reword one or delete it"
                )
                yield finding_at(note, rules.IDENTICAL_FRONTS, message, key)


def _asking_keys(note: SourceNote) -> tuple[str, ...]:
    reverse = isinstance(note.note, QuestionNote) and note.note.reverse
    return (note.front_key(), "answer") if reverse else (note.front_key(),)


def _folded(markup: str) -> str:
    return re.sub(r"\s+", " ", plain_text(markup)).strip().casefold()


def _requirements(notes: Sequence[SourceNote]) -> Iterator[Finding]:
    places = {note.note.id: place for place, note in enumerate(notes)}
    groups = circles.circle_groups(notes)
    for place, note in enumerate(notes):
        for index, required in enumerate(note.note.requires):
            path = ("requires", index)
            if required not in places:
                message = f'unknown note "{required}"{did_you_mean(required, places)}'
                yield finding_at(note, rules.UNKNOWN_REQUIREMENT, message, *path)
            elif places[required] >= place and not circles.is_in_circle(
                groups, note.note.id, required
            ):
                message = f'note "{required}" is required here but comes later; move one of them'
                yield finding_at(note, rules.LATE_REQUIREMENT, message, *path)


def _unreferenced(notes: Iterable[SourceNote]) -> Iterator[Finding]:
    for note in notes:
        if not note.note.refs and not note.note.textbook:
            message = 'no reference; add refs, or "textbook: true" where none is needed'
            yield finding_at(note, rules.UNREFERENCED_NOTE, message, "id")


def _repeated_citations(notes: Iterable[SourceNote]) -> Iterator[Finding]:
    for note in notes:
        seen: set[Citation] = set()
        for index, citation in enumerate(note.note.refs):
            if citation in seen:
                message = f'reference "{citation.id}" is cited twice; delete one'
                yield finding_at(note, rules.REPEATED_CITATION, message, "refs", index)
            seen.add(citation)


def _figures_without_alt(notes: Iterable[SourceNote]) -> Iterator[Finding]:
    for note in notes:
        if note.note.figure and not note.note.figure.alt.strip():
            message = "the figure has no alt; say what it shows, without naming the answer"
            yield finding_at(note, rules.FIGURE_WITHOUT_ALT, message, "figure")


_RULES: tuple[Callable[[Sequence[SourceNote]], Iterator[Finding]], ...] = (
    _identical_fronts,
    _requirements,
    _unreferenced,
    _repeated_citations,
    _figures_without_alt,
    clinical_findings,
    *quality.RULES,
    *questions.RULES,
    *gaps.RULES,
    *twins.RULES,
    *circles.RULES,
)
