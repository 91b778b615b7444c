"""The fences of the architecture: which folder may import what, and how large a module may grow."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.places import ROOT

LIBRARY = sorted((ROOT / "deckbuilder").rglob("*.py"))
CODE = [ROOT / "build.py", *LIBRARY]
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
FOLDERS = [
    "files",
    "problems",
    "text",
    "apkg",
    "source",
    "kinds",
    "collection",
    "checks",
    "rendering",
    "judging",
    "load.py",
    "updates",
    "release",
    "site",
    "authoring",
    "commands",
]
"""The stages of a question in order: each imports only from those before it and from itself."""

FENCES = {
    "click": ["build.py", "deckbuilder/commands"],
    "yaml": ["deckbuilder/source"],
    "genanki": ["deckbuilder/apkg"],
    "anki": ["deckbuilder/updates"],
    "time": ["deckbuilder/commands"],
}
"""Where alone a library is imported."""

MAX_LINES = 300
MAX_LINES_OF_THE_SCRIPT = 80


def name_of(path: Path) -> str:
    """Return the path of a file from the root of the project, in which fences are written."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    """Return what a file says, read once."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of each module, and of each name in one, that a file imports."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_files(path: Path) -> set[Path]:
    """Return the files of the library that a file imports."""
    candidates = (ROOT / name.replace(".", "/") for name in imports(path))
    found = set()
    for candidate in candidates:
        places = (candidate, candidate.parent)
        files = [file for at in places for file in (at.with_suffix(".py"), at / "__init__.py")]
        found.update([file for file in files if file in LIBRARY][:1])
    return found


def stage(path: Path) -> int | None:
    """Return the place of a file's folder in the list above, None for the package itself."""
    first = path.relative_to(ROOT / "deckbuilder").parts[0]
    return FOLDERS.index(first) if first in FOLDERS else None


@pytest.mark.parametrize(("library", "allowed"), FENCES.items(), ids=FENCES)
def test_library_is_imported_only_behind_its_fence(library: str, allowed: list[str]) -> None:
    """A library is imported below the named paths alone."""
    users = [
        name_of(path)
        for path in CODE
        if library in {name.split(".")[0] for name in imports(path)}
        and not any(name_of(path).startswith(place) for place in allowed)
    ]
    assert users == []


def test_every_file_of_the_library_lies_in_a_stage() -> None:
    """Beside the stages the library holds nothing but its own __init__.py."""
    strays = [name_of(path) for path in LIBRARY if stage(path) is None]
    assert strays == ["deckbuilder/__init__.py"]


@pytest.mark.parametrize("path", LIBRARY, ids=name_of)
def test_data_flows_down_the_list_of_folders(path: Path) -> None:
    """A file imports from its own folder and from those before it."""
    here = stage(path)
    later = [
        name_of(used)
        for used in imported_files(path)
        if here is not None and (stage(used) or 0) > here
    ]
    assert later == []


def test_no_import_goes_in_a_circle() -> None:
    """The files of the library can be put in an order in which each imports only earlier ones."""
    graph = {path: imported_files(path) - {path} for path in LIBRARY}
    assert len(list(TopologicalSorter(graph).static_order())) == len(LIBRARY)


@pytest.mark.parametrize("path", LIBRARY, ids=name_of)
def test_only_commands_print_exit_and_read_the_clock(path: Path) -> None:
    """Outside deckbuilder/commands nothing prints, exits, or reads environment or clock."""
    if name_of(path).startswith("deckbuilder/commands/"):
        return
    calls = {
        ast.unparse(node.func) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)
    }
    assert not calls & {"print", "exit", "sys.exit", "os.getenv", "os.environ.get", "time.time"}
    assert not any(call.endswith((".now", ".today", ".utcnow")) for call in calls)


OPENERS = {"open", "read_bytes", "read_text"}
OWN_OPENERS = {
    "deckbuilder/apkg/unpack.py": "entries of an archive that lies in memory",
    "deckbuilder/commands/streams.py": "the standard streams",
    "deckbuilder/site/pages.py": "templates of its own",
}
"""What opens files beside the one function that does, and which."""


@pytest.mark.parametrize("path", LIBRARY, ids=name_of)
def test_every_input_is_opened_by_one_function(path: Path) -> None:
    """A user's file is opened in deckbuilder/files, which knows pipes, devices, sizes and links."""
    if name_of(path).startswith("deckbuilder/files/") or name_of(path) in OWN_OPENERS:
        return
    called = [node.func for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    methods = {each.attr for each in called if isinstance(each, ast.Attribute)}
    names = {each.id for each in called if isinstance(each, ast.Name)}
    assert (methods & OPENERS, names & {"open"}) == (set(), set())


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_no_test_waits_for_a_process_without_a_limit(path: Path) -> None:
    """A test runs a process with a timeout, or starts one by the fixture that ends it."""
    calls = [
        (ast.unparse(node.func), {keyword.arg for keyword in node.keywords})
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
    ]
    started = [call for call in calls if call[0].startswith("subprocess.")]
    assert all(name == "subprocess.run" and "timeout" in names for name, names in started)


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_module_stays_small(path: Path) -> None:
    """A module past 300 lines has two jobs; the script is a list of commands."""
    most = MAX_LINES_OF_THE_SCRIPT if path.name == "build.py" and path.parent == ROOT else MAX_LINES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_tests_mirror_the_tree(path: Path) -> None:
    """A test lies in the folder of what it tests, or above all folders if it tests the project."""
    folder = path.relative_to(ROOT / "tests").parts[:-1]
    assert (ROOT / "deckbuilder").joinpath(*folder).is_dir()
