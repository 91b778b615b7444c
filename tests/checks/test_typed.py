"""What a typed answer may hold: what a keyboard types, and what is then compared as it is seen."""

import html
from collections.abc import Callable

import pytest
from click.testing import Result

from deckbuilder.kinds.question import fields
from deckbuilder.source.notes import QuestionNote
from deckbuilder.text.markdown import text_html

Run = Callable[..., Result]
Edit = Callable[[str, str, str], None]
ANSWER = "answer: Glutamic acid decarboxylase"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("'10^6^'", "a superscript"),
        ("'H~2~O'", "a subscript"),
        (r"'\(x\)'", "a formula"),
        (r"'\[x\]'", "a formula"),
        ('"- a\\n- b"', "a list"),
        ('"1. a\\n2. b"', "a list"),
        ('"a\\n\\nb"', "paragraphs"),
        ('"a\\\\\\nb"', "a line break"),
        ('"# a\\nb"', "a heading"),
        ('"> a\\n> b"', "a quotation"),
        ('"```\\na\\n```"', "a code block"),
        ('"|a|\\n|-|\\n|b|"', "a table"),
        ("10⁶", '"⁶" (U+2076 SUPERSCRIPT SIX)'),
        ("½ mg", '"½" (U+00BD VULGAR FRACTION ONE HALF)'),
        ("1–4 mg", '"–" (U+2013 EN DASH)'),
        ("≥ 2 h", '"≥" (U+2265 GREATER-THAN OR EQUAL TO)'),
        ('"a\\u00a0b"', "U+00A0 NO-BREAK SPACE"),
    ],
)
def test_what_no_keyboard_types_is_told(answer: str, found: str, run: Run, edit: Edit) -> None:
    """Each is a warning that names it and says what to do."""
    edit("source/cards/receptor.yaml", ANSWER, f"answer: {answer}")
    assert f"a typed answer cannot hold {found}: " in run("check").stdout


@pytest.mark.parametrize(
    "answer", ["'- 70 mV'", "**GAD**", "`GAD`", "β-carboline", "GABA_A", "ق", "'5 °C'", "<LLOQ"]
)
def test_what_a_keyboard_types_is_taken(answer: str, run: Run, edit: Edit) -> None:
    """Letters of any script, signs of ASCII and formatting that hides nothing are no problem."""
    edit("source/cards/receptor.yaml", ANSWER, f"answer: {answer}")
    assert "[Q023]" not in run("check").stdout


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        ("- 70 mV", "- 70 mV"),
        ("a <b> & **c**", "a <b> & c"),
        (r"\\(x\\) [sound:a]", r"\(x\) [sound:a]"),
        ("a\nb", "a b"),
    ],
)
def test_typed_field_is_what_is_seen(answer: str, seen: str) -> None:
    """The field that Anki compares holds the answer as the card shows it."""
    note = QuestionNote(id="a", question="b", answer=answer, typed=True)
    texts = {"question": "b", "answer": text_html(answer).html}
    assert html.unescape(dict(fields(note, texts))["Typed"]) == seen
