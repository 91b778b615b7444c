"""Prove that two checkouts say and make the same: `python benchmarks/same.py OTHER_CHECKOUT`.

The sources are ours, the fixtures, generated collections, and these with lines and characters
struck out, doubled and swapped at random. Of each, what `check` and `build` print, their exit codes
and the bytes of every package must be equal. This checkout is asked twice, so that what it
remembers is used too.
"""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import util
from pathlib import Path

from generate import write_source

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
NOTES = 2_000
SPOILT = 150
COMMANDS = (["check"], ["build"], ["check", "--strict", "--format", "json"])


def sources(folder: Path) -> Iterator[Path]:
    """Yield folders, each with a source, below `folder`."""
    for name, notes, files in (("large", NOTES, 20), ("small", 60, 2)):
        write_source(folder / name / "source", notes, files)
        yield folder / name
    yield _copied(ROOT, folder / "own")
    for name in ("mini", "looks"):
        yield _copied(FIXTURES / name, folder / name)
    for bad in sorted((FIXTURES / "bad").iterdir()):
        place = _copied(FIXTURES / "mini", folder / bad.name)
        shutil.copytree(bad, place, dirs_exist_ok=True)
        yield place
    for seed in range(SPOILT):
        chance = random.Random(seed)  # noqa: S311 nothing is secret here
        whole = "own" if seed % 40 == 0 else chance.choice(("mini", "looks", "small"))
        place = _copied(folder / whole, folder / f"spoilt{seed}")
        paths = sorted(path for path in (place / "source").rglob("*.yaml") if path.is_file())
        for path in chance.sample(paths, min(len(paths), chance.randint(1, 3))):
            path.write_text(_spoilt(path.read_text(encoding="utf-8"), chance), encoding="utf-8")
        yield place


def _copied(project: Path, place: Path) -> Path:
    shutil.copytree(project / "source", place / "source")
    return place


def _spoilt(text: str, chance: random.Random) -> str:
    """Return a text in which a few places were edited without care."""
    for _ in range(chance.randint(1, 6)):
        lines = text.split("\n")
        place = chance.randrange(len(lines))
        column = chance.randrange(len(lines[place]) + 1)
        match chance.randrange(7):
            case 0:
                del lines[place]
            case 1:
                lines.insert(place, lines[chance.randrange(len(lines))])
            case 2:
                lines[place] = lines[place][:column] + lines[place][column + 1 :]
            case 3:
                sign = chance.choice("&*!|>%@`{}[]:#'\"\\~^-_<\t\u00a0\u2028\u017f\u0131\u212a")
                lines[place] = lines[place][:column] + sign + lines[place][column:]
            case 4:
                other = chance.randrange(len(lines))
                lines[place], lines[other] = lines[other], lines[place]
            case 5:
                text = chance.choice((r"\(x", "{{c1::", "}}", "5mg", ".5 mg", "**", "ſ", "&a x"))
                lines[place] = f"{lines[place]} {text}"
            case _:
                lines[place] = lines[place].replace("e", "é", 1).replace("10", "10.0")
        text = "\n".join(lines) or "\n"
    return text


def told(checkout: Path, folders: list[str]) -> dict[str, list[object]]:
    """Return what the commands of a checkout, which this process alone uses, say and make."""
    sys.path.insert(0, str(checkout))
    from click.testing import CliRunner  # noqa: PLC0415 - once the checkout is chosen

    spec = util.spec_from_file_location("build_script", checkout / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: dict[str, list[object]] = {}
    for folder in folders:
        os.chdir(folder)
        shutil.rmtree("decks", ignore_errors=True)
        for command in COMMANDS:
            result = CliRunner().invoke(module.main, command)
            error = repr(result.exception) if result.exc_info and result.exit_code else ""
            packages = {
                path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                for path in sorted(Path("decks").glob("*.apkg"))
            }
            said = [result.exit_code, result.stdout, result.stderr, error, packages]
            found[f"{folder} {' '.join(command)}"] = said
    return found


def main(other: Path) -> int:
    """Compare this checkout with another; return 1 where they differ."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000"}
    with tempfile.TemporaryDirectory() as scratch:
        environment["XDG_CACHE_HOME"] = str(Path(scratch, "cache"))
        folders = [str(folder) for folder in sources(Path(scratch))]
        outputs = []
        for checkout in (other.resolve(), ROOT, ROOT):  # the last with what the second remembers
            command = [sys.executable, __file__, "--told", str(checkout)]
            done = subprocess.run(
                command,
                input=json.dumps(folders).encode(),
                env=environment,
                check=True,
                stdout=subprocess.PIPE,
                cwd=scratch,
            )
            outputs.append(json.loads(done.stdout))
    differing = [key for key in outputs[0] if any(each[key] != outputs[0][key] for each in outputs)]
    for key in differing[:10]:
        print(key, *(each[key] for each in outputs), sep="\n  ")
    problems = sum(str(said[1]).count("\n") for said in outputs[0].values())
    print(f"{len(folders)} sources, {problems} lines, {len(differing)} runs differ")
    return 1 if differing else 0


if __name__ == "__main__":
    if sys.argv[1] == "--told":
        print(json.dumps(told(Path(sys.argv[2]), json.load(sys.stdin))))
    else:
        sys.exit(main(Path(sys.argv[1])))
