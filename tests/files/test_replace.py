"""Writing files together: all of them arrive, or none, whatever interrupts."""

import json
import os
from pathlib import Path

import pytest

from deckbuilder.files import replace as store
from deckbuilder.files.replace import (
    MANIFEST,
    STAGED,
    HalfReplacedError,
    drop_staged,
    finish,
    replace_file,
    replace_files,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder."""
    path = tmp_path / "decks"
    path.mkdir()
    return path


def anywhere(_: Path) -> bool:
    """Allow every place."""
    return True


def staged_by_an_interrupted_command(folder: Path, contents: dict[str, bytes], moved: int) -> None:
    """Leave `folder` as a command does that is killed after moving the first `moved` files."""
    staging = folder / STAGED
    staging.mkdir()
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
    """After a kill between two moves, the next command moves the rest, and says so."""
    contents = {"a": b"new a", "b": b"new b"}
    staged_by_an_interrupted_command(tmp_path, contents, moved)
    assert finish(tmp_path, anywhere)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == contents
    assert not finish(tmp_path, anywhere)


def test_what_was_undone_meanwhile_is_done_again(folder: Path, tmp_path: Path) -> None:
    """After a kill, restoring old files makes no mixture: all that was decided comes back."""
    contents = {folder / "a": b"new a", tmp_path / "b": b"new b"}
    for place in contents:
        place.write_bytes(b"old")
    real_move, moves = store._move, []

    def killed_at_the_second(beside: Path, place: Path) -> None:
        moves.append(place)
        if len(moves) > 1:
            raise KeyboardInterrupt
        real_move(beside, place)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store, "_move", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            replace_files(folder, contents)
    (folder / "a").unlink()  # as git does
    (folder / "a").write_bytes(b"old")
    assert finish(folder, anywhere)
    assert {place: place.read_bytes() for place in contents} == contents


def test_next_command_drops_what_was_not_decided(tmp_path: Path) -> None:
    """After a kill while staging, the next command removes what was staged."""
    (tmp_path / f"{STAGED}.abc").mkdir()
    (tmp_path / f"{STAGED}.abc" / "0").write_bytes(b"half")
    (tmp_path / "a").write_bytes(b"old")
    assert not finish(tmp_path, anywhere)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_nothing_goes_where_it_may_not(folder: Path, tmp_path: Path) -> None:
    """One place that is not allowed, and none of the staged files is moved."""
    staged_by_an_interrupted_command(folder, {"a": b"new", "../victim": b"new"}, moved=0)
    with pytest.raises(OSError, match=r"victim\", which is not of this project; delete "):
        finish(folder, lambda place: place.parent == folder)
    assert not (folder / "a").exists()
    assert not (tmp_path / "victim").exists()


@pytest.mark.parametrize(
    "manifest", ["", "{bad", "5", "[5]", '{"a": "b"}', '["\\ud800"]', '[""]', "[" * 9000, "\xff"]
)
def test_manifest_that_is_none_is_one_line(folder: Path, manifest: str) -> None:
    """A manifest that no command wrote is told as such."""
    staged_by_an_interrupted_command(folder, {"a": b"new"}, moved=0)
    (folder / STAGED / MANIFEST).write_text(manifest, "latin-1")
    with pytest.raises(OSError, match=r"not as build\.py writes it; delete .*/\.staged: "):
        finish(folder, anywhere)
    assert not (folder / "a").exists()


@pytest.mark.parametrize("planted", ["link", "pipe", "folder"])
def test_staged_files_are_files(folder: Path, tmp_path: Path, planted: str) -> None:
    """What lies staged and is no file of its own goes nowhere."""
    staged_by_an_interrupted_command(folder, {"a": b"new"}, moved=0)
    (folder / STAGED / "0").unlink()
    (tmp_path / "secret").write_text("secret", "utf-8")
    make = {
        "link": lambda path: path.symlink_to(tmp_path / "secret"),
        "pipe": os.mkfifo,
        "folder": Path.mkdir,
    }
    make[planted](folder / STAGED / "0")
    with pytest.raises(OSError, match="this is no file of build"):
        finish(folder, anywhere)
    assert not (folder / "a").exists()


def test_staging_folder_that_is_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    """A link in the place of the staging folder is an error, and what it leads to stays."""
    (tmp_path / "elsewhere").mkdir()
    (folder / STAGED).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="this is no folder of build"):
        finish(folder, anywhere)
    assert (tmp_path / "elsewhere").is_dir()


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
    assert synced == [(b"new", False), (b'["a"]', False)]


def test_a_place_taken_by_a_folder_is_an_error(folder: Path) -> None:
    """A folder in the place of a file raises OSError before anything is decided."""
    (folder / "a").write_bytes(b"old")
    (folder / "b").mkdir()
    with pytest.raises(IsADirectoryError):
        replace_files(folder, {folder / "a": b"new", folder / "b": b"new"})
    assert (folder / "a").read_bytes() == b"old"
    assert sorted(path.name for path in folder.iterdir()) == ["a", "b"]


def test_what_was_put_in_place_is_taken_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a later file cannot be put in its place, the earlier ones become what they were."""
    (folder / "a").write_bytes(b"old")
    real_move = store._move

    def failing_move(beside: Path, place: Path) -> None:
        if place.name == "c":
            raise OSError(28, "No space left on device", str(place))
        real_move(beside, place)

    monkeypatch.setattr(store, "_move", failing_move)
    with pytest.raises(OSError, match=r"No space left on device: '.*/c'"):
        replace_files(folder, {folder / name: b"new" for name in "abc"})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a": b"old"}


def test_no_link_is_followed_by_a_new_file(tmp_path: Path) -> None:
    """Names of temporary files cannot be foreseen; a link in the place itself is replaced."""
    (tmp_path / "victim").write_bytes(b"mine")
    (tmp_path / ".a.tmp").symlink_to("victim")
    (tmp_path / "a").symlink_to("victim")
    replace_file(tmp_path / "a", b"new")
    assert not (tmp_path / "a").is_symlink()
    assert (tmp_path / "a").read_bytes() == b"new"
    assert (tmp_path / "victim").read_bytes() == b"mine"


def test_leftovers_beside_a_place_go(tmp_path: Path) -> None:
    """What a killed command left beside a file goes with the next writing of that file."""
    (tmp_path / f".a.{'0' * 16}.tmp").write_bytes(b"half")
    (tmp_path / ".a.mine.tmp").write_bytes(b"mine")
    replace_file(tmp_path / "a", b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".a.mine.tmp", "a"]


def test_staged_files_find_their_places_below_a_link(tmp_path: Path) -> None:
    """A folder that is reached by a link gets its files, and so does what lies beside the link."""
    (tmp_path / "far/decks").mkdir(parents=True)
    (tmp_path / "decks").symlink_to(tmp_path / "far/decks")
    contents = {tmp_path / "decks/a": b"a", tmp_path / "b": b"b"}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store, "_put_in_place", interrupted)
        with pytest.raises(KeyboardInterrupt):
            replace_files(tmp_path / "decks", contents)
    assert finish(tmp_path / "decks", anywhere)
    assert {place: place.read_bytes() for place in contents} == contents


