"""Judge the notes of a collection: what a reader of single files cannot see.

Each rule yields findings; none prints or raises.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

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
from deckbuilder.checks.finding import Finding, NoteFinding, finding_in, readings
from deckbuilder.checks.gates import TextRule, met_in
from deckbuilder.collection.contents import JudgedNote, SourceNote
from deckbuilder.collection.drugs import DrugTable
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, Rule
from deckbuilder.text.reading import Reading, read


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules found in a note that its `allow` does not silence, and all that they found."""

    problems: tuple[Diagnostic, ...]
    used: frozenset[str]


def judgements(notes: Sequence[SourceNote], table: DrugTable) -> Iterator[Judgement]:
    """Judge each of the notes by itself; `used` are the codes of what was found, or silenced."""
    by_table = [finding for rule in TABLE_RULES for finding in rule(notes, table)]
    for note in notes:
        found = [finding.problem for rule in NOTE_RULES for finding in rule(note)]
        found += [finding.problem for finding in by_table if finding.note is note]
        told = (problem for problem in found if problem.rule.code not in note.note.allow)
        yield Judgement(tuple(told), frozenset(problem.rule.code for problem in found))


def collection_problems(notes: Sequence[JudgedNote]) -> Iterator[Diagnostic]:
    """Yield what only all notes together show, and what an `allow` silences in vain."""
    findings = [finding for rule in COLLECTION_RULES for finding in rule(notes)]
    used = {(id(found.note), found.problem.rule.code) for found in findings}
    for finding in findings:
        if finding.problem.rule.code not in dict(finding.note.result.allowed):
            yield finding.problem
    for note in notes:
        for code, is_used in note.result.allowed:
            if not is_used and (id(note), code) not in used:
                message = f'allow "{code}" silences nothing here; delete it'
                yield Diagnostic(note.position("allow", code), rules.UNUSED_ALLOW, message)


def clinical_findings(note: SourceNote) -> Iterator[NoteFinding]:
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

TABLE_RULES: tuple[Callable[[Sequence[SourceNote], DrugTable], Iterator[NoteFinding]], ...] = (
    drugnames.lone_brands,
    drugnames.unknown_drugs,
    tablefigures.contradicted_half_lives,
)
"""Those that ask the drug table as well; they too judge each note by itself."""

NOTE_RULES: tuple[Callable[[SourceNote], Iterator[NoteFinding]], ...] = (
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

COLLECTION_RULES: tuple[Callable[[Sequence[JudgedNote]], Iterator[Finding[JudgedNote]]], ...] = (
    *requirements.RULES,
    *twins.RULES,
)
"""The rules that need all notes at once."""
