"""Two builds give the same bytes, whatever the machine around them does."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from deckbuilder.apkg.sqlite import without_library_traces
from tests.places import ROOT

SECONDS = 120
"""Longest wait for a build."""

SURROUNDINGS = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Kolkata", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/St_Johns", "PYTHONUTF8": "0"},
]


def digests(folder: Path, surroundings: dict[str, str], epoch: str) -> dict[str, str]:
    """Build the real source, as if never released, in `folder`; return the sha256 by package."""
    unreleased = shutil.ignore_patterns("ledger.json")
    shutil.copytree(ROOT / "source", folder / "source", ignore=unreleased)
    for cards in (folder / "source/cards").iterdir():  # what was never released cannot be retired
        notes, *_ = re.split(r"^retired:$", cards.read_text("utf-8"), flags=re.MULTILINE)
        cards.write_text(notes, "utf-8")
    environment = {**os.environ, **surroundings, "SOURCE_DATE_EPOCH": epoch}
    command = [sys.executable, str(ROOT / "build.py")]
    subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, timeout=SECONDS
    )
    packages = sorted((folder / "decks").iterdir())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in packages}


@pytest.mark.slow
def test_clock_hash_seed_time_zone_and_folder_do_not_matter(tmp_path: Path) -> None:
    """Builds in different folders, time zones, locales and hash seeds are one to the byte."""
    results = []
    for index, surroundings in enumerate(SURROUNDINGS):
        folder = tmp_path / f"folder {index}"
        folder.mkdir()
        results.append(digests(folder, surroundings, "1700000000"))
    assert len(results[0]) == 17
    assert results[1:] == results[:1] * 2


@pytest.mark.slow
def test_stamp_of_a_draft_is_in_its_bytes(tmp_path: Path) -> None:
    """Another SOURCE_DATE_EPOCH gives other bytes: the digest above is not blind."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = digests(tmp_path / "a", {}, "1700000000")
    second = digests(tmp_path / "b", {}, "1700000001")
    assert all(first[name] != second[name] for name in first)


@pytest.mark.slow
def test_clone_with_line_ends_of_windows_gives_the_same_bytes(tmp_path: Path) -> None:
    """A clone under core.autocrlf=true builds the released packages, byte for byte."""
    clone = tmp_path / "clone"
    git = ["git", "-c", "core.autocrlf=true", "clone", "--quiet", str(ROOT), str(clone)]
    subprocess.run(git, check=True, timeout=SECONDS)
    cloned = contents_of(clone / "decks")
    for package in (clone / "decks").glob("*.apkg"):
        package.unlink()
    subprocess.run(
        [sys.executable, "build.py"], cwd=clone, check=True, capture_output=True, timeout=SECONDS
    )
    built = contents_of(clone / "decks")
    assert len(built) == 17
    assert built == cloned


def contents_of(folder: Path) -> dict[str, bytes]:
    """Return the packages in a folder by name."""
    return {path.name: path.read_bytes() for path in folder.glob("*.apkg")}


@pytest.mark.parametrize("entry", ["collection.anki2", "media"])
def test_zip_entries_carry_no_time_of_their_own(entry: str) -> None:
    """Every entry of a package is stored and dated 1980, whoever built it."""
    with zipfile.ZipFile(ROOT / "decks/receptor.apkg") as package:
        info = package.getinfo(entry)
    assert (info.date_time, info.compress_type, info.create_system) == (
        (1980, 1, 1, 0, 0, 0),
        zipfile.ZIP_STORED,
        3,
    )


def test_bytes_that_a_library_leaves_between_cells_are_cleared() -> None:
    """Junk in the gap of a page, and another library's version, do not reach the package."""
    with zipfile.ZipFile(ROOT / "decks/receptor.apkg") as package:
        clean = package.read("collection.anki2")
    page = clean[3 * 4096 : 4 * 4096]
    assert page[0] == 13, "the fourth page is a leaf of the table of cards"
    gap = 8 + 2 * int.from_bytes(page[3:5])
    dirty = bytearray(clean)
    dirty[3 * 4096 + gap] = 0x13
    dirty[96:100] = (3_053_002).to_bytes(4)
    assert dirty != clean
    assert without_library_traces(bytes(dirty)) == clean
