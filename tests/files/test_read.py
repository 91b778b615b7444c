"""Opening what a user names: whole regular files, within limits."""

import os
import socket
from pathlib import Path

import pytest

from deckbuilder.files.read import read_file, read_text


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    """A file of as many bytes as are taken is read; one byte more is too large."""
    path = tmp_path / "a"
    path.write_bytes(b"1234")
    assert read_file(path, 4) == b"1234"
    with pytest.raises(OSError, match=r"the file is larger than 3 bytes: '.*/a'$"):
        read_file(path, 3)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe that nobody writes to is told at once."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="a pipe and no file"):
        read_file(tmp_path / "pipe", 9)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_not_read(tmp_path: Path, device: str) -> None:
    """A link to what never ends is told at once."""
    (tmp_path / "link").symlink_to(device)
    with pytest.raises(OSError, match="a device and no file"):
        read_file(tmp_path / "link", 9)


def test_folders_and_sockets_are_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read at all raises OSError too."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IsADirectoryError):
        read_file(Path(), 9)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        with pytest.raises(OSError, match="socket"):
            read_file(Path("socket"), 9)


def test_a_file_that_grows_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is read up to the limit, whatever size it was said to have before."""
    path = tmp_path / "a"
    path.write_bytes(b"")
    early = path.stat()
    path.write_bytes(b"123")
    monkeypatch.setattr(os, "fstat", lambda _: early)
    with pytest.raises(OSError, match="larger than 2 bytes"):
        read_file(path, 2)


def test_links_stay_in_their_folder(tmp_path: Path) -> None:
    """A link to a file of the folder is followed; one that leads out of it is not."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "a").write_text("inside", "utf-8")
    (tmp_path / "secret").write_text("outside", "utf-8")
    (folder / "in").symlink_to("a")
    (folder / "out").symlink_to("../secret")
    assert read_file(folder / "in", 9, folder) == b"inside"
    with pytest.raises(OSError, match="a link that leads out of its folder; copy the file"):
        read_file(folder / "out", 9, folder)


def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    """A link to itself raises OSError."""
    (tmp_path / "a").symlink_to("a")
    with pytest.raises(OSError, match="a"):
        read_file(tmp_path / "a", 9, tmp_path)


def test_text_has_one_kind_of_line_end(tmp_path: Path) -> None:
    """Line ends of Windows and of old Macs are read as those of Unix."""
    (tmp_path / "a").write_bytes("α\r\nb\rc\n".encode())
    assert read_text(tmp_path / "a", 99) == "α\nb\nc\n"
