"""Put finished files in their places together: all of them, or none.

They are written in full into a staging folder first; renaming it is the moment that decides. What
an interruption leaves after that moment is finished by the next command that writes, what it leaves
before is dropped, so neither a full disk nor a power cut makes a mixture of old and new. Where a
file cannot be put in its place, those that were put before it are taken back.
"""

import errno
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from deckbuilder.files.read import MIB, UnfitFileError, leads_out, read_file

STAGED = ".staged"
"""Name of the folder that holds what is decided and not yet in its place."""

MANIFEST = "manifest.json"

MAX_MANIFEST_BYTES = MIB
MAX_STAGED_BYTES = 1024 * MIB
"""Largest file that is put in a place."""

_RANDOM_BYTES = 8


class HalfReplacedError(OSError):
    """Some files are new and others old, and neither way could be gone to its end."""

    def __init__(self, folder: Path, error: OSError) -> None:
        reason = (
            f"{error.strerror or error}; some of the files are new and some old: mend this and run "
            f"`python build.py`, which finishes the work, or go back: delete {folder / STAGED} and "
            "restore the files with git"
        )
        super().__init__(error.errno or errno.EIO, reason, error.filename)


def replace_files(
    folder: Path, contents: Mapping[Path, bytes], within: Sequence[Path] = ()
) -> None:
    """Write all files, staged in `folder`; the caller is its sole writer.

    No link may lead out of all the folders `within`, where they are given. Raises OSError where
    nothing was changed, and HalfReplacedError.
    """
    staging = Path(tempfile.mkdtemp(prefix=f"{STAGED}.", dir=folder))
    try:
        for index, content in enumerate(contents.values()):
            _write(staging / str(index), content)
        places = [os.path.relpath(_true_path(place), folder.resolve()) for place in contents]
        _write(staging / MANIFEST, json.dumps(places).encode())
        for place in contents:
            _refuse_unwritable(place, within)
        old = {place: _content(place) for place in contents}
        staging.rename(folder / STAGED)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    try:
        _put_in_place(folder, list(contents))
    except OSError as error:
        try:
            _take_back(folder, old)
        except OSError:
            raise HalfReplacedError(folder, error) from error
        raise


def replace_file(place: Path, content: bytes) -> None:
    """Write one file whole or not at all, and keep who may read it. Raises OSError."""
    with _new_file_beside(place) as beside:
        _write(beside, content)


def finish(folder: Path, is_ours: Callable[[Path], bool]) -> bool:
    """Finish what an interrupted command left staged in `folder`, and return whether it did.

    Every place must be one that `is_ours` allows, or nothing is moved. The caller is the sole
    writer. Raises OSError.
    """
    for leftover in folder.glob(f"{STAGED}.*"):
        _drop(leftover)
    staged = folder / STAGED
    if not (staged.is_symlink() or staged.exists()):
        return False
    if staged.is_symlink() or not staged.is_dir():
        raise UnfitFileError(staged, "this is no folder of build.py; delete it")
    if not (staged / MANIFEST).exists():  # all was moved, and then the power failed
        _drop(staged)
        return False
    places = _manifest(staged / MANIFEST, folder.resolve())
    for place in places:
        if not is_ours(place):
            reason = f'it would write to "{place}", which is not of this project; delete {staged}'
            raise UnfitFileError(staged / MANIFEST, reason)
    try:
        _put_in_place(folder, places)
    except OSError as error:
        raise HalfReplacedError(folder, error) from error
    return True


def drop_staged(folder: Path) -> None:
    """Drop what an interrupted command left staged in `folder`, which is about to be written anew.

    The caller is the sole writer. Raises OSError.
    """
    for leftover in folder.glob(f"{STAGED}*"):
        if leftover.name == STAGED or leftover.name.startswith(f"{STAGED}."):
            _drop(leftover)


