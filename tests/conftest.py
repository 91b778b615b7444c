"""Fixtures that the tests share: a small project in a folder of its own, and the commands."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = Path(__file__).resolve().parent / "fixtures"
EPOCH = 1_700_000_000

Run = Callable[..., Result]

settings.register_profile("quick", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", parent=settings.get_profile("quick"), max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def load_build_script() -> ModuleType:
    """Load build.py under a name that cannot be taken for PyPA's build."""
    spec = importlib.util.spec_from_file_location("build_script", ROOT / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_script"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def build_script() -> ModuleType:
    """Return the module build.py."""
    return load_build_script()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the small source tree in it, made the working folder."""
    shutil.copytree(FIXTURES / "mini", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(build_script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command of build.py as a user would, at a fixed time."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))

    def run_command(*arguments: str) -> Result:
        return CliRunner().invoke(build_script.main, arguments, prog_name="build.py")

    return run_command


@pytest.fixture
def edit(project: Path) -> Callable[[str, str, str], None]:
    """Return a function that replaces a text in a file of the project, which must hold it."""

    def replace(file: str, old: str, new: str) -> None:
        path = project / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not hold {old!r}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Return the system's Chromium, or the one of `playwright install`; skip where none is."""
    own = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        if not (own or Path(playwright.chromium.executable_path).exists()):
            pytest.skip("no Chromium: apt-get install chromium, or playwright install chromium")
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=own, args=quiet)
        yield chromium
        chromium.close()


def clean_environment(**changes: str) -> dict[str, str]:
    """Return this process's environment with the changes, for a command of its own."""
    return {**os.environ, **changes}
