"""Comments behind a text: told where they cut it, left where they are meant."""

import pytest

from deckbuilder.source.comments import cut_text_problems
from deckbuilder.source.tree import parse_yaml


def cut(text: str) -> int:
    """Return how many texts of a YAML file are cut."""
    root = parse_yaml(text.encode(), "f").root
    assert root is not None
    return len(list(cut_text_problems(root)))


@pytest.mark.parametrize(
    "text",
    [
        "answer: The # sign",
        "- why: a\n    b # c",
        "notes: [{cloze: 'a', alt: b # c\n}]",
        "evidence: a\t# b",
        "question: a  # b",
        "title: The # sign",
    ],
)
def test_text_before_a_comment_is_told(text: str) -> None:
    """In a sentence at any distance, in a name one space away."""
    assert cut(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "answer: 'The # sign'",
        'answer: "The" # sign',
        "answer: The#sign",
        "answer: |  # a block\n  text",
        "answer: a\n# b",
        "title: A deck  # permanent",
        "id: a # permanent",
        "tags: [a] # b",
        "refs:\n  - a # b",
    ],
)
def test_comment_that_is_meant_is_left(text: str) -> None:
    """Quotation marks, another line, two spaces behind a name, and ids say that it is meant."""
    assert cut(text) == 0
