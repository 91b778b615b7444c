"""Keep a folder to one writer at a time, who first finishes what another left undone."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from deckbuilder.files.replace import STAGED, finish

SECONDS_TO_WAIT = 60
"""How long a command waits for another that writes to the same folder."""


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Keep others from writing to `folder`, and finish what an interrupted one began there.

    Raises OSError, and filelock.Timeout (a TimeoutError) where the other does not end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(_lock_file(folder), timeout=SECONDS_TO_WAIT):
        finish(folder)
        for leftover in folder.glob(f"{STAGED}.*"):
            shutil.rmtree(leftover)
        yield


def _lock_file(folder: Path) -> Path:
    """Return the lock of a folder; it lies outside, for `folder` is what people download."""
    digest = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return Path(tempfile.gettempdir(), f"deckbuilder-{digest}.lock")
