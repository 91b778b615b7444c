"""The card-quality rules: their own examples, where they speak, and what they leave alone."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from deckbuilder.checks import (
    answers,
    figures,
    gaps,
    questions,
    requirements,
    statistics,
    twins,
    typed,
)
from deckbuilder.load import load_collection
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Rule
from deckbuilder.text.gaps import cloze_text
from deckbuilder.text.words import words
from tests.places import LOOK

CARDS = "source/cards/deck.yaml"
SUMMARIES = {rule.summary: rule for rule in vars(rules).values() if isinstance(rule, Rule)}
FUNCTIONS = (
    *answers.RULES,
    *questions.RULES,
    *typed.RULES,
    figures.telling_alts,
    *gaps.RULES,
    *statistics.RULES,
    twins.near_twins,
    twins.interfering_cards,
    requirements.requirement_circles,
)

Notes = list[dict[str, object]]
Check = Callable[[Notes], list[str]]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Return a function that gives the problems of a source with nothing but these notes."""
    (tmp_path / "source" / "cards").mkdir(parents=True)
    (tmp_path / "source" / "media").mkdir()
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    (tmp_path / "source" / "media" / "a.svg").write_text(drawing, encoding="utf-8")
    (tmp_path / "source" / "collection.yaml").write_text(
        "title: T\nnamespace: t\ndecks: [{id: d, name: D}]\n"
        "packages: [{file: a.apkg, decks: all}]\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)

    def problems(notes: Notes) -> list[str]:
        full = [{"id": f"n{place}", "textbook": "true", **note} for place, note in enumerate(notes)]
        text = yaml.safe_dump(
            {"deck": "d", "notes": full}, allow_unicode=True, sort_keys=False, width=10_000
        )
        Path(CARDS).write_text(text, encoding="utf-8")
        return [str(problem) for problem in load_collection("source", LOOK).problems]

    return problems


def example(function: Callable[..., object], name: str) -> Notes:
    """Return the notes of the line `Bad: …` or `Good: …` of a rule, with what it runs on to."""
    (text,) = re.findall(rf"^    {name}: (.+(?:\n      .+)*)", function.__doc__ or "", re.MULTILINE)
    notes = yaml.safe_load(text)
    return [notes] if isinstance(notes, dict) else notes


def codes(problems: list[str]) -> set[str]:
    """Return the codes of problems."""
    return {problem.rsplit("[", 1)[1].rstrip("]") for problem in problems}


def question(text: str, answer: str = "Xyzzy", **more: object) -> dict[str, object]:
    """Return a question note."""
    return {"question": text, "answer": answer, **more}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_docstring_opens_with_the_summary_of_the_rule(function: Callable[..., object]) -> None:
    """The first line of a rule's docstring is the summary that check and the table show."""
    assert (function.__doc__ or "").split("\n")[0] in SUMMARIES


def test_every_new_quality_rule_has_a_function() -> None:
    """Q006 and later are each documented by one function."""
    documented = {SUMMARIES[(each.__doc__ or "").split("\n")[0]].code for each in FUNCTIONS}
    later = {rule.code for rule in SUMMARIES.values() if rule.code.startswith("Q")}
    assert documented == {code for code in later if code >= "Q006"}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_bad_example_raises_its_rule_alone(check: Check, function: Callable[..., object]) -> None:
    """The notes after `Bad:` break the rule, and no other one."""
    rule = SUMMARIES[(function.__doc__ or "").split("\n")[0]]
    assert codes(check(example(function, "Bad"))) == {rule.code}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_good_example_is_clean(check: Check, function: Callable[..., object]) -> None:
    """The notes after `Good:` break no rule."""
    assert check(example(function, "Good")) == []


@pytest.mark.parametrize(
    ("note", "code"),
    [
        (question("In mice, does diazepam sedate?"), "Q008"),
        (question("A patient takes diazepam. Should she drive?"), "Q008"),
        (question("What does flumazenil do in volunteers?", "No, it does not."), "Q008"),
        (question("What is the dose? Who gave it?"), "Q009"),
        (question("When and how is flumazenil given?"), "Q009"),
        (question("Which drug binds there, and does it sedate?"), "Q009"),
        (question("What about its half-life?"), "Q010"),
        (question("How does it bind?"), "Q010"),
        (question("Why do such drugs cause ataxia?"), "Q010"),
        (question("Which of clobazam and diazepam came first?", "Diazepam"), "Q011"),
        (question("Which α1-containing receptor sedates?", "α1."), "Q011"),
        (question("What does it take?", "- sleep\n- food\n- drink\n- rest"), "Q007"),
        (question("Which effects has diazepam?", "Ataxia; sedation; amnesia; sleep"), "Q007"),
        ({"cloze": "{{c1::Diazepam}} {{c1::binds}} {{c1::fast}} here"}, "Q012"),
        ({"cloze": "Diazepam binds {{c1::at}} the {{c2::GABA-A}} receptor"}, "Q013"),
        ({"cloze": "GABA opens a {{c1::channel}} there", "why": "{{c1::GABA}} is old"}, "Q019"),
    ],
)
def test_rule_speaks(check: Check, note: dict[str, object], code: str) -> None:
    """One note breaks one rule."""
    assert codes(check([note])) == {code}


@pytest.mark.parametrize(
    "note",
    [
        question("What was found in the trial?", "No significant difference."),
        question("If a drug is wanted for pain, which two classes are named?"),
        question("A patient sleeps longer. Why does this not show deeper sleep?"),
        question("Why is it an overstatement that diazepam lowers cortisol?"),
        question("How long does it take until diazepam acts?"),
        question("Which drug that binds there and which is old sedates?"),
        question("Which subunit marks receptors that hold CRH but through which none act?"),
        question("What share slept after 2.5 days (e.g. on the ward)?"),
        question("How many people took part?", "5,236 people, 1,000 of them women, in 12 trials"),
        question("What is advised?", "To avoid it, because falls, crashes and delirium follow."),
        question("Which drugs were compared?", "Diazepam (old, cheap, long-acting) and clobazam"),
        {"cloze": r"The \(C_{ss} = \frac{F \cdot D}{CL}\) is {{c1::\(x_{y}\)::of what::or}} here"},
        {"cloze": "A pentamer has {{c1::two}} α and {{c2::two}} β subunits"},
        {"cloze": "They open a {{c1::channel}} there"},
        {"cloze": "GABA opens the channel of the GABA-{{c1::A}} receptor"},
        {"cloze": "Retinol is also called vitamin {{c1::A}} in many books"},
    ],
)
def test_rules_stay_silent(check: Check, note: dict[str, object]) -> None:
    """What looks like a breach and is none is left alone."""
    assert check([note]) == []


BINDING = question(
    "Where on the GABA-A receptor do benzodiazepines bind?", "At the α+/γ− interface"
)
ENZYME = question("Which enzyme makes GABA from glutamate?", "Glutamic acid decarboxylase")


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (
            BINDING,
            {**BINDING, "question": "Where do benzodiazepines bind on the GABA-A receptors?"},
            "Q014",
        ),
        (
            BINDING,
            {
                **question("Where exactly on the GABA-A receptor do benzodiazepines bind?"),
                "answer": "Outside",
            },
            "Q014",
        ),
        (ENZYME, {**ENZYME, "question": "Which enzyme produces GABA from glutamate?"}, "Q014"),
        (
            ENZYME,
            {**ENZYME, "question": "Which enzyme makes GABA from glutamate in nerve endings?"},
            "Q014",
        ),
        (
            question("Which benzodiazepine is ultra short acting?", "Midazolam"),
            question("Which benzodiazepin is ultra short acting?", "Midazolam"),
            "Q014",
        ),
        (
            {"cloze": "The half-life of diazepam is {{c1::43 hours}}."},
            {"cloze": "The half-life of diazepam is {{c1::20 hours}}."},
            "Q015",
        ),
        (
            {"claim": "Diazepam raises GABA.", "verdict": "supported", "evidence": "Seen."},
            {"claim": "Diazepam raises the GABA!", "verdict": "overstated", "evidence": "Seen."},
            "Q015",
        ),
    ],
)
def test_twins_are_found(
    check: Check, first: dict[str, object], second: dict[str, object], code: str
) -> None:
    """The later of two cards that ask nearly the same points to the earlier one."""
    (problem,) = check([first, second])
    assert 'note "n0" in source/cards/deck.yaml:3:7' in problem
    assert codes([problem]) == {code}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            question("What is the half-life of drug 41 in human plasma?", "About 12 hours or more"),
            question("What is the half-life of drug 42 in human plasma?", "About 12 hours or more"),
        ),
        (
            question("Which α subunit carries the sedation of mice?", "α1"),
            question("Which α subunit carries the amnesia of mice?", "α1"),
        ),
        (
            question("Which receptors bind GABA in the brain stem?", "Some"),
            question("Which receptors do not bind GABA in the brain stem?", "Others"),
        ),
        (
            BINDING,
            {
                **BINDING,
                "question": f"{BINDING['question']}!",
                "figure": {"file": "a.svg", "alt": "A receptor"},
            },
        ),
    ],
)
def test_siblings_are_no_twins(
    check: Check, first: dict[str, object], second: dict[str, object]
) -> None:
    """A figure, a denial, another name with a short answer or a picture makes another card."""
    assert check([first, second]) == []


