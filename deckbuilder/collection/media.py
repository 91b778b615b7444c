"""Find the pictures that notes show, and give each a name that changes with its bytes.

A picture under its old name does not reach students who have the deck already, so the name in the
package holds a hash of the content. Whose a picture is and on what terms is read from the lines of
the REUSE specification (reuse.software/spec): in an SVG's own comment, or in a file beside the
picture that is called like it with .license at the end.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from deckbuilder.problems import rules
from deckbuilder.problems.problem import Rule

PICTURE_SUFFIXES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"})
MAX_STEM_LENGTH = 60

_LICENCE = re.compile(r"SPDX-License-Identifier:[ \t]*([^\n<>]*[^\s<>-])")
_OWNER = re.compile(r"SPDX-FileCopyrightText:[ \t]*([^\n<>]*[^\s<>-])")


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of source/media, what it is called in a package, and its licence if it names one."""

    path: Path
    packed_name: str
    licence: str | None


@dataclass(frozen=True, slots=True)
class BadPicture:
    """Why a figure cannot be used."""

    rule: Rule
    message: str


def find_picture(folder: Path, name: str) -> Picture | BadPicture:
    """Return the picture that a note calls `name`, relative to `folder`.

    A name must be spelt as its file is, also on systems that ignore letter case, and must not lead
    out of the folder, neither by `..` nor through a symbolic link.
    """
    parts = PurePosixPath(name).parts
    if PurePosixPath(name).is_absolute() or ".." in parts or "\\" in name:
        message = f'figure "{name}" lies outside the media folder; put the file into it'
        return BadPicture(rules.FIGURE_OUTSIDE, message)
    path = folder
    for part in parts:
        entries = {entry.name for entry in path.iterdir()} if path.is_dir() else set()
        if part not in entries:
            return _missing(name, part, entries)
        path /= part
    return _checked(folder, path, name)


def _missing(name: str, part: str, entries: set[str]) -> BadPicture:
    twins = sorted(entry for entry in entries if entry.casefold() == part.casefold())
    if twins:
        message = f'figure "{name}": the file is called "{twins[0]}"; use its letter case'
        return BadPicture(rules.FIGURE_CASE, message)
    return BadPicture(rules.MISSING_FIGURE, f'figure "{name}" is not in the media folder')


def _checked(folder: Path, path: Path, name: str) -> Picture | BadPicture:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):  # a link that leads nowhere, or round in a circle
        return BadPicture(rules.MISSING_FIGURE, f'figure "{name}" is a link that leads nowhere')
    if not target.is_relative_to(folder.resolve()):
        message = f'figure "{name}" is a link that leads out of the media folder; copy the file'
        return BadPicture(rules.FIGURE_OUTSIDE, message)
    if path.suffix not in PICTURE_SUFFIXES:
        known = ", ".join(sorted(suffix.removeprefix(".") for suffix in PICTURE_SUFFIXES))
        return BadPicture(rules.FIGURE_KIND, f'figure "{name}" is not a picture; use {known}')
    if not path.is_file():
        return BadPicture(rules.MISSING_FIGURE, f'figure "{name}" is not a file')
    content = path.read_bytes()
    if not content:
        return BadPicture(rules.FIGURE_KIND, f'figure "{name}" is an empty file')
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:MAX_STEM_LENGTH] or "figure"
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Picture(path, f"{stem}-{digest}{path.suffix}", _licence(path, content))


def _licence(path: Path, content: bytes) -> str | None:
    """Return the licence with the owner, as in `CC-BY-4.0, 2019 Jane Doe`."""
    beside = path.with_name(f"{path.name}.license")
    if beside.is_file():
        content = beside.read_bytes()
    elif path.suffix != ".svg":
        return None
    text = content.decode(errors="replace")
    licence = _LICENCE.search(text)
    return ", ".join([licence[1], *_OWNER.findall(text)]) if licence else None
