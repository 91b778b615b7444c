"""The lock of a folder: one writer at a time, whoever it is and by whatever path it comes."""

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from deckbuilder.files import lock
from deckbuilder.files.lock import LOCK, sole_writer


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder to which the test is the sole writer."""
    path = tmp_path / "decks"
    with sole_writer(path, tell=pytest.fail):
        yield path


@pytest.fixture
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait."""
    monkeypatch.setattr(lock, "SECONDS_TO_WAIT", 0)


@pytest.mark.usefixtures("impatience")
def test_two_writers_do_not_meet(folder: Path) -> None:
    """A second writer says that it waits, and gives up with the name of the lock."""
    said: list[str] = []
    message = rf"{LOCK}'$"
    with pytest.raises(OSError, match=message), sole_writer(folder, tell=said.append):
        pytest.fail("a second writer got in")
    assert said == [f"{folder}: another command is writing here; waiting for it"]


@pytest.mark.usefixtures("impatience")
def test_two_writers_do_not_meet_under_two_names(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder has one lock, also by a link, a relative path, and another folder for scratch."""
    link = folder.with_name("link")
    link.symlink_to(folder, target_is_directory=True)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TMPDIR", str(folder.parent))
    for path in (link, Path()):
        with pytest.raises(OSError, match="writing here"), sole_writer(path, tell=str):
            pytest.fail("a second writer got in")


@pytest.mark.usefixtures("impatience")
def test_every_folder_is_locked(tmp_path: Path, folder: Path) -> None:
    """A writer to two folders waits for the second too, and then holds neither."""
    other = tmp_path / "source"
    with pytest.raises(OSError, match="writing here"), sole_writer(other, folder, tell=str):
        pytest.fail("a second writer got in")
    with sole_writer(other, tell=pytest.fail):
        pass


def test_a_folder_named_twice_is_locked_once(tmp_path: Path) -> None:
    """Source and decks may be one folder."""
    with sole_writer(tmp_path, tmp_path / ".." / tmp_path.name, tell=pytest.fail):
        pass


def test_lock_is_gone_afterwards(tmp_path: Path) -> None:
    """Nothing stays in the folder, be it that the writing failed."""

    def failing_writer() -> None:
        with sole_writer(tmp_path, tell=pytest.fail):
            assert [path.name for path in tmp_path.iterdir()] == [LOCK]
            raise KeyError

    with pytest.raises(KeyError):
        failing_writer()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o555, 0o755, 0o775, 0o777])
def test_who_may_write_there_may_lock(tmp_path: Path, mode: int) -> None:
    """The lock that a killed command leaves keeps out nobody who may write to the folder."""
    folder = tmp_path / "decks"
    folder.mkdir()
    folder.chmod(mode)
    if not os.access(folder, os.W_OK):
        with pytest.raises(PermissionError), sole_writer(folder, tell=pytest.fail):
            pytest.fail("it was locked")
        return
    with sole_writer(folder, tell=pytest.fail):
        assert stat.S_IMODE((folder / LOCK).stat().st_mode) == mode & 0o666 | 0o600


def test_lock_that_was_left_does_not_count(tmp_path: Path) -> None:
    """A lock file that nobody holds is taken, and what is in it stays unread."""
    (tmp_path / LOCK).write_text("planted", "utf-8")
    with sole_writer(tmp_path, tell=pytest.fail):
        pass


def test_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    """A link in the place of the lock is an error, and what it leads to stays."""
    (tmp_path / "victim").write_text("mine", "utf-8")
    (tmp_path / LOCK).symlink_to("victim")
    with pytest.raises(OSError, match=r"\.lock"), sole_writer(tmp_path, tell=pytest.fail):
        pytest.fail("it was followed")
    assert (tmp_path / "victim").read_text("utf-8") == "mine"


def test_writers_who_wait_come_one_by_one(tmp_path: Path) -> None:
    """Of many writers no two are inside at once, though the lock goes away in between."""
    inside: list[int] = []
    met: list[int] = []

    def write(number: int) -> None:
        with sole_writer(tmp_path, tell=str):
            inside.append(number)
            met.extend(inside[:-1])
            inside.remove(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert met == []
