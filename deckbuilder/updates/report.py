"""What a rehearsal found, for a terminal and for the changelog."""

import html
import re
from collections.abc import Iterator, Sequence

from deckbuilder.updates.rehearse import Rehearsal

NAMES_SHOWN = 8

NAME_WIDTH = 60

_ROWS = (
    ("new notes", "added"),
    ("updated notes", "updated"),
    ("untouched notes", "untouched"),
    ("note types with a new look", "restyled"),
    ("deleted notes that come back", "returned"),
    ("notes that are no longer shipped and stay", "dropped"),
    ("own edits replaced by a change", "edits_replaced"),
    ("changes that do not arrive", "missed"),
    ("notes stamped anew without a change", "restamped"),
    ("notes with empty cards", "empty_cards"),
    ("missing media", "missing_media"),
    ("notes left out as conflicting", "conflicting"),
    ("notes there twice", "duplicated"),
    ("cards left blank", "blanked"),
    ("cards that lose progress", "progress_lost"),
    ("own edits lost", "edits_lost"),
)
"""What a report calls the parts of a rehearsal, in its order."""

_ALWAYS_SHOWN = {
    *("added", "updated", "untouched"),
    *("conflicting", "duplicated", "blanked", "progress_lost", "edits_lost"),
}

_COUNTED_ONLY = {"untouched"}

_HTML_TAG = re.compile(r"<[^>]*>")

_MARKUP = re.compile(r"[\\`*_<>\[\]|&#~]")


def rehearsal_text(rehearsal: Rehearsal) -> str:
    """Return the report as lines for a terminal."""
    rows = list(_rows(rehearsal))
    width = max(len(label) for label, _, _ in rows)
    lines = [
        f"{rehearsal.old} -> {rehearsal.new}: {_study(rehearsal)}",
        *(f"{label:<{width}}  {count:>4}  {names}".rstrip() for label, count, names in rows),
        _verdict(rehearsal),
    ]
    return "".join(f"{line}\n" for line in lines)


def rehearsal_markdown(rehearsal: Rehearsal) -> str:
    """Return the report as a table for release notes."""
    lines = [
        f"Upgrade from {rehearsal.old} to {rehearsal.new}, rehearsed with the real Anki:",
        f"{_study(rehearsal)}.",
        "",
        "| what a student sees | count | which |",
        "| --- | ---: | --- |",
        *(f"| {label} | {count} | {_escaped(names)} |" for label, count, names in _rows(rehearsal)),
        "",
        f"**{_verdict(rehearsal)}**",
    ]
    return "".join(f"{line}\n" for line in lines)


def _escaped(text: str) -> str:
    """Return the text so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\g<0>", text)


def _study(rehearsal: Rehearsal) -> str:
    studied = rehearsal.studied
    return (
        f"{studied.days} days of study, {studied.answers} answers to {studied.cards} cards, "
        f"{studied.lapses} lapses, longest interval {studied.longest_interval} days"
    )


def _rows(rehearsal: Rehearsal) -> Iterator[tuple[str, int, str]]:
    for label, part in _ROWS:
        names: tuple[str, ...] = getattr(rehearsal, part)
        if names or part in _ALWAYS_SHOWN:
            yield label, len(names), "" if part in _COUNTED_ONLY else _shown(names)


def _shown(names: Sequence[str]) -> str:
    more = [f"and {len(names) - NAMES_SHOWN} more"] if len(names) > NAMES_SHOWN else []
    return "; ".join([*(_readable(name) for name in names[:NAMES_SHOWN]), *more])


def _readable(name: str) -> str:
    """Return a name, which may be a field with HTML in it, as short text on one line."""
    text = " ".join(html.unescape(_HTML_TAG.sub(" ", name)).split())
    return text if len(text) <= NAME_WIDTH else f"{text[: NAME_WIDTH - 1]}…"


def _verdict(rehearsal: Rehearsal) -> str:
    if rehearsal.is_safe:
        return "safe: no card, no progress and no edit is lost, no note is left out or there twice"
    return "NOT SAFE: do not publish this upgrade"
