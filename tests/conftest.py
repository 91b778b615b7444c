"""Fixtures that the tests share: a small project in a folder of its own, and the commands."""

import gc
import importlib.util
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings
from playwright.sync_api import sync_playwright

from deckbuilder.collection.contents import Collection
from deckbuilder.load import load_collection
from deckbuilder.source.tree import MAX_TEXT_CHARACTERS
from tests.places import EPOCH, FIXTURES, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

    from deckbuilder.site.pages import Site

SECONDS = 10
"""Longest wait for what a page is to do."""

TOO_SHORT_TO_COMPARE = 0.05
"""Processor seconds below which a growth says nothing."""

TWICE_AS_LONG = 2.5
"""Growth of work that takes twice as long on twice the text, with a margin."""

PATIENCE = 120
"""Longest wait, in seconds, for what a command in a process of its own is to say or do."""

Run = Callable[..., Result]
Start = Callable[..., "Command"]
CollectionOf = Callable[[str | Path], Collection]

settings.register_profile("quick", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", parent=settings.get_profile("quick"), max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that opens a page, so that it can be left out where there is no browser."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def load_build_script() -> ModuleType:
    """Load build.py under a name that cannot be taken for PyPA's build."""
    spec = importlib.util.spec_from_file_location("build_script", ROOT / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_script"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session", autouse=True)
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what commands remember in a folder of the tests, also in processes of their own."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def build_script() -> ModuleType:
    """Return the module build.py."""
    return load_build_script()


@pytest.fixture(scope="session")
def collection_of() -> CollectionOf:
    """Return a function that loads a source without errors, in the look of the real one."""

    def loaded(source: str | Path) -> Collection:
        collection = load_collection(str(source), ROOT / "source/notetypes").collection
        assert collection is not None
        return collection

    return loaded


@pytest.fixture(scope="session")
def real(collection_of: CollectionOf) -> Collection:
    """Return the real collection."""
    return collection_of(ROOT / "source")


@pytest.fixture(scope="session")
def looks(
    tmp_path_factory: pytest.TempPathFactory, build_script: ModuleType, collection_of: CollectionOf
) -> Collection:
    """Return every kind of card with what is hard to set, and a note withdrawn after a release."""
    folder = tmp_path_factory.mktemp("looks")
    shutil.copytree(FIXTURES / "looks", folder, dirs_exist_ok=True)
    folders = ["--source", str(folder / "source"), "--decks", str(folder / "decks")]
    command = CliRunner(env={"SOURCE_DATE_EPOCH": str(EPOCH)})
    released = command.invoke(build_script.main, [*folders, "release"])
    assert released.exit_code == 0, released.output
    cards = folder / "source/cards/kinds.yaml"
    kept = cards.read_text("utf-8").split("\n  - id: old\n")[0]
    reason = "It asked what nobody needs, and said so at some length."
    retired = f"retired:\n  - {{id: old, on: 2027-01-10, reason: '{reason}', see: gaps}}\n"
    cards.write_text(f"{kept}\n{retired}", "utf-8")
    return collection_of(folder / "source")


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


class Command:
    """A command of build.py in a process of its own, never waited for without a limit."""

    def __init__(
        self, folder: Path, arguments: tuple[str, ...], pipe: tuple[int, int], epoch: int
    ) -> None:
        self._source, output = pipe
        self._said = bytearray()
        with interrupts_heeded():
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "build.py"), *arguments],
                cwd=folder,
                env=clean_environment(SOURCE_DATE_EPOCH=str(epoch), TZ="UTC", TERM="xterm"),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        os.close(output)

    def read_until(self, end: str) -> str:
        """Return what standard output and error say up to and with `end`, which must come."""
        deadline = time.monotonic() + PATIENCE
        while end.encode() not in self._said:
            assert self._hears(deadline), f"{end!r} did not come after {self._said!r}"
        size = self._said.index(end.encode()) + len(end.encode())
        found = self._said[:size].decode()
        del self._said[:size]
        return found

    def read_rest(self) -> str:
        """Return what is said until the command ends."""
        deadline = time.monotonic() + PATIENCE
        while self._hears(deadline):
            pass
        return self._said.decode()

    def interrupt(self) -> None:
        """Do as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)

    def wait(self) -> int:
        """Return the exit code."""
        return self.process.wait(PATIENCE)

    def end(self) -> None:
        """End the process, if it still runs, and give back what it held."""
        self.process.kill()
        self.process.wait(PATIENCE)
        os.close(self._source)

    def _hears(self, deadline: float) -> bool:
        """Take in what is said next, and return whether anything was."""
        seconds = max(0, deadline - time.monotonic())
        ready, _, _ = select.select([self._source], [], [], seconds)
        assert ready, f"nothing came in time after {self._said!r}"
        try:
            piece = os.read(self._source, 65_536)
        except OSError:  # what a terminal says when the last has left it
            piece = b""
        self._said += piece
        return bool(piece)


def terminal() -> tuple[int, int]:
    """Return both ends of a terminal; Windows has none, and the test is left out there."""
    return cast("tuple[int, int]", pytest.importorskip("pty").openpty())


@contextmanager
def interrupts_heeded() -> Iterator[None]:
    """Heed Ctrl-C for a while: a shell's background jobs ignore it, and so would their children."""
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


@pytest.fixture
def start() -> Iterator[Start]:
    """Return a function that starts a command in a folder; it is killed when the test ends."""
    with ExitStack() as started:

        def start_command(
            folder: Path, *arguments: str, on_terminal: bool = False, epoch: int = EPOCH
        ) -> Command:
            pipe = terminal() if on_terminal else os.pipe()
            command = Command(folder, arguments, pipe, epoch)
            started.callback(command.end)
            return command

        yield start_command


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
def growth() -> Callable[[Callable[[int], object]], float]:
    """Return a function that says how much longer work on the longest text takes than on half."""

    def seconds_of(work: Callable[[int], object], size: int) -> float:
        gc.disable()  # its passes over the whole of pytest come when they come
        start = time.process_time()
        work(size)
        seconds = time.process_time() - start
        gc.enable()
        return seconds

    def grown(work: Callable[[int], object]) -> float:
        whole, half = MAX_TEXT_CHARACTERS, MAX_TEXT_CHARACTERS // 2
        growths = []
        for _ in range(3):  # a busy machine may mislead, and only upwards
            seconds = seconds_of(work, whole)
            if seconds < TOO_SHORT_TO_COMPARE:
                return 0.0
            growths.append(seconds / seconds_of(work, half))
            if growths[-1] < TWICE_AS_LONG:
                break
        return min(growths)

    return grown


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


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """Return an empty tab; fail on a console message, a script error, a lost file or a dialog."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        context.set_default_timeout(SECONDS * 1000)
        tab = context.new_page()
        complaints: list[str] = []
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("requestfailed", lambda request: complaints.extend(lost_file(request)))
        tab.on("dialog", lambda dialog: complaints.append(dialog.message))
        yield tab
        assert complaints == []


def lost_file(request: "Request") -> list[str]:
    """Return the address of a file that could not be had, if it was not given up for a new page."""
    return [] if request.failure == "net::ERR_ABORTED" else [request.url]


@pytest.fixture(scope="session")
def write_site(tmp_path_factory: pytest.TempPathFactory) -> "Callable[[Site], Path]":
    """Return a function that writes a site into a folder of its own."""

    def written(site: "Site") -> Path:
        folder = tmp_path_factory.mktemp("site")
        for name, content in site.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        return folder

    return written


def clean_environment(**changes: str) -> dict[str, str]:
    """Return this process's environment with the changes, for a command of its own."""
    return {**os.environ, **changes}
