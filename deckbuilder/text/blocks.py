"""Tell a block of Markdown from a line that only starts like one: a lone sign stays text.

A list has a second item, and its numbers count on or are all 1. A quotation has two lines that
start with `>`, a heading a line below it, a rule a block above it and a line below, a code block
its closing fence and something in it. What has not is shown as typed: `+ 60 mV`, `- 70 mV`,
`> twice the upper limit`, `1987.`, `---`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, fence, heading, hr, list_block

from deckbuilder.text.formulas import lines_in_formulas

BlockRule = Callable[[StateBlock, int, int, bool], bool]

_QUOTED_NUMBER = re.compile(r">\s*[\d=<>.,~±+−–-]")
_ITEM = re.compile(r"(?:[-+*]|(\d{1,9})[.)])(?:[ \t]+|$)", re.ASCII)
_FENCE = re.compile(r"`{3,}|~{3,}")
_HEADING = re.compile(r"#{1,6}[ \t]+(?!#*[ \t]*$)")
_MOST_SPACES = 4
"""Spaces behind the mark of an item that belong to the mark; where there are more, one does."""


def install_block_rules(parser: MarkdownIt) -> None:
    """Let a block start only where more than one line says that it is one."""
    rules = parser.block.ruler
    text_and_lists = ["paragraph", "reference", "blockquote", "list"]
    text = ["paragraph", "reference", "blockquote"]
    rules.at("fence", _where(_starts_code, fence), {"alt": text_and_lists})
    rules.at("blockquote", _where(_starts_quotation, blockquote), {"alt": text_and_lists})
    rules.at("hr", _where(_starts_rule, hr), {"alt": text_and_lists})
    rules.at("list", _LIST, {"alt": text})
    rules.at("heading", _where(_starts_heading, heading), {"alt": text})


def _where(starts: Callable[[StateBlock, int, int], bool], rule: BlockRule) -> BlockRule:
    """Return the rule for the lines alone at which its kind of block starts."""

    def guarded(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        if silent and line in _lines_in_formulas(state):
            return False
        return starts(state, line, end) and rule(state, line, end, silent)

    return guarded


def _lines_in_formulas(state: StateBlock) -> frozenset[int]:
    """Return the lines at whose start a formula is open: a sign there belongs to it."""
    if "formula lines" not in state.env:
        state.env["formula lines"] = lines_in_formulas(state.src)
    lines: frozenset[int] = state.env["formula lines"]
    return lines


def _text(state: StateBlock, line: int) -> str:
    """Return a line from where the text of what holds it starts."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _has_line_below(state: StateBlock, line: int, end: int) -> bool:
    """Return whether what holds a line goes on below it."""
    below = state.skipEmptyLines(line + 1)
    return below < min(end, state.lineMax) and state.sCount[below] >= state.blkIndent


def _starts_heading(state: StateBlock, line: int, end: int) -> bool:
    return bool(_HEADING.match(_text(state, line))) and _has_line_below(state, line, end)


def _starts_rule(state: StateBlock, line: int, end: int) -> bool:
    has_block_above = bool(state.tokens) and state.tokens[-1].nesting < 1
    is_below_text = has_block_above or state.parentType in {"paragraph", "list"}
    return is_below_text and _has_line_below(state, line, end)


def _starts_quotation(state: StateBlock, line: int, end: int) -> bool:
    """Return whether two lines are quoted; one like `> 2 h` or `>90%` means "more than"."""
    text = _text(state, line)
    if not text.startswith(">") or _QUOTED_NUMBER.match(text):
        return False
    return line + 1 < end and _text(state, line + 1).startswith(">")


def _starts_code(state: StateBlock, line: int, end: int) -> bool:
    """Return whether a fence is closed and holds anything; a search in vain is not made again."""
    opening = _FENCE.match(_text(state, line))
    if not opening:
        return False
    unclosed = state.env.setdefault("unclosed fences", {})
    mark, length = opening[0][0], len(opening[0])
    if length >= unclosed.get((mark, end), length + 1):
        return False
    has_code = False
    for below in range(line + 1, end):
        text = _text(state, below)
        if text and state.sCount[below] < state.blkIndent:
            return False
        if text.startswith(opening[0]) and not text.strip(f"{mark} \t"):
            return has_code
        has_code = has_code or bool(text)
    unclosed[mark, end] = length
    return False


@dataclass(frozen=True, slots=True)
class _Item:
    """The start of a list item: its line, `-`, `+`, `*`, `.` or `)`, its number, its indent."""

    line: int
    sign: str
    number: str | None
    indent: int


def _item(state: StateBlock, line: int) -> _Item | None:
    text = _text(state, line)
    found = _ITEM.match(text)
    if not found:
        return None
    mark = found[0].rstrip()
    mark_end = state.sCount[line] + len(mark)
    spaces = len(f"{' ' * mark_end}{found[0][len(mark) :]}".expandtabs(4)) - mark_end
    is_text_near = len(text) > found.end() and spaces <= _MOST_SPACES
    return _Item(line, mark[-1], found[1], mark_end + (spaces if is_text_near else 1))


def _starts_list(state: StateBlock, line: int, end: int) -> bool:
    """Return whether a line is the first of at least two items, whose numbers count on."""
    first = _item(state, line)
    if first is None:
        return False
    if state.sCount[line] < state.blkIndent:
        return True  # an item of a list that was looked at from its first one on
    refused = state.env.setdefault("refused items", set())
    if (line, state.blkIndent) in refused:
        return False
    items = [first]
    for item in _items_below(state, first, end):
        items.append(item)
        if item.number is None:
            return True
    if len(items) > 1 and _counts_on([item.number or "" for item in items]):
        return True
    refused.update((item.line, state.blkIndent) for item in items)
    return False


def _items_below(state: StateBlock, item: _Item, end: int) -> Iterator[_Item]:
    """Yield the further items of the list that starts with an item."""
    is_behind_gap = False
    for line in range(item.line + 1, min(end, state.lineMax)):
        indent = state.sCount[line]
        if state.isEmpty(line):
            is_behind_gap = True
        elif indent >= item.indent or line in _lines_in_formulas(state):
            is_behind_gap = False  # it belongs to the item
        elif indent < state.blkIndent or _ends_text(state, line, end):
            return
        elif (following := _item(state, line)) is None:
            if is_behind_gap:
                return
        elif following.sign != item.sign:
            return
        else:
            item, is_behind_gap = following, False
            yield item


def _ends_text(state: StateBlock, line: int, end: int) -> bool:
    """Return whether something else than a list starts at a line, and so ends what stands above."""
    rules = [rule for rule in state.md.block.ruler.getRules("paragraph") if rule is not _LIST]
    parent, state.parentType = state.parentType, "paragraph"
    ends = any(rule(state, line, end, True) for rule in rules)  # noqa: FBT003  their signature
    state.parentType = parent
    return ends


def _counts_on(numbers: list[str]) -> bool:
    """Return whether a list shows the numbers as they were typed; all 1 is a habit of Markdown."""
    first = int(numbers[0])
    counted = [str(first + place) for place in range(len(numbers))]
    return numbers == counted or set(numbers) == {"1"}


_LIST = _where(_starts_list, list_block)
