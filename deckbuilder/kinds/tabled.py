"""How figures and names of the drug table are said on a card."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from deckbuilder.source.drugs import Country, Drug

COUNTRIES: Mapping[Country, str] = {
    "US": "the USA",
    "UK": "the UK",
    "EU": "the EU",
    "elsewhere": "other countries",
}

MINUTES_BELOW_HOURS = Decimal("0.75")
MINUTES_AN_HOUR = 60


def hours(ends: Sequence[Decimal]) -> str:
    """Return a range of hours as it is said: in minutes where it starts below three quarters."""
    low, high = ends
    if low < MINUTES_BELOW_HOURS:
        return f"{round(low * MINUTES_AN_HOUR)}–{round(high * MINUTES_AN_HOUR)} min"
    return f"{low} h" if low == high else f"{low}–{high} h"


def lasting_hours(drug: Drug) -> tuple[Decimal, ...]:
    """Return the half-life that decides how long the drug acts: its own, or a metabolite's."""
    metabolite = drug.lasting_metabolite
    return (metabolite and metabolite.range_hours) or drug.half_life.range_hours


def and_list(items: Sequence[str]) -> str:
    """Return the items as a list in words."""
    *rest, last = items or [""]
    return f"{', '.join(rest)} and {last}" if rest else last


def sentence(text: str, end: str = ".") -> str:
    """Return a text with a capital in front and a full stop behind."""
    text = text.rstrip(".")
    place = next((index for index, sign in enumerate(text) if sign.isalnum()), 0)
    return f"{text[:place]}{text[place : place + 1].upper()}{text[place + 1 :]}{end}"
