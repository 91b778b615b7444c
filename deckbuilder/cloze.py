r"""Find the gaps of a cloze text among markdown-it's tokens and write them as Anki reads them.

Anki closes a gap at the first `}}` and starts its hint at the first `::` in it. So every other
brace and double colon of the text is written as an entity, and in TeX, where an entity would not
survive a student's edit, a space keeps two closing braces apart.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MAX_CLOZE_NUMBER = 99

_OPENING = re.compile(r"\{\{c(\d+)::")
_MALFORMED_OPENING = re.compile(r"\{\{\s*[cC]\s*[\d,\s]*:{1,2}")
_TEX_PIECES = re.compile(r"\{\{c\d+::|\\.|::|[{}]|[^\\{}:]+|.", re.DOTALL)
_ENTITIES = {"{": "&#123;", "}": "&#125;", "::": "&#58;&#58;"}

_CROSSING = "a cloze starts outside and ends inside a formatting mark, or the other way round"
_STRAY_END = 'closing "}}" without an opening "{{c1::"'


@dataclass(frozen=True, slots=True)
class Clozes:
    """The tokens of a paragraph with its gaps written out, their numbers, and what is wrong."""

    tokens: list[Token]
    numbers: frozenset[int]
    problems: tuple[str, ...]


def install_cloze_rules(parser: MarkdownIt) -> None:
    """Let `parser` see the openings, braces and double colons of a cloze text as tokens."""
    parser.inline.ruler.before("escape", "cloze", _cloze_rule)


def write_clozes(tokens: Sequence[Token]) -> Clozes:
    """Return the inline `tokens` of one paragraph with its gaps as Anki reads them."""
    pieces = [piece for token in tokens for piece in _pieces(token)]
    writer = _Writer()
    skip_next = False
    for piece, following in zip_longest(pieces, pieces[1:]):
        if skip_next:
            skip_next = False
        elif _is_closing_brace(piece):
            doubled = following is not None and _is_closing_brace(following)
            skip_next = _close_brace(writer, piece, doubled=doubled)
        else:
            _write(writer, piece)
    return writer.finish()


def _cloze_rule(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if opening := _OPENING.match(source, start):
        kind, text = "cloze_opening", opening[0]
    elif malformed := _MALFORMED_OPENING.match(source, start):
        kind, text = "cloze_malformed", malformed[0]
    elif source.startswith("::", start):
        kind, text = "cloze_colons", "::"
    elif source.startswith("\\::", start):
        kind, text = "text", "\\::"
    elif source[start] in "{}":
        kind, text = "cloze_brace", source[start]
    else:
        return False
    if not silent:
        state.push(kind, "", 0).content = text.removeprefix("\\")
    state.pos += len(text)
    return True


def _is_closing_brace(token: Token) -> bool:
    return token.type == "cloze_brace" and token.content == "}"


def _pieces(token: Token) -> Iterator[Token]:
    """Yield the token, or for a formula its pieces between two marks."""
    if token.type != "formula":
        yield token
        return
    yield Token("formula_start", "", 0)
    for piece in _TEX_PIECES.findall(token.content):
        kind = "text"
        if _OPENING.fullmatch(piece):
            kind = "cloze_opening"
        elif piece == "::":
            kind = "cloze_colons"
        elif piece in "{}":
            kind = "cloze_brace"
        yield Token(kind, "", 0, content=piece, info="tex")
    yield Token("formula_end", "", 0)


@dataclass(slots=True)
class _Open:
    """What is open at a place of the text: a gap, a brace, a formatting tag or a formula."""

    kind: str
    number: int = 0
    has_content: bool = False
    has_hint: bool = False


@dataclass(slots=True)
class _Writer:
    """Collects what a paragraph turns into."""

    tokens: list[Token] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def mark(self, text: str) -> None:
        self.tokens.append(Token("html_inline", "", 0, content=text))

    def content(self, markup: str) -> None:
        self.mark(markup)
        if markup.strip():
            for opened in self.open:
                opened.has_content |= not opened.has_hint

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

    def top(self) -> str:
        return self.open[-1].kind if self.open else ""

    def gap(self) -> _Open | None:
        return next((opened for opened in reversed(self.open) if opened.kind == "gap"), None)

    def finish(self) -> Clozes:
        for opened in self.open:
            if opened.kind == "gap":
                message = f'cloze c{opened.number} is opened and never closed; it ends with "}}}}"'
                self.problems.append(message)
        return Clozes(self.tokens, frozenset(self.numbers), tuple(self.problems))


def _write(writer: _Writer, token: Token) -> None:
    match token.type:
        case "cloze_opening":
            _open_gap(writer, token.content[3:-2])
        case "cloze_malformed":
            writer.problems.append(
                'a cloze starts with "{{c1::": a small c, one number, two colons'
            )
            writer.open.append(_Open("brace"))
            writer.open.append(_Open("brace"))
        case "cloze_brace":
            writer.open.append(_Open("brace"))
            writer.brace(token)
        case "cloze_colons":
            _write_colons(writer)
        case "formula_start":
            writer.open.append(_Open("formula"))
        case "formula_end":
            _end_formula(writer)
        case "text":
            writer.content(_as_text(token.content))
            if _OPENING.search(token.content):
                writer.problems.append("a cloze cannot stand inside ~…~ or ^…^; put it around them")
        case "code_inline":
            writer.content(f"<code>{_as_text(token.content)}</code>")
        case _:
            _write_tag(writer, token)


def _open_gap(writer: _Writer, digits: str) -> None:
    number = int(digits[:4])
    if not 1 <= number <= MAX_CLOZE_NUMBER:
        writer.problems.append(f"cloze c{digits[:4]}: numbers run from 1 to {MAX_CLOZE_NUMBER}")
    writer.numbers.add(number)
    writer.open.append(_Open("gap", number))
    writer.mark(f"{{{{c{number}::")


def _close_brace(writer: _Writer, token: Token, *, doubled: bool) -> bool:
    """Write a closing brace, and return whether the one behind it went with it to close a gap."""
    if writer.top() == "brace":
        writer.open.pop()
    elif doubled and writer.top() == "gap":
        closed = writer.open.pop()
        if not closed.has_content:
            writer.problems.append(f"cloze c{closed.number} hides nothing")
        writer.separate_closing_braces()
        writer.mark("}}")
        return True
    elif doubled:
        stray = not writer.gap() and _CROSSING not in writer.problems
        writer.problems.append(_STRAY_END if stray else _CROSSING)
        return True
    writer.brace(token)
    return False


def _write_colons(writer: _Writer) -> None:
    gap = writer.gap()
    if gap is None or gap.has_hint or writer.top() == "formula":
        writer.content(_ENTITIES["::"])
    elif writer.top() == "tag":
        writer.problems.append(_CROSSING)
    else:
        gap.has_hint = True
        writer.mark("::")


def _end_formula(writer: _Writer) -> None:
    while (opened := writer.open.pop()).kind != "formula":
        if opened.kind == "gap":
            writer.problems.append(_CROSSING)
        else:
            writer.problems.append("a formula has an opening brace that is never closed")


def _write_tag(writer: _Writer, token: Token) -> None:
    writer.tokens.append(token)
    if token.nesting == 1:
        writer.open.append(_Open("tag"))
    elif token.nesting == -1:
        while writer.open and (opened := writer.open.pop()).kind != "tag":
            if opened.kind == "gap":
                writer.problems.append(_CROSSING)


def _as_text(text: str) -> str:
    return re.sub(r"::|[{}]", lambda found: _ENTITIES[found[0]], html.escape(text, quote=False))
