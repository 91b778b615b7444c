"""Put finished files in their place: each is proved first, and none is ever half there."""

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path


def replace_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write the files by name into `folder`, making it where it is missing.

    All are written in full beside their places before the first is moved in, so that a full disk or
    an interruption leaves the old ones whole. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as leftovers:
        written: list[tuple[Path, Path]] = []
        for name, content in contents.items():
            handle, path = tempfile.mkstemp(prefix=f".{name}.", suffix=".tmp", dir=folder)
            leftovers.callback(Path(path).unlink, missing_ok=True)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(path).chmod(0o644)  # mkstemp makes files that only their owner can read
            written.append((Path(path), folder / name))
        for temporary, place in written:
            temporary.replace(place)
