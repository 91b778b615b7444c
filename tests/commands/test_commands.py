"""The commands as a user meets them: exit code, standard output and standard error."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result

from tests.places import ROOT

EPOCH = "1700000000"
SECONDS = 120
"""Longest wait for a process."""

MINI_SUMMARY = (
    "decks/mini.apkg: 2 decks, 6 notes, 10 cards, N KiB\n"
    "decks/receptor.apkg: 1 deck, 5 notes, 9 cards, N KiB\n"
    "2 packages, N KiB\n"
    "Draft: 6 notes not released yet: "
    "binding-site, half-life, gad, frequency, steady-state, …\n"
    "Draft: new look, not released yet: "
    "Mini Pharmacology Claim, Mini Pharmacology Cloze, Mini Pharmacology Question\n"
)

Run = Callable[..., Result]
Edit = Callable[[str, str, str], None]


def triple(result: Result) -> tuple[int, str, str]:
    """Return exit code, standard output and standard error of a run, sizes as "N KiB"."""
    return result.exit_code, result.stdout, re.sub(r"[\d,]+ KiB", "N KiB", result.stderr)


def script(
    *arguments: str, cwd: Path, limit: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run build.py in a process of its own, with files of at most `limit` bytes."""
    limit_file_size = None
    if limit is not None:
        resource = pytest.importorskip("resource")  # Windows has none
        limit_file_size = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))
    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *arguments],
        cwd=cwd,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit_file_size,
        timeout=SECONDS,
    )


def test_no_command_builds_all_packages(project: Path, run: Run) -> None:
    """Without a command every package is written, with a line each and a summary."""
    progress = "Building mini.apkg\nBuilding receptor.apkg\n"
    assert triple(run()) == (0, "", progress + MINI_SUMMARY)
    assert sorted(path.name for path in (project / "decks").iterdir()) == [
        "mini.apkg",
        "receptor.apkg",
    ]


@pytest.mark.parametrize("name", ["receptor", "receptor.apkg"])
def test_build_of_one_package_writes_that_one(project: Path, run: Run, name: str) -> None:
    """A package is named with or without its ending, and the others stay away."""
    assert run("build", name).exit_code == 0
    assert [path.name for path in (project / "decks").iterdir()] == ["receptor.apkg"]


def test_unknown_package_is_wrong_usage(project: Path, run: Run) -> None:
    """A package that collection.yaml does not list ends with exit code 2 and a suggestion."""
    message = (
        'Error: collection.yaml has no package "recepto.apkg"; did you mean "receptor.apkg"?\n'
    )
    assert triple(run("build", "recepto")) == (2, "", message)
    assert not (project / "decks").exists()


def test_clean_check_says_what_it_read(project: Path, run: Run) -> None:
    """A clean source gives exit code 0, and its counts on standard error alone."""
    summary = (
        "01 Receptor: 5 notes, 9 cards\n02 Claims: 1 note, 1 card\nsource: 0 errors, 0 warnings\n"
    )
    assert triple(run("check", "--strict")) == (0, "", summary)
    assert not (project / "decks").exists()


def test_warnings_fail_only_a_strict_check(edit: Edit, run: Run) -> None:
    """A warning is printed with exit code 0, and with exit code 1 under --strict."""
    edit("source/cards/claims.yaml", "    refs: [zhu2018]\n", "")
    problem = (
        "source/cards/claims.yaml:3:9: warning: no reference; add refs, "
        'or "textbook: true" where none is needed [R005]\n'
    )
    assert triple(run("check"))[:2] == (0, problem)
    assert triple(run("check", "--strict"))[:2] == (1, problem)


def test_folders_can_be_named(project: Path, run: Run) -> None:
    """--source and --decks hold for every command, and problems name the path as it was given."""
    (project / "source").rename(project / "questions")
    assert run("--source", "./questions/", "--decks", "out/packages").exit_code == 0
    assert (project / "out/packages/mini.apkg").is_file()
    (project / "questions/cards/claims.yaml").write_text("", encoding="utf-8")
    result = run("--source", "./questions/", "check")
    assert result.stdout == "./questions/cards/claims.yaml:1:1: error: the file is empty [Y006]\n"


@pytest.mark.usefixtures("project")
def test_missing_source_folder_is_wrong_usage(run: Run) -> None:
    """A source folder that is not there ends with exit code 2 and one line."""
    message = 'Error: source folder "nowhere" does not exist; name another with --source\n'
    assert triple(run("--source", "nowhere")) == (2, "", message)
    assert triple(run("--source", "nowhere", "check")) == (2, "", message)


