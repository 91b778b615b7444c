"""The figures at which a card-quality rule speaks, each with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much is too much; a card at the figure itself is still good."""

    answer_words: int = 25
    """What a student can say in one breath and mark as right or wrong as a whole."""

    list_items: int = 3
    """A fourth item is what students forget, and then the whole card counts as failed."""

    item_words: int = 6
    """Between two commas more words than these are a clause, not an item of a list."""

    gap_words: int = 6
    """Past a name or a figure with its unit, a gap is a sentence to be learned by rote."""

    hidden_share: float = 0.5
    """With more than half of the words gone, what is left no longer asks anything."""

    front_words: int = 25
    """What is read in half of the ten seconds that a card may take."""

    evidence_words: int = 40
    """What is read in ten seconds below the verdict, its first sentence being enough."""

    new_words_in_why: float = 0.25
    """With a smaller share of words that question and answer lack, a why only says them again."""

    same_words: int = 2
    """Two questions with the same telling words are the same only if these are a drug and more."""

    twin_words: int = 3
    """Two questions that differ in a word are alike only if they share as many telling words."""

    telling_answer_words: int = 3
    """An answer of as many telling words is hardly right for two questions that differ in one."""

    words_in_frame: int = 2
    """More words than these in one place of a question make a pattern, filled in on purpose."""

    misspelt_letters: int = 8
    """In words as long as this one wrong letter is a slip; shorter ones are other words."""

    circle_notes: int = 10
    """More notes of a circle than these make a line that nobody reads."""


LIMITS = Thresholds()
"""What `check` uses."""
