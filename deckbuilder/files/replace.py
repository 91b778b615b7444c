"""Put finished files in their places together: all of them, or none.

They are written in full into a staging folder first; renaming it is the moment that decides. What
an interruption leaves after that moment is finished by the next command that writes, what it leaves
before is dropped, so neither a full disk nor a power cut makes a mixture of old and new.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

STAGED = ".staged"
"""Name of the folder that holds what is decided and not yet in its place."""

MANIFEST = "manifest.json"


def replace_files(folder: Path, contents: Mapping[Path, bytes]) -> None:
    """Write all files, staged in `folder`; the caller is its sole writer. Raises OSError."""
    staging = Path(tempfile.mkdtemp(prefix=f"{STAGED}.", dir=folder))
    try:
        for index, content in enumerate(contents.values()):
            _write(staging / str(index), content)
        places = [os.path.relpath(place, folder) for place in contents]
        _write(staging / MANIFEST, json.dumps(places).encode())
        staging.rename(folder / STAGED)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    finish(folder)


def replace_file(place: Path, content: bytes) -> None:
    """Write one file whole or not at all, and keep who may read it. Raises OSError."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.tmp")
    try:
        _write(beside, content)
        if place.exists():
            shutil.copymode(place, beside)
        beside.replace(place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def finish(folder: Path) -> None:
    """Move what is staged for good into its place; done twice it is done once. Raises OSError."""
    staged = folder / STAGED
    if not staged.is_dir():
        return
    manifest = staged / MANIFEST
    if manifest.exists():
        for index, place in enumerate(json.loads(manifest.read_bytes())):
            source = staged / str(index)
            if source.exists():
                _move(source, folder / place)
        manifest.unlink()
    shutil.rmtree(staged)


def _move(source: Path, place: Path) -> None:
    replace_file(place, source.read_bytes())  # not moved: the place may be on another disk
    source.unlink()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
