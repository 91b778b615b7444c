"""The ledger as a file: what release wrote is read back, anything else is refused in one line."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deckbuilder.collection.ledger import (
    Ledger,
    PublishedNote,
    PublishedNoteType,
    ledger_text,
    read_ledger,
)

NOTE = PublishedNote(digest="d", mod=5, number=7, note_type=1, cards={"0": "x", "1": "y"})
LEDGER = Ledger(
    released=9,
    namespace="n",
    title="T",
    decks={"d": "01 D"},
    notes={"a": NOTE, "b": replace(NOTE, number=8)},
    note_types={"1": PublishedNoteType(digest="e", mod=3, signature="s")},
    packages={"p.apkg": "f"},
)
BROKEN = (
    "source/ledger.json:1:1: error: the ledger was edited by hand, merged or cut off; "
    "restore it with git, and let only `release` write it [I006]"
)


def problems(tmp_path: Path, text: str) -> list[str]:
    """Return what is wrong with a ledger of this text."""
    path = tmp_path / "ledger.json"
    path.write_text(text, encoding="utf-8")
    return [str(problem) for problem in read_ledger(path, "source/ledger.json").problems]


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """A ledger comes back equal, and knows the line of each of its notes."""
    path = tmp_path / "ledger.json"
    path.write_text(ledger_text(LEDGER), encoding="utf-8")
    read = read_ledger(path, "l")
    assert (read.ledger, read.problems) == (LEDGER, ())
    line = path.read_text("utf-8").splitlines()[read.position("b").line - 1]
    assert line.startswith(' "b": {"cards": {"0": "x", "1": "y"}')


def test_no_file_is_an_empty_ledger(tmp_path: Path) -> None:
    """Before the first release nothing is published."""
    assert read_ledger(tmp_path / "ledger.json", "l").ledger == Ledger()


@pytest.mark.parametrize(
    "forged",
    [
        replace(LEDGER, released="now"),
        replace(LEDGER, released=2**60),
        replace(LEDGER, notes={"a": replace(NOTE, mod="5")}),
        replace(LEDGER, notes={"a": replace(NOTE, mod=-1)}),
        replace(LEDGER, notes={"a": NOTE, "b": NOTE}),
    ],
    ids=["text as time", "time without end", "text as stamp", "negative stamp", "twin numbers"],
)
def test_sealed_nonsense_is_refused(tmp_path: Path, forged: Any) -> None:
    """A seal does not make a ledger sound that no release can have written."""
    assert problems(tmp_path, ledger_text(forged)) == [BROKEN]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "[" * 100_000, "{}", json.dumps({"format": 1}), ledger_text(LEDGER)[:-9]],
    ids=["empty", "list", "deep", "no keys", "few keys", "cut off"],
)
def test_what_is_no_ledger_is_refused(tmp_path: Path, text: str) -> None:
    """A file that release cannot have written is one problem, not a crash."""
    assert problems(tmp_path, text) == [BROKEN]
