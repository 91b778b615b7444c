"""Waiting for files to be saved: what counts as a save."""

import pytest
from watchfiles import Change

from deckbuilder.files.watch import saved_files


@pytest.mark.parametrize("name", ["receptor.yaml", "ledger.json", ".venv/cards/a.yaml"])
def test_saved_file_counts(name: str) -> None:
    """A file of the source counts, wherever the source lies."""
    assert saved_files()(Change.modified, f"/home/me/source/{name}")


@pytest.mark.parametrize("name", [".lock", ".a.yaml.0123456789abcdef.tmp", "a.yaml~", ".#a.yaml"])
def test_file_of_a_moment_does_not(name: str) -> None:
    """What a command or an editor puts beside a file for a moment starts no new check."""
    assert not saved_files()(Change.added, f"/home/me/source/{name}")
