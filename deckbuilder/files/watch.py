"""Wait for files to be saved."""

from collections.abc import Iterator

from watchfiles import DefaultFilter, watch

STEP = 100
"""Milliseconds after which watching has certainly begun."""


def saves(folder: str) -> Iterator[None]:
    """Yield once when watching has begun, so that no save is missed, then after every save.

    Temporary files of editors do not count. It ends with KeyboardInterrupt.
    """
    keep = DefaultFilter(ignore_dirs=())  # the folder itself may lie in one called .venv
    has_begun = False
    for changes in watch(folder, watch_filter=keep, rust_timeout=STEP, yield_on_timeout=True):
        if changes or not has_begun:
            yield
        has_begun = True
