"""Judge the files of a source: what is remembered is recalled, the rest is shared over cores."""

import multiprocessing
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from deckbuilder.collection.cardfile import CardFileBytes
from deckbuilder.collection.resolve import Lookup
from deckbuilder.collection.results import FileResult, result_of_json
from deckbuilder.judging.memory import Memory

SHARED_FROM = 1_000_000
"""Bytes of the files together from which a second process pays for its start."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What judging may use of the machine: cores, and a folder of its own to remember results.

    More cores than one are used where the files not remembered have `shared_from` bytes together.
    """

    cores: int = 1
    cache: Path | None = None
    shared_from: int = SHARED_FROM


def judged_files(
    files: Sequence[CardFileBytes], lookup: Lookup | None, memory: Memory | None, machine: Machine
) -> tuple[FileResult, ...]:
    """Return what each of the files gives, however it comes by it."""
    recalled = ((file.name, memory.recall(file)) for file in files) if memory else ()
    known = {name: result for name, result in recalled if result is not None}
    unknown = [file for file in files if file.name not in known]
    for file, result in _judged(unknown, lookup, memory, machine):
        known[file.name] = result
    if memory:
        memory.settle()
    return tuple(known[file.name] for file in files)


def _judged(
    files: Sequence[CardFileBytes], lookup: Lookup | None, memory: Memory | None, machine: Machine
) -> Iterator[tuple[CardFileBytes, FileResult]]:
    if not files:
        return
    from deckbuilder.judging.file import judged  # noqa: PLC0415 - not where all is remembered

    others = _other_processes(files, machine)
    with _pool(others) as pool:
        shares = [files[place :: others + 1] for place in range(others + 1)]
        futures = [pool.submit(contents, share, lookup) for share in shares[1:]]
        for file in shares[0]:
            result = judged(file, lookup)
            if memory:
                memory.remember(file, result.to_json())
            yield file, result
        for share, future in zip(shares[1:], futures, strict=True):
            for file, content in zip(share, _contents_of(future, share, lookup), strict=True):
                if memory:
                    memory.remember(file, content)
                yield file, result_of_json(content)


def _contents_of(
    future: Future[list[bytes]], share: Sequence[CardFileBytes], lookup: Lookup | None
) -> list[bytes]:
    """Return what another process gives; where it was ended, as for want of memory, do its work."""
    try:
        return future.result()
    except BrokenExecutor:
        return contents(share, lookup)


def contents(files: Sequence[CardFileBytes], lookup: Lookup | None) -> list[bytes]:
    """Return what the files give as JSON, which is how a process hands it to another."""
    from deckbuilder.judging.file import judged  # noqa: PLC0415 - the same

    return [judged(file, lookup).to_json() for file in files]


def _other_processes(files: Sequence[CardFileBytes], machine: Machine) -> int:
    """Return how many processes besides this one pay, and can be had as copies of it."""
    can_copy = sys.platform == "linux" and threading.active_count() == 1
    pays = sum(len(file.raw) for file in files) >= machine.shared_from
    return min(machine.cores, len(files)) - 1 if can_copy and pays else 0


def _pool(others: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    return ProcessPoolExecutor(max(others, 1), mp_context=context)
