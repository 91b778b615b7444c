"""What is remembered of the files of cards: it saves work, and never shows in what comes out."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckbuilder.files.cache import Cache
from deckbuilder.judging.share import Machine
from deckbuilder.load import Loaded, load_collection
from deckbuilder.release.packages import build_packages
from tests.places import EPOCH, FIXTURES, LOOK, MINI, ROOT

Edit = Callable[[Path], None]

CARDS = "source/cards/receptor.yaml"
SIGNS = st.sampled_from("&*!|>'\"{}[]:#-~^$\\ſıa0. \n\t")
SHARED = """
import sys
from deckbuilder.files.cache import Cache
from deckbuilder.judging.share import Machine
from deckbuilder.load import load_collection
from pathlib import Path
loaded = load_collection("source", Path(sys.argv[1]), Machine(int(sys.argv[2]), None, 0))
print(*loaded.problems, loaded.collection and loaded.collection.notes, sep="\\n")
"""


def loaded(folder: Path, cache: Path | None = None) -> Loaded:
    """Load the source of a project, with a cache where one is given."""
    return load_collection(str(folder / "source"), LOOK, Machine(cache=cache))


def package(result: Loaded) -> bytes:
    """Return the first package of a collection."""
    assert result.collection is not None
    packages = result.collection.settings.packages[:1]
    return build_packages(result.collection, packages, EPOCH).packages[0].content


def entries(cache: Path) -> list[Path]:
    """Return the files in a cache."""
    return sorted(cache.iterdir()) if cache.is_dir() else []


def replaced(path: str, old: str, new: str) -> Edit:
    """Return an edit that replaces a text in a file of the project."""

    def edit(project: Path) -> None:
        file = project / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return edit


def redrawn(project: Path) -> None:
    """Give the picture of the project another content."""
    picture = project / "source/media/pentamer.svg"
    text = picture.read_text(encoding="utf-8")
    picture.write_text(text.replace("</svg>", "<!-- anew --></svg>"), encoding="utf-8")


def removed(project: Path) -> None:
    """Take the picture of the project away."""
    (project / "source/media/pentamer.svg").unlink()


EDITS = {
    "setting": replaced("source/collection.yaml", "namespace: ", "tag_root: other\nnamespace: "),
    "reference": replaced("source/references.yaml", "title: ", "title: Anew, "),
    "picture": redrawn,
    "lost picture": removed,
    "card": replaced(CARDS, "answer: ", "answer: Anew, "),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_is_seen_at_once(edit: Edit, project: Path, tmp_path: Path) -> None:
    """After an edit of what a card is made of, nothing of before comes out of the cache."""
    cache = tmp_path / "cache"
    before = loaded(project, cache)
    edit(project)
    after = loaded(project, cache)
    assert after == loaded(project)
    assert after != before


def test_an_edited_template_is_in_the_package(project: Path, tmp_path: Path) -> None:
    """The look of the cards is not remembered."""
    look = project / "source/notetypes"
    look.mkdir()
    for file in LOOK.iterdir():
        (look / file.name).write_bytes(file.read_bytes())
    cache = tmp_path / "cache"
    before = package(loaded(project, cache))
    (look / "style.css").write_text(".card { color: red }", encoding="utf-8")
    after = package(loaded(project, cache))
    assert after == package(loaded(project))
    assert after != before


def test_what_is_remembered_is_used(project: Path, tmp_path: Path) -> None:
    """A second load of the same source takes the results of the first, and writes none."""
    cache = tmp_path / "cache"
    first = loaded(project, cache)
    kept = [(path, path.stat().st_mtime_ns) for path in entries(cache)]
    assert loaded(project, cache) == first
    assert [(path, path.stat().st_mtime_ns) for path in entries(cache)] == kept
    assert len(kept) == len(list((project / "source/cards").iterdir()))


def test_what_is_no_longer_given_is_dropped(project: Path, tmp_path: Path) -> None:
    """A cache holds one result for each file of cards, whatever was edited before."""
    cache = tmp_path / "cache"
    for number in range(3):
        replaced(CARDS, "answer: ", f"answer: {number} ")(project)
        loaded(project, cache)
    assert len(entries(cache)) == len(list((project / "source/cards").iterdir()))


def test_results_are_plain_json(project: Path, tmp_path: Path) -> None:
    """An entry holds a digest of itself and JSON, and no code."""
    cache = tmp_path / "cache"
    loaded(project, cache)
    results = [json.loads(path.read_bytes()[64:]) for path in entries(cache)]
    assert {result["deck"] for result in results} == {"receptor", "claims"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda content: content[:-10],
        lambda content: content.replace(b"answer", b"anewer").replace(b"GABA", b"GABB"),
        lambda content: content[:64] + b"{}",
        lambda content: b"\x80\x04" + content,
    ],
    ids=["empty", "cut off", "edited", "replaced", "other"],
)
def test_a_damaged_entry_is_as_good_as_none(
    damage: Callable[[bytes], bytes], project: Path, tmp_path: Path
) -> None:
    """Whatever became of the entries, the source alone says what comes out."""
    cache = tmp_path / "cache"
    loaded(project, cache)
    for path in entries(cache):
        path.write_bytes(damage(path.read_bytes()))
    assert loaded(project, cache) == loaded(project)


def test_a_well_sealed_entry_of_another_shape_is_as_good_as_none(
    project: Path, tmp_path: Path
) -> None:
    """An entry that is whole but says no result is not taken for one."""
    folder = tmp_path / "cache"
    loaded(project, folder)
    for path in entries(folder):
        Cache(folder).put(path.name, b'{"deck": 1}')
    assert loaded(project, folder) == loaded(project)


def test_a_folder_that_others_may_write_is_not_used(project: Path, tmp_path: Path) -> None:
    """Results are taken from a folder of the user's own alone."""
    cache = tmp_path / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    loaded(project, cache)
    assert entries(cache) == []


