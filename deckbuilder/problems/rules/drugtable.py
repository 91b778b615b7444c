"""I and C: what notes say of the drug table, and what it says of them."""

from deckbuilder.problems.problem import Rule, Severity

UNKNOWN_DRUG = Rule(
    "I018",
    Severity.ERROR,
    "A drug must be one that the drug table lists.",
    why="The cards of such a note are made of its row in drugs.yaml, so without one there is "
    "nothing to ask.",
    bad="""
    - id: drug
      drug: diazepan
    """,
    good="""
    - id: drug
      drug: diazepam
    """,
)
CHANGED_DRUG = Rule(
    "I019",
    Severity.ERROR,
    "A published note of a drug must stay with its drug.",
    why="Students have studied its cards, and would be asked of another drug on the schedule of "
    "this one.",
    bad="""
    - id: drug  # was published about diazepam
      drug: temazepam
    """,
    good="""
    - id: drug
      drug: diazepam
    """,
)
FALSE_CONTRAST = Rule(
    "I020",
    Severity.ERROR,
    "A contrast must be one that the drug table bears out.",
    why="Two drugs that hardly differ make a card that is a matter of opinion. What each kind of "
    "contrast needs stands in CONTRIBUTING.md.",
    bad="""
    - id: two-hypnotics  # 8–22 h and 10–12 h overlap
      contrast: half-life
      between: [temazepam, lormetazepam]
    - id: drug
      drug: diazepam
    """,
    good="""
    - id: two-uses
      contrast: licence
      between: [temazepam, diazepam]
      use: insomnia
    - id: drug
      drug: diazepam
    """,
)
"""Their examples keep the note `drug`, which the small source of the tests has published."""
