r"""Turn the Markdown of a text field into the HTML that Anki stores.

CommonMark with tables, `~sub~` and `^sup^`, without raw HTML; `\( … \)` and `\[ … \]` reach
MathJax untouched; everything that is no markup is shown as typed. What CommonMark would take for
markup in `>90%`, `2*α : 2*β` or `&lt;`, and what it would drop, such as link definitions, therefore
stays text.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline, backtick, image, link
from markdown_it.token import Token
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

from deckbuilder.text.blocks import install_block_rules
from deckbuilder.text.cloze import write_clozes
from deckbuilder.text.clozemarks import PLACE, code_block_problem, install_cloze_rules
from deckbuilder.text.formulas import ENDS, OPENING, brace_problems, formula_end
from deckbuilder.text.literal import formula_without_gaps, literal_attribute, literal_text
from deckbuilder.text.offsets import MarkupProblem, offset_as_typed, offset_in_source
from deckbuilder.text.short import ShortHtml, short_cloze_html, short_text_html
from deckbuilder.text.tables import install_table_rules


class _Renderer(RendererHTML):
    """Writes text, code and attributes so that Anki and MathJax read no mark in them."""

    def text(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return literal_text(escapeHtml(tokens[idx].content))

    def code_inline(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return f"<code>{literal_text(escapeHtml(tokens[idx].content))}</code>"

    def fence(self, *arguments: Any) -> str:
        """Frame code like a table, so that a phone scrolls a long line of it alone."""
        frame = '<pre tabindex="0" role="region" aria-label="Code">'
        return super().fence(*arguments).replace("<pre>", frame, 1)

    @staticmethod
    def renderAttrs(token: Token) -> str:  # noqa: N802  the parser's name
        return literal_attribute(RendererHTML.renderAttrs(token))


def _code(content: str, _language: str, _attributes: str) -> str:
    """Return the content of a code block."""
    return literal_text(escapeHtml(content))


InlineRule = Callable[[StateInline, bool], bool]

_NOT_IN_CARDS = ["code", "entity", "html_block", "html_inline", "lheading", "reference"]
"""CommonMark rules that would hide or change what a maintainer typed."""

MAX_NESTING = 20
"""Deepest nesting of quotations, lists and emphasis; what lies deeper stays text."""

_SAFE_LINK = re.compile(r"(https?:|mailto:)", re.IGNORECASE)
_PICTURE = re.compile(r"!\[[^\[\]\n]*\]\(")
_BEFORE_ABOUT = "([<>=≈/,;:–—-"
"""What may stand before a `~` that means "about" and not the start of a subscript."""

_LINK_MESSAGE = "a link has no address; write it between the round brackets"
_PICTURE_MESSAGE = "a picture cannot stand in a text; name it under figure"


@dataclass(frozen=True, slots=True)
class Markup:
    """The HTML of a text, the numbers of its gaps, and what is wrong with the text."""

    html: str
    clozes: frozenset[int] = frozenset()
    problems: tuple[MarkupProblem, ...] = ()


def text_html(text: str) -> Markup:
    """Return the HTML of a field in which braces mean nothing."""
    return _quickly(short_text_html(text)) or _rendered(_text_parser(), text)


def cloze_html(text: str) -> Markup:
    """Return the HTML of a cloze field."""
    return _quickly(short_cloze_html(text)) or _rendered(_cloze_parser(), text)


def _quickly(short: ShortHtml | None) -> Markup | None:
    return None if short is None else Markup(short.html, short.clozes)


def _rendered(parser: MarkdownIt, text: str) -> Markup:
    env: dict[str, Any] = {"problems": {}, "clozes": set()}
    tokens = parser.parse(unicodedata.normalize("NFC", text).strip(), env)
    if [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]:
        tokens = tokens[1:2]
    markup = parser.renderer.render(tokens, parser.options, env).strip()
    problems = (
        MarkupProblem(message, None if offset is None else offset_as_typed(text, offset))
        for message, offset in env["problems"].items()
    )
    return Markup(markup, frozenset(env["clozes"]), tuple(problems))


def _report(state: Any, block: Token, message: str, place: int | None) -> None:
    """Keep a problem at a place of a block; one of each kind is enough to mend."""
    if message not in state.env["problems"]:
        offset = None if place is None else offset_in_source(state.src, block, place)
        state.env["problems"][message] = offset


@cache
def _text_parser() -> MarkdownIt:
    parser = _base_parser()
    parser.core.ruler.push("formulas", _write_formulas)
    return parser


@cache
def _cloze_parser() -> MarkdownIt:
    parser = _base_parser()
    install_cloze_rules(parser)
    parser.core.ruler.push("clozes", _write_clozes)
    return parser


def _base_parser() -> MarkdownIt:
    options = {"html": False, "maxNesting": MAX_NESTING, "highlight": _code}
    parser = MarkdownIt("commonmark", options, renderer_cls=_Renderer)
    parser.disable(_NOT_IN_CARDS)
    parser.use(sub_plugin).use(superscript_plugin)
    install_block_rules(parser)
    install_table_rules(parser)
    parser.core.ruler.push("problems", _gather_problems)
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.inline.ruler.before("escape", "picture", _picture)
    parser.inline.ruler.at("link", _placed(link))
    parser.inline.ruler.at("image", _placed(image))
    parser.inline.ruler.at("backticks", _placed(backtick))
    parser.inline.ruler.before("emphasis", "literal_mark", _literal_mark)
    parser.validateLink = lambda url: bool(_SAFE_LINK.match(url))  # type: ignore[method-assign]
    return parser


def _formula(state: StateInline, silent: bool) -> bool:
    if not (opening := OPENING.match(state.src, state.pos)):
        return False
    end = formula_end(state.src, state.pos, state.env)
    if end is None:
        if not silent:
            _flag(state, f'formula "{opening[0]}" without its closing "{ENDS[opening[0]]}"')
            state.pending += opening[0]
        state.pos += 2
        return True
    if not silent:
        token = state.push("formula", "", 0)
        token.content = state.src[state.pos : end]
        token.meta = {PLACE: state.pos}
    state.pos = end
    return True


def _picture(state: StateInline, silent: bool) -> bool:
    """Note where a picture starts, also one that CommonMark would not take for one."""
    if not silent and _PICTURE.match(state.src, state.pos):
        _flag(state, _PICTURE_MESSAGE)
    return False


def _placed(rule: InlineRule) -> InlineRule:
    """Return a rule for links, pictures or code whose tokens know where they start."""

    def placing(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.tokens)
        is_met = rule(state, silent)
        for token in state.tokens[known:]:
            if token.type in {"link_open", "image", "code_inline"}:
                token.meta = {PLACE: start}
                break
        return is_met

    return placing


def _flag(state: StateInline, message: str) -> None:
    """Leave a token of a problem here, for the rule that knows the block; one of each is enough."""
    if message not in state.env.setdefault("flagged", set()):
        state.env["flagged"].add(message)
        state.push("problem", "", 0).meta = {PLACE: state.pos, "message": message}


def _literal_mark(state: StateInline, silent: bool) -> bool:
    """Leave `*` inside a word and `~` before one as text: CYP2C19*2, ~5 mg."""
    source, start = state.src, state.pos
    mark = source[start]
    if mark not in "*~":
        return False
    end = start + 1
    while end < state.posMax and source[end] == mark:
        end += 1
    before = source[start - 1] if start else " "
    after = source[end] if end < state.posMax else " "
    literal_star = mark == "*" and before.isalnum() and after.isalnum()
    literal_tilde = mark == "~" and (before.isspace() or before in _BEFORE_ABOUT)
    if not (literal_star or literal_tilde):
        return False
    if not silent:
        state.pending += source[start:end]
    state.pos = end
    return True


def _gather_problems(state: Any) -> None:
    """Keep what the rules flagged, refuse pictures and links without address.

    The description of a picture is written as text: only what stands under figure is loaded.
    """
    for block in state.tokens:
        for child in block.children or ():
            if child.type == "problem":
                _report(state, block, child.meta["message"], child.meta[PLACE])
            elif child.type == "image":
                child.type = "text"
                _report(state, block, _PICTURE_MESSAGE, child.meta[PLACE])
            elif child.type == "link_open" and not child.attrs["href"]:
                _report(state, block, _LINK_MESSAGE, child.meta[PLACE])
        if block.children is not None:
            block.children = [child for child in block.children if child.type != "problem"]


def _write_formulas(state: Any) -> None:
    for block in state.tokens:
        for child in block.children or ():
            if child.type == "formula":
                for problem in brace_problems(child.content):
                    _report(state, block, problem.message, child.meta[PLACE] + problem.place)
                child.type = "html_inline"
                child.content = formula_without_gaps(html.escape(child.content, quote=False))


def _write_clozes(state: Any) -> None:
    for block in state.tokens:
        if block.type == "fence" and (problem := code_block_problem(block)):
            fence = Token("fence", "", 0, map=block.map, content=f"{block.info}\n{block.content}")
            _report(state, fence, problem.message, problem.offset)
        if block.children is not None:
            clozes = write_clozes(block.children, block.content)
            block.children = clozes.tokens
            state.env["clozes"] |= clozes.numbers
            for problem in clozes.problems:
                _report(state, block, problem.message, problem.offset)
