"""Judge one file of cards: a pure function of its bytes and of what they may name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from deckbuilder.checks.run import judgements
from deckbuilder.collection.cardfile import CardFileBytes, ReadCards
from deckbuilder.collection.contents import SourceNote
from deckbuilder.collection.resolve import Lookup, resolve
from deckbuilder.collection.results import (
    CardResult,
    FileResult,
    FoundProblem,
    NoteResult,
    found,
)
from deckbuilder.kinds.registry import kind_name
from deckbuilder.problems.problem import Diagnostic, has_errors
from deckbuilder.rendering.citations import CitationWriter
from deckbuilder.rendering.fields import note_fields
from deckbuilder.source.comments import file_cut_text_problems
from deckbuilder.source.file import file_list, parse_file
from deckbuilder.source.notes import CardFile, ClozeNote
from deckbuilder.source.unseen import file_unseen_problems
from deckbuilder.text.plain import plain_text
from deckbuilder.text.words import telling

_NUMBER = re.compile(r"[^\w]*\d[\d\s.,–/-]*[^\w]*")


def judged(file: CardFileBytes, lookup: Lookup | None) -> FileResult:
    """Return what a file gives; without settings to look things up in, only how it reads."""
    source = parse_file(file.raw, file.name)
    if source.data is None:
        return FileResult("", is_sound=False, is_whole=True, problems=_found(source.problems))
    parsed = file_list(CardFile, source, "notes")
    problems = (
        *file_unseen_problems(source),
        *file_cut_text_problems(source),
        *parsed.problems,
    )
    reading = FileResult("", not has_errors(problems), is_whole=True, problems=_found(problems))
    if parsed.value is None:
        return reading
    read = parsed.value.notes
    kinds, is_citing = frozenset(map(kind_name, read)), any(note.refs for note in read)
    reading = replace(reading, kinds=kinds, is_citing=is_citing)
    cards = ReadCards(source, parsed.value, parsed.kept)
    return reading if lookup is None else _judged(cards, reading, lookup)


def _judged(cards: ReadCards, reading: FileResult, lookup: Lookup) -> FileResult:
    resolved = resolve(cards, lookup)
    citations = CitationWriter()
    findings: list[Diagnostic] = []
    notes = []
    told = judgements(resolved.notes, lookup.drugs)
    for note, judgement in zip(resolved.notes, told, strict=True):
        findings += judgement.problems
        notes.append(_note_result(note, judgement.used, lookup, citations))
    return replace(
        reading,
        deck=cards.file.deck,
        is_whole=resolved.is_whole,
        problems=(*reading.problems, *_found(resolved.problems)),
        findings=_found(findings),
        notes=tuple(notes),
        retired=cards.file.retired,
    )


def _note_result(
    note: SourceNote, used: frozenset[str], lookup: Lookup, citations: CitationWriter
) -> NoteResult:
    said = note.note
    gaps = tuple(_gap_texts(note))
    return NoteResult(
        index=int(note.origin.path[1]),
        id=said.id,
        kind=note.kind.name,
        level=said.level,
        objective=said.objective,
        fields=note_fields(note, lookup.settings, citations),
        front=note.html[note.kind.name],
        tags=note.tags,
        ordinals=note.ordinals,
        asked=note.asked,
        picture=note.picture,
        alt=said.figure.alt if said.figure else "",
        refs=tuple(citation.id for citation in said.refs),
        citations=tuple((cited.reference.id, cited.at) for cited in note.citations),
        requires=said.requires,
        allowed=tuple((code, code in used) for code in said.allow),
        cards=tuple(_card_results(note)),
        gaps=len(gaps),
        number_gaps=sum(bool(_NUMBER.fullmatch(text)) for text in gaps),
        cells=tuple((key, part.position()) for key, part in note.origin.cells.items()),
    )


def _card_results(note: SourceNote) -> Iterator[CardResult]:
    for card in note.cards:
        yield CardResult(
            key=card.key,
            front=" ".join(plain_text(note.html[card.key]).split()).casefold(),
            asked=tuple(sorted(telling(card.asked))),
            wanted=tuple(sorted(telling(card.wanted))),
            words=len(card.asked),
        )


def _gap_texts(note: SourceNote) -> Iterator[str]:
    if isinstance(note.note, ClozeNote):
        text = note.note.cloze
        yield from (text[gap.start : gap.end] for gap in note.parsed.gaps(text).gaps)


def _found(problems: Sequence[Diagnostic]) -> tuple[FoundProblem, ...]:
    return tuple(map(found, problems))
