"""Wait for files to be saved."""

from collections.abc import Iterator

from watchfiles import DefaultFilter, watch

OUR_OWN = (r"^\.lock$", r"^\..*\.tmp$")
"""Names of what our own commands put beside a file for a moment."""

STEP = 100
"""Milliseconds after which watching has certainly begun."""


def saved_files() -> DefaultFilter:
    """Return what tells saved files from those of editors and of our own commands."""
    own = (*DefaultFilter.ignore_entity_patterns, *OUR_OWN)
    return DefaultFilter(ignore_dirs=(), ignore_entity_patterns=own)  # all may lie in a .venv


def saves(folder: str) -> Iterator[None]:
    """Yield once when watching has begun, so that no save is missed, then after every save.

    Temporary files of editors do not count. It ends with KeyboardInterrupt.
    """
    keep = saved_files()
    has_begun = False
    for changes in watch(folder, watch_filter=keep, rust_timeout=STEP, yield_on_timeout=True):
        if changes or not has_begun:
            yield
        has_begun = True
