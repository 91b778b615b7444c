"""Half-lives on cards beside the table: what contradicts it is found, and nothing else is."""

import re

import pytest

from deckbuilder.checks.tablefigures import contradicted_half_lives
from deckbuilder.collection.contents import Collection, SourceNote
from deckbuilder.source.notes import QuestionNote
from tests.written import written_notes


def found(real: Collection, question: str, answer: str, why: str | None = None) -> list[str]:
    """Return what is said of a question note, the real table at hand."""
    note = next(note for note in written_notes(real) if type(note.note) is QuestionNote)
    texts = {"question": question, "answer": answer, "why": why}
    changed = SourceNote(
        note=note.note.model_copy(update=texts),
        deck=note.deck,
        tags=note.tags,
        citations=note.citations,
        picture=None,
        html=note.html,
        clozes=note.clozes,
        origin=note.origin,
    )
    return [each.problem.message for each in contradicted_half_lives([changed], real.drugs)]


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        (
            "What is the half-life of lorazepam?",
            "About 40–60 h.",
            (
                "the half-life of lorazepam is given as 40–60 h, but the sources of drugs.yaml say "
                "8–25 h; correct the one or the other"
            ),
        ),
        (
            "How long is the half-life of nordazepam?",
            "About 20 hours.",
            (
                "the half-life of nordazepam is given as 20 hours, but the sources of drugs.yaml "
                "say 36–200 h; correct the one or the other"
            ),
        ),
        (
            "What is the half-life of flumazenil?",
            "5 to 10 min.",
            (
                "the half-life of flumazenil is given as 5 to 10 min, but the sources of "
                "drugs.yaml say 0.67–1.33 h; correct the one or the other"
            ),
        ),
    ],
)
def test_half_life_outside_of_all_sources_is_told(
    question: str, answer: str, said: str, real: Collection
) -> None:
    """The figure, the drug and what the sources say stand in the message."""
    assert found(real, question, answer) == [said]


def test_sentence_of_a_why_is_read_as_well(real: Collection) -> None:
    """A contradiction hides no less in the reason."""
    why = "It is fast. The half-life of temazepam is about 3 days."
    assert len(found(real, "Which drug?", "Temazepam.", why)) == 1


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the half-life of lorazepam?", "About 12–14 h (range 10–20 h)."),
        ("What is the half-life of lorazepam?", "About 24–48 h."),
        ("What is the half-life of lorazepam in cirrhosis?", "About 41 h."),
        ("What is the half-life of lorazepam or diazepam?", "About 300 h."),
        ("How long after lorazepam does sleep come?", "After 60 h."),
        ("What does fluvoxamine do to the half-life of diazepam?", "It rises to 200 h."),
    ],
    ids=["within", "overlapping", "a changed state", "two drugs", "no half-life", "a change"],
)
def test_what_does_not_contradict_is_left_alone(
    question: str, answer: str, real: Collection
) -> None:
    """Narrower ranges, changed states, other drugs and other times raise nothing."""
    assert found(real, question, answer) == []


def test_real_notes_do_not_contradict_the_table(real: Collection) -> None:
    """The rule is right on every note that there is."""
    assert list(contradicted_half_lives([*written_notes(real)], real.drugs)) == []


def test_real_half_life_cards_are_compared(real: Collection) -> None:
    """The cards that ask for a half-life are those on which a wrong figure would be found."""
    notes = [note.note for note in written_notes(real) if type(note.note) is QuestionNote]
    asks = re.compile(r"(?:What|How long) is the [a-z ]*half-life of \w+(?: itself)?\?")
    asking = [note for note in notes if asks.fullmatch(note.question)]
    assert asking
    for note in asking:
        assert len(found(real, note.question, "About 400 days.")) == 1, note.id
