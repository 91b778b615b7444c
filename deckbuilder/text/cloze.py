r"""Find the gaps of a cloze text among markdown-it's tokens and write them as Anki reads them.

Anki closes a gap at the first `}}` and starts its hint at the first `::` in it. So every other
brace and double colon of the text is written as an entity, and in TeX, where an entity would not
survive a student's edit, a space keeps two closing braces apart.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from markdown_it.token import Token

from deckbuilder.text.clozemarks import IS_BESIDE_FORMULA, is_closing_brace, pieces_of, place_of
from deckbuilder.text.formulas import OPEN_BRACE, STRAY_BRACE
from deckbuilder.text.gaps import OPENING, gap_number
from deckbuilder.text.literal import literal_attribute, literal_hint, literal_text
from deckbuilder.text.mistyped import MISTYPED, said_of_mistyped
from deckbuilder.text.offsets import MarkupProblem

MAX_CLOZE_NUMBER = 99
MAX_NESTED_GAPS = 10
"""Gaps in each other that Anki reads; the rest it shows as typed."""

_ENTITIES = {"{": "&#123;", "}": "&#125;", "::": "&#58;&#58;"}

_CROSSING = "a cloze starts outside and ends inside a formatting mark, or the other way round"
_IN_CODE_SPAN = "a cloze cannot stand in code; put it around the code, as in {{c1::`ls`}}"
_IN_NESTED_FORMULA = "a cloze cannot stand in a formula that holds another formula"
_IN_SCRIPT = "a cloze cannot stand inside ~…~ or ^…^; put it around them"
_STRAY_END = 'closing "}}" without an opening "{{c1::"'


@dataclass(frozen=True, slots=True)
class Clozes:
    """The tokens of a block with its gaps written out, their numbers, and what is wrong where."""

    tokens: list[Token]
    numbers: frozenset[int]
    problems: tuple[MarkupProblem, ...]


def write_clozes(tokens: Sequence[Token], source: str) -> Clozes:
    """Return the inline `tokens` of a block, made of `source`, with its gaps as Anki reads them."""
    pieces = [piece for token in tokens for piece in pieces_of(token)]
    writer = _Writer(source)
    skip_next = False
    for piece, following in zip_longest(pieces, pieces[1:]):
        if skip_next:
            skip_next = False
        elif is_closing_brace(piece):
            doubled = following is not None and is_closing_brace(following)
            skip_next = _close_brace(writer, piece, doubled=doubled)
        else:
            _write(writer, piece)
    return writer.finish()


@dataclass(slots=True)
class _Open:
    """What is open at a place of the text: a gap, a brace, a formatting tag or a formula.

    `start` and `hint` count the contents that were written before a gap and before its hint;
    `place` is where its opening stands in the block.
    """

    kind: str
    number: int = 0
    start: int = 0
    hint: int | None = None
    place: int | None = None


@dataclass(slots=True)
class _Writer:
    """Collects what a block turns into; `gaps` are those of `open` that are gaps."""

    source: str
    tokens: list[Token] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    gaps: list[_Open] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    problems: dict[str, MarkupProblem] = field(default_factory=dict)
    contents: int = 0

    def report(self, message: str, place: int | None) -> None:
        self.problems.setdefault(message, MarkupProblem(message, place))

    def mark(self, text: str) -> None:
        self.tokens.append(Token("html_inline", "", 0, content=text))

    def content(self, markup: str) -> None:
        self.mark(markup)
        if markup.strip():
            self.contents += 1

    def brace(self, token: Token) -> None:
        if token.info != "tex":
            self.content(_ENTITIES[token.content])
            return
        if token.content == "}":
            self.separate_closing_braces()
        self.content(token.content)

    def separate_closing_braces(self) -> None:
        if self.tokens and self.tokens[-1].content.endswith("}"):
            self.mark(" ")

    def is_at_hint(self) -> bool:
        return bool(self.gaps) and self.gaps[-1].hint == self.contents

    def top(self) -> str:
        return self.open[-1].kind if self.open else ""

    def open_gap(self, number: int, place: int | None) -> None:
        self.open.append(_Open("gap", number, start=self.contents, place=place))
        self.gaps.append(self.open[-1])

    def close(self) -> _Open:
        if self.top() == "gap":
            self.gaps.pop()
        return self.open.pop()

    def hides_nothing(self, gap: _Open) -> bool:
        return gap.start == (self.contents if gap.hint is None else gap.hint)

    def finish(self) -> Clozes:
        for gap in self.gaps:
            message = f'cloze c{gap.number} is opened and never closed; it ends with "}}}}"'
            self.report(message, gap.place)
        return Clozes(self.tokens, frozenset(self.numbers), tuple(self.problems.values()))


def _write(writer: _Writer, token: Token) -> None:
    match token.type:
        case "cloze_opening":
            _open_gap(writer, token)
        case "cloze_malformed":
            writer.report(said_of_mistyped(token.content), place_of(token))
            writer.open += [_Open("brace") for _ in range(token.content.count("{"))]
        case "cloze_brace":
            writer.open.append(_Open("brace", place=place_of(token)))
            writer.brace(token)
        case "cloze_colons":
            _write_colons(writer, token)
        case "formula_start":
            writer.open.append(_Open("formula"))
        case "formula_end":
            _end_formula(writer)
        case "text" | "code_inline":
            _write_text(writer, token)
        case _:
            _write_tag(writer, token)


def _write_text(writer: _Writer, token: Token) -> None:
    """Write text or code, in which no gap can stand: in text only ~…~ and ^…^ leave a mark."""
    if token.info == "tex":
        writer.content(html.escape(token.content, quote=False))
        return
    text = _as_text(token.content)
    if writer.is_at_hint():
        text = literal_hint(text)
    is_code = token.type == "code_inline"
    writer.content(f"<code>{text}</code>" if is_code else text)
    if opening := (MISTYPED if is_code else OPENING).search(token.content):
        message = _IN_CODE_SPAN if is_code else _IN_SCRIPT
        writer.report(message, writer.source.find(opening[0], place_of(token)))


def _open_gap(writer: _Writer, token: Token) -> None:
    number = gap_number(token.content[3:-2])
    if not 1 <= number <= MAX_CLOZE_NUMBER:
        message = f"cloze c{number}: numbers run from 1 to {MAX_CLOZE_NUMBER}"
        writer.report(message, place_of(token))
    if len(writer.gaps) == MAX_NESTED_GAPS:
        message = (
            f"gaps stand in each other deeper than {MAX_NESTED_GAPS}, which Anki does not read"
        )
        writer.report(message, place_of(token))
    if token.meta.get(IS_BESIDE_FORMULA):
        writer.report(_IN_NESTED_FORMULA, place_of(token))
    writer.numbers.add(number)
    writer.open_gap(number, place_of(token))
    writer.mark(f"{{{{c{number}::")


def _close_brace(writer: _Writer, token: Token, *, doubled: bool) -> bool:
    """Write a closing brace, and return whether the one behind it went with it to close a gap."""
    if writer.top() == "brace":
        writer.close()
    elif doubled and writer.top() == "gap":
        closed = writer.close()
        if writer.hides_nothing(closed):
            writer.report(f"cloze c{closed.number} hides nothing", closed.place)
        writer.separate_closing_braces()
        writer.mark("}}")
        return True
    elif doubled:
        stray = not writer.gaps and _CROSSING not in writer.problems
        writer.report(_STRAY_END if stray else _CROSSING, place_of(token))
        return True
    elif writer.top() == "formula":
        writer.report(STRAY_BRACE, place_of(token))
    writer.brace(token)
    return False


def _write_colons(writer: _Writer, token: Token) -> None:
    gap = writer.gaps[-1] if writer.gaps else None
    if gap is None or gap.hint is not None or writer.top() == "formula":
        writer.content(_ENTITIES["::"])
    elif writer.top() == "tag":
        writer.report(_CROSSING, place_of(token))
    else:
        gap.hint = writer.contents
        writer.mark("::")


def _end_formula(writer: _Writer) -> None:
    while (opened := writer.close()).kind != "formula":
        if opened.kind == "gap":
            writer.report(_CROSSING, opened.place)
        else:
            writer.report(OPEN_BRACE, opened.place)


def _write_tag(writer: _Writer, token: Token) -> None:
    writer.tokens.append(_without_marks(token) if token.attrs else token)
    if token.nesting == 1:
        writer.open.append(_Open("tag"))
    elif token.nesting == -1:
        while writer.open and (opened := writer.close()).kind != "tag":
            if opened.kind == "gap":
                writer.report(_CROSSING, opened.place)


def _without_marks(token: Token) -> Token:
    """Return an opening tag in whose attributes Anki finds no mark."""
    attributes = "".join(
        f' {name}="{_entities(literal_attribute(html.escape(str(value))))}"'
        for name, value in token.attrs.items()
    )
    return Token("html_inline", "", token.nesting, content=f"<{token.tag}{attributes}>")


def _as_text(text: str) -> str:
    return _entities(literal_text(html.escape(text, quote=False)))


def _entities(markup: str) -> str:
    return re.sub(r"::|[{}]", lambda found: _ENTITIES[found[0]], markup)
