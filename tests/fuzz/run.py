"""Fuzz one target for some minutes: `python tests/fuzz/run.py TARGET --minutes N`.

With atheris installed the search follows the code that inputs reach; without it hypothesis changes
the seeds at random. A target is a module of this folder with seeds(), words() and check(bytes).
"""

import argparse
import hashlib
import importlib
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
TARGETS = sorted(path.stem.removeprefix("fuzz_") for path in HERE.glob("fuzz_*.py"))
LIBRARIES = ["deckbuilder", "markdown_it", "mdit_py_plugins"]
SECONDS_AN_INPUT = 20
MAX_MEMORY_MIB = 3072
MAX_INPUT_BYTES = 40_000

try:
    import atheris
except ImportError:
    atheris = None


def main() -> None:
    """Fuzz the target that the command line names; a finding ends the run with exit code 1."""
    arguments = _arguments()
    sys.path[:0] = [str(HERE), str(HERE.parents[1])]
    if arguments.replay:
        _target(arguments.target).check(arguments.replay.read_bytes())
    elif atheris is None:
        _with_hypothesis(_target(arguments.target), arguments.minutes)
    else:
        with atheris.instrument_imports(include=LIBRARIES):
            target = _target(arguments.target)
        _with_atheris(target, arguments.minutes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--replay", type=Path, help="a file with one input, to see it fail")
    return parser.parse_args()


def _target(name: str) -> ModuleType:
    return importlib.import_module(f"fuzz_{name}")


def _with_atheris(target: ModuleType, minutes: float) -> None:
    folder = Path(tempfile.mkdtemp(prefix=f"{target.__name__}-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    for seed in target.seeds():
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    dictionary = folder / "words"
    dictionary.write_text("\n".join(map(_quoted, target.words())) + "\n", encoding="ascii")
    options = {
        "artifact_prefix": f"{folder}/",
        "dict": str(dictionary),
        "max_len": MAX_INPUT_BYTES,
        "max_total_time": int(minutes * 60),
        "print_final_stats": 1,
        "rss_limit_mb": MAX_MEMORY_MIB,
        "timeout": SECONDS_AN_INPUT,
    }
    flags = [f"-{name}={value}" for name, value in options.items()]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], target.check)
    atheris.Fuzz()


def _quoted(word: str) -> str:
    """Return a line of a libFuzzer dictionary."""
    return '"{}"'.format("".join(f"\\x{byte:02x}" for byte in word.encode()))


def _with_hypothesis(target: ModuleType, minutes: float) -> None:
    import hypothesis  # noqa: PLC0415 only where atheris is missing
    from hypothesis import strategies as st  # noqa: PLC0415

    pieces = st.binary(max_size=20) | st.sampled_from([word.encode() for word in target.words()])
    edits = st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 40), pieces), max_size=6)
    seeds = list(target.seeds())
    deadline = time.monotonic() + minutes * 60
    executions = 0

    @hypothesis.settings(
        max_examples=500,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(st.sampled_from(seeds), edits)
    def search(seed: bytes, changes: list[tuple[int, int, bytes]]) -> None:
        nonlocal executions
        executions += 1
        for place, length, piece in changes:
            start = place % (len(seed) + 1)
            seed = seed[:start] + piece + seed[start + length :]
        target.check(seed)

    while time.monotonic() < deadline:
        search()
    sys.stdout.write(f"{executions:,} executions, nothing found\n")


if __name__ == "__main__":
    main()
