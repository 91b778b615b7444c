r"""See the marks of a cloze text as tokens: openings, braces and double colons, also in TeX."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from deckbuilder.text.formulas import INNER_END
from deckbuilder.text.gaps import OPENING
from deckbuilder.text.literal import literal_formula
from deckbuilder.text.mistyped import MISTYPED, MISTYPED_IN_TEX
from deckbuilder.text.offsets import MarkupProblem

PLACE = "place"
"""The key under which a token of ours knows where it stands in its block."""

IS_BESIDE_FORMULA = "is beside a formula"
"""The key of tokens in a formula that holds another, which Anki's backend takes for its end."""

_TEX_PIECES = re.compile(
    rf"{OPENING.pattern}|{MISTYPED_IN_TEX.pattern}|\\.|::|[{{}}]|[^\\{{}}:]+|.", re.DOTALL
)
_IN_CODE = "a cloze cannot stand in a code block; write the code as text"


def install_cloze_rules(parser: MarkdownIt) -> None:
    """Let `parser` see the openings, braces and double colons of a cloze text as tokens."""
    parser.inline.ruler.before("escape", "cloze", _cloze_rule)


def code_block_problem(token: Token) -> MarkupProblem | None:
    """Return what is wrong with a code block, its first line counted, that holds a gap's start."""
    found = MISTYPED.search(f"{token.info}\n{token.content}")
    return MarkupProblem(_IN_CODE, found.start()) if found else None


def _cloze_rule(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if opening := OPENING.match(source, start):
        kind, text = "cloze_opening", opening[0]
    elif malformed := MISTYPED.match(source, start):
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
        token = state.push(kind, "", 0)
        token.content = text.removeprefix("\\")
        token.meta = {PLACE: start}
    state.pos += len(text)
    return True


def place_of(token: Token) -> int | None:
    """Return where a token of ours stands in its block, None for one of the parser's."""
    place = token.meta.get(PLACE)
    return int(place) if place is not None else None


def is_closing_brace(token: Token) -> bool:
    """Return whether a token is a closing brace, of which two may end a gap."""
    return token.type == "cloze_brace" and token.content == "}"


def pieces_of(token: Token) -> Iterator[Token]:
    """Yield the token, or for a formula its pieces between two marks."""
    if token.type != "formula":
        yield token
        return
    yield Token("formula_start", "", 0)
    is_nested = bool(INNER_END.search(token.content, 2, len(token.content) - 2))
    for found in _TEX_PIECES.finditer(literal_formula(token.content)):
        kind, piece = "text", found[0]
        if OPENING.fullmatch(piece):
            kind = "cloze_opening"
        elif MISTYPED_IN_TEX.fullmatch(piece):
            kind = "cloze_malformed"
        elif piece == "::":
            kind = "cloze_colons"
        elif piece in "{}":
            kind = "cloze_brace"
        place = int(token.meta[PLACE]) + found.start()
        meta = {PLACE: place, IS_BESIDE_FORMULA: is_nested}
        yield Token(kind, "", 0, content=piece, info="tex", meta=meta)
    yield Token("formula_end", "", 0)
