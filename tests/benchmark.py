"""Measure the commands on the real deck and on large ones: `python tests/benchmark.py [NOTES ...]`.

What nobody should wait for: a strict check of the real deck two seconds, its preview five, its page
one, in Chromium.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
NOTES_A_DECK = 250
DEFAULT_SIZES = (5_000, 20_000)
PAGE = "decks/preview/index.html"


def write_source(folder: Path, size: int) -> None:
    """Write a source of `size` notes: questions, some reversible, and clozes with formulas."""
    (folder / "cards").mkdir(parents=True)
    decks = range(-(-size // NOTES_A_DECK))
    lines = ["title: Benchmark", "namespace: benchmark", "decks:"]
    lines += [f"  - {{id: d{deck}, name: {deck:04} Deck}}" for deck in decks]
    lines += ["packages:", "  - {file: all.apkg, decks: all}", ""]
    (folder / "collection.yaml").write_text("\n".join(lines), encoding="utf-8")
    (folder / "references.yaml").write_text(
        "- {id: r1, type: book, title: A book, publisher: A house, issued: 2020}\n",
        encoding="utf-8",
    )
    for deck in decks:
        notes = range(deck * NOTES_A_DECK, min(size, (deck + 1) * NOTES_A_DECK))
        text = f"deck: d{deck}\nnotes:\n" + "".join(_note(number) for number in notes)
        (folder / "cards" / f"d{deck:04}.yaml").write_text(text, encoding="utf-8")


def _note(number: int) -> str:
    head = f"  - id: n{number}\n    refs: [r1]\n    tags: [t{number % 50}]\n"
    if number % 4 == 0:
        text = f"Drug {number}: {{{{c1::\\(t_{{1/2}} = {number}\\)}}}}, **{{{{c2::two}}}}** names."
        return f"{head}    cloze: '{text}'\n"
    return (
        f"{head}    question: What is the half-life of drug {number} in plasma?\n"
        f"    answer: About {number} h, range {number // 2}–{number * 2} h (H~2~O, 10^-6^).\n"
        f"    why: The volume of drug {number} is large, and < 5% is free.\n"
        f"    reverse: Which drug has a half-life of {number} h?\n"
    )


def measure(folder: Path, *command: str) -> tuple[float, float]:
    """Return the seconds and the peak MiB of one command on the source in `folder`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "--source", "source", *command],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
        check=True,
        capture_output=True,
    )
    seconds = time.perf_counter() - start
    return seconds, max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def opening_seconds(page: Path) -> float:
    """Return how long Chromium takes to load a page, the shortest of three."""
    own = shutil.which("chromium") or shutil.which("chromium-browser")
    timing = "performance.getEntriesByType('navigation')[0].loadEventEnd"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=own, args=["--no-sandbox"])
        tab = browser.new_page()
        milliseconds = []
        for _ in range(3):
            tab.goto("about:blank")
            tab.goto(page.as_uri())
            milliseconds.append(tab.evaluate(timing))
        browser.close()
    return float(min(milliseconds)) / 1000


def measure_real_deck() -> None:
    """Print a line for each command on the real deck, and one for its page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "source", folder / "source")
        for command in (["check", "--strict"], ["build"], ["preview"]):
            seconds, _ = measure(folder, *command)
            print(f"real deck  {' '.join(command):<14} {seconds:6.2f} s")
        print(f"real deck  {'page opens':<14} {opening_seconds(folder / PAGE):6.2f} s")


def main(sizes: tuple[int, ...]) -> None:
    """Print a line for each command on the real deck and on each size, as the peak only grows."""
    measure_real_deck()
    for size in sorted(sizes):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_source(folder / "source", size)
            for command in ("check", "build"):
                seconds, peak = measure(folder, command)
                print(f"{size:>7,} notes  {command:<6} {seconds:6.1f} s  {peak:7.0f} MiB peak")


if __name__ == "__main__":
    main(tuple(int(argument) for argument in sys.argv[1:]) or DEFAULT_SIZES)
