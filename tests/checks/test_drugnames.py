"""Names that look like drugs: slips are found with the right name, and nothing else is."""

import pytest

from deckbuilder.checks.drugnames import LEAST_LETTERS, unknown_drugs
from deckbuilder.collection.contents import Collection, SourceNote
from deckbuilder.source.notes import QuestionNote
from tests.written import written_notes


def asking(note: SourceNote, question: str) -> SourceNote:
    """Return a note with another question."""
    assert isinstance(note.note, QuestionNote)
    return SourceNote(
        note=note.note.model_copy(update={"question": question, "answer": "X", "why": None}),
        deck=note.deck,
        tags=note.tags,
        citations=note.citations,
        picture=None,
        html=note.html,
        clozes=note.clozes,
        origin=note.origin,
    )


def found(real: Collection, question: str) -> list[str]:
    """Return what is said of the names in a question, the real table at hand."""
    note = next(note for note in written_notes(real) if type(note.note) is QuestionNote)
    return [each.problem.message for each in unknown_drugs([asking(note, question)], real.drugs)]


@pytest.mark.parametrize(
    ("slip", "right"),
    [
        ("lorazepan", "lorazepam"),
        ("Lorazpeam", "lorazepam"),
        ("alprazolm", "alprazolam"),
        ("chlordiazeepoxide", "chlordiazepoxide"),
        ("flumazenyl", "flumazenil"),
        ("phenytion", "phenytoin"),
        ("Rohypnoll", "rohypnol"),
    ],
)
def test_slip_is_told_with_the_right_name(slip: str, right: str, real: Collection) -> None:
    """One letter wrong, missing, too many or moved: the message names what was meant."""
    assert found(real, f"What does {slip} do?") == [
        f'"{slip}" looks like a drug and is none that drugs.yaml knows; did you mean "{right}"?'
    ]


def test_unknown_name_of_the_class_is_told(real: Collection) -> None:
    """A name with an ending of the class needs a place in the table or among the others."""
    assert found(real, "What does quinomazepam do?") == [
        (
            '"quinomazepam" looks like a drug and is none that drugs.yaml knows; '
            "correct it, or add it to `other_drugs`"
        )
    ]


@pytest.mark.parametrize(
    "question",
    [
        "What do diazepam, Valium and Diazepam’s metabolites share?",
        "How do benzodiazepines end: in -azepam or -azolam?",
        "Is 7-aminoclonazepam, or N-desmethyldiazepam, active?",
        "What does phenobarbital add to morphine, methadone and propofol?",
        "Do cortisol, adrenaline, noradrenaline and dopamine rise?",
    ],
)
def test_known_names_and_other_words_are_left_alone(question: str, real: Collection) -> None:
    """Plurals, brands, metabolites, other drugs and ordinary words raise nothing."""
    assert found(real, question) == []


def test_real_notes_hold_no_unknown_name(real: Collection) -> None:
    """The rule is right on every note that there is."""
    assert list(unknown_drugs([*written_notes(real)], real.drugs)) == []


def test_every_name_of_the_table_is_found_when_misspelt(real: Collection) -> None:
    """Of each long enough generic name the slip is seen in which its last letter is another."""
    missed = [
        drug.name
        for drug in real.drugs.drugs
        if len(drug.name) >= LEAST_LETTERS and not found(real, f"Does {drug.name[:-1]}q act?")
    ]
    assert missed == []
