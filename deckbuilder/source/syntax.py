"""Say in a maintainer's words, and at the best place, what libyaml finds wrong."""

import re

import yaml

_TAB = "a tab cannot indent YAML; use spaces"
HINTS = {
    "found character that cannot start any token": (
        "a value must not start with this character; put it in quotes"
    ),
    "mapping values are not allowed in this context": (
        'unexpected ": "; check the indentation, or put a text that holds ": " in quotes'
    ),
    "did not find expected key": (
        "this line does not fit the lines above; check its indentation, "
        "and the quotes from line {start} on"
    ),
    "did not find expected node content": "a list or mapping is opened and not closed before here",
    "did not find expected '-' indicator": (
        'this line does not belong to the list above; indent it or start it with "- "'
    ),
    "found unknown escape character": (
        "unknown escape in double quotes; use single quotes, where a backslash is just a backslash"
    ),
    "found a tab character where an indentation space is expected": _TAB,
    "found a tab character that violates indentation": _TAB,
}
"""What libyaml reports, and what to tell a maintainer instead; `start` is where it began."""

HINTS_AT_START = {
    "could not find expected ':'": "this line has no key; a key ends with a colon",
    "found unexpected end of stream": "a quoted text is opened here and never closed",
    "did not find expected ',' or ']'": 'a list is opened here; close it with "]"',
    "did not find expected ',' or '}'": (
        'a mapping is opened here; close it with "}", or put a text that has braces in quotes'
    ),
}
"""The same for what is best shown where it began."""


def said_of_syntax(error: yaml.MarkedYAMLError, text: str) -> tuple[yaml.Mark | None, str]:
    """Return where in `text` to show an error of libyaml, and what to say of it."""
    problem = error.problem or "the YAML cannot be read"
    mark, start = error.problem_mark, error.context_mark
    if start and problem in HINTS_AT_START:
        return start, HINTS_AT_START[problem]
    if mark is None:
        return None, problem
    if problem == "found character that cannot start any token" and _has_tab_at(mark, text):
        return mark, _TAB
    return mark, HINTS.get(problem, problem).format(start=start.line + 1 if start else 1)


def _has_tab_at(mark: yaml.Mark, text: str) -> bool:
    return re.split("\r\n|\r|\n", text)[mark.line].startswith("\t", mark.column)
