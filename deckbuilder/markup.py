r"""Turn the Markdown of a text field into the HTML that Anki stores.

CommonMark with tables, `~sub~` and `^sup^`, without raw HTML; `\( … \)` and `\[ … \]` reach
MathJax untouched; everything that is no markup is shown as typed. What CommonMark would take for
markup in `>90%`, `2*α : 2*β` or `&lt;`, and what it would drop, such as link definitions, therefore
stays text.
"""

import html
import re
import unicodedata
from collections.abc import MutableMapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, blockquote
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

from deckbuilder.cloze import code_block_problem, install_cloze_rules, write_clozes
from deckbuilder.markupproblems import MarkupProblem, line_from

_NOT_IN_CARDS = ["code", "entity", "html_block", "html_inline", "lheading", "reference"]
"""CommonMark rules that would hide or change what a maintainer typed."""

_FORMULA_ENDS = {r"\(": r"\)", r"\[": r"\]"}
_SAFE_LINK = re.compile(r"(https?:|mailto:)", re.IGNORECASE)
_QUOTED_NUMBER = re.compile(r">\s*[\d=<>.,~±+−–-]")
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
    return _rendered(_text_parser(), text)


def cloze_html(text: str) -> Markup:
    """Return the HTML of a cloze field."""
    return _rendered(_cloze_parser(), text)


def plain_text(markup: str) -> str:
    """Return what a reader sees of HTML that this module made."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def _rendered(parser: MarkdownIt, text: str) -> Markup:
    env: dict[str, Any] = {"problems": {}, "clozes": set()}
    if picture := _PICTURE.search(text):
        _report(env, _PICTURE_MESSAGE, line_from(text, picture.start()))
    tokens = parser.parse(unicodedata.normalize("NFC", text).strip(), env)
    if [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]:
        tokens = tokens[1:2]
    markup = parser.renderer.render(tokens, parser.options, env).strip()
    return Markup(markup, frozenset(env["clozes"]), tuple(env["problems"].values()))


def _report(env: MutableMapping[str, Any], message: str, mark: str = "") -> None:
    """Keep a problem of the text; one of each kind is enough to mend."""
    env["problems"].setdefault(message, MarkupProblem(message, mark))


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
    parser = MarkdownIt("commonmark", {"html": False})
    parser.enable("table").disable(_NOT_IN_CARDS)
    parser.use(sub_plugin).use(superscript_plugin)
    parser.block.ruler.at("blockquote", _blockquote, {"alt": ["paragraph", "list"]})
    parser.core.ruler.push("pictures", _refuse_pictures_and_empty_links)
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.inline.ruler.before("emphasis", "literal_mark", _literal_mark)
    parser.validateLink = lambda url: bool(_SAFE_LINK.match(url))  # type: ignore[method-assign]
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", _close_table)
    return parser


def _blockquote(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Leave a line like `> 2 h` or `>90%` as text: it means "more than"."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if _QUOTED_NUMBER.match(state.src, start):
        return False
    return blockquote(state, start_line, end_line, silent)


def _formula(state: StateInline, silent: bool) -> bool:
    opening = state.src[state.pos : state.pos + 2]
    if opening not in _FORMULA_ENDS:
        return False
    closing = _FORMULA_ENDS[opening]
    end = _formula_end(state, closing)
    if end < 0:
        if not silent:
            message = f'formula "{opening}" without its closing "{closing}"'
            _report(state.env, message, line_from(state.src, state.pos))
            state.pending += opening
        state.pos += 2
        return True
    if not silent:
        state.push("formula", "", 0).content = state.src[state.pos : end + 2]
    state.pos = end + 2
    return True


def _formula_end(state: StateInline, closing: str) -> int:
    """Return where the formula here closes, or -1; a search in vain is not made again."""
    if state.env.get(closing) is state.src:
        return -1
    end = state.src.find(closing, state.pos + 2)
    if end < 0:
        state.env[closing] = state.src
    return end


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


def _refuse_pictures_and_empty_links(state: Any) -> None:
    """Write the description of a picture as text: only what stands under figure is loaded."""
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "image":
                child.type = "text"
                _report(state.env, _PICTURE_MESSAGE)
            elif child.type == "link_open" and not child.attrs["href"]:
                _report(state.env, _LINK_MESSAGE, "]()")


def _write_formulas(state: Any) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "formula":
                child.type = "html_inline"
                child.content = html.escape(child.content, quote=False)


def _write_clozes(state: Any) -> None:
    for token in state.tokens:
        if token.type == "fence" and (problem := code_block_problem(token)):
            _report(state.env, problem.message, problem.mark)
        if token.children is not None:
            clozes = write_clozes(token.children)
            token.children = clozes.tokens
            state.env["clozes"] |= clozes.numbers
            for problem in clozes.problems:
                _report(state.env, problem.message, problem.mark)


def _open_table(_renderer: RendererHTML, *_: Any) -> str:
    return '<div class="table" tabindex="0" role="region" aria-label="Table"><table>\n'


def _close_table(_renderer: RendererHTML, *_: Any) -> str:
    return "</table></div>\n"