def _manifest(path: Path, folder: Path) -> list[Path]:
    """Return the places that a manifest names, by their true paths."""
    try:
        places = json.loads(read_file(path, MAX_MANIFEST_BYTES))
    except (ValueError, RecursionError):
        places = None
    if not isinstance(places, list) or not all(map(_is_place, places)):
        raise UnfitFileError(path, f"not as build.py writes it; delete {path.parent}")
    return [Path(os.path.normpath(folder / place)) for place in places]


def _is_place(value: object) -> bool:
    return isinstance(value, str) and bool(value) and not re.search("[\0\ud800-\udfff]", value)


def _put_in_place(folder: Path, places: list[Path]) -> None:
    """Put each staged file in its place; done twice it is done once."""
    staged = folder / STAGED
    for index, place in enumerate(places):
        source = staged / str(index)
        if os.path.lexists(source):
            _put(source, place)
    (staged / MANIFEST).unlink()
    _drop(staged)


def _put(source: Path, place: Path) -> None:
    """Put a staged file in its place, and keep it staged, so that no mixture can come of it."""
    if source.is_symlink() or not source.is_file():
        raise UnfitFileError(source, "this is no file of build.py; delete its folder")
    with _new_file_beside(place) as beside:
        try:
            os.link(source, beside)  # takes no space
        except OSError:  # the place may be on another disk
            _write(beside, read_file(source, MAX_STAGED_BYTES))


def _take_back(folder: Path, old: Mapping[Path, bytes | None]) -> None:
    """Put the old files back in their places, and drop what is staged."""
    for place, content in old.items():
        if content is None:
            place.unlink(missing_ok=True)
        elif _content(place) != content:
            replace_file(place, content)
    _drop(folder / STAGED)


def _content(place: Path) -> bytes | None:
    """Return what lies in a place, None where nothing does."""
    return read_file(place, MAX_STAGED_BYTES) if place.exists() else None


def _refuse_unwritable(place: Path, within: Sequence[Path]) -> None:
    """Raise OSError where no file can be put in a place, or only out of the folders."""
    if within and all(leads_out(place.parent, folder) for folder in within):
        raise UnfitFileError(place.parent, "a link that leads out of its folder; delete it")
    if place.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(place))
    place.parent.mkdir(parents=True, exist_ok=True)
    probe = _beside(place)
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise _at(place, error) from error


def _true_path(place: Path) -> Path:
    """Return the path of a place without links in the folders above it."""
    return place.parent.resolve() / place.name


def _beside(place: Path) -> Path:
    """Return a name for a new file beside a place, which nobody can foresee."""
    return place.with_name(f".{place.name}.{secrets.token_hex(_RANDOM_BYTES)}.tmp")


def _leftovers(place: Path) -> Iterator[Path]:
    """Yield what interrupted commands left beside a place."""
    name = re.compile(rf"\.{re.escape(place.name)}\.[0-9a-f]{{{_RANDOM_BYTES * 2}}}\.tmp")
    return (path for path in place.parent.iterdir() if name.fullmatch(path.name))


@contextmanager
def _new_file_beside(place: Path) -> Iterator[Path]:
    """Yield the name of a file to write, which then takes its place; errors name the place."""
    place.parent.mkdir(parents=True, exist_ok=True)
    for leftover in _leftovers(place):
        leftover.unlink()
    beside = _beside(place)
    try:
        yield beside
        _move(beside, place)
    except OSError as error:
        raise _at(place, error) from error
    finally:
        beside.unlink(missing_ok=True)


def _move(beside: Path, place: Path) -> None:
    if place.exists():
        shutil.copymode(place, beside)
    beside.replace(place)


def _at(place: Path, error: OSError) -> OSError:
    """Return an error that names the place, and not what was to go there."""
    return OSError(error.errno, error.strerror, str(place))


def _drop(path: Path) -> None:
    """Remove a folder that was staged; a link in its place, and not what it leads to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    """Write a new file; a link in its place is not followed."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
