"""Questions with an answer, asked the other way round as well where the note says so."""

import html as escaping
from collections.abc import Iterator, Mapping, Sequence

from deckbuilder.kinds.kind import (
    DELETE_THIS_CARD,
    EVERY_NOTE,
    SPARE,
    Card,
    Kind,
    NoteShape,
    NoteTypeKind,
    Template,
)
from deckbuilder.source.notes import QuestionNote
from deckbuilder.text.literal import literal_attribute
from deckbuilder.text.parsed import ParsedTexts
from deckbuilder.text.plain import plain_text

SHAPE = NoteShape(
    number=1,
    name="Question",
    kind=NoteTypeKind.STANDARD,
    fields=("Question", "Answer", "Why", *EVERY_NOTE, "Typed", "Reverse", *SPARE),
    templates=(Template("Question", "question"), Template("Reverse", "reverse")),
)


def fields(note: QuestionNote, html: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the fields that the question fills, by name."""
    yield "Question", html["question"]
    yield "Answer", html["answer"]
    yield "Reverse", html.get("reverse", "")
    answer = " ".join(plain_text(html["answer"]).split())
    yield "Typed", literal_attribute(escaping.escape(answer, quote=False)) if note.typed else ""


def ordinals(note: QuestionNote, _gaps: Sequence[int]) -> tuple[int, ...]:
    """Return the ordinals of the question and, where there is one, of the reversed question."""
    return (0, 1) if note.reverse else (0,)


def cards(note: QuestionNote, parsed: ParsedTexts) -> Iterator[Card]:
    """Yield the question, and the reversed one."""
    asked, wanted = parsed.words(note.question), parsed.words(note.answer)
    yield Card(0, "question", asked, wanted)
    if note.reverse:
        yield Card(1, "reverse", parsed.words(note.reverse), asked, is_reversed=True)


def withdrawn(title: str, published: Sequence[int]) -> dict[str, str]:
    """Return the fields of a withdrawn question, which keeps its cards."""
    return {
        "Question": title,
        "Answer": DELETE_THIS_CARD,
        "Reverse": title if 1 in published else "",
    }


KIND = Kind(SHAPE, ("question", "answer", "reverse", "why"), fields, ordinals, cards, withdrawn)
