"""What is wrong with the Markdown of a text, and how to find the place again.

markdown-it takes a text apart without saying where its pieces stood, so a problem remembers how the
line goes on from there.
"""

from dataclasses import dataclass

MARK_LENGTH = 80


@dataclass(frozen=True, slots=True)
class MarkupProblem:
    """What is wrong; `mark` is how the line goes on from there, or empty."""

    message: str
    mark: str = ""

    def offset(self, text: str) -> int:
        """Return where in the text it is, or 0 where that cannot be told."""
        return max(text.find(self.mark), 0)


def line_from(text: str, start: int) -> str:
    """Return how the line goes on from `start`, as far as is needed to find it again."""
    return text[start : start + MARK_LENGTH].partition("\n")[0]
