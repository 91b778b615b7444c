"""Writing files together: all of them arrive, or none, whatever interrupts."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from deckbuilder.files import lock
from deckbuilder.files import replace as store
from deckbuilder.files.lock import sole_writer
from deckbuilder.files.replace import MANIFEST, STAGED, replace_files


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder to which the test is the sole writer."""
    path = tmp_path / "decks"
    with sole_writer(path):
        yield path


def staged_by_an_interrupted_command(folder: Path, contents: dict[str, bytes], moved: int) -> None:
    """Leave `folder` as a command does that is killed after moving the first `moved` files."""
    staging = folder / STAGED
    staging.mkdir(parents=True)
    for index, (name, content) in enumerate(contents.items()):
        place = folder / name if index < moved else staging / str(index)
        place.write_bytes(content)
    (staging / MANIFEST).write_text(json.dumps(list(contents)), encoding="utf-8")


def test_files_go_to_their_places(folder: Path, tmp_path: Path) -> None:
    """Files are written below the folder and elsewhere, and nothing else stays."""
    elsewhere = tmp_path / "source" / "ledger.json"
    replace_files(folder, {folder / "a.apkg": b"a", elsewhere: b"{}"})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a.apkg": b"a"}
    assert elsewhere.read_bytes() == b"{}"


def test_old_files_are_replaced_and_others_stay(folder: Path) -> None:
    """A file that is there is replaced, one that is not named stays."""
    (folder / "a").write_bytes(b"old")
    (folder / "b").write_bytes(b"kept")
    replace_files(folder, {folder / "a": b"new"})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "a": b"new",
        "b": b"kept",
    }


def test_nothing_changes_when_a_file_cannot_be_staged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in the middle of writing leaves the old file whole and no rubbish."""
    (folder / "a").write_bytes(b"old")
    monkeypatch.setattr(store, "MANIFEST", "no/such/folder")  # the last file to be staged
    with pytest.raises(FileNotFoundError):
        replace_files(folder, {folder / "a": b"new"})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a": b"old"}


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_next_command_finishes_what_was_decided(tmp_path: Path, moved: int) -> None:
    """After a kill between two moves, the next command moves the rest."""
    contents = {"a": b"new a", "b": b"new b"}
    staged_by_an_interrupted_command(tmp_path, contents, moved)
    with sole_writer(tmp_path):
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == contents


def test_next_command_drops_what_was_not_decided(tmp_path: Path) -> None:
    """After a kill while staging, the next command removes what was staged."""
    (tmp_path / f"{STAGED}.abc").mkdir()
    (tmp_path / f"{STAGED}.abc" / "0").write_bytes(b"half")
    (tmp_path / "a").write_bytes(b"old")
    with sole_writer(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_two_writers_do_not_meet(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second writer to the same folder waits, and gives up with a TimeoutError."""
    monkeypatch.setattr(lock, "SECONDS_TO_WAIT", 0)
    with pytest.raises(TimeoutError), sole_writer(folder):
        pytest.fail("a second writer got in")


def test_two_writers_do_not_meet_under_two_names(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder has one lock, also where a second writer reaches it through a symbolic link."""
    link = folder.with_name("link")
    link.symlink_to(folder, target_is_directory=True)
    monkeypatch.setattr(lock, "SECONDS_TO_WAIT", 0)
    with pytest.raises(TimeoutError), sole_writer(link):
        pytest.fail("a second writer got in")


def test_every_file_is_on_the_disk_before_it_counts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut, what was decided on is whole, and so is what lies in its place."""
    real_fsync = os.fsync
    synced = []

    def watched_fsync(file: int) -> None:
        real_fsync(file)
        is_decided = (folder / STAGED).exists()
        synced.append((Path(f"/proc/self/fd/{file}").read_bytes(), is_decided))

    monkeypatch.setattr(os, "fsync", watched_fsync)
    replace_files(folder, {folder / "a": b"new"})
    assert synced == [(b"new", False), (b'["a"]', False), (b"new", True)]


def test_a_place_taken_by_a_folder_is_an_error(folder: Path) -> None:
    """A folder in the place of a file raises OSError."""
    (folder / "a").mkdir()
    with pytest.raises(OSError, match="directory"):
        replace_files(folder, {folder / "a": b"new"})
