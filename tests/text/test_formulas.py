r"""Formulas: where they end, what stands in them, and what is wrong with them."""

import pytest

from deckbuilder.text.formulas import OPEN_BRACE, STRAY_BRACE
from deckbuilder.text.markdown import cloze_html, text_html
from deckbuilder.text.offsets import MarkupProblem


@pytest.mark.parametrize(
    "formula",
    [
        r"\(f(x)=\begin{cases}1 & \text{if \(x=0\)}\\0 & \text{else}\end{cases}\)",
        r"\[\text{for \[x\] and \(y\)}\]",
        r"\(a\\)\)",
        r"\(\{x\)",
        r"\(\text{a \) b}\)",
        "\\[\na\n+ b\n+ c\n> d\n# e\n---\n1. f\n2. g\n\\]",
    ],
)
def test_formula_reaches_mathjax_whole(formula: str) -> None:
    r"""A mark in braces ends no formula, as for MathJax, and no sign in one starts a block."""
    as_html = formula.replace("&", "&amp;").replace(">", "&gt;")
    assert (text_html(f"a {formula} b").html, text_html(formula).problems) == (
        f"a {as_html} b",
        (),
    )


def test_sign_in_a_formula_of_a_list_starts_no_item() -> None:
    """A list goes on behind the formula."""
    assert (
        text_html("- \\[ a\n- b \\]\n- c").html
        == "<ul>\n<li>\\[ a\n- b \\]</li>\n<li>c</li>\n</ul>"
    )


def test_code_that_names_a_formula_holds_none() -> None:
    """What stands in code opens no formula, so that a list below it is a list."""
    assert "<li>b" in text_html("Use `\\[`:\n- b `\\]`\n- c").html


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (r"a \(b »{ c\) d", OPEN_BRACE),
        (r"a \(b »} c\) d", STRAY_BRACE),
        (r"\({a} »{\)", OPEN_BRACE),
    ],
)
def test_brace_without_its_partner_is_told(typed: str, message: str) -> None:
    """MathJax shows such a formula as an error, or as its source."""
    text = typed.replace("»", "")
    assert text_html(text).problems == (MarkupProblem(message, typed.index("»")),)
    hidden = cloze_html(f"{{{{c1::x}}}} {text}").problems
    assert hidden == (MarkupProblem(message, typed.index("»") + len("{{c1::x}} ")),)


def test_gap_beside_an_inner_formula_is_told() -> None:
    """Anki takes the end of the inner formula for that of the whole, and writes a tag into it."""
    text = r"\(\text{if \(x\)} = {{c1::2}}\)"
    message = "a cloze cannot stand in a formula that holds another formula"
    assert cloze_html(text).problems == (MarkupProblem(message, text.index("{{c1")),)
    assert cloze_html(r"{{c1::\(\text{if \(x\)}\)}}").problems == ()


@pytest.mark.parametrize(("depth", "is_read"), [(10, True), (11, False)])
def test_gaps_nest_as_deep_as_anki_reads(depth: int, is_read: bool) -> None:
    """Anki shows the marks of the eleventh gap in another."""
    openings = [f"{{{{c{number + 1}::a" for number in range(depth)]
    text = "".join(openings) + "}}" * depth
    problems = cloze_html(text).problems
    assert problems == () if is_read else problems[0].offset == text.index("{{c11")
