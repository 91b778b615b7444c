"""Find the pictures that notes show, and give each a name that changes with its bytes.

A picture under its old name does not reach students who have the deck already, so the name in the
package holds a hash of the content. Whose a picture is and on what terms is read from the lines of
the REUSE specification (reuse.software/spec): in an SVG's own comment, or in a file beside the
picture that is called like it with .license at the end.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from deckbuilder.apkg.contents import MAX_MEDIA_FILE_BYTES
from deckbuilder.collection.pictures import SUFFIXES, picture_flaw
from deckbuilder.files.read import MIB, leads_out, read_file
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Rule

MAX_STEM_LENGTH = 60

_LICENCE = re.compile(r"SPDX-License-Identifier:[ \t]*([^\n<>]*[^\s<>-])")
_OWNER = re.compile(r"SPDX-FileCopyrightText:[ \t]*([^\n<>]*[^\s<>-])")


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of source/media, what it is called in a package, and its licence if it names one."""

    path: Path
    packed_name: str
    licence: str | None

    def content(self) -> bytes:
        """Return what the file holds. Raises OSError."""
        return read_file(self.path, MAX_MEDIA_FILE_BYTES)


@dataclass(frozen=True, slots=True)
class BadPicture:
    """Why a figure cannot be used."""

    rule: Rule
    message: str


def find_picture(folder: Path, name: str) -> Picture | BadPicture:
    """Return the picture that a note calls `name`, relative to `folder`.

    A name must be spelt as its file is, also on systems that ignore letter case, though an accent
    may be composed or not. It must not lead out of the folder, neither by `..` nor by a link.
    """
    parts = PurePosixPath(name).parts
    if PurePosixPath(name).is_absolute() or ".." in parts or "\\" in name:
        message = f'figure "{name}" lies outside the media folder; put the file into it'
        return BadPicture(rules.FIGURE_OUTSIDE, message)
    path = folder
    for part in parts:
        entries = {entry.name for entry in path.iterdir()} if path.is_dir() else set()
        entry = _entry(name, part, entries)
        if isinstance(entry, BadPicture):
            return entry
        path /= entry
    return _checked(folder, path, name)


def _entry(name: str, part: str, entries: set[str]) -> str | BadPicture:
    """Return the entry of a folder that is called `part`, in whatever Unicode form."""
    if part in entries:
        return part
    alike = sorted(entry for entry in entries if _composed(entry) == _composed(part))
    if len(alike) == 1:
        return alike[0]
    if alike:
        message = f'figure "{name}": {len(alike)} files have this name in different Unicode forms'
        return BadPicture(rules.MISSING_FIGURE, f"{message}; keep one of them")
    folded = _composed(part).casefold()
    twins = sorted(entry for entry in entries if _composed(entry).casefold() == folded)
    if twins:
        message = f'figure "{name}": the file is called "{twins[0]}"; use its letter case'
        return BadPicture(rules.FIGURE_CASE, message)
    return BadPicture(rules.MISSING_FIGURE, f'figure "{name}" is not in the media folder')


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _checked(folder: Path, path: Path, name: str) -> Picture | BadPicture:
    if leads_out(path, folder) or leads_out(folder, folder.parent):
        message = f'figure "{name}" is a link that leads out of the media folder; copy the file'
        return BadPicture(rules.FIGURE_OUTSIDE, message)
    if not path.exists():
        return BadPicture(rules.MISSING_FIGURE, f'figure "{name}" is a link that leads nowhere')
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(sorted(each.removeprefix(".") for each in SUFFIXES))
        return BadPicture(rules.FIGURE_KIND, f'figure "{name}" is not a picture; use {known}')
    if path.is_dir():
        return BadPicture(rules.MISSING_FIGURE, f'figure "{name}" is not a file')
    return _judged(folder, path, name)


def _judged(folder: Path, path: Path, name: str) -> Picture | BadPicture:
    """Return the picture if its content is one."""
    try:
        content = read_file(path, MAX_MEDIA_FILE_BYTES)
        licence = _licence(folder, path, content)
    except OSError as error:
        message = f'figure "{name}" cannot be read: {error.strerror}'
        return BadPicture(rules.MISSING_FIGURE, message)
    suffix = path.suffix.lower()
    if flaw := picture_flaw(content, suffix):
        return BadPicture(rules.FIGURE_KIND, f'figure "{name}" {flaw}')
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:MAX_STEM_LENGTH] or "figure"
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Picture(path, f"{stem}-{digest}{suffix}", licence)


def _licence(folder: Path, path: Path, content: bytes) -> str | None:
    """Return the licence with the owner, as in `CC-BY-4.0, 2019 Jane Doe`. Raises OSError."""
    beside = path.with_name(f"{path.name}.license")
    if beside.exists():
        content = read_file(beside, MIB, folder)
    elif path.suffix.lower() != ".svg":
        return None
    text = content.decode(errors="replace")
    licence = _LICENCE.search(text)
    return ", ".join([licence[1], *_OWNER.findall(text)]) if licence else None