def test_a_link_to_a_folder_is_not_used(project: Path, tmp_path: Path) -> None:
    """A link in the place of the cache is not followed."""
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "cache").symlink_to(tmp_path / "elsewhere")
    loaded(project, tmp_path / "cache")
    assert entries(tmp_path / "elsewhere") == []


@pytest.mark.slow
@settings(max_examples=25)
@given(data=st.data())
def test_with_and_without_cache_the_same_comes_out(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of a source edited at random, a load gives the same without, with a new and a used cache."""
    folder = tmp_path_factory.mktemp("edited")
    for path in sorted((MINI / "source").rglob("*.*")):
        place = folder / path.relative_to(MINI)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    texts = sorted((folder / "source").rglob("*.yaml"))
    cache = folder / "cache"
    for _ in range(2):
        edit_somewhere(data, data.draw(st.sampled_from(texts)))
        plain = loaded(folder)
        assert [loaded(folder, cache), loaded(folder, cache)] == [plain, plain]


def edit_somewhere(data: st.DataObject, path: Path) -> None:
    """Strike out or put in a few characters at one place of a file."""
    text = path.read_text(encoding="utf-8")
    place = data.draw(st.integers(0, len(text)))
    end = place + data.draw(st.integers(0, 3))
    path.write_text(text[:place] + data.draw(st.text(SIGNS, max_size=3)) + text[end:], "utf-8")


def told(project: Path, cores: int) -> Iterator[str]:
    """Yield what a process of its own says of a source, judged over some cores."""
    command = [sys.executable, "-c", SHARED, str(LOOK), str(cores)]
    done = subprocess.run(
        command,
        cwd=project,
        env={"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    yield from done.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("case", ["mini", "bad/Q014-near-twin", "bad/S008-unclosed-formula"])
def test_over_two_cores_the_same_comes_out(case: str, project: Path) -> None:
    """Shared over processes, a source gives the same notes and problems."""
    for path in (FIXTURES / case).rglob("*.yaml"):
        place = project / path.relative_to(FIXTURES / case)
        place.write_bytes(path.read_bytes())
    assert list(told(project, 2)) == list(told(project, 1))
