"""The rules on clinical text: each proves its own Bad and Good, and stays silent where it must."""

import inspect
from collections.abc import Callable, Iterator

import pytest

from deckbuilder.checks import terms
from deckbuilder.checks.finding import Hit
from deckbuilder.checks.run import CLINICAL_RULES
from deckbuilder.load import load_collection
from deckbuilder.problems.problem import Rule
from deckbuilder.text.reading import Reading, read
from tests.places import LOOK

CARDS = "source/cards/receptor.yaml"
CLAIMS = "source/cards/claims.yaml"
ANSWER = "t½ < 12 h & > 2 h"
CLAIM = "Diazepam works by raising GABA levels."
EVIDENCE = "It makes the receptor respond more to the GABA that is there."

MAX_GROWTH = 4.0
"""How much longer a text twice as long may take: 2 is linear, 4 is quadratic."""

Edit = Callable[[str, str, str], None]
Find = Callable[[tuple[Reading, ...]], Iterator[Hit]]


def problems() -> list[str]:
    """Return the clinical problems of the project in the working folder."""
    found = (str(problem) for problem in load_collection("source", LOOK).problems)
    return [problem for problem in found if problem.endswith("]") and "[C" in problem]


def hits(text: str, key: str = "answer", **others: str) -> list[str]:
    """Return the code and the place of each hit in a text, the note's other texts beside it."""
    texts = (read(key, text), *(read(name, other) for name, other in others.items()))
    return [
        f"{rule.code} {text[hit.reading.offset(hit.place) :].split(maxsplit=1)[0]}"
        for rule, find in CLINICAL_RULES
        for hit in find(texts)
        if hit.reading.key == key
    ]


def codes(text: str, key: str = "answer", **others: str) -> set[str]:
    """Return the codes of the hits in a text."""
    return {hit.split()[0] for hit in hits(text, key, **others)}


def example(find: Find, label: str) -> str:
    """Return the example of that label in a rule's docstring."""
    lines = (inspect.getdoc(find) or "").splitlines()
    (found,) = (line.removeprefix(f"{label}: ") for line in lines if line.startswith(f"{label}: "))
    return found


BOTH = pytest.mark.parametrize(
    ("rule", "find"), CLINICAL_RULES, ids=[rule.code for rule, _ in CLINICAL_RULES]
)


@BOTH
def test_docstring_starts_with_the_summary(rule: Rule, find: Find) -> None:
    """What rules.py says of a rule and what its code says are one."""
    assert (inspect.getdoc(find) or "").splitlines()[0] == rule.summary


@BOTH
def test_bad_example_raises_the_rule_alone(rule: Rule, find: Find, edit: Edit) -> None:
    """A note with the Bad line of the docstring breaks this rule of the family and no other."""
    edit(CARDS, ANSWER, f"'{example(find, 'Bad')}'")
    (problem,) = problems()
    assert problem.endswith(f"[{rule.code}]")


@BOTH
def test_good_example_is_clean(rule: Rule, find: Find, edit: Edit) -> None:
    """A note with the Good line of the docstring breaks no rule of the family."""
    edit(CARDS, ANSWER, f"'{example(find, 'Good')}'")
    assert problems() == [], rule


def test_problem_stands_at_its_word(edit: Edit) -> None:
    """Folding, cloze marks and emphasis before a word do not move its place."""
    old = (
        "They raise the {{c1::frequency}} of opening, barbiturates its {{c2::duration::how long}}."
    )
    edit(
        CARDS,
        old,
        ">-\n      It **binds** in {{c1::2\n      hours}}, `2-4`, **then** for 2-4 days.",
    )
    said = 'warning: "2-4" has a hyphen; write "2–4" [C006]'
    assert problems() == [f"{CARDS}:30:36: {said}"]


