"""Tell of a text that a comment cuts short: ` #` ends what is not in quotation marks."""

import re
from collections.abc import Iterator

from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic
from deckbuilder.source.file import SourceFile
from deckbuilder.source.tree import YamlList, YamlMap, YamlNode, YamlText

_BESIDE_A_VALUE = re.compile(r"[^\s][ \t]+#")
"""What a comment that stands behind a value in its line looks like."""

_SENTENCES = frozenset(
    {
        *("question", "answer", "reverse", "why", "cloze", "claim", "evidence"),
        *("alt", "at", "was", "reason"),
    }
)
"""Keys of texts beside which a comment is hardly meant."""

_NAMES = frozenset(
    {
        *("title", "name", "text", "description", "literal", "family", "given"),
        *("container-title", "publisher", "incomplete", "seen"),
    }
)
"""Keys of texts beside which a comment stands now and then, two spaces away."""


def file_cut_text_problems(file: SourceFile) -> Iterator[Diagnostic]:
    """Yield the texts of a file that a comment cuts short, where it has such a comment."""
    if file.data is not None and _BESIDE_A_VALUE.search(file.text):
        yield from cut_text_problems(file.tree)


def cut_text_problems(root: YamlNode) -> Iterator[Diagnostic]:
    """Yield the texts of a file that a comment cuts short."""
    if isinstance(root, YamlList):
        for item in root.items:
            yield from cut_text_problems(item)
    elif isinstance(root, YamlMap):
        for key, value in root.entries.items():
            if isinstance(value, YamlText):
                if value.text and _is_cut(key, value.comment):
                    yield _cut(value)
            else:
                yield from cut_text_problems(value)


def _is_cut(key: str, comment: str) -> bool:
    if key in _NAMES:
        return comment.startswith(" #")
    return bool(comment) and key in _SENTENCES


def _cut(value: YamlText) -> Diagnostic:
    message = (
        f'the text ends before "{value.comment.strip()}", which is a comment; '
        "put the whole text in single quotes, or the comment on a line of its own"
    )
    return Diagnostic(value.position, rules.CUT_TEXT, message)
