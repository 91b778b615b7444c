"""What is read of a text: marks left out, formulas and code one sign each, places kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckbuilder.text.reading import read

SIGN = "\ufffc"


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("plain text, 10 mg", "plain text, 10 mg"),
        ("{{c1::10}} mg and {{c2::two::how many}}", "10 mg and two"),
        ("**bold** and *slanted*", "bold and slanted"),
        ("H~2~O, GABA~A~, ~5 mg", "H2O, GABAA, 5 mg"),
        (r"\(t_{1/2} = 2-4\) and \[x\]", f"{SIGN} and {SIGN}"),
        (r"{{c1::\(C_{ss}\)}} h", f"{SIGN} h"),
        ("`2-4` and ``a`b``", f"{SIGN} and {SIGN}"),
        ("[label](https://example.org/a(1)-2) h", "[label h"),
        ("https://example.org/1-2 and <https://example.org>", f"{SIGN} and {SIGN}"),
        ("DOI 10.1038/s41586-018 ends", f"DOI {SIGN} ends"),
        ("10^-6^ mol", f"10{SIGN} mol"),
        ("2*4 and 10~20", "2*4 and 10~20"),
    ],
)
def test_text_is_read_without_its_marks(text: str, visible: str) -> None:
    """A rule on wording sees what a student sees."""
    assert read("answer", text).text == visible


def test_quotation_is_not_the_cards_own_wording() -> None:
    """What stands in quotation marks is blanked, and every place stays."""
    reading = read("answer", 'It says "always" and “never”, never.')
    assert reading.own == f"It says {SIGN * 8} and {SIGN * 7}, never."


@given(st.lists(st.sampled_from('a b10-.{}:*~^`[]()\\/\n"“”'), max_size=60).map("".join))
def test_every_visible_character_stands_at_its_offset(text: str) -> None:
    """Whatever the marks, a place leads back to the same character of the text."""
    reading = read("answer", text)
    assert len(reading.own) == len(reading.text)
    for place, character in enumerate(reading.text):
        if character != SIGN:
            assert text[reading.offset(place)] == character