@pytest.mark.parametrize(
    "text",
    [
        "Diazepam is a 1,4-benzodiazepine, clobazam a 1,5-benzodiazepine.",
        "5-HT1A and 5-HT3 receptors, CYP2C19*2, CYP3A4, α1(H101R), GABA-A, NKCC1.",
        "Odds ratio 1.14 (95% CI 0.87–1.49), P = 0.08; relative risk 1.90 (1.68–2.10).",
        "In 2016–2019 there were 118,208 deaths; as of 2027-01-10 none, in 2020-01 one.",
        "The t½ is 20–50 h, and t½ < 12 h is short.",
        r"The half-life is \(2-4\), \[.5mg\] or `10mg` long.",
        "See [the label](https://example.org/10mg-2-4) and https://example.org/1-2/5mg.",
        "DOI 10.1038/s41586-018-0255-3, ISBN 978-3-16-148410-0, NCT00265616, F13-F19.",
        "The risk was lower in never-users, never tested in men, and almost never rose.",
        "Accumulation is 1.33 with a 12 h half-life, with a 24 h half-life 2.0.",
        "The half-lives were 51.2 and 15.7 hours in eight volunteers.",
        "The half-life of diazepam is 2 to 4 times that of lorazepam.",
        "A dose of {{c1::10}} mg or {{c2::0.15–0.2 mg/kg}} was taken in the trial.",
        "Of the doses in 2012, each dose of 2004 and the dose at age 65, dose 2 was largest.",
        "Lorazepam against placebo gave 4.8 (1.9–13).",
        "Up to 10^-6^ mol and 10^-9^ mol of H~2~O; about ~5 mg, 2*4 in all.",
        "A breakthrough seizure, breakthrough bleeding and unproven, neither proven nor refuted.",
        'The text calls it "a powerful wonder drug" that you “should take always”.',
        "The EMPOWER trial; SMILES CN1C(=O)CN=C(c2ccccc2)c2cc(Cl)ccc21.",
        "Multiple sclerosis (MS), LC-MS, ODs of 5 U.S. states, scores in HSV, OR 1.2, QT, IM, IV.",
        "Diazepam. Lorazepam, too: Midazolam is third.",
        "TSH 2.0 mIU/L; plasma 1.0 mg/L and 550 micrograms per litre in maximum.",
        "The dose changed the mouse: 30 mg/kg in mice.",
        "A 2-mg tablet, a 10-minute test, the Roland-Morris score (0–24), −1.30 to −0.42.",
    ],
)
def test_innocent_text_is_left_alone(text: str) -> None:
    """Names, identifiers, years, ratios, formulas, code, links and quotations are no hits."""
    assert hits(text) == []


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("A single dose of 10 was given.", "C001 10"),
        ("The elimination half-life of oral lorazepam is about 12.", "C001 12."),
        ("half-life 47–100, long", "C001 47–100,"),
        ("t½ = 12, clearance of 26", "C001 12,"),
        ("Lorazepam 0.1 mg/kg (maximum 4) in the trial", "C001 4)"),
        ("Volunteers took diazepam 10 twice daily", "C001 10"),
        ("A dose of {{c1::10::how much}} was given.", "C001 10::how"),
        ("effect size −.74", "C002 .74"),
        ("2.50–5 mg in mice", "C003 2.50–5"),
        ("0.5–1.0 mg in mice", "C003 1.0"),
        ("250 µg in mice", "C004 µg"),
        ("250 μg in mice", "C004 μg"),
        ("insulin 10U in mice", "C004 U"),
        ("insulin 10 U.", "C004 U."),
        ("100 IU per day", "C004 IU"),
        ("5 mg q.o.d. in mice", "C004 q.o.d."),
        ("5 mg qd in mice", "C004 qd"),
        ("5 mg OD in mice", "C004 OD"),
        ("two drops OS", "C004 OS"),
        ("5 cc of water", "C004 cc"),
        ("MS 10 mg in mice", "C004 MS"),
        ("MSO4 and water", "C004 MSO4"),
        ("MSO~4~ and water", "C004 MSO~4~"),
        ("5 mg HS in mice", "C004 HS"),
        ("5 mg SC in mice", "C004 SC"),
        ("sub q in mice", "C004 sub"),
        ("D/C the drug", "C004 D/C"),
        ("10 mcg to 1 mg in mice", "C005 10"),
        ("500 mL–1 L", "C005 500"),
        ("95% CI 0.87-1.49", "C006 0.87-1.49"),
        ("from 2016-2019", "C006 2016-2019"),
        ("5% - 10%", "C006 5%"),
        ("a 2-4-week course", "C006 2-4-week"),
        ("10 mg-20 mg in mice", "C006 10"),
        ("{{c1::2-4}} weeks", "C006 2-4}}"),
        ("after 24h of **10**% or 133L/kg", "C007 24h"),
        ("**10**mg in mice", "C007 10**mg"),
        ("It is never given.", "C009 never"),
        ("Two weeks without exception.", "C009 without"),
        ("A revolutionary drug.", "C010 revolutionary"),
        ("It is safe and effective.", "C010 safe"),
        ("It empowers people.", "C010 empowers"),
        ("Take one tablet at night.", "C011 Take"),
        ("It helps. Stop taking it slowly.", "C011 Stop"),
        ("Ask your doctor.", "C011 Ask"),
        ("Patients should stop slowly.", "C011 Patients"),
        ("Ativan is one.", "C012 Ativan"),
        ("an effect of Lorazepam", "C013 Lorazepam"),
    ],
)
def test_bad_wording_is_found_at_its_place(text: str, hit: str) -> None:
    """The first hit stands at the very word that is wrong."""
    assert hits(text)[0] == hit


