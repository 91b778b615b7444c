"""Q: what a single card asks, and what its gaps hide."""

from deckbuilder.problems.problem import Rule, Severity

YES_NO_QUESTION = Rule(
    "Q008",
    Severity.WARNING,
    "A question must not be answered by yes or no.",
    why="Half of all guesses are right, and the wording gives the answer away, so the card is "
    "passed without the fact. Ask what, which, how or how much.",
    bad="""
    - id: flumazenil-site
      question: Does flumazenil block the benzodiazepine site?
      answer: It does so.
      textbook: true
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
    """,
    heeds_allow=True,
)
DOUBLE_QUESTION = Rule(
    "Q009",
    Severity.WARNING,
    "A question must ask one thing.",
    why="A student who knows one half but not the other has no honest button to press, and the two "
    "halves are never due on the same day. Make two notes of it.",
    bad="""
    - id: flumazenil
      question: What does flumazenil block, and why is it given?
      answer: The benzodiazepine site; it ends the sedation.
      textbook: true
    """,
    good="""
    - id: flumazenil-site
      question: What does flumazenil block?
      answer: The benzodiazepine site
      textbook: true
    - id: flumazenil-use
      question: Why is flumazenil given after an anaesthetic?
      answer: It ends the sedation.
      textbook: true
    """,
    heeds_allow=True,
)
DEPENDENT_QUESTION = Rule(
    "Q010",
    Severity.WARNING,
    "A question must be clear without the cards before it.",
    why="Cards come back one by one and in another order, so a word that points to an earlier card "
    "points nowhere. A word that points to an earlier sentence of the same question is fine.",
    bad="""
    - id: oxazepam-clearance
      question: By what route is this drug cleared?
      answer: Glucuronidation
      textbook: true
    """,
    good="""
    - id: oxazepam-clearance
      question: By what route is oxazepam cleared?
      answer: Glucuronidation
      textbook: true
    """,
    heeds_allow=True,
)
GIVEN_AWAY = Rule(
    "Q011",
    Severity.WARNING,
    "A question must not give its answer away.",
    why="If every telling word of the answer stands in the question, a student reads the answer "
    "off the front instead of recalling it.",
    bad="""
    - id: flumazenil-action
      question: Why is flumazenil called an antagonist?
      answer: It is an antagonist.
      textbook: true
    """,
    good="""
    - id: flumazenil-action
      question: How does flumazenil act at the benzodiazepine site?
      answer: As an antagonist
      textbook: true
    """,
    heeds_allow=True,
)
LARGE_GAP = Rule(
    "Q012",
    Severity.WARNING,
    "A gap must hide a key word or a figure, not most of the text.",
    why="A student who has to fill in a clause can only learn it by rote and marks every other "
    "wording as wrong; with most of the text hidden, nothing is left to ask with.",
    bad="""
    - id: flumazenil-action
      cloze: Flumazenil {{c1::blocks the benzodiazepine site and so ends the sedation}}.
      textbook: true
    """,
    good="""
    - id: flumazenil-action
      cloze: At the benzodiazepine site flumazenil is {{c1::an antagonist}}.
      textbook: true
    """,
    heeds_allow=True,
)
TRIVIAL_GAP = Rule(
    "Q013",
    Severity.WARNING,
    "A gap must hide something worth asking.",
    why="An article, a preposition or a vague number word can be guessed from the grammar, so the "
    "card costs reviews and teaches nothing.",
    bad="""
    - id: binding-side
      cloze: Benzodiazepines bind {{c1::to the}} extracellular side of the GABA-A receptor.
      textbook: true
    """,
    good="""
    - id: binding-side
      cloze: Benzodiazepines bind to the {{c1::extracellular}} side of the GABA-A receptor.
      textbook: true
    """,
    heeds_allow=True,
)
STRAY_CLOZE_MARK = Rule(
    "Q019",
    Severity.WARNING,
    "A cloze mark must stand in a cloze text.",
    why="Anywhere else it hides nothing, and the student reads the braces on the card.",
    bad="""
    - id: flumazenil-site
      question: What does flumazenil block?
      answer: The {{c1::benzodiazepine}} site
      textbook: true
    """,
    good="""
    - id: flumazenil-site
      cloze: Flumazenil blocks the {{c1::benzodiazepine}} site.
      textbook: true
    """,
    heeds_allow=True,
)
LONG_FRONT = Rule(
    "Q021",
    Severity.WARNING,
    "A front must be short enough to be read at once.",
    why="It is read at every review. Country, year, body and study stand on it only where the "
    "answer depends on them; otherwise they go into `why` or the place in the reference.",
    bad="""
    - id: first-benzodiazepine
      question: >-
        In which year and in which country was the very first of all the drugs that we now call the
        benzodiazepines brought on to the market by its maker under its brand name?
      answer: In 1960, in the United States
      textbook: true
    """,
    good="""
    - id: first-benzodiazepine
      question: When was the first benzodiazepine marketed?
      answer: In 1960
      textbook: true
    """,
    heeds_allow=True,
)
ASKED_STATISTIC = Rule(
    "Q022",
    Severity.WARNING,
    "A card must not ask for a statistic.",
    why="A clinician needs doses, times, thresholds and ranges by heart, but looks up a ratio, an "
    "interval or a p value. Ask for the conclusion, and give the figures in `why`.",
    bad="""
    - id: drug-x-falls
      question: Which risk ratio did the trial give for falls on drug X?
      answer: A risk ratio of 2 against placebo
      textbook: true
    """,
    good="""
    - id: drug-x-falls
      question: What did drug X do to the risk of falls in the trial?
      answer: It doubled the risk.
      textbook: true
    """,
    heeds_allow=True,
)
