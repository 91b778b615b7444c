"""What a stranger plants, and what a machine does not let us do: one line, and nothing torn."""

import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from deckbuilder.apkg.read import MAX_SECTIONS_NESTED, read_package
from deckbuilder.apkg.write import package_bytes
from tests.places import EPOCH, LOOK, MINI, ROOT

if TYPE_CHECKING:
    from tests.conftest import Start

SECONDS = 120
"""Longest wait for a process."""

Run = Callable[..., Result]
Edit = Callable[[str, str, str], None]
CARDS = "source/cards/receptor.yaml"
READING = [
    ["check", "--help"],
    ["check", "--released"],
    ["stats"],
    ["diff", "old.apkg"],
    ["rehearse", "old.apkg", "--days", "1"],
]
"""Commands that write nothing."""


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory, build_script: ModuleType) -> Path:
    """Return a folder with the small project after a release, a copy of which is old.apkg."""
    folder = tmp_path_factory.mktemp("release")
    shutil.copytree(MINI, folder, dirs_exist_ok=True)
    folders = ["--source", str(folder / "source"), "--decks", str(folder / "decks")]
    command = CliRunner(env={"SOURCE_DATE_EPOCH": str(EPOCH)})
    assert command.invoke(build_script.main, [*folders, "release"]).exit_code == 0
    (folder / "old.apkg").write_bytes((folder / "decks/mini.apkg").read_bytes())
    return folder


@pytest.fixture
def released(project: Path, release: Path) -> Path:
    """Return a project of its own after a release."""
    shutil.copytree(release, project, dirs_exist_ok=True)
    return project


def everything(project: Path) -> dict[str, bytes]:
    """Return every file of a project."""
    return {str(path): path.read_bytes() for path in project.rglob("*") if path.is_file()}


def plant(project: Path, manifest: str, content: bytes = b"planted") -> Path:
    """Plant staged files as an interrupted command would leave them, but not from one."""
    staged = project / "decks/.staged"
    staged.mkdir(parents=True)
    (staged / "manifest.json").write_text(manifest, "utf-8")
    (staged / "0").write_bytes(content)
    return staged


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_reading_commands_leave_what_is_staged(
    released: Path, run: Run, command: list[str]
) -> None:
    """A command that reads moves nothing, whatever lies staged."""
    plant(released, json.dumps(["mini.apkg"]))
    before = everything(released)
    result = run(*command)
    assert result.exit_code in {0, 1}, result.output
    assert everything(released) == before


def test_check_says_how_to_go_on_and_back(released: Path, run: Run) -> None:
    """A check names what was interrupted, and both ways out of it."""
    plant(released, "[]")
    said = (
        "decks: a command was interrupted; `python build.py` finishes its work; "
        "to go back, delete decks/.staged and restore the files with git\n"
    )
    assert run("check").stderr.startswith(said)


@pytest.mark.parametrize(
    ("command", "place"),
    [
        ("release", "../victim"),
        ("build", "../.git/hooks/post-checkout"),
        ("build", "/victim"),
        ("build", "../source/collection.yaml"),
        ("build", "../source/cards/x.apkg"),
        ("build", "deep/x.apkg"),
        ("build", "x.svg"),
        ("build", "../CHANGELOG.md/../victim"),
        ("build", "."),
    ],
)
def test_writing_commands_write_to_this_project_alone(
    released: Path, run: Run, command: str, place: str
) -> None:
    """A staged file goes to the packages, the ledger or the changelog, or nowhere."""
    place = str(released / "victim") if place == "/victim" else place
    plant(released, json.dumps(["mini.apkg", place]))
    before = everything(released)
    result = run(command)
    assert result.exit_code == 2
    assert re.fullmatch(
        r'Error: decks/\.staged/manifest\.json: it would write to ".*", '
        r"which is not of this project; delete decks/\.staged; nothing was changed\n",
        result.stderr,
    )
    assert everything(released) == before


@pytest.mark.parametrize("manifest", ["", "{bad", "5", '["a", 5]', '{"a": "b"}', "[" * 9000])
def test_malformed_manifest_is_one_line(project: Path, run: Run, manifest: str) -> None:
    """A manifest that is none stops what writes, with a line, and nothing else."""
    plant(project, manifest)
    assert run("check").exit_code == 0
    result = run("build")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: decks/.staged/manifest.json: not as build.py writes it; delete decks/.staged; "
        "nothing was changed\n"
    )