def test_bare_number_answers_a_question_of_a_measure_only() -> None:
    """Asked for a half-life, 12 lacks its unit; asked for a number or a year, it does not."""
    assert hits("About 2–4.", question="What is the half-life of X?") == ["C001 2–4."]
    assert hits("12", question="By which factor does the half-life grow?") == []
    assert hits("2012", question="In which year was the dose changed?") == []
    assert hits("12 h", question="What is the half-life of X?") == []


@pytest.mark.parametrize(
    ("others", "lacks"),
    [
        ({"question": "What dose?"}, "country or body and year"),
        ({"question": "What dose in the UK?"}, "year"),
        ({"question": "What dose in 2022?"}, "country or body"),
    ],
)
def test_dose_without_its_source_says_what_lacks(others: dict[str, str], lacks: str) -> None:
    """A dose needs a country or body and a year anywhere in its note."""
    texts = (read("answer", "10 mg"), *(read(key, text) for key, text in others.items()))
    find = {rule.code: find for rule, find in CLINICAL_RULES}["C008"]
    said = f'dose "10 mg" without {lacks}; say whose it is, as in (UK, 2022)'
    assert [hit.message for hit in find(texts)] == [said]
    assert codes("10 mg", question="What dose?", why="NICE says so (2022).") == set()
    assert codes("Maximum 10 mg in 24 hours in adults.") == {"C008"}


@pytest.mark.parametrize(
    "text",
    [
        "Twelve volunteers took a single dose of 10 mg.",
        "Of 57 emergency patients given 4 mg some slept.",
        "Tablets hold 10 mg.",
        "At a dose that gives 10 mg/L in blood.",
    ],
)
def test_dose_of_a_study_a_strength_or_a_level_needs_no_source(text: str) -> None:
    """Only doses that somebody set need country and year."""
    assert codes(text) == set()


@pytest.mark.parametrize("text", ["Always a miracle.", "Ask your doctor.", "You should take it."])
def test_claim_may_quote_promotional_copy(text: str) -> None:
    """The text of a claim is quoted; the evidence is ours."""
    assert codes(text, "claim") == set()
    assert codes(text, "evidence") != set()


def test_brand_in_a_claim_is_explained_by_the_evidence() -> None:
    """The generic name may stand in any text of the note."""
    assert codes("Valium calms.", "claim", evidence="Diazepam sedates.") == set()
    assert codes("Valium calms.", "claim", evidence="It sedates.") == {"C012"}


def test_advice_may_be_told_as_somebodys() -> None:
    """What a label or guideline says to patients is a fact of it."""
    assert codes("Patients should not drive, the label says.") == set()
    assert codes("Patients should not drink.") == {"C011"}


def test_what_is_negated_is_no_promotion() -> None:
    """To deny that a drug is a miracle is not to praise it."""
    assert codes("It is not a wonder drug and no breakthrough.") == set()
    assert codes("It is no placebo. A breakthrough!") == {"C010"}


@pytest.mark.parametrize(("pattern", "instead"), terms.ERROR_PRONE + terms.PROMOTIONAL)
def test_every_word_says_what_to_write_instead(pattern: str, instead: str) -> None:
    """The tables hold a remedy beside each pattern, and no pattern captures."""
    assert instead
    assert "(?P" not in pattern


def test_allow_silences_a_clinical_rule(edit: Edit) -> None:
    """A note may break a rule with a reason."""
    edit(CLAIMS, EVIDENCE, "It never does.\n    allow: {C009: quoted from the law}")
    assert problems() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["`", "1-", "1, ", r"\(", "0", "1,000", "dose of ", "no a ", "10 mg-", "{{c1::", "]("]
)
def test_no_pattern_explodes(
    piece: str, growth: Callable[[Callable[[int], object]], float]
) -> None:
    """Twice the text, made of what patterns start with, takes the rules less than four times."""

    def findings(size: int) -> int:
        texts = (read("answer", piece * (size // len(piece))),)
        return sum(1 for _, find in CLINICAL_RULES for _ in find(texts))

    assert growth(findings) < MAX_GROWTH
