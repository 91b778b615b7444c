"""Where the tests find things, and the moment at which they build."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests/fixtures"
BAD = FIXTURES / "bad"
MINI = FIXTURES / "mini"
LOOK = ROOT / "source/notetypes"
EPOCH = 1_700_000_000
"""Seconds since 1970 of every build that a test begins."""
