"""Find circles in what notes require of each other: none of their notes could come first."""

from collections.abc import Iterator, Mapping, Sequence

from deckbuilder.checks.finding import Finding, finding_at
from deckbuilder.checks.thresholds import LIMITS
from deckbuilder.collection.contents import JudgedNote
from deckbuilder.problems import rules
from deckbuilder.problems.problem import did_you_mean


def requirement_circles(notes: Sequence[JudgedNote]) -> Iterator[Finding[JudgedNote]]:
    """No note may require itself, be it by way of others.

    In a circle every note waits for another one, so there is no order to teach them in, and moving
    a note only moves the complaint.

    Bad: [{id: a, cloze: 'GABA opens {{c1::a channel}}.', requires: [b]},
      {id: b, cloze: 'The channel lets {{c1::chloride}} in.', requires: [a]}]
    Good: [{id: a, cloze: 'GABA opens {{c1::a channel}}.'},
      {id: b, cloze: 'The channel lets {{c1::chloride}} in.', requires: [a]}]
    """
    required = _required(notes)
    groups = circle_groups(notes)
    told: set[str] = set()
    for note in notes:
        start = note.id
        for index, name in enumerate(note.result.requires):
            if not is_in_circle(groups, start, name) or {start, name} <= told:
                continue
            path = _way(required, groups, name, start)
            told.update(path)
            message = f"requirements run in a circle: {_written((start, *path))}; drop one of them"
            yield finding_at(note, rules.REQUIREMENT_CIRCLE, message, "requires", index)


def circle_groups(notes: Sequence[JudgedNote]) -> Mapping[str, int]:
    """Return the number of its group for each note that requires itself, be it through others."""
    required = _required(notes)
    requiring: dict[str, list[str]] = {name: [] for name in required}
    for name, names in required.items():
        for each in names:
            requiring[each].append(name)
    groups: dict[str, int] = {}
    for name in reversed(_finished(required)):
        if name not in groups:
            group = _reached(requiring, name, groups)
            groups.update(dict.fromkeys(group, len(groups)))
    sizes: dict[int, int] = {}
    for number in groups.values():
        sizes[number] = sizes.get(number, 0) + 1
    return {
        name: number
        for name, number in groups.items()
        if sizes[number] > 1 or name in required[name]
    }


def is_in_circle(groups: Mapping[str, int], note: str, required: str) -> bool:
    """Return whether a requirement is part of a circle."""
    return note in groups and groups[note] == groups.get(required)


def _required(notes: Sequence[JudgedNote]) -> dict[str, tuple[str, ...]]:
    known = {note.id for note in notes}
    return {
        note.id: tuple(name for name in note.result.requires if name in known) for note in notes
    }


def _finished(graph: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the names in the order in which a walk into depth leaves them."""
    left: list[str] = []
    seen: set[str] = set()
    for root in graph:
        stack = [(root, iter(graph[root]))] if root not in seen else []
        seen.add(root)
        while stack:
            name, following = stack[-1]
            step = next((each for each in following if each not in seen), None)
            if step is None:
                left.append(name)
                stack.pop()
            else:
                seen.add(step)
                stack.append((step, iter(graph[step])))
    return left


def _reached(graph: Mapping[str, Sequence[str]], start: str, done: Mapping[str, int]) -> set[str]:
    found = {start}
    waiting = [start]
    while waiting:
        for name in graph[waiting.pop()]:
            if name not in found and name not in done:
                found.add(name)
                waiting.append(name)
    return found


def _way(
    graph: Mapping[str, Sequence[str]], groups: Mapping[str, int], start: str, end: str
) -> tuple[str, ...]:
    """Return the shortest way along requirements from one note of a circle to another."""
    came_from = {start: start}
    waiting = [start]
    for name in waiting:
        if name == end:
            break
        for each in graph[name]:
            if each not in came_from and groups.get(each) == groups[start]:
                came_from[each] = name
                waiting.append(each)
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def _written(way: Sequence[str]) -> str:
    names = [f'"{name}"' for name in way]
    if len(names) > LIMITS.circle_notes + 1:
        names[LIMITS.circle_notes : -1] = ["…"]
    return " → ".join(names)


def misplaced_requirements(notes: Sequence[JudgedNote]) -> Iterator[Finding[JudgedNote]]:
    """A required note must exist, and come earlier in teaching order."""
    places = {note.id: place for place, note in enumerate(notes)}
    groups = circle_groups(notes)
    for place, note in enumerate(notes):
        for index, required in enumerate(note.result.requires):
            path = ("requires", index)
            if required not in places:
                message = f'unknown note "{required}"{did_you_mean(required, places)}'
                yield finding_at(note, rules.UNKNOWN_REQUIREMENT, message, *path)
            elif places[required] >= place and not is_in_circle(groups, note.id, required):
                message = f'note "{required}" is required here but comes later; move one of them'
                yield finding_at(note, rules.LATE_REQUIREMENT, message, *path)


RULES = (misplaced_requirements, requirement_circles)
