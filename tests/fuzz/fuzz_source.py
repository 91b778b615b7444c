"""Fuzz the loading of a folder: one file is whatever it is, and what is sound can be built."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fuzz_yaml import words as yaml_words
from oracles import BAD, LOOK, MINI, assert_html_is_ours, assert_places_exist

from deckbuilder.collection.ledger import Ledger, ledger_text
from deckbuilder.load import load_collection
from deckbuilder.problems.problem import Diagnostic, has_errors
from deckbuilder.release.packages import build_package
from deckbuilder.release.publish import published_ledger
from deckbuilder.rendering.fields import date_notes, render_notes
from deckbuilder.rendering.package import package_contents
from deckbuilder.rendering.stamps import stamp_notes

EPOCH = 1_700_000_000
FILES = (
    "cards/receptor.yaml",
    "collection.yaml",
    "references.yaml",
    "cards/claims.yaml",
    "ledger.json",
    "cards/more.yaml",
    "notetypes/question.back.html",
    "notetypes/style.css",
)
"""What an input can replace; its first byte says which, the rest is the file."""


def words() -> tuple[str, ...]:
    """Return the keys of the format and what a hostile text would hold."""
    return (*yaml_words(), "<script>", '" onerror=', "javascript:", "{{c1::", "}}", "retired:")


def seeds() -> Iterator[bytes]:
    """Yield each file of the small source as it is and as the broken sources have it."""
    folder = _folder()
    for number, name in enumerate(FILES):
        originals = [folder / name, *sorted(BAD.glob(f"*/source/{name}"))]
        for path in originals:
            if path.is_file():
                yield bytes([number]) + path.read_bytes()


def check(content: bytes) -> None:
    """Load the folder with one file replaced; build it where there is no error."""
    if not content:
        return
    path = _folder() / FILES[content[0] % len(FILES)]
    original = path.read_bytes() if path.is_file() else None
    path.write_bytes(content[1:])
    try:
        _check_folder(_folder())
    finally:
        if original is None:
            path.unlink()
        else:
            path.write_bytes(original)


def _check_folder(folder: Path) -> None:
    loaded = load_collection(str(folder), LOOK)
    assert (loaded.collection is None) == has_errors(loaded.problems)
    _assert_in_files(loaded.problems)
    if loaded.collection is None:
        return
    notes = render_notes(loaded.collection)
    stamps = stamp_notes(notes, loaded.collection.look, loaded.collection.ledger, EPOCH)
    notes = date_notes(notes, stamps.note_mods)
    for note in notes:
        for field in note.fields:
            assert_html_is_ours(field)
    for package in loaded.collection.settings.packages:
        contents = package_contents(package, loaded.collection, notes, stamps)
        build_package(package.file, contents)


def _assert_in_files(problems: tuple[Diagnostic, ...]) -> None:
    assert list(problems) == sorted(problems, key=lambda each: each.position)
    for problem in problems:
        assert "\n" not in str(problem), str(problem)
        path = Path(problem.position.file)
        text = path.read_text("utf-8", errors="replace") if path.is_file() else ""
        assert_places_exist([problem], text)


@cache
def _folder() -> Path:
    """Return a copy of the small source with note types and the ledger of a release."""
    scratch = tempfile.mkdtemp(prefix="fuzz-source-", dir=_memory())
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    folder = Path(scratch, "source")
    shutil.copytree(MINI, folder)
    shutil.copytree(LOOK, folder / "notetypes")
    collection = load_collection(str(folder), LOOK).collection
    assert collection is not None
    notes = render_notes(collection)
    stamps = stamp_notes(notes, collection.look, Ledger(), EPOCH)
    ledger = published_ledger(collection, notes, stamps, {}, EPOCH)
    (folder / "ledger.json").write_text(ledger_text(ledger), encoding="utf-8")
    return folder


def _memory() -> str | None:
    """Return a folder that is kept in memory, where the machine has one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
