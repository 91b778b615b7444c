"""Contrasts: made from two rows of the table, and refused where these do not differ clearly."""

from collections.abc import Mapping

import pytest

from deckbuilder.collection.contents import Collection
from deckbuilder.kinds.contrast import NotBorneOutError, TabledQuestionNote, with_rows
from deckbuilder.source.drugs import Drug
from deckbuilder.source.notes import ContrastNote
from tests.written import written_notes


@pytest.fixture(scope="module")
def rows(real: Collection) -> Mapping[str, Drug]:
    """Return the drugs of the real table by id."""
    return {drug.id: drug for drug in real.drugs.drugs}


def contrast(kind: str, between: tuple[str, str], use: str | None = None) -> ContrastNote:
    """Return a contrast as a maintainer writes it."""
    return ContrastNote.model_validate(
        {"id": "c", "contrast": kind, "between": between} | ({"use": use} if use else {})
    )


def test_half_lives_that_do_not_overlap(rows: Mapping[str, Drug]) -> None:
    """The longer one is the answer, with both ranges; its lasting metabolite counts."""
    made = with_rows(contrast("half-life", ("temazepam", "flurazepam")), rows)
    assert made.question == (
        "Temazepam or flurazepam: which accumulates more on daily doses, by which half-life?"
    )
    assert made.answer == "**Flurazepam**: 47–100 h as desalkylflurazepam, against 8–22 h."
    assert made.why is not None
    assert made.why.startswith("Both are licensed for insomnia in the USA.")
    assert {place.id for place in made.places} >= {"fda-flurazepam", "fda-temazepam"}


def test_glucuronidation_against_oxidation(rows: Mapping[str, Drug]) -> None:
    """The answer is the drug that is glucuronidated, whichever stands first."""
    pair = ("lorazepam", "alprazolam")
    answers = {with_rows(contrast("clearance", order), rows).answer for order in (pair, pair[::-1])}
    assert answers == {"**Lorazepam**; alprazolam by oxidation by CYP3A4."}


def test_active_metabolite_or_none(rows: Mapping[str, Drug]) -> None:
    """The answer is the drug whose metabolite lasts, and the reason says what the other leaves."""
    made = with_rows(contrast("active metabolite", ("oxazepam", "chlordiazepoxide")), rows)
    assert made.answer == "**Chlordiazepoxide**: nordazepam (36–200 h)."
    assert made.why == (
        "Both are licensed for anxiety in the USA. "
        "Oxazepam leaves none: the glucuronide is inactive."
    )


def test_licensed_use_or_none(rows: Mapping[str, Drug]) -> None:
    """The answer is the drug with the licence, and the reason says what the other is for."""
    made = with_rows(contrast("licence", ("diazepam", "clorazepate"), "muscle spasm"), rows)
    assert made.question == (
        "Diazepam or clorazepate: which is licensed for muscle spasm in the USA?"
    )
    assert made.answer == "**Diazepam**; clorazepate has no licence for that."


def test_look_alike_says_what_follows(rows: Mapping[str, Drug]) -> None:
    """The drug that was given stands first, be it the one of the row or the other."""
    questions = [
        with_rows(contrast("look-alike", pair), rows).question
        for pair in (("diazepam", "diltiazem"), ("chlordiazepoxide", "chlorpromazine"))
    ]
    assert questions == [
        "Diazepam is given by mistake for diltiazem. What follows?",
        "Chlorpromazine is given by mistake for chlordiazepoxide. What follows?",
    ]


@pytest.mark.parametrize(
    ("kind", "between", "use", "reason"),
    [
        (
            "half-life",
            ("temazepam", "estazolam"),
            None,
            "the half-lives overlap: 8–22 h and 10–24 h",
        ),
        (
            "half-life",
            ("diazepam", "triazolam"),
            None,
            "the two share no licensed use in the USA",
        ),
        (
            "clearance",
            ("lorazepam", "oxazepam"),
            None,
            "not one alone of the two is cleared by glucuronidation",
        ),
        (
            "active metabolite",
            ("lorazepam", "oxazepam"),
            None,
            "not one alone of the two leaves an active metabolite",
        ),
        (
            "licence",
            ("alprazolam", "clonazepam"),
            "panic disorder",
            "not one alone of the two is licensed for panic disorder",
        ),
        ("licence", ("alprazolam", "lorazepam"), None, "a licence contrast needs `use`"),
        (
            "half-life",
            ("lormetazepam", "temazepam"),
            None,
            "the table has no entry for lormetazepam in the USA",
        ),
        (
            "look-alike",
            ("temazepam", "diltiazem"),
            None,
            'the table does not list "diltiazem" as a look-alike of temazepam',
        ),
    ],
)
def test_contrast_that_the_table_does_not_bear_out(
    kind: str,
    between: tuple[str, str],
    use: str | None,
    reason: str,
    rows: Mapping[str, Drug],
) -> None:
    """A pair that does not differ clearly is refused, with what the table says of it."""
    with pytest.raises(NotBorneOutError) as refused:
        with_rows(contrast(kind, between, use), rows)
    assert str(refused.value) == reason


def test_deck_has_30_contrasts(real: Collection) -> None:
    """There are enough of them, and each names the places that bear it out."""
    made = [note.note for note in written_notes(real) if isinstance(note.note, TabledQuestionNote)]
    assert len(made) >= 30
    assert [note.id for note in made if not note.places] == []