def test_word_filled_in_three_times_is_a_pattern(check: Check) -> None:
    """Questions that repeat for drug after drug may share a long answer."""
    notes = [
        question(f"What is the half-life of {drug} in plasma?", "Between twelve and fifty hours")
        for drug in ("diazepam", "clobazam", "flurazepam")
    ]
    assert check(notes) == []


def test_circle_is_told_once_and_in_full(check: Check) -> None:
    """A circle of three is one problem, and a requirement that only comes late is another."""
    notes = [
        question("What opens?", "A channel", requires=["n1"]),
        question("Who shuts?", "The gate", requires=["n2", "n3"]),
        question("Which ion flows?", "Potassium", requires=["n0"]),
        question("Where are mice?", "At home"),
    ]
    assert check(notes) == [
        (
            f'{CARDS}:8:5: error: requirements run in a circle: "n0" → "n1" → "n2" → "n0"; '
            "drop one of them [Q016]"
        ),
        f'{CARDS}:15:5: error: note "n3" is required here but comes later; move one of them [Q003]',
    ]


def test_long_circle_is_shortened(check: Check) -> None:
    """Of a circle of many notes the first ten are named."""
    notes = [
        question(f"What is number {place}?", f"A{place}", requires=[f"n{(place + 1) % 500}"])
        for place in range(500)
    ]
    (problem,) = check(notes)
    assert '"n9" → … → "n0"; ' in problem


