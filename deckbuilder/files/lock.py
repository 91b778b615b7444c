"""Keep folders to one writer at a time.

The lock lies in the folder itself, so that it holds for everybody who may write there, by whatever
path they come; it is gone when the writer is.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

LOCK = ".lock"

SECONDS_TO_WAIT = 60
"""How long a command waits for another that writes to the same folder."""

SHARED_MODE = 0o666
"""Of the mode of a folder, what its lock takes over: who may write there may lock it."""

OWN_MODE = 0o600
"""What the owner may do with a lock in any case."""


class BusyFolderError(TimeoutError):
    """Another command writes to a folder and does not end."""

    def __init__(self, lock: Path) -> None:
        reason = (
            f"another command has been writing here for {SECONDS_TO_WAIT} seconds; "
            "wait for it or end it, then try again"
        )
        super().__init__(errno.EAGAIN, reason, str(lock))


@contextmanager
def sole_writer(*folders: Path, tell: Callable[[str], object]) -> Iterator[None]:
    """Keep others from writing to the folders, which are made where they are missing.

    `tell` gets a line when another is waited for. Raises OSError.
    """
    with ExitStack() as held:
        locked = set()
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            if folder.resolve() not in locked:
                held.enter_context(_locked(folder, tell))
                locked.add(folder.resolve())
        yield


@contextmanager
def _locked(folder: Path, tell: Callable[[str], object]) -> Iterator[None]:
    path = folder / LOCK
    lock = FileLock(path, mode=folder.stat().st_mode & SHARED_MODE | OWN_MODE)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        tell(f"{folder}: another command is writing here; waiting for it")
        try:
            lock.acquire(timeout=SECONDS_TO_WAIT)
        except Timeout as error:
            raise BusyFolderError(path) from error
    try:
        yield
    finally:
        with suppress(OSError):  # held still, so that whoever opened it begins anew; not on Windows
            path.unlink()
        lock.release()
