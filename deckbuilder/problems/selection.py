"""Choose by code or family which problems `check` shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from deckbuilder.problems.problem import Diagnostic, did_you_mean
from deckbuilder.problems.rules import every_rule


@dataclass(frozen=True, slots=True)
class Selection:
    """The codes and families to show, all where none is named, and those to leave out of them."""

    selected: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def shows(self, problem: Diagnostic) -> bool:
        """Return whether the problem is among those to show."""
        names = {problem.rule.code, problem.rule.family}
        is_selected = not self.selected or not names.isdisjoint(self.selected)
        return is_selected and names.isdisjoint(self.ignored)


def split_names(text: str) -> tuple[str, ...]:
    """Return the codes and families that a text names, as in `Q,R005`."""
    return tuple(name.strip() for name in text.split(","))


def unknown_names(names: Iterable[str]) -> str:
    """Return what to tell of names that are no code and no family, or an empty text."""
    families = sorted({rule.family for rule in every_rule()})
    known = {*families, *(rule.code for rule in every_rule())}
    unknown = [name for name in names if name not in known]
    listed = f"; give codes or the families {', '.join(families)}"
    return "; ".join(
        f'unknown code or family "{name}"{did_you_mean(name, known) or listed}' for name in unknown
    )