@pytest.mark.parametrize("file", ["collection.yaml", "cards"])
def test_missing_part_of_the_source_is_a_problem(project: Path, run: Run, file: str) -> None:
    """A source folder without collection.yaml or cards/ is told in one line."""
    (project / "source" / file).rename(project / "away")
    said = "the file does not exist" if file == "collection.yaml" else "no such folder"
    assert triple(run("check"))[:2] == (1, f"source/{file}:1:1: error: {said} [Y001]\n")


def test_huge_field_is_refused(project: Path, run: Run) -> None:
    """A text of five megabytes is an error at its place, not a slow build."""
    path = project / "source/cards/claims.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("It makes", "x" * 5_000_000), encoding="utf-8")
    message = "text of 5,000,053 characters; at most 20,000 are taken"
    assert triple(run())[:2] == (1, f"source/cards/claims.yaml:6:15: error: {message} [Y011]\n")


def test_link_out_of_the_media_folder_is_refused(project: Path, edit: Edit, run: Run) -> None:
    """A figure that is a symbolic link to a file outside source/media is an error."""
    (project / "secret.svg").write_text("<svg/>", encoding="utf-8")
    (project / "source/media/link.svg").symlink_to(project / "secret.svg")
    edit("source/cards/receptor.yaml", "pentamer.svg", "link.svg")
    message = 'figure "link.svg" is a link that leads out of the media folder; copy the file'
    expected = f"source/cards/receptor.yaml:10:20: error: {message} [M002]\n"
    assert triple(run())[:2] == (1, expected)


def test_broken_template_is_a_problem(project: Path, run: Run) -> None:
    """A template that names a field its note type lacks is an error at that place."""
    look = project / "source/notetypes"
    look.mkdir()
    for path in (ROOT / "source/notetypes").iterdir():
        (look / path.name).write_bytes(path.read_bytes())
    (look / "claim.front.html").write_text("<p>{{Claim}}</p>\n<p>{{Cliam}}</p>\n", encoding="utf-8")
    message = 'note type "Claim" has no field "Cliam"; did you mean "Claim"?'
    expected = f"source/notetypes/claim.front.html:2:4: error: {message} [S009]\n"
    assert triple(run("check"))[:2] == (1, expected)


@pytest.mark.parametrize("epoch", ["yesterday", "100000000000"], ids=["a word", "twelve digits"])
def test_bad_epoch_is_wrong_usage(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    """A SOURCE_DATE_EPOCH that is no number, or lies millennia ahead, ends with exit code 2."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    message = f'Error: SOURCE_DATE_EPOCH is "{epoch}"; it must be seconds since 1970\n'
    assert triple(run("build", "receptor")) == (2, "", message)
    assert not (project / "decks").exists()


def test_decks_folder_that_cannot_be_made_is_trouble(project: Path) -> None:
    """A decks folder in a place that takes no files ends with exit code 2 and no traceback."""
    result = script("--decks", "/proc/decks", "build", cwd=project)
    assert result.returncode == 2
    assert result.stdout == ""
    last = result.stderr.splitlines()[-1]
    assert last == "Error: /proc/decks: No such file or directory; nothing was changed"


@pytest.mark.slow
def test_full_disk_leaves_the_old_packages_whole(project: Path, edit: Edit) -> None:
    """When writing fails half way, the packages of the last build stay and nothing else does."""
    assert script(cwd=project).returncode == 0
    before = {path.name: path.read_bytes() for path in (project / "decks").iterdir()}
    edit("source/cards/receptor.yaml", "The GABA sites lie elsewhere.", "Elsewhere.")
    result = script(cwd=project, limit=50_000)
    assert result.returncode == 2
    assert "File too large; nothing was changed" in result.stderr.splitlines()[-1]
    assert {path.name: path.read_bytes() for path in (project / "decks").iterdir()} == before


def test_every_command_has_a_help_text(run: Run) -> None:
    """`--help` of the group and of each command says what it does."""
    assert "Turn the questions in SOURCE into the Anki packages in DECKS." in run("--help").stdout
    assert "Build all packages, or those named" in run("build", "--help").stdout
    assert "Look for problems in the source, and write nothing." in run("check", "--help").stdout
