"""The command stats: what the decks hold, counted."""

from collections.abc import Iterable, Iterator, Sequence

import click

from deckbuilder.collection.census import DeckCensus, census_of
from deckbuilder.commands.project import Folders, loaded, sound
from deckbuilder.commands.terminal import say

COLUMNS = (
    "deck",
    "notes",
    "cards",
    "core",
    "questions",
    "clozes",
    "claims",
    "median front",
    "longest front",
    "gaps",
    "number gaps",
    "no place",
    "figures",
)


@click.command()
@click.option("--format", "view", type=click.Choice(["text", "markdown"]), default="text")
@click.pass_obj
def stats(folders: Folders, view: str) -> None:
    """Count what each deck holds: notes, objectives, fronts and gaps.

    With --format markdown it prints the table of the README.
    """
    decks = tuple(census_of(sound(loaded(folders))))
    lines = _readme_table(decks) if view == "markdown" else _text(decks)
    say("".join(f"{line}\n" for line in lines))


def _readme_table(decks: Sequence[DeckCensus]) -> Iterator[str]:
    yield "| deck | notes | cards | core |"
    yield "| --- | --: | --: | --: |"
    for deck in decks:
        yield f"| {deck.name} | {deck.notes} | {deck.cards} | {deck.core_share:.0%} |"


def _text(decks: Sequence[DeckCensus]) -> Iterator[str]:
    rows = [COLUMNS, *map(_row, decks)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    for row in rows:
        first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join((first.strip().ljust(widths[0]), *others))
    yield from _totals(decks)
    for deck in decks:
        if deck.objectives:
            yield f"\n{deck.name}"
            yield from (f"  {count:>4}  {name}" for name, count in deck.objectives.items())


def _row(deck: DeckCensus) -> tuple[str, ...]:
    return (
        deck.name,
        str(deck.notes),
        str(deck.cards),
        f"{deck.core_share:.0%}",
        *(str(deck.kinds.get(kind, 0)) for kind in ("question", "cloze", "claim")),
        f"{deck.median_front:g}",
        str(deck.longest_front),
        str(deck.gaps),
        str(deck.number_gaps),
        str(deck.unplaced),
        str(deck.figures),
    )


def _totals(decks: Iterable[DeckCensus]) -> Iterator[str]:
    counted = list(decks)
    notes, cards = sum(deck.notes for deck in counted), sum(deck.cards for deck in counted)
    yield f"\n{len(counted)} decks, {notes:,} notes, {cards:,} cards"
