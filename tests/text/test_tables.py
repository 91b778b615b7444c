"""Tables: every cell that is typed arrives, or is told of."""

import pytest

from deckbuilder.text.markdown import cloze_html, text_html
from deckbuilder.text.offsets import MarkupProblem

HEAD = "| a | b |\n| --- | --- |\n"


@pytest.mark.parametrize("row", ["| `x|y` | 2 |", "1 | 2 | 3", "|1|2||", "| | | 3 |"])
def test_cell_without_a_column_is_told(row: str) -> None:
    """The parser drops what stands behind the last column of the head."""
    message = r'a row of the table has 3 cells, its head 2; write a bar that is text as "\|"'
    for markup in (text_html(f"{HEAD}| 1 | 2 |\n{row}"), cloze_html(f"{HEAD}| 1 | 2 |\n{row}")):
        assert markup.problems == (MarkupProblem(message, len(f"{HEAD}| 1 | 2 |\n")),)


@pytest.mark.parametrize("row", ["| `x\\|y` | 2 |", "1 | 2", "|1|2|", "| 1 |", "|", "||"])
def test_row_within_the_columns_is_a_row(row: str) -> None:
    """A bar that is escaped parts nothing, and missing cells are empty."""
    markup = text_html(HEAD + row)
    assert (markup.problems, markup.html.count("<td>")) == ((), 2)
