"""Tables: framed so that a phone scrolls them alone, and no cell lost without a word."""

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit


def install_table_rules(parser: MarkdownIt) -> None:
    """Let `parser` know tables, and tell of cells for which the head has no column."""
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    parser.enable("table")
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", _close_table)


def _table(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    known = len(state.tokens)
    if not table(state, line, end, silent):
        return False
    columns = sum(token.type == "th_open" for token in state.tokens[known:])
    for row in range(line + 2, state.line if columns else 0):
        start = state.bMarks[row] + state.tShift[row]
        cells = len(_cells(state.src[start : state.eMarks[row]]))
        if cells > columns:
            message = (
                f"a row of the table has {cells} cells, its head {columns}; "
                r'write a bar that is text as "\|"'
            )
            state.env["problems"].setdefault(message, start)
    return True


def _cells(row: str) -> list[str]:
    """Return the cells of a row as the parser splits it; the outer bars may be missing."""
    cells = escapedSplit(row.strip())
    return cells[not cells[0] : len(cells) - (not cells[-1] and len(cells) > 1)]


def _open_table(_renderer: RendererHTML, *_: Any) -> str:
    return '<div class="table" tabindex="0" role="region" aria-label="Table"><table>\n'


def _close_table(_renderer: RendererHTML, *_: Any) -> str:
    return "</table></div>\n"
