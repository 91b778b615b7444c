"""Cases that other tools failed: what is typed reaches the student, or a problem says why not.

A folder of fixtures/cases holds a source; `student` is the real Anki after importing its package.
"""

import html
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageRequest
from click.testing import Result

from tests.places import FIXTURES

CASES = FIXTURES / "cases"

Run = Callable[..., Result]
Import = Callable[[str], Collection]


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that makes the source of a case that of the working folder."""

    def copied(number: str) -> None:
        shutil.copytree(CASES / number / "source", tmp_path / "source")
        monkeypatch.chdir(tmp_path)

    return copied


@pytest.fixture
def student(tmp_path: Path, case: Callable[[str], None], run: Run) -> Iterator[Import]:
    """Return a function that checks and builds a case, and imports its package into Anki."""
    collection = Collection(str(tmp_path / "student.anki2"))

    def imported(number: str) -> Collection:
        case(number)
        checked = run("check", "--strict")
        assert checked.exit_code == 0, checked.stdout
        assert run("build").exit_code == 0
        package = str(tmp_path / "decks/mini.apkg")
        collection.import_anki_package(ImportAnkiPackageRequest(package_path=package))
        return collection

    yield imported
    collection.close()


@pytest.fixture
def problems(case: Callable[[str], None], run: Run) -> Callable[[str], list[str]]:
    """Return a function that gives the lines of problems in a case, without their file."""

    def found(number: str) -> list[str]:
        case(number)
        lines = run("check", "--strict").stdout.splitlines()
        return [line.split("receptor.yaml:")[-1] for line in lines]

    return found


def field(collection: Collection, note: str, name: str) -> str:
    """Return a field of the note that the source calls `note`."""
    (number,) = collection.find_notes(f"Id:{note}")
    return collection.get_note(number)[name]


def test_sign_at_the_start_of_an_answer_arrives(student: Import) -> None:
    """A minus, a plus and a "more than" are shown, and are what a typed answer is held against."""
    anki = student("04")
    for note, answer in (
        ("minus", "- 70 mV"),
        ("plus", "+ 60 mV"),
        ("above", "> twice the upper limit"),
    ):
        assert html.unescape(field(anki, note, "Answer")) == answer
        assert html.unescape(field(anki, note, "Typed")) == answer
        compared = anki.compare_answer(field(anki, note, "Typed"), answer)
        assert html.unescape(re.sub(r"<[^>]*>", "", compared)) == answer


def test_gap_in_inline_code_is_told(problems: Callable[[str], list[str]]) -> None:
    """A gap in inline code would show its marks and its answer."""
    message = "a cloze cannot stand in code; put it around the code, as in {{c1::`ls`}}"
    assert problems("06") == [f"4:25: error: {message} [S007]"]


def test_marks_of_anki_are_shown_as_typed(student: Import) -> None:
    """Formulas, players, pictures of LaTeX and boxes come of no text that only names them."""
    anki = student("08")
    typed = {
        "brackets": r"With \(x\) or \[y\].",
        "price": "[$]5[/$] and [latex]x[/latex]",
        "audio": "[sound:heart.mp3], [anki:tts lang=en_US]hi[/anki:tts], [[type:Answer]]",
    }
    for note, answer in typed.items():
        (card,) = (anki.get_card(each) for each in anki.find_cards(f"Id:{note}"))
        rendered = card.render_output()
        assert answer in html.unescape(re.sub(r"<[^>]*>", "", rendered.answer_text))
        assert (rendered.answer_av_tags, rendered.question_av_tags) == ([], [])
        assert not re.search(r"\[latex|\[sound|\[\[type|\\\(|\\\[|<img", rendered.answer_text)
    assert anki.media.check().missing == []


def test_typed_answer_that_no_keyboard_types_is_told(problems: Callable[[str], list[str]]) -> None:
    """An exponent would be compared as plain digits, a formula as TeX."""
    remedy = "a keyboard types plain text; write it so, or delete typed"
    assert problems("07") == [
        f"5:13: warning: a typed answer cannot hold a superscript: {remedy} [Q023]",
        f"10:13: warning: a typed answer cannot hold a formula: {remedy} [Q023]",
    ]


def test_surplus_cell_is_told(problems: Callable[[str], list[str]]) -> None:
    """A bar in code parts a table's row, and its last cell has no column."""
    message = r'a row of the table has 3 cells, its head 2; write a bar that is text as "\|"'
    assert problems("19") == [f"8:7: error: {message} [S008]"]


def test_formula_in_a_formula_arrives_whole(student: Import) -> None:
    r"""A mark in the braces of \text ends no formula."""
    answer = r"\(f(x)=\begin{cases}1 & \text{if \(x>0\)}\\0 & \text{else}\end{cases}\)"
    assert html.unescape(field(student("21"), "cases", "Answer")) == answer


def test_every_file_of_cards_is_read_or_told(case: Callable[[str], None], run: Run) -> None:
    """A suffix in capitals is a suffix, and a file in a folder of cards/ is told."""
    case("13")
    message = "this file is not read; name it *.yaml and put it into cards/ itself"
    checked = run("check", "--strict")
    assert checked.stdout == f"source/cards/sub/more.yaml:1:1: warning: {message} [Y016]\n"
    assert "2 notes" in checked.stderr


def test_files_that_editors_leave_are_passed_over(student: Import) -> None:
    """Locks of Emacs and forks of macOS are no source files."""
    assert student("14").note_count() == 1


def test_text_that_a_comment_cuts_is_told(problems: Callable[[str], list[str]]) -> None:
    """What follows ` #` without quotation marks never reaches the student."""
    remedy = "put the whole text in single quotes, or the comment on a line of its own"
    message = f'the text ends before "# sign raises a note", which is a comment; {remedy}'
    assert problems("15") == [f"5:13: warning: {message} [Y015]"]


def test_language_of_the_collection_stands_on_the_cards(student: Import) -> None:
    """A deck in Arabic says so, and reads from right to left."""
    anki = student("17")
    (card,) = (anki.get_card(each) for each in anki.find_cards("Id:ar"))
    for side in (card.question(), card.answer()):
        assert '<main lang="ar" dir="rtl">' in side


def test_replaced_picture_of_an_updated_note_is_told(run: Run) -> None:
    """Anki keeps the old file, and writes another name into the note that it updates."""
    folder = CASES / "23"
    said = run("diff", str(folder / "old.apkg"), str(folder / "new.apkg")).stdout.splitlines()
    kept = "Anki keeps the old file"
    also = "; a new or updated note gets the new one under another name"
    assert [line for line in said if line.startswith(("look", "media"))] == [
        f"media replaced _IncrementalReadingExtension.dat: {kept}",
        *(f"media replaced _own.{suffix}: {kept}" for suffix in ("css", "dat", "png")),
        f"media replaced pic.png: {kept}{also}",
    ]
