"""Where on the user's machine results are remembered."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path


def cache_folder(source: str) -> Path | None:
    """Return the folder for what a source folder gave; None where the user has no home.

    It lies where the system keeps what may be deleted at any time: $XDG_CACHE_HOME, %LOCALAPPDATA%
    or ~/.cache.
    """
    named = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    digest = hashlib.sha256(os.fsencode(Path(source).resolve())).hexdigest()[:16]
    with suppress(RuntimeError):
        caches = Path(named) if named else Path.home() / ".cache"
        return caches / "deckbuilder" / digest
    return None
