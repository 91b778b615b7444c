"""The gates before the clinical rules: none hides a hit."""

import random
import re

from hypothesis import example, given
from hypothesis import strategies as st

from deckbuilder.checks import terms
from deckbuilder.checks.gates import met_in
from deckbuilder.checks.run import CLINICAL_RULES
from deckbuilder.text.reading import Reading, read

LISTED = (
    *(pattern for pattern, _ in (*terms.ERROR_PRONE, *terms.PROMOTIONAL)),
    *(terms.DUE, terms.ASKED_DUE, terms.REGIMEN, terms.DOSING, terms.ABSOLUTES, terms.HISTORIES),
    *(terms.SECOND_PERSON, terms.IMPERATIVE, terms.PATIENTS_SHOULD, terms.SAID_BY),
)
WORDS = (
    *(word for text in LISTED for word in re.findall(r"[^\W\d_]+|\d+|[./½]", text)),
    *(*terms.MASSES, *terms.VOLUMES, *terms.SPACED, *terms.BRANDS, *terms.GENERICS),
    *(name.capitalize() for name in terms.GENERICS),
    *(
        "U",
        "MS",
        "SC",
        "IN",
        "OS",
        "max",
        "maximum",
        "half-life",
        "half-lives",
        "volume of distribution",
    ),
    *(
        "is 5",
        "of 10",
        "of",
        "5",
        ".5",
        "0.50",
        "10-20",
        "500 mg–1 g",
        "10 mg",
        "5mg",
        "2",
        "to",
        "and",
    ),
    *("injection", "route", "every day", "always", "a", "the", ",", "state-of-the-art", "µg", "QD"),
)
SIGNS = (
    " ",
    " ",
    " ",
    " ",
    "-",
    ".",
    ". ",
    "",
    "\n",
    "\u00a0",
    "_",
    "–",
    "/",
    "“",
    "”",
    "*",
    "~",
    "^",
)
ODD = {"s": "ſ", "k": "K", "i": "ı", "I": "İ", "S": "ſ"}

pieces = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SIGNS)), max_size=8).map(
    lambda found: "".join(word + sign for word, sign in found)
)
cases = st.sampled_from((str, str.upper, str.lower, str.title))
texts = st.tuples(pieces, cases).map(lambda made: made[1](made[0])) | st.text(max_size=20)
odd_texts = st.tuples(texts, st.integers(0, 99)).map(lambda made: odd(*made))


def odd(text: str, seed: int) -> str:
    """Return a text with some letters changed for those that fold into them."""
    chance = random.Random(seed)  # noqa: S311 nothing is secret here
    return "".join(ODD.get(sign, sign) if chance.random() < 0.3 else sign for sign in text)


def hidden(readings: tuple[Reading, ...]) -> list[str]:
    """Return the codes of the rules that hit behind a gate that is shut."""
    met = met_in(readings)
    return [
        rule.code for rule, find in CLINICAL_RULES if not find.may_hit(met) and [*find(readings)]
    ]


@given(texts | odd_texts, texts, st.sampled_from(["answer", "cloze", "claim"]))
@example("The usual doſe of diazepam is 10.", "", "answer")
@example("T½ 12", "", "answer")
@example("He took 5µg, 10 units QD and 3U.", "", "answer")
@example("About 5.", "How long is it given?", "answer")
@example("İt İs never taKen alwayſ.", "Patıents ſhould stop.", "answer")
def test_no_gate_hides_a_hit(text: str, question: str, key: str) -> None:
    """A rule whose gate is shut finds nothing in the texts of the note."""
    assert hidden((read("question", question), read(key, text))) == []


def test_gates_are_shut_where_nothing_is_met() -> None:
    """Of a note without figures and listed words no rule on texts is asked."""
    met = met_in(
        (read("question", "Where does the drug bind?"), read("answer", "At the receptor."))
    )
    assert not any(find.may_hit(met) for _, find in CLINICAL_RULES)
