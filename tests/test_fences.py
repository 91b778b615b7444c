"""The fences of the architecture: who may import what, and how large a module may grow."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = sorted((ROOT / "deckbuilder").rglob("*.py"))
PACKAGES = {"deckbuilder"} | {f"deckbuilder.{path.parent.name}" for path in LIBRARY}
CODE = [ROOT / "build.py", *LIBRARY]
FENCES = {
    "click": {"build.py"},
    "yaml": {"yamltree.py"},
    "genanki": {"apkg.py", "notetypes.py"},
    "time": {"build.py"},
    "datetime": {"build.py", "scalars.py", "render.py"},
    "rich": {"build.py", "problemviews.py"},
    "watchfiles": {"watching.py"},
    "anki": {"student.py"},
}
FLOW = [
    "diagnostics",
    "rules",
    "yamltree",
    "positions",
    "scalars",
    "model",
    "parse",
    "references",
    "media",
    "markupproblems",
    "clozemarks",
    "cloze",
    "markup",
    "notetypes",
    "ledger",
    "collection",
    "crosscheck",
    "history",
    "lints.findings",
    "lints.thresholds",
    "lints.words",
    "lints.gaps",
    "lints.questions",
    "lints.quality",
    "lints.twins",
    "lints.circles",
    "lints.reading",
    "lints.clinicalterms",
    "lints.dosewriting",
    "lints.clinical",
    "lint",
    "load",
    "reports.selection",
    "reports.sourcelines",
    "reports.problemviews",
    "watching",
    "authoring.schema",
    "authoring.append",
    "authoring.outline",
    "authoring.newnote",
    "render",
    "stamps",
    "packages.wire",
    "packages.unpack",
    "packages.tables",
    "packages.reader",
    "apkg",
    "publish",
    "release",
    "diff",
    "diffviews",
    "site.cardview",
    "site.previewnotes",
    "site.preview",
    "site.previewserver",
    "rehearsal.upgrade",
    "rehearsal.student",
    "rehearsal.rehearse",
    "changelog",
    "summary",
    "store",
]
"""The modules of the library, each importing only from those before it."""

MAX_LINES = 300
MAX_LINES_OF_COMMANDS = 600
"""build.py is one flat list of commands."""


def module_name(path: Path) -> str:
    """Return the name of a module below deckbuilder, and of a package for its __init__.py."""
    parts = path.relative_to(ROOT / "deckbuilder").with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imported_modules(path: Path) -> set[str]:
    """Return the full names of the modules that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module in PACKAGES:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize(("library", "allowed"), FENCES.items(), ids=FENCES)
def test_library_is_imported_only_behind_its_fence(library: str, allowed: set[str]) -> None:
    """Click and the clock stay in build.py, yaml in yamltree, genanki in two modules."""
    users = {
        path.name
        for path in CODE
        if library in {name.split(".")[0] for name in imported_modules(path)}
    }
    assert users <= allowed


def test_every_module_has_its_place_in_the_flow() -> None:
    """The list of modules above names every module there is."""
    modules = (module_name(path) for path in LIBRARY if path.stem != "__init__")
    assert sorted(FLOW) == sorted(modules)


@pytest.mark.parametrize("path", LIBRARY, ids=module_name)
def test_data_flows_one_way(path: Path) -> None:
    """A module imports only modules that stand before it, so there is no circle."""
    name = module_name(path)
    earlier = FLOW[: FLOW.index(name)] if name in FLOW else []
    used = {
        name.removeprefix("deckbuilder.")
        for name in imported_modules(path)
        if name.startswith("deckbuilder.")
    }
    assert used <= set(earlier)


@pytest.mark.parametrize("path", LIBRARY, ids=module_name)
def test_library_neither_prints_nor_exits(path: Path) -> None:
    """Only build.py prints, exits or reads the environment."""
    calls = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    assert not calls & {"print", "exit", "sys.exit", "os.getenv", "os.environ.get", "time.time"}
    assert not any(call.endswith((".now", ".today", ".utcnow")) for call in calls)


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.stem)
def test_module_stays_small(path: Path) -> None:
    """A module past 300 lines has two jobs."""
    most = MAX_LINES_OF_COMMANDS if path.stem == "build" else MAX_LINES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most
