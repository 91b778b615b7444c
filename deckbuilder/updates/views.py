"""Show a PackageDiff: text for a terminal, Markdown for the changelog, JSON for programs."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from difflib import SequenceMatcher

from deckbuilder.problems.visible import ACTING
from deckbuilder.text.gaps import replace_gaps
from deckbuilder.text.plain import readable_text
from deckbuilder.updates.compare import FieldChange, NoteCards, NoteChange, NoteName, PackageDiff

FORMAT = 1
"""Version of the JSON; a change that breaks readers raises it."""

MAX_WORDS_COMPARED = 2_000
"""Words of a field beyond which only the whole is shown: comparing takes their square."""

QUESTION_WIDTH = 140
WORDS_AROUND = 3
"""Words shown on either side of a change in the changelog."""

_CONTROL = re.compile(f"{ACTING.pattern}|\n")
_MARKDOWN = re.compile(r"([\\`*_~\[\]<>#|])")

Edit = tuple[str, str, str]
"""Words that stay, words that go, words that come; each may be empty."""


def diff_text(diff: PackageDiff) -> str:
    """Return a summary line, then each note with its changes word by word."""
    return (
        "\n".join(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", line) for line in _lines(diff)) + "\n"
    )


def diff_markdown(diff: PackageDiff) -> str:
    """Return the changes that a student sees as sections of a changelog, corrected facts first."""
    corrected = [change for change in diff.changed if change.is_corrected]
    others = [c for c in diff.changed if not (c.is_corrected or c.is_retired)]
    retired = [c for c in diff.changed if c.is_retired and not c.is_corrected]
    seen = {change.note.guid for change in diff.changed}
    sections = {
        "Corrected facts": [_change_item(change) for change in corrected],
        "New": [_item(note) for note in diff.added],
        "Changed": [
            *(_change_item(change) for change in others),
            *(f"{_item(c.note)}: new card" for c in diff.new_cards if c.note.guid not in seen),
            *(f"{_item(c.note)}: a card is left blank" for c in diff.lost_cards),
        ],
        "Retired": [_item(change.note) for change in retired],
        "Look": [f"- {_escaped(name)}" for name in diff.looks_changed],
    }
    filled = [f"### {name}\n\n" + "\n".join(items) for name, items in sections.items() if items]
    return "\n\n".join(filled or ["Nothing changes for students."]) + "\n"


def diff_json(diff: PackageDiff) -> str:
    """Return the whole structure, its keys always in the same order, in ASCII."""
    content = {
        "format": FORMAT,
        "is_empty": diff.is_empty,
        "is_same": diff.is_same,
        "counts": _counts(diff),
        "corrected": [change.note.id for change in diff.corrected],
        "retired": [change.note.id for change in diff.retired],
        **asdict(diff),
        "untouched": [note.id for note in diff.untouched],
    }
    return json.dumps(content, indent=2) + "\n"


def _counts(diff: PackageDiff) -> dict[str, int]:
    return {
        "added": len(diff.added),
        "changed": len(diff.changed),
        "corrected": len(diff.corrected),
        "retired": len(diff.retired),
        "restamped": len(diff.restamped),
        "conflicting": len(diff.conflicting),
        "unsent": len(diff.unsent),
        "removed": len(diff.removed),
        "untouched": len(diff.untouched),
    }


def _lines(diff: PackageDiff) -> Iterator[str]:
    yield ", ".join(f"{number} {name}" for name, number in _counts(diff).items())
    for change in diff.changed:
        kind = "corrected" if change.is_corrected else "retired" if change.is_retired else "changed"
        yield from _change_lines(kind, change)
    for note in diff.added:
        yield _headline("added", note)
    for cards in diff.new_cards:
        yield _cards_line("new card", cards)
    sent = {each.guid for each in (*(change.note for change in diff.changed), *diff.restamped)}
    for cards in diff.lost_cards:
        remark = "is left with nothing to ask" if cards.note.guid in sent else "stays as it was"
        yield f"{_cards_line('lost card', cards)}: {remark}"
    for conflict in diff.conflicting:
        yield f"{_headline('conflicting', conflict.note)}: {conflict.reason}; Anki skips it"
    for change in diff.unsent:
        yield from _change_lines("unsent", change, ": Anki skips it, its mod is not later")
    for note in diff.restamped:
        yield f"{_headline('restamped', note)}: only its mod is later, own edits are lost"
    for note in diff.removed:
        yield f"{_headline('removed', note)}: stays with the student"
    yield from _named("look changed", diff.looks_changed)
    yield from _named("look unsent", diff.looks_unsent, ": Anki skips it, its mod is not later")
    yield from _named("deck added", diff.decks_added)
    yield from _named("media added", diff.media_added)
    yield from _named("media removed", diff.media_removed)
    for name in diff.media_replaced:
        also = "; a new or updated note gets the new one under another name"
        yield f"media replaced {name}: Anki keeps the old file" + (
            also if name in diff.media_renamed else ""
        )


def _named(kind: str, names: Iterable[str], remark: str = "") -> Iterator[str]:
    return (f"{kind} {name}{remark}" for name in names)


def _headline(kind: str, note: NoteName) -> str:
    return f"{kind} {_short(note.id)}" + (f" [{note.deck}]" if note.deck else "")


def _cards_line(kind: str, cards: NoteCards) -> str:
    ordinals = ", ".join(str(ordinal + 1) for ordinal in cards.ordinals)
    return f"{_headline(kind, cards.note)} (card {ordinals})"


def _change_lines(kind: str, change: NoteChange, remark: str = "") -> Iterator[str]:
    yield f"{_headline(kind, change.note)}{remark}"
    for field in change.fields:
        yield f"  {field.field}: {_marked_words(field)}"
    tags = [f"[-{tag}-]" for tag in change.tags_removed] + [f"{{+{t}+}}" for t in change.tags_added]
    if tags:
        yield f"  tags: {' '.join(tags)}"


def _marked_words(change: FieldChange) -> str:
    edits = _edits(readable_text(change.old), readable_text(change.new))
    if not any(gone or come for _, gone, come in edits):
        return "only the formatting differs"
    return " ".join(
        part
        for same, gone, come in edits
        for part in (
            same,
            (f"[-{gone}-]" if gone else "") + (f"{{+{come}+}}" if come else ""),
        )
        if part
    )


def _edits(old: str, new: str) -> list[Edit]:
    """Return how the new words come from the old ones."""
    before, after = old.split(), new.split()
    if max(len(before), len(after)) > MAX_WORDS_COMPARED:
        return [("", old, new)] if old != new else []
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [
        (" ".join(before[a:b]), "", "")
        if step == "equal"
        else ("", " ".join(before[a:b]), " ".join(after[c:d]))
        for step, a, b, c, d in steps
    ]


def _item(note: NoteName) -> str:
    deck = note.deck.rpartition("::")[2]
    question = _escaped(_short(_with_gaps(note.question) or note.id))
    return f"- {question}" + (f" ({_escaped(deck)})" if deck else "")


def _change_item(change: NoteChange) -> str:
    fields = [f for f in map(_changed_words, change.fields) if f]
    return _item(change.note) + (f": {'; '.join(fields)}" if fields else "")


def _changed_words(change: FieldChange) -> str:
    """Return the words that changed with few around them, struck out or bold."""
    edits = _edits(_without_gaps(change.old), _without_gaps(change.new))
    if not any(gone or come for _, gone, come in edits):
        return ""
    parts: list[str] = []
    for index, (same, gone, come) in enumerate(edits):
        if same:
            parts.append(_escaped(_around(same.split(), index > 0, index < len(edits) - 1)))
        parts += [f"~~{_escaped(_short(gone))}~~"] if gone else []
        parts += [f"**{_escaped(_short(come))}**"] if come else []
    return f"{_escaped(change.field)}: {' '.join(parts)}"


def _around(words: Sequence[str], after_change: bool, before_change: bool) -> str:
    """Return the words next to a change, and an ellipsis for those further away."""
    head = words[:WORDS_AROUND] if after_change else []
    tail = words[-WORDS_AROUND:] if before_change else []
    if len(words) <= len(head) + len(tail):
        return " ".join(words)
    return " ".join([*head, "…", *tail])


def _with_gaps(text: str) -> str:
    """Return a cloze text as its cards ask it."""
    return replace_gaps(text, "[...]")


def _without_gaps(html: str) -> str:
    """Return a field's text with its gaps filled."""
    return replace_gaps(readable_text(html))


def _short(text: str) -> str:
    return text if len(text) <= QUESTION_WIDTH else text[: QUESTION_WIDTH - 1].rstrip() + "…"


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is, in one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(_CONTROL.sub(" ", text).split()))