def test_finishing_is_said(released: Path, run: Run) -> None:
    """What an interrupted command left is finished by the next that writes, which says so."""
    plant(released, json.dumps(["receptor.apkg"]), (released / "decks/receptor.apkg").read_bytes())
    result = run("build")
    assert result.exit_code == 0
    assert result.stderr.startswith("decks: finished what an interrupted command had begun\n")
    assert not (released / "decks/.staged").exists()


@pytest.mark.parametrize("taken", ["decks/mini.apkg", "CHANGELOG.md"])
def test_release_checks_first_what_can_be_checked(
    released: Path, run: Run, edit: Edit, taken: str
) -> None:
    """A folder in the place of a file stops a release before anything is new, and nothing after."""
    edit(CARDS, "t½ < 12 h & > 2 h", "24 h")
    (released / taken).unlink(missing_ok=True)
    (released / taken).mkdir()
    before = everything(released)
    result = run("release")
    assert result.exit_code == 2
    assert result.stderr.endswith(f"Error: {taken}: Is a directory; nothing was changed\n")
    assert everything(released) == before
    (released / taken).rmdir()
    assert run("build").exit_code == 0


def pipe(path: Path) -> None:
    """Put a pipe in the place of a file."""
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def endless(path: Path) -> None:
    """Put a link to what never ends in the place of a file."""
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")


def leading_out(path: Path) -> None:
    """Put a link out of the source in the place of a file, with the same content behind it."""
    content = path.read_bytes() if path.exists() else b"deck: receptor\n"
    path.unlink(missing_ok=True)
    outside = path.parent / ".." / ".." / ".." / f"{path.name}-outside"
    outside.resolve().write_bytes(content)
    path.symlink_to(outside.resolve())


SOURCE_FILES = (
    "collection.yaml",
    "references.yaml",
    "ledger.json",
    "cards/receptor.yaml",
    "cards/new.yaml",
    "notetypes/style.css",
    "notetypes/why.html",
    "media/pentamer.svg",
    "media/pentamer.svg.license",
)


@pytest.mark.parametrize(
    ("make", "file", "said"),
    [
        *((pipe, file, "a pipe and no file") for file in SOURCE_FILES),
        *((leading_out, file, "a link that leads out of ") for file in SOURCE_FILES),
        (endless, "cards/receptor.yaml", "a link that leads out of "),
    ],
)
def test_source_file_that_is_none_is_a_problem(
    released: Path, run: Run, make: Callable[[Path], None], file: str, said: str
) -> None:
    """Pipes, devices and links out of the source are problems of their file, for every file."""
    if file.startswith("notetypes/"):
        shutil.copytree(LOOK, released / "source/notetypes")
    make(released / "source" / file)
    result = run("check")
    assert result.exit_code == 1, result.output
    assert said in result.stdout
    assert "Traceback" not in result.output


@pytest.mark.parametrize("folder", ["cards", "notetypes", "media"])
def test_folder_that_leads_out_of_the_source_is_a_problem(
    released: Path, run: Run, folder: str
) -> None:
    """A folder of the source may not be a link to elsewhere."""
    away = released / "away"
    if folder == "notetypes":
        shutil.copytree(LOOK, away)
    else:
        (released / "source" / folder).rename(away)
    (released / "source" / folder).symlink_to(away)
    result = run("check")
    assert result.exit_code == 1
    assert "a link that leads out of " in result.stdout


