"""Judge the notes of a collection: what a reader of single files cannot see.

Each rule yields findings; none prints or raises.
"""

from collections.abc import Callable, Iterator, Sequence

from deckbuilder.checks import (
    answers,
    doses,
    drugnames,
    figures,
    gaps,
    questions,
    references,
    requirements,
    statistics,
    tablefigures,
    twins,
    typed,
    wording,
)
from deckbuilder.checks.finding import Finding, finding_in, readings
from deckbuilder.checks.gates import TextRule, met_in
from deckbuilder.collection.contents import SourceNote
from deckbuilder.collection.drugs import DrugTable
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, Rule
from deckbuilder.text.reading import Reading, read


def lint_notes(notes: Sequence[SourceNote], table: DrugTable) -> Iterator[Diagnostic]:
    """Yield what the rules find and no `allow` beside the note silences."""
    findings = [finding for note in notes for finding in note_findings(note)]
    findings += [finding for rule in TABLE_RULES for finding in rule(notes, table)]
    findings += [finding for rule in COLLECTION_RULES for finding in rule(notes)]
    used = {(id(found.note), found.problem.rule.code) for found in findings}
    for finding in findings:
        if finding.problem.rule.code not in finding.note.note.allow:
            yield finding.problem
    for note in notes:
        for code in note.note.allow:
            if (id(note), code) not in used:
                message = f'allow "{code}" silences nothing here; delete it'
                yield Diagnostic(note.position("allow", code), rules.UNUSED_ALLOW, message)


def note_findings(note: SourceNote) -> Iterator[Finding]:
    """Yield what the rules find that judge a note by itself."""
    for rule in NOTE_RULES:
        yield from rule(note)


def clinical_findings(note: SourceNote) -> Iterator[Finding]:
    """Yield what the clinical rules find in a note."""
    texts = tuple(readings(note))
    met = met_in(texts)
    for rule, judge in CLINICAL_RULES:
        if judge.may_hit(met):
            is_placed = rule is rules.DOSE_OF_NOBODY
            for hit in judge((*texts, *_places(note)) if is_placed else texts):
                offset = hit.reading.offset(hit.place)
                yield finding_in(note, rule, hit.message, hit.reading.key, offset)


def _places(note: SourceNote) -> Iterator[Reading]:
    return (read("at", citation.at) for citation in note.citations if citation.at)


CLINICAL_RULES: tuple[tuple[Rule, TextRule], ...] = (
    (rules.QUANTITY_WITHOUT_UNIT, doses.quantities_without_unit),
    (rules.NAKED_DECIMAL, doses.naked_decimals),
    (rules.TRAILING_ZERO, doses.trailing_zeros),
    (rules.ERROR_PRONE_ABBREVIATION, doses.error_prone_abbreviations),
    (rules.MIXED_UNITS, doses.ranges_of_mixed_units),
    (rules.HYPHEN_RANGE, doses.hyphens_in_ranges),
    (rules.UNIT_WITHOUT_SPACE, doses.units_without_space),
    (rules.DOSE_OF_NOBODY, doses.doses_of_nobody),
    (rules.ABSOLUTE, wording.absolutes),
    (rules.PROMOTION, wording.promotion),
    (rules.ADVICE_TO_PATIENT, wording.advice_to_patients),
    (rules.BRAND_ALONE, wording.brands_alone),
    (rules.CAPITAL_GENERIC, wording.capital_generics),
)
"""The rules of the family in the order of their codes."""

TABLE_RULES: tuple[Callable[[Sequence[SourceNote], DrugTable], Iterator[Finding]], ...] = (
    drugnames.lone_brands,
    drugnames.unknown_drugs,
    tablefigures.contradicted_half_lives,
)
"""Those that ask the drug table as well; they too judge each note by itself."""

NOTE_RULES: tuple[Callable[[SourceNote], Iterator[Finding]], ...] = (
    *references.RULES,
    *figures.RULES,
    clinical_findings,
    *answers.RULES,
    *typed.RULES,
    *questions.RULES,
    *gaps.RULES,
    *statistics.RULES,
)
"""The rules that judge a note by itself."""

COLLECTION_RULES: tuple[Callable[[Sequence[SourceNote]], Iterator[Finding]], ...] = (
    *requirements.RULES,
    *twins.RULES,
)
"""The rules that need all notes at once."""