@pytest.mark.parametrize(
    ("note", "place"),
    [
        (question("What is the dose, and why is it low?"), "5:35"),
        (question("What opens?", "Ataxia, sedation, amnesia and fatigue"), "6:41"),
        ({"cloze": "Diazepam binds {{c1::to}} it"}, "5:31"),
        (
            question("Who?", "Diazepam", figure={"file": "a.svg", "alt": "Half of diazepam"}),
            "9:18",
        ),
    ],
)
def test_problem_stands_at_the_very_word(check: Check, note: dict[str, object], place: str) -> None:
    """The position is the word that breaks the rule, not the start of its text."""
    note = {"textbook": "true", **note}
    (problem,) = check([note])
    assert problem.startswith(f"{CARDS}:{place}: ")


def test_words_are_what_a_writer_counts() -> None:
    """A formula is one word, a lone sign and the address of a link are none."""
    text = r"t½ < 12 h & **γ2** in [Zhu](https://example.org) \(a + b\)."
    assert [word.text for word in words(text)] == [
        "t½",
        "12",
        "h",
        "γ2",
        "in",
        "Zhu",
        r"\(a + b\)",
    ]
    assert all(text.startswith(word.text, word.start) for word in words(text))


def test_nested_gaps_and_hints_are_taken_apart() -> None:
    """A hint hides nothing, and a gap inside another one has its own words."""
    cloze = cloze_text(r"At {{c1::a \(\frac{x}{y}\) {{c2::b}} c::d e}} f")
    found: Mapping[int, list[str]] = {
        gap.number: [word.text for word in cloze.words_in(gap)] for gap in cloze.gaps
    }
    assert found == {1: ["a", r"\(\frac{x}{y}\)", "b", "c"], 2: ["b"]}
    assert [word.text for word in cloze.shown(1)] == ["At", "f"]
