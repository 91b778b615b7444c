"""The options of `check`: formats, selection of rules, the view on a terminal, and watching."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

from tests.places import FIXTURES

if TYPE_CHECKING:
    from tests.conftest import Command, Start

CARDS = "source/cards/claims.yaml"
UNCITED = (
    f"{CARDS}:3:9: warning: no reference; add refs, "
    'or "textbook: true" where none is needed [R005]\n'
)
BAD_VERDICT = (
    f'{CARDS}:5:14: error: expected "supported", "supported with limits", "overstated", '
    '"not supported" or "contradicted", found "maybe" [S005]\n'
)
UNUSED = f'{CARDS}:8:19: warning: allow "R006" silences nothing here; delete it [Q005]\n'
DECK_LINES = "01 Receptor: 5 notes, 9 cards\n02 Claims: 1 note, 1 card\n"

Run = Callable[..., Result]
Edit = Callable[[str, str, str], None]


@pytest.fixture
def two_warnings(edit: Edit) -> None:
    """Leave a note without a reference, and let it silence a rule that it keeps."""
    edit(CARDS, "    refs: [zhu2018]\n", "    tags: [x]\n    allow: {R006: no}\n")


@pytest.fixture
def bad_verdict(edit: Edit) -> None:
    """Give a claim a verdict that is none."""
    edit(CARDS, "verdict: not supported", "verdict: maybe")


@pytest.mark.usefixtures("two_warnings")
def test_text_is_the_default_and_stays_as_it_was(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Piped output is the plain lines, under GitHub Actions and with forced colours too."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("FORCE_COLOR", "1")
    for result in (run("check"), run("check", "--format", "text")):
        assert result.stdout == UNCITED + UNUSED
        assert result.exit_code == 0


@pytest.mark.usefixtures("two_warnings")
def test_summary_counts_by_family(run: Run) -> None:
    """Standard error tells the decks, how many problems there are, and of which families."""
    counts = "source: 0 errors, 2 warnings\nby family: Q 1, R 1\n"
    assert run("check").stderr == DECK_LINES + counts


@pytest.mark.usefixtures("bad_verdict")
def test_github_format_annotates(run: Run) -> None:
    """--format github prints an annotation before each line; the exit code is the same."""
    result = run("check", "--format", "github")
    annotation = f"::error file={CARDS},line=5,col=14,title=S005::"
    message = BAD_VERDICT.split(": error: ")[1].removesuffix(" [S005]\n")
    assert result.stdout == f"{annotation}{message}\n{BAD_VERDICT}"
    assert result.stderr == "source: 1 error, 0 warnings\nby family: S 1\n"
    assert result.exit_code == 1


@pytest.mark.usefixtures("two_warnings")
def test_json_format_is_one_document(run: Run) -> None:
    """--format json prints one document with all problems; notices stay on standard error."""
    result = run("check", "--strict", "--format", "json")
    found = json.loads(result.stdout)
    assert found["problems"][0] == {
        "file": CARDS,
        "line": 3,
        "column": 9,
        "severity": "warning",
        "code": "R005",
        "message": 'no reference; add refs, or "textbook: true" where none is needed',
        "summary": "A note must cite a reference or be marked as textbook.",
    }
    assert [each["code"] for each in found["problems"]] == ["R005", "Q005"]
    assert found["counts"] == {"errors": 0, "warnings": 2, "families": {"Q": 1, "R": 1}}
    assert result.exit_code == 1


@pytest.mark.usefixtures("project")
def test_json_of_a_clean_source_is_a_document_too(run: Run) -> None:
    """A program gets the same structure where there is no problem."""
    counts = {"errors": 0, "warnings": 0, "families": {}}
    result = run("check", "--format", "json")
    assert json.loads(result.stdout) == {"format": 1, "problems": [], "counts": counts}


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["--select", "Q"], UNUSED),
        (["--select", "Q005"], UNUSED),
        (["--select", "Q, R005"], UNCITED + UNUSED),
        (["--select", "Q", "--select", "R"], UNCITED + UNUSED),
        (["--select", "Y"], ""),
        (["--ignore", "Q"], UNCITED),
        (["--ignore", "R005"], UNUSED),
        (["--ignore", "R005", "--ignore", "Q"], ""),
        (["--select", "Q,R", "--ignore", "Q005"], UNCITED),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
@pytest.mark.usefixtures("two_warnings")
def test_codes_and_families_choose_what_is_shown(run: Run, options: list[str], shown: str) -> None:
    """--select shows the named alone, --ignore leaves them out; the exit code follows."""
    result = run("check", "--strict", *options)
    assert result.stdout == shown
    assert result.exit_code == (1 if shown else 0)


@pytest.mark.usefixtures("bad_verdict")
def test_ignored_error_does_not_fail_but_is_counted(run: Run) -> None:
    """An error that is left out gives exit code 0, and the summary says that it is there."""
    result = run("check", "--strict", "--ignore", "S")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "source: 0 errors, 0 warnings\nnot shown, by your choice: 1 error, 0 warnings\n"
    )


@pytest.mark.usefixtures("bad_verdict")
def test_build_heeds_every_problem(run: Run) -> None:
    """Choosing what check shows changes nothing for build."""
    assert run("check", "--ignore", "S").exit_code == 0
    assert run("build").stdout == BAD_VERDICT


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("Q03", 'unknown code or family "Q03"; did you mean "Q003"?'),
        ("R005,q", 'unknown code or family "q"; did you mean "Q"?'),
        ("s0055,i1", 'unknown code or family "s0055"; did you mean "S005"?; unknown code or'),
        ("verdicts", 'unknown code or family "verdicts"; give codes or the families '),
        ("", 'unknown code or family ""; give codes or the families '),
        ("R005,", 'unknown code or family ""; give codes or the families '),
    ],
    ids=["code", "letter case", "two", "like none", "nothing", "comma at the end"],
)
@pytest.mark.usefixtures("project")
def test_unknown_code_is_wrong_usage(run: Run, option: str, names: str, said: str) -> None:
    """A code or family that does not exist ends with exit code 2 and the nearest that does."""
    result = run("check", option, names)
    assert (result.exit_code, result.stdout) == (2, "")
    error = result.stderr.splitlines()[-1]
    assert error.startswith(f"Error: Invalid value for '{option}': {said}")


@pytest.mark.usefixtures("project")
def test_unknown_format_is_wrong_usage(run: Run) -> None:
    """A format that does not exist ends with exit code 2 and the list of those that do."""
    result = run("check", "--format", "xml")
    assert result.exit_code == 2
    assert "'text', 'github', 'json'" in result.stderr


def test_help_says_what_the_exit_code_counts(run: Run) -> None:
    """Who hides a problem is told that it no longer fails the check."""
    text = " ".join(run("check", "--help").stdout.split())
    assert "The exit code counts only what is shown." in text


@pytest.fixture
def watched(project: Path, start: "Start") -> "Command":
    """Return `check --watch` on the project."""
    return start(project, "check", "--watch")


def save(path: Path, text: str) -> None:
    """Save a file as editors do: write a new one aside and put it in the old one's place."""
    aside = path.parents[2] / "aside"
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


