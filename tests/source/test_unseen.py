"""Characters that nobody can see are told by name and place; what scripts and emoji need is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckbuilder.source.tree import parse_yaml
from deckbuilder.source.unseen import unseen, unseen_problems


@pytest.mark.parametrize(
    ("text", "offset", "name"),
    [
        ("level\u202e!", 5, "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u202da\u202c", 0, "U+202D LEFT-TO-RIGHT OVERRIDE"),
        ("a\u2067b\u2069", 1, "U+2067 RIGHT-TO-LEFT ISOLATE"),
        ("a\u200fb", 1, "U+200F RIGHT-TO-LEFT MARK"),
        ("GABA\u200b-A", 4, "U+200B ZERO WIDTH SPACE"),
        ("GABA\u200d-A", 4, "U+200D ZERO WIDTH JOINER"),
        ("GABA\u200c-A", 4, "U+200C ZERO WIDTH NON-JOINER"),
        ("a\u2060b", 1, "U+2060 WORD JOINER"),
        ("a\u2062b", 1, "U+2062 INVISIBLE TIMES"),
        ("a\u3164b", 1, "U+3164 HANGUL FILLER"),
        ("a\u034fb", 1, "U+034F COMBINING GRAPHEME JOINER"),
        ("a\U000e0041\U000e0042b", 1, "U+E0041 TAG LATIN CAPITAL LETTER A and 1 more"),
        ("a\U000e0101", 1, "U+E0101 VARIATION SELECTOR-18"),
        ("😀\ufe0f\ufe0f", 2, "U+FE0F VARIATION SELECTOR-16"),
        ("a\ufe0f", 1, "U+FE0F VARIATION SELECTOR-16"),
        ("אב\u2067ג", 2, "U+2067 RIGHT-TO-LEFT ISOLATE"),
        ("אב\u202eג", 2, "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\U000e0fff", 0, "U+E0FFF"),
    ],
)
def test_unseen_character_is_named(text: str, offset: int, name: str) -> None:
    """What hides or turns text is told by its code point."""
    (found,) = unseen(text)[:1]
    assert (found.offset, found.name) == (offset, name)


@pytest.mark.parametrize(
    "text",
    [
        "Benzo\u00addiazepine",
        "👩\u200d⚕\ufe0f 👨🏽\u200d🚀 ❤\ufe0f\u200d🔥 🙂\u200d↔\ufe0f 🏳\ufe0f\u200d🌈",
        "1\ufe0f\u20e3 ©\ufe0f ↔\ufe0e ‼\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "דיאזפאם הוא בנזודיאזפין",
        "\u200fמינון: 5 mg\u200e (מ״ג)",
        "המינון \u206610 mg\u2069 ליום",
        "می\u200cخواهم",
        "क्\u200dष",
        "ภาษา\u200bไทย",
        "葛\U000e0100 ∩\ufe00",
        "\u1820\u180b \u115f\u1161",
        "5\u00a0mg, 1\u202f000, a\u2009b, α+/γ−, t½",
    ],
)
def test_what_a_script_or_an_emoji_needs_is_taken(text: str) -> None:
    """Soft hyphens, joined emoji, right-to-left text and scripts that join stay possible."""
    assert unseen(text) == ()


def test_place_is_that_of_the_character() -> None:
    """Each place is told, in every list and mapping, through quotes, escapes and folded lines."""
    text = 'a: "x\\u200by"\nb:\n  - z\u202e\n  - >\n    one\n    tw\u2060o\n'
    problems = [str(problem) for problem in unseen_problems(parse_yaml(text.encode(), "f").root)]
    assert problems == [
        "f:1:6: warning: invisible character U+200B ZERO WIDTH SPACE; delete it [Y014]",
        "f:3:6: warning: invisible character U+202E RIGHT-TO-LEFT OVERRIDE; delete it [Y014]",
        "f:6:7: warning: invisible character U+2060 WORD JOINER; delete it [Y014]",
    ]


def test_a_text_full_of_them_is_told_briefly() -> None:
    """Five places of a text are told, however many there are."""
    text = "a\u200b" * 9_000
    assert len(list(unseen_problems(parse_yaml(text.encode(), "f").root))) == 5


@given(st.text(st.characters(exclude_categories=["Cf", "Cn", "Cs", "Mn", "Lo"])))
def test_text_without_format_characters_is_taken(text: str) -> None:
    """Nothing is told of what can be seen."""
    assert unseen(text) == ()
