"""The rules over whole collections: where they speak, and where they must stay silent."""

from collections.abc import Callable

import pytest

from deckbuilder.load import load_collection
from tests.places import LOOK

CARDS = "source/cards/receptor.yaml"
CLAIMS = "source/cards/claims.yaml"
BINDING_SITE = "Where on the GABA-A receptor do benzodiazepines bind?"
HALF_LIFE = "What is the elimination half-life of drug X?"
GAD = "Which enzyme makes GABA from glutamate?"
CLAIM = "Diazepam works by raising GABA levels."

Edit = Callable[[str, str, str], None]


def problems() -> list[str]:
    """Return the problems of the project in the working folder."""
    return [str(problem) for problem in load_collection("source", LOOK).problems]


def same_as(first: str) -> str:
    """Return the message on a card that asks what an earlier one asks."""
    return f"error: asks the same as note {first}; reword one or delete it [Q001]"


@pytest.mark.parametrize(
    "question", [GAD.upper(), "Which *enzyme*\n\n      makes GABA from glutamate?"]
)
def test_front_that_reads_the_same_is_found(edit: Edit, question: str) -> None:
    """Letter case, spaces and formatting make no other question."""
    edit(CARDS, HALF_LIFE, f"|-\n      {question}")
    (problem,) = problems()
    assert problem.endswith(same_as(f'"half-life" in {CARDS}:13:9'))


def test_every_further_front_names_the_first(edit: Edit) -> None:
    """Of three notes that ask the same the second and third point to the first."""
    edit(CARDS, HALF_LIFE, GAD)
    edit(CLAIMS, CLAIM, GAD)
    said = same_as(f'"half-life" in {CARDS}:13:9')
    assert problems() == [f"{CLAIMS}:4:12: {said}", f"{CARDS}:21:15: {said}"]


def test_same_question_about_another_picture_is_another_card(edit: Edit) -> None:
    """Two notes may ask the same, the one with a picture and the other without."""
    edit(CARDS, GAD, BINDING_SITE)
    assert problems() == []


def test_reversed_question_counts_as_a_front(edit: Edit) -> None:
    """A reversed question that another note asks as well is found, and told where it stands."""
    edit(CLAIMS, CLAIM, "What does glutamic acid decarboxylase make?")
    said = same_as(f'"gad" in {CARDS}:20:9')
    assert problems() == [f"{CLAIMS}:4:12: {said}"]
    edit(CARDS, "    reverse: What does glutamic acid decarboxylase make?\n", "")
    assert problems() == []


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("Q001", HALF_LIFE, f"{BINDING_SITE}\n    figure: {{file: pentamer.svg, alt: x}}"),
        ("Q002", "requires: [binding-site]", "requires: [bindingsite]"),
        ("Q003", "requires: [binding-site]", "requires: [gad]"),
        ("Q004", "level: advanced", "figure: {file: pentamer.svg, alt: ' '}"),
        ("R005", "textbook: true\n    level", "level"),
        ("R006", "textbook: true\n    level", "refs: [zhu2018, zhu2018]\n    level"),
    ],
)
def test_allow_silences_its_rule(edit: Edit, code: str, old: str, new: str) -> None:
    """What a note allows with a reason is no problem, be it error or warning."""
    edit(CARDS, old, new)
    (problem,) = problems()
    assert problem.endswith(f"[{code}]")
    edit(CARDS, "  - id: half-life\n", f"  - id: half-life\n    allow: {{{code}: why}}\n")
    assert problems() == []


@pytest.mark.parametrize("code", ["Q001", "R002", "nonsense"])
def test_allow_that_silences_nothing_is_told_where_it_stands(edit: Edit, code: str) -> None:
    """An allow entry without a finding is a problem, the one beside it with a finding is none."""
    edit(CARDS, "textbook: true\n    level", f"allow: {{R005: why, {code}: why}}\n    level")
    said = f'warning: allow "{code}" silences nothing here; delete it [Q005]'
    assert problems() == [f"{CARDS}:16:{26 + len(code)}: {said}"]


def test_requirement_may_lie_in_an_earlier_deck_only(edit: Edit) -> None:
    """Teaching order goes by the list of decks, not by file name."""
    edit(CLAIMS, "    refs:", "    requires: [gad]\n    refs:")
    assert problems() == []
    edit(CARDS, "requires: [binding-site]", "requires: [claim-gaba-levels]")
    said = 'note "claim-gaba-levels" is required here but comes later; move one of them'
    assert problems() == [f"{CARDS}:18:16: error: {said} [Q003]"]


def test_other_place_in_a_reference_is_no_repetition(edit: Edit) -> None:
    """A note may cite two places in the same reference, and each of them once."""
    edit(CLAIMS, "[zhu2018]", "[zhu2018, {id: zhu2018, at: a}, {id: zhu2018, at: b}]")
    assert problems() == []
    edit(CLAIMS, "at: b", "at: a")
    said = 'warning: reference "zhu2018" is cited twice; delete one [R006]'
    assert problems() == [f"{CLAIMS}:7:43: {said}"]