@pytest.mark.parametrize(
    ("make", "file", "command"),
    [
        (pipe, "old.apkg", ["diff", "old.apkg"]),
        (endless, "old.apkg", ["diff", "decks/mini.apkg", "old.apkg"]),
        (pipe, "old.apkg", ["rehearse", "old.apkg"]),
        (pipe, "old.apkg", ["preview", "--against", "old.apkg"]),
        (pipe, "decks/mini.apkg", ["check", "--released"]),
        (endless, "decks/mini.apkg", ["release"]),
        (pipe, "CHANGELOG.md", ["release"]),
        (endless, "CHANGELOG.md", ["release"]),
    ],
)
def test_package_that_is_no_file_is_trouble(
    released: Path, run: Run, make: Callable[[Path], None], file: str, command: list[str]
) -> None:
    """A package or a changelog that is a pipe or a device is told in one line."""
    make(released / file)
    result = run(*command)
    assert result.exit_code == 2, result.output
    line = result.stderr.splitlines()[-1]
    assert line.startswith(f"Error: {file}: a ")
    assert re.search("a (pipe|device) and no file|a link that leads out of its folder", line)


def test_preview_writes_nothing_out_of_its_folder(released: Path, run: Run) -> None:
    """A planted link in the place of a folder of the site is not followed, nor emptied."""
    (released / "away").mkdir()
    (released / "away/old-0123456789ab.svg").write_text("mine", "utf-8")
    (released / "decks/preview").mkdir()
    (released / "decks/preview/figures").symlink_to(released / "away")
    result = run("preview")
    said = "a link that leads out of its folder; delete it; nothing was changed\n"
    assert (result.exit_code, result.stderr) == (2, f"Error: decks/preview/figures: {said}")
    assert [path.name for path in (released / "away").iterdir()] == ["old-0123456789ab.svg"]


def test_schema_writes_nothing_out_of_the_source(released: Path, run: Run) -> None:
    """A planted link in the place of the folder of the schemas is not followed."""
    (released / "away").mkdir()
    (released / "source/schema").symlink_to(released / "away")
    result = run("schema")
    said = "a link that leads out of its folder; delete it; nothing was changed\n"
    assert (result.exit_code, result.stderr) == (2, f"Error: source/schema: {said}")
    assert list((released / "away").iterdir()) == []


@pytest.mark.parametrize("command", ["diff", "rehearse"])
def test_broken_source_is_trouble_for_a_comparison(
    released: Path, run: Run, edit: Edit, command: str
) -> None:
    """Exit code 1 says that something differs; a source that cannot be read is trouble."""
    edit(CARDS, "deck: receptor", "deck: recepto")
    result = run(command, "old.apkg")
    assert result.exit_code == 2
    assert f"{CARDS}:1:7: error: " in result.stdout
    assert result.stderr == "Nothing was written.\n"
    assert released.is_dir()


