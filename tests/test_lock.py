"""The lock: requirements/*.txt, from which the README's commands and CI install."""

import re
import tomllib
from collections.abc import Iterator

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement

from tests.places import ROOT

LOCKED = {
    name: (ROOT / "requirements" / name).read_text("utf-8").replace("\\\n", " ")
    for name in ("run.txt", "dev.txt")
}
PLATFORMS = [
    {"sys_platform": system, "python_full_version": python}
    for system in ("linux", "darwin", "win32")
    for python in ("3.11.0", "3.13.0")
]


def pins(name: str) -> dict[str, str]:
    """Return the version of each locked package, by its name in lower case."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCKED[name], re.MULTILINE))


def required(extra: str | None) -> Iterator[Requirement]:
    """Yield what pyproject.toml asks for, with what the extra adds and what that takes in."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [
        *project["dependencies"],
        *(extras["anki"] + extras["figures"] + extras[extra] if extra else ()),
    ]
    yield from (Requirement(line) for line in lines if not line.startswith("deckbuilder"))


@pytest.mark.parametrize(("name", "extra"), [("run.txt", None), ("dev.txt", "dev")])
def test_lock_holds_what_pyproject_asks_for(name: str, extra: str | None) -> None:
    """Every dependency is locked, in a version that its range allows."""
    locked = pins(name)
    wrong = [
        str(each)
        for each in required(extra)
        if not each.specifier.contains(locked.get(each.name.lower(), "0"), prereleases=True)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", LOCKED)
def test_every_locked_package_has_its_hashes(name: str) -> None:
    """A line of the lock without a hash would let pip take any file."""
    lines = [line for line in LOCKED[name].splitlines() if line and not line.startswith("#")]
    assert lines
    assert [line for line in lines if "--hash=sha256:" not in line] == []


def test_tests_run_on_what_the_decks_are_built_with() -> None:
    """What both files lock has one version."""
    assert pins("run.txt").items() <= pins("dev.txt").items()


@pytest.mark.parametrize("name", LOCKED)
def test_lock_is_for_every_system(name: str) -> None:
    """A package that is for some systems only says for which."""
    markers = [Marker(found) for found in re.findall(r"; (.+?) +--hash", LOCKED[name])]
    assert all(any(marker.evaluate(dict(each)) for each in PLATFORMS) for marker in markers)
