"""Make a new question note: a fresh id, its place in the source, and the questions most like it."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from deckbuilder.authoring.outline import CardTree, Outline
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, did_you_mean
from deckbuilder.source.append import Item, block_lines, with_item
from deckbuilder.source.notes import QuestionNote
from deckbuilder.source.schema import schema_comment, schema_name
from deckbuilder.source.tree import YamlList, parse_yaml
from deckbuilder.source.validate import parse_model

MOST_SIMILAR = 3
"""Questions that are shown beside a new one."""

LEAST_SIMILARITY = 50
"""Least share (0-100) of what two questions have in common for them to be worth showing."""

MAX_SHOWN = 80
LEAST_WORDS_OF_AN_ID, MAX_WORDS_OF_AN_ID = 2, 6
MAX_ID_OF_WORDS = 60

_EMPTY_WORDS = re.compile(
    "a|about|an|and|any|are|as|at|be|been|being|but|by|can|could|did|do|does|for|from|had|has|have|"
    "how|if|in|into|is|it|its|may|might|of|on|or|should|so|such|than|that|the|their|them|then|"
    "there|these|they|this|those|to|was|were|what|when|where|which|while|who|whom|whose|why|will|"
    "with|would"
)
"""Words that do not tell one question from another."""


class NewNoteError(Exception):
    """What keeps a note from being made, in one line for the maintainer."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A note as it was asked for; without an id it gets a fresh one."""

    question: str
    deck: str
    answer: str = ""
    note_id: str | None = None
    textbook: bool = False
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A file with the new note in it, ready to be written, and the line of the note."""

    path: Path
    name: str
    content: bytes
    line: int


def not_mended(problems: Iterable[Diagnostic], draft: Draft) -> tuple[Diagnostic, ...]:
    """Return the problems that the note does not solve itself: its deck empty, its refs unused."""
    solved = {(rules.EMPTY_DECK, f'deck "{draft.deck}"')}
    solved |= {(rules.UNUSED_REFERENCE, f'reference "{ref}"') for ref in draft.refs}
    return tuple(
        problem
        for problem in problems
        if not any(problem.rule == rule and name in problem.message for rule, name in solved)
    )


def similar_lines(question: str, outline: Outline) -> list[str]:
    """Return a line for each of the cards that ask most like the question, the likest first."""
    fronts = list(outline.fronts())
    found = process.extract(
        question,
        [front.text for front in fronts],
        scorer=fuzz.token_sort_ratio,
        processor=utils.default_process,
        limit=MOST_SIMILAR,
        score_cutoff=LEAST_SIMILARITY,
    )
    return [
        f"{fronts[index].position.file}:{fronts[index].position.line}: "
        f"{score:.0f}% like it: {_shortened(text)}"
        for text, score, index in found
    ]


def with_note(outline: Outline, draft: Draft) -> NoteFile:
    """Return the file of the draft's deck with the note at the end. Raises NewNoteError."""
    if not draft.question.strip():
        raise NewNoteError("the question is empty")
    if draft.deck not in outline.decks:
        known = did_you_mean(draft.deck, outline.decks)
        raise NewNoteError(f'collection.yaml has no deck "{draft.deck}"{known}')
    for ref in draft.refs:
        if ref not in outline.references:
            known = did_you_mean(ref, outline.references)
            raise NewNoteError(f'references.yaml has no reference "{ref}"{known}')
    used = outline.used_ids()
    name = draft.note_id or fresh_id(draft.question, draft.deck, used)
    if name.casefold() in used:
        raise NewNoteError(f'id "{name}" is taken ({used[name.casefold()]}); choose another')
    item = _item(draft, name)
    _refuse_unsound(item)
    files = [file for file in outline.files if file.deck == draft.deck]
    return _appended(files[-1], item) if files else _new_file(outline, draft.deck, item)


def fresh_id(question: str, deck: str, used: Collection[str]) -> str:
    """Return an id of the question's content words that is not among those used."""
    words = _words(question)
    telling = [word for word in words if not _EMPTY_WORDS.fullmatch(word)]
    if len(telling) < LEAST_WORDS_OF_AN_ID:
        telling = words or [f"{deck}-note"]
    stem = "-".join(telling[:MAX_WORDS_OF_AN_ID])
    while len(stem) > MAX_ID_OF_WORDS and "-" in stem:
        stem = stem.rpartition("-")[0]
    stem = stem[:MAX_ID_OF_WORDS]
    name, number = stem, 1
    while name.casefold() in used:
        number += 1
        name = f"{stem}-{number}"
    return name


def _words(question: str) -> list[str]:
    """Return the words in small Latin letters and digits, Greek letters spelled out."""
    letters = unicodedata.normalize("NFKD", re.sub("['’]", "", question))
    spelled = "".join(_spelled(letter) for letter in letters if not unicodedata.combining(letter))
    return re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", spelled.lower())


def _spelled(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return name.rpartition(" ")[2] if re.match("GREEK .*LETTER", name) else letter


def _item(draft: Draft, name: str) -> Item:
    item: dict[str, str | tuple[str, ...]] = {
        "id": name,
        "question": draft.question,
        "answer": draft.answer,
    }
    if draft.refs:
        item["refs"] = tuple(dict.fromkeys(draft.refs))
    if draft.textbook:
        item["textbook"] = "true"
    return item


def _refuse_unsound(item: Item) -> None:
    """Refuse what no note can hold; an answer may still be missing."""
    try:
        text = "\n".join(block_lines(item, 0, 2)).encode()
    except UnicodeEncodeError as error:
        raise NewNoteError("the note holds what is no UTF-8 text") from error
    read = parse_yaml(text, "")
    (note,) = read.root.items if isinstance(read.root, YamlList) else (None,)
    problems = read.problems or (parse_model(QuestionNote, note).problems if note else ())
    for problem in problems:
        if not (problem.rule == rules.BLANK_TEXT and item["answer"] == ""):
            raise NewNoteError(problem.message)


def _appended(file: CardTree, item: Item) -> NoteFile:
    made = with_item(file.content, "notes", item)
    if made is None:
        raise NewNoteError(
            f"{file.name}: the list of notes cannot be added to as it is laid out; "
            "end the file with a line end, or add the note by hand"
        )
    return NoteFile(file.path, file.name, made.content, made.line)


def _new_file(outline: Outline, deck: str, item: Item) -> NoteFile:
    path = outline.folder / "cards" / f"{deck}.yaml"
    name = f"{outline.name}/cards/{path.name}"
    if path.exists():
        raise NewNoteError(f'{name} is there and is not of deck "{deck}"; rename it')
    has_schema = (outline.folder / "schema" / schema_name("cards")).is_file()
    head = [schema_comment("cards", "../")] if has_schema else []
    head += [f"deck: {deck}", "notes:"]
    text = "\n".join([*head, *block_lines(item, 2, 4)]) + "\n"
    return NoteFile(path, name, text.encode(), len(head) + 1)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_SHOWN else f"{line[: MAX_SHOWN - 1]}…"