@pytest.mark.parametrize(
    "command",
    [
        ["preview", "--watch", "--port", "99999"],
        ["preview", "--watch", "--port", "-1"],
        ["rehearse", "old.apkg", "--days", "-3"],
        ["rehearse", "old.apkg", "--days", "0"],
        ["rehearse", "old.apkg", "--days", "366"],
        ["rehearse", "old.apkg", "--days", "9" * 20],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("released")
def test_number_out_of_its_range_is_wrong_usage(run: Run, command: list[str]) -> None:
    """Every option that takes a number says which it takes."""
    result = run(*command)
    assert result.exit_code == 2
    assert f"{command[-1]} is not in the range " in result.stderr


@pytest.mark.parametrize("option", ["--source", "--decks"])
@pytest.mark.usefixtures("project")
def test_folder_without_a_name_is_wrong_usage(run: Run, option: str) -> None:
    """An empty name is not the root of the disk."""
    result = run(option, "", "check")
    said = "Error: the name of a folder is empty; leave the option out\n"
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", said)


def test_changelog_that_is_no_utf_8_is_trouble(released: Path, run: Run, edit: Edit) -> None:
    """A changelog with a byte that is no text stops the release in one line."""
    (released / "CHANGELOG.md").write_bytes(b"# Changelog\n\n## Unreleased\n\n- \xff\n")
    edit(CARDS, "t½ < 12 h & > 2 h", "24 h")
    before = everything(released)
    result = run("release")
    said = "CHANGELOG.md:5: byte 0xff is not UTF-8; save the file as UTF-8; nothing was changed\n"
    assert (result.exit_code, result.stderr) == (2, f"Error: {said}")
    assert everything(released) == before


def test_changelog_keeps_its_line_ends(project: Path, run: Run) -> None:
    """A changelog of Windows gets a section with its own line ends; nothing else changes."""
    (project / "CHANGELOG.md").write_bytes(b"# Log\r\n\r\n## [unreleased] \r\n\r\n- a\nb\r\n")
    assert run("release").exit_code == 0
    text = (project / "CHANGELOG.md").read_bytes()
    section = (
        b"\r\n## 2023-11-14\r\n\r\n### Decks\r\n\r\nThe first release: 6 notes in 2 decks.\r\n"
    )
    assert text == b"# Log\r\n\r\n## [unreleased] \r\n" + section + b"\r\n- a\nb\r\n"


def test_changelog_without_its_heading_is_told(project: Path, run: Run) -> None:
    """A release that finds no place in the changelog says so."""
    (project / "CHANGELOG.md").write_text("# Log\n", "utf-8")
    result = run("release")
    said = 'CHANGELOG.md has no heading "## Unreleased"; the release is not listed there\n'
    assert (result.exit_code, said in result.stderr) == (0, True)
    assert (project / "CHANGELOG.md").read_text("utf-8") == "# Log\n"


@pytest.mark.parametrize("ordinal", [-5, 4_000_000_000])
def test_card_that_no_template_makes_is_passed_over(
    released: Path, run: Run, edit: Edit, ordinal: int
) -> None:
    """A comparison with a package whose cards have odd ordinals shows the cards that there are."""
    old = read_package((released / "old.apkg").read_bytes())
    notes = tuple(
        replace(note, cards=(*note.cards, replace(note.cards[0], ordinal=ordinal)))
        for note in old.notes
    )
    (released / "old.apkg").write_bytes(package_bytes(replace(old, notes=notes)))
    change_everything(edit)
    assert run("diff", "old.apkg").exit_code == 1
    result = run("preview", "--against", "old.apkg")
    assert (result.exit_code, result.exception) == (0, None)


@pytest.mark.parametrize("count", [1, 40])
def test_note_with_another_number_of_fields_is_shown(
    released: Path, run: Run, edit: Edit, count: int
) -> None:
    """A note of an older package with too few or too many fields is compared all the same."""
    change_package(released / "old.apkg", lambda database: with_fields(database, count))
    change_everything(edit)
    assert run("diff", "old.apkg").exit_code == 1
    result = run("preview", "--against", "old.apkg")
    assert (result.exit_code, result.exception) == (0, None)


def change_everything(edit: Edit) -> None:
    """Edit a question and a cloze text."""
    edit(CARDS, "t½ < 12 h & > 2 h", "24 h")
    edit(CARDS, "They raise", "They increase")


def with_fields(database: sqlite3.Connection, count: int) -> None:
    """Give the notes so many fields, as no writer of packages allows."""
    for number, fields in database.execute("SELECT id, flds FROM notes").fetchall():
        cut = (fields.split("\x1f") + ["more"] * count)[:count]
        database.execute("UPDATE notes SET flds = ? WHERE id = ?", ["\x1f".join(cut), number])


def with_front(database: sqlite3.Connection, front: str) -> None:
    """Give every template this front, as no writer of packages allows."""
    (text,) = database.execute("SELECT models FROM col").fetchone()
    models = json.loads(text)
    for template in (each for model in models.values() for each in model["tmpls"]):
        template["qfmt"] = front
    database.execute("UPDATE col SET models = ?", [json.dumps(models)])


def change_package(path: Path, change: Callable[[sqlite3.Connection], None]) -> None:
    """Change the database of a package."""
    package = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(entries["collection.anki2"])
        change(database)
        database.commit()
        entries["collection.anki2"] = database.serialize()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    path.write_bytes(buffer.getvalue())


@pytest.mark.parametrize("brace", ["{{#A}}", "{{ ^A}}", "<%#A%>"])
def test_template_on_which_anki_falls_is_refused(released: Path, run: Run, brace: str) -> None:
    """Sections that nest without end are told before Anki's own reader hangs on them."""
    change_package(released / "old.apkg", lambda database: with_front(database, brace * 20_000))
    result = run("rehearse", "old.apkg")
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: old.apkg: sections of a template nest deeper than "
        f"{MAX_SECTIONS_NESTED} levels, on which Anki would fail; do not import the package\n"
    )


def test_names_of_a_package_do_not_act_on_a_terminal(released: Path, run: Run) -> None:
    """Escape sequences, overrides and tags of a package are shown as signs, in every view."""
    old = read_package((released / "old.apkg").read_bytes())
    bad = "\x1b[2J\x9b31m\u202eabc\U000e0041"
    media = {**old.media, f"{bad}.png": b"x"}
    notes = tuple(replace(note, fields=(bad, *note.fields[1:])) for note in old.notes)
    (released / "old.apkg").write_bytes(package_bytes(replace(old, notes=notes, media=media)))
    for command in ("diff", "rehearse"):
        for view in ("text", "markdown", *(["json"] if command == "diff" else [])):
            result = run(command, "old.apkg", "--format", view)
            assert not re.search("[\x1b\x9b\u202e\U000e0041]", result.output), (command, view)


def test_names_of_files_do_not_act_on_a_terminal(project: Path, run: Run) -> None:
    """A line end or an escape sequence in the name of a file begins no line and no colour."""
    (project / "source/cards/a\n::error::b\x1b[31m.yaml").write_text("deck: [", "utf-8")
    for view in ("text", "github"):
        lines = run("check", "--format", view).stdout.splitlines()
        assert [line for line in lines if line.startswith("::error::")] == []
        assert not any("\x1b" in line for line in lines)


def script(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run build.py in a shell, which knows closed and full streams."""
    return subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" "{ROOT / "build.py"}" {command}'],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


@pytest.mark.parametrize(
    "command",
    [
        "--help",
        *(pytest.param(each, marks=pytest.mark.slow) for each in ("check --format json", "stats")),
    ],
)
def test_full_output_is_one_line(project: Path, command: str) -> None:
    """Where the output cannot be written, a line says so."""
    ended = script(f"{command} >/dev/full", project)
    said = "Error: the output cannot be written: No space left on device\n"
    assert (ended.returncode, ended.stderr[-len(said) :]) == (2, said)
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("check >&-", 0),
        ("check >&- 2>&- <&-", 0),
        ("build >&- 2>&- <&-", 0),
        ("check >/dev/full 2>/dev/full", 2),
    ],
)
def test_closed_streams_are_no_trouble(project: Path, command: str, code: int) -> None:
    """A closed stream takes what it is given without a word, and no file takes its place."""
    ended = script(command, project)
    assert (ended.returncode, "Traceback" in ended.stderr) == (code, False)
    files = [path for path in project.rglob("*") if path.is_file()]
    assert not any(b"errors" in path.read_bytes() for path in files)


@pytest.mark.slow
@pytest.mark.parametrize("module", ["click", "deckbuilder.commands.check", "deckbuilder.load"])
def test_interrupt_while_modules_load_is_silent(project: Path, module: str) -> None:
    """Ctrl-C while the script, the command or what it needs is loaded ends it without a word."""
    lines = (
        "import os, runpy, signal, sys",
        "class Interrupting:",
        "    def find_spec(self, name, *_):",
        f"        if name == {module!r}: os.kill(os.getpid(), signal.SIGINT)",
        "sys.meta_path.insert(0, Interrupting())",
        "signal.signal(signal.SIGINT, signal.default_int_handler)",
        "sys.argv = ['build.py', 'check']",
        f"sys.path.insert(0, {str(ROOT)!r})",
        f"runpy.run_path({str(ROOT / 'build.py')!r}, run_name='__main__')",
    )
    ended = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert (ended.returncode, ended.stdout, ended.stderr.strip()) == (-signal.SIGINT, "", "")


@pytest.mark.slow
def test_waiting_for_another_command_is_said(project: Path, start: "Start") -> None:
    """A command that another keeps from writing says for what it waits, and then goes on."""
    from deckbuilder.files.lock import sole_writer  # noqa: PLC0415 - the other command

    with sole_writer(project / "decks", tell=pytest.fail):
        waiting = start(project, "build")
        said = waiting.read_until("waiting for it\n")
    assert "decks: another command is writing here; " in said
    waiting.read_rest()
    assert waiting.wait() == 0
    assert sorted(path.name for path in (project / "decks").iterdir()) == [
        "mini.apkg",
        "receptor.apkg",
    ]