def interrupted(*_: object) -> None:
    """Do as Ctrl-C does."""
    raise KeyboardInterrupt


def test_half_of_the_files_is_told_as_such(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files can neither be put in their places nor taken back, it says so, and what to do."""
    (folder / "a").write_bytes(b"old")
    real_move = store._move

    def failing_move(beside: Path, place: Path) -> None:
        if place.name == "b":
            monkeypatch.setattr(store, "_move", full_disk)
            full_disk()
        real_move(beside, place)

    monkeypatch.setattr(store, "_move", failing_move)
    way_on = r"some of the files are new and some old: mend this and run `python build\.py`"
    way_back = r"or go back: delete .*/\.staged and restore the files with git: '.*/b'"
    with pytest.raises(HalfReplacedError, match=f"No space left on device; {way_on}.*{way_back}"):
        replace_files(folder, {folder / name: b"new" for name in "ab"})
    assert (folder / "a").read_bytes() == b"new"
    with pytest.raises(HalfReplacedError, match=way_on):
        finish(folder, anywhere)
    monkeypatch.setattr(store, "_move", real_move)
    assert finish(folder, anywhere)
    assert (folder / "b").read_bytes() == b"new"


def full_disk(*_: object) -> None:
    """Fail as a full disk does."""
    raise OSError(28, "No space left on device")


def test_disk_without_links_gets_copies(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a staged file cannot be linked to, as on another disk, it is copied."""
    monkeypatch.setattr(os, "link", full_disk)
    replace_files(folder, {folder / "a": b"new"})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a": b"new"}


def test_staged_files_whose_list_is_gone_are_dropped(folder: Path) -> None:
    """A power cut after the last move leaves nothing to do."""
    (folder / STAGED).mkdir()
    (folder / STAGED / "0").write_bytes(b"new")
    assert not finish(folder, anywhere)
    assert list(folder.iterdir()) == []


def test_what_is_staged_can_be_dropped(folder: Path, tmp_path: Path) -> None:
    """What is written anew as a whole needs nothing of an interrupted command; links stay whole."""
    staged_by_an_interrupted_command(folder, {"a": b"new"}, moved=0)
    (tmp_path / "away").mkdir()
    (folder / f"{STAGED}.link").symlink_to(tmp_path / "away")
    (folder / ".stagedness").write_bytes(b"mine")
    drop_staged(folder)
    assert [path.name for path in folder.iterdir()] == [".stagedness"]
    assert (tmp_path / "away").is_dir()


def test_no_file_goes_out_of_the_folders(folder: Path, tmp_path: Path) -> None:
    """Where folders are named, a link that leads out of all of them stops the whole."""
    (tmp_path / "away").mkdir()
    (folder / "link").symlink_to(tmp_path / "away")
    with pytest.raises(OSError, match="a link that leads out of its folder; delete it"):
        replace_files(folder, {folder / "a": b"new", folder / "link/b": b"new"}, (folder,))
    assert list((tmp_path / "away").iterdir()) == []
    assert not (folder / "a").exists()
