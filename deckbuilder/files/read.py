"""Open what a user names or a repository holds: whole regular files alone, within limits."""

import errno
import os
import stat
from pathlib import Path

MIB = 2**20

_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a pipe that nobody writes to would hold us for ever
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)


class UnfitFileError(OSError):
    """A path that leads to no regular file, or out of the folder that it must stay in."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(errno.EINVAL, reason, str(path))


class TooLargeFileError(UnfitFileError):
    """A file larger than is taken."""


def read_file(path: Path, most: int, within: Path | None = None) -> bytes:
    """Return the content of a regular file of at most `most` bytes.

    Links are followed, but not out of the folder `within`. Raises OSError.
    """
    if within is not None and leads_out(path, within):
        raise UnfitFileError(path, "a link that leads out of its folder; copy the file")
    descriptor = os.open(path, _FLAGS)
    try:
        state = os.fstat(descriptor)
        _refuse_irregular(path, state.st_mode)
        with open(descriptor, "rb", closefd=False) as file:
            content = b"" if state.st_size > most else file.read(most + 1)
    finally:
        os.close(descriptor)
    if max(state.st_size, len(content)) > most:
        limit = f"{most // MIB:,} MiB" if most >= MIB else f"{most:,} bytes"
        raise TooLargeFileError(path, f"the file is larger than {limit}")
    return content


def read_text(path: Path, most: int, within: Path | None = None) -> str:
    """Return the text of a file as `read_file` takes it, with line ends as Python has them.

    Raises OSError and UnicodeDecodeError.
    """
    text = read_file(path, most, within).decode()
    return text.replace("\r\n", "\n").replace("\r", "\n")


def leads_out(path: Path, folder: Path) -> bool:
    """Return whether a path leads out of a folder, links followed."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _refuse_irregular(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    for is_of_kind, name in _KINDS:
        if is_of_kind(mode):
            raise UnfitFileError(path, f"{name} and no file")
