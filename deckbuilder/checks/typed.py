"""Judge what a student is to type in."""

import re
import unicodedata
from collections.abc import Iterator

from deckbuilder.checks.finding import NoteFinding, finding_at, finding_in
from deckbuilder.collection.contents import SourceNote
from deckbuilder.problems import rules
from deckbuilder.source.notes import QuestionNote
from deckbuilder.text.plain import is_blank

_FORMULA = re.compile(r"\\[(\[]")
_MARKUP = {
    "sub": "a subscript",
    "sup": "a superscript",
    "ul": "a list",
    "ol": "a list",
    "table": "a table",
    "pre": "a code block",
    "blockquote": "a quotation",
    "hr": "a rule",
    "br": "a line break",
    "p": "paragraphs",
} | {f"h{level}": "a heading" for level in range(1, 7)}
"""What a maintainer calls the tags that a line of typed text cannot show."""

_TAG = re.compile(rf"<({'|'.join(_MARKUP)})\b")
_ON_NO_KEYBOARD = re.compile("[\u2010-\u2015\u2018-\u201e\u2020-\u2026\u2032-\u2034\u00b7]")
"""Dashes, quotation marks, daggers, bullets, the ellipsis and primes."""

_INKLESS_ON_KEYBOARDS = frozenset("\u200c\u200d\u3000")
"""Joiners of Persian and others, and the wide space of Japanese."""


def untypable_answers(note: SourceNote) -> Iterator[NoteFinding]:
    """A typed answer must be plain text that a keyboard types.

    Anki holds what the student types against the answer letter by letter: an exponent is compared
    as plain digits, a formula as TeX, and a dash that no keyboard has is always wrong.

    Bad: {question: 'How many red cells are in a microlitre?', answer: 5 × 10^6^, typed: true}
    Good: {question: 'How many red cells are in a microlitre?', answer: 5 million, typed: true}
    """
    if isinstance(note.note, QuestionNote) and note.note.typed:
        yield from _untypable(note, note.note.answer)


def _untypable(note: SourceNote, answer: str) -> Iterator[NoteFinding]:
    markup = note.html["answer"]
    tag = _TAG.search(markup)
    found = "a formula" if _FORMULA.search(markup) else _MARKUP[tag[1]] if tag else ""
    if found:
        yield finding_at(note, rules.UNTYPABLE_ANSWER, _said(found), "answer")
        return
    for place, sign in enumerate(answer):
        if not _is_on_keyboards(sign):
            name = f"U+{ord(sign):04X} {unicodedata.name(sign, '')}"
            found = name if is_blank(sign) else f'"{sign}" ({name})'
            yield finding_in(note, rules.UNTYPABLE_ANSWER, _said(found), "answer", place)
            return


def _said(found: str) -> str:
    return (
        f"a typed answer cannot hold {found}: a keyboard types plain text; "
        "write it so, or delete typed"
    )


def _is_on_keyboards(sign: str) -> bool:
    """Return whether a keyboard of some language has a sign; letters of any script are on one."""
    if sign.isascii() or sign in _INKLESS_ON_KEYBOARDS:
        return True
    is_script = unicodedata.decomposition(sign).startswith(("<super>", "<sub>", "<fraction>"))
    is_typographic = unicodedata.category(sign) in {"Sm", "No", "Zs", "Cf"}
    return not (is_script or is_typographic or _ON_NO_KEYBOARD.match(sign))


RULES = (untypable_answers,)
