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
UNKNOWN_DRUG_NAME = Rule(
    "C014",
    Severity.WARNING,
    "A name that looks like a drug's must be one that the drug table knows.",
    why="A slip in a name makes another drug of it, and no spell checker knows these words. A drug "
    "without a row is listed in drugs.yaml under `other_drugs`.",
    bad="""
    - id: main-metabolite
      question: What does diazepan leave behind in plasma?
      answer: Its main metabolite
      textbook: true
    - id: drug
      drug: diazepam
    """,
    good="""
    - id: main-metabolite
      question: What does diazepam leave behind in plasma?
      answer: Its main metabolite
      textbook: true
    - id: drug
      drug: diazepam
    """,
    heeds_allow=True,
)
CONTRADICTED_TABLE = Rule(
    "C015",
    Severity.WARNING,
    "A half-life on a card must not contradict the drug table.",
    why="Two figures for one quantity are learnt as two facts. A card may be narrower than the "
    "table, but not lie outside of all that its sources say.",
    bad="""
    - id: hypnotic-half-life
      question: What is the half-life of lormetazepam?
      answer: About 30–40 h
      textbook: true
    - id: drug
      drug: diazepam
    """,
    good="""
    - id: hypnotic-half-life
      question: What is the half-life of lormetazepam?
      answer: About 10–12 h
      textbook: true
    - id: drug
      drug: diazepam
    """,
    heeds_allow=True,
)
"""The examples keep the note `drug`, which the small source of the tests has published."""
