"""The kinds of note there are, by the shape in which a maintainer writes them."""

from deckbuilder.kinds.claim import CLAIM
from deckbuilder.kinds.cloze import CLOZE
from deckbuilder.kinds.question import QUESTION

NOTE_TYPES = (QUESTION, CLOZE, CLAIM)