SEPARATOR = "== 22:13:20 source, Ctrl-C ends ==\n"
CLEAN = f"{SEPARATOR}{DECK_LINES}source: 0 errors, 0 warnings\n"
FAILED = f"{SEPARATOR}{BAD_VERDICT}source: 1 error, 0 warnings\nby family: S 1\n"


def test_watch_checks_again_on_every_save(watched: "Command", project: Path) -> None:
    """Each save gives a separator with the time and the whole check; Ctrl-C ends with 0."""
    path = project / CARDS
    sound = path.read_text(encoding="utf-8")
    assert watched.read_until(" warnings\n") == CLEAN
    save(path, sound.replace("not supported", "maybe"))
    assert watched.read_until("family: S 1\n") == FAILED
    save(path, sound)
    assert watched.read_until(" warnings\n") == CLEAN
    watched.interrupt()
    assert watched.wait() == 0


@pytest.mark.slow
def test_watch_sees_new_files_and_folders(watched: "Command", project: Path) -> None:
    """A file in a folder that was not there when watching began counts as a save."""
    watched.read_until(" warnings\n")
    (project / "source/extra").mkdir()
    assert watched.read_until(" warnings\n") == CLEAN
    save(project / "source/cards/new.yaml", "deck: nowhere\nnotes: []\n")
    assert "source/cards/new.yaml:1:7: error: " in watched.read_until("by family")


@pytest.mark.slow
def test_watch_ends_when_the_source_goes(watched: "Command", project: Path) -> None:
    """A source folder that is moved away while it is watched ends with exit code 2 and one line."""
    watched.read_until(" warnings\n")
    (project / "source").rename(project / "away")
    end = 'Error: source folder "source" does not exist; name another with --source\n'
    assert watched.read_until(end) == SEPARATOR + end
    assert watched.wait() == 2


@pytest.mark.usefixtures("project")
def test_watch_of_a_missing_folder_is_wrong_usage(run: Run) -> None:
    """There is nothing to wait for in a folder that is not there."""
    result = run("--source", "nowhere", "check", "--watch")
    message = 'Error: source folder "nowhere" does not exist; name another with --source\n'
    assert (result.exit_code, result.output) == (2, message)


@pytest.mark.usefixtures("bad_verdict")
def test_terminal_shows_the_source_line(project: Path, start: "Start") -> None:
    """On a terminal a problem is coloured and followed by its line with a caret."""
    check = start(project, "check", on_terminal=True)
    message = BAD_VERDICT.split(": error: ")[1].removesuffix(" [S005]\n")
    assert check.read_until("by family: S 1\r\n").splitlines() == [
        f"\x1b[1m{CARDS}:5:14\x1b[0m: \x1b[1;31merror:\x1b[0m {message} \x1b[2m[S005]\x1b[0m",
        "        verdict: maybe",
        "                 \x1b[1;31m^\x1b[0m",
        "source: 1 error, 0 warnings",
        "by family: S 1",
    ]
    assert check.wait() == 1


@pytest.mark.parametrize("case", ["many-problems", "Y002-not-utf8", "I006-ledger-not-json"])
def test_terminal_view_of_broken_files_has_every_line(
    case: str, project: Path, start: "Start"
) -> None:
    """Also of a file that cannot be decoded, the terminal shows the problems that a pipe gets."""
    shutil.copytree(FIXTURES / "bad" / case, project, dirs_exist_ok=True)
    expected = (FIXTURES / "bad" / case / "expected.txt").read_text(encoding="utf-8").splitlines()
    shown = start(project, "check", on_terminal=True).read_until("by family").splitlines()
    plain = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in shown]
    assert [line for line in plain if line in expected] == expected
    assert sum(line.strip() == "^" for line in plain) == len(expected)
