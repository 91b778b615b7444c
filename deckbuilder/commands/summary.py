"""Say in a few lines what a command read or made."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from deckbuilder.problems.problem import Diagnostic, Severity
from deckbuilder.problems.views import family_counts

if TYPE_CHECKING:
    from deckbuilder.collection.contents import Collection  # takes pydantic
    from deckbuilder.release.packages import Build  # takes genanki, which `check` does without

MAX_NAMED = 5
"""How many notes a line names."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, as in `1 note` or `2,000 notes`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def deck_lines(collection: "Collection") -> Iterator[str]:
    """Yield how many notes and cards each deck has."""
    cards: dict[str, list[int]] = {deck.id: [] for deck in collection.settings.decks}
    for note in collection.notes:
        cards[note.deck.id].append(len(note.result.ordinals))
    for withdrawn in collection.retired:
        cards[withdrawn.deck.id].append(len(withdrawn.published.ordinals))
    for deck in collection.settings.decks:
        counts = cards[deck.id]
        yield f"{deck.name}: {counted(len(counts), 'note')}, {counted(sum(counts), 'card')}"


def problem_line(source: str, problems: Sequence[Diagnostic]) -> str:
    """Return how many errors and warnings there are."""
    errors = sum(problem.rule.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    return f"{source}: {counted(errors, 'error')}, {counted(warnings, 'warning')}"


def check_lines(
    source: str, shown: Sequence[Diagnostic], hidden: Sequence[Diagnostic]
) -> Iterator[str]:
    """Yield how many problems there are, how many of each family, and how many are not shown."""
    yield problem_line(source, shown)
    if shown:
        counts = family_counts(shown).items()
        yield f"by family: {', '.join(f'{family} {count}' for family, count in counts)}"
    if hidden:
        yield problem_line("not shown, by your choice", hidden)


def package_lines(build: "Build", folder: str) -> Iterator[str]:
    """Yield what each package of a build in `folder` holds, and their sum."""
    for package in build.packages:
        counts = (
            counted(package.decks, "deck"),
            counted(package.notes, "note"),
            counted(package.cards, "card"),
        )
        yield f"{folder}/{package.file}: {', '.join(counts)}, {_size(len(package.content))}"
    total = sum(len(package.content) for package in build.packages)
    yield f"{counted(len(build.packages), 'package')}, {_size(total)}"


def draft_lines(build: "Build", collection: "Collection") -> Iterator[str]:
    """Yield what of a build is not released yet, with the first few notes by name."""
    pending = build.stamps.pending
    if pending:
        named = ", ".join(pending[:MAX_NAMED]) + (", …" if len(pending) > MAX_NAMED else "")
        yield f"Draft: {counted(len(pending), 'note')} not released yet: {named}"
    if build.stamps.pending_note_types:
        yield f"Draft: new look, not released yet: {', '.join(build.stamps.pending_note_types)}"
    elif not pending and build.differs_from(collection.ledger):
        yield "Draft: no note differs from the last release, but a package does."


def _size(octets: int) -> str:
    return f"{octets / 1024:,.0f} KiB"
