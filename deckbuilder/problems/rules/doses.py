"""C: how doses, units and other figures are written."""

from deckbuilder.problems.problem import Rule, Severity

QUANTITY_WITHOUT_UNIT = Rule(
    "C001",
    Severity.WARNING,
    "A dose, half-life or other measured value must have its unit.",
    why="A bare number is taken for whatever unit the reader expects, milligrams for micrograms.",
    bad="""
    - id: drug-x-trial-dose
      question: Which single dose of drug X did the volunteers take?
      answer: A dose of 10 before sleep
      refs: [{id: label-x, at: Clinical studies}]
    """,
    good="""
    - id: drug-x-trial-dose
      question: Which single dose of drug X did the volunteers take?
      answer: A dose of 10 mg before sleep
      refs: [{id: label-x, at: Clinical studies}]
    """,
    heeds_allow=True,
)
NAKED_DECIMAL = Rule(
    "C002",
    Severity.WARNING,
    "A decimal number must have a zero before its point.",
    why="The point is overlooked, and .5 mg is read as 5 mg.",
    bad="""
    - id: drug-x-trial-dose
      question: Which single dose of drug X did the volunteers take?
      answer: .5 mg by mouth
      refs: [{id: label-x, at: Clinical studies}]
    """,
    good="""
    - id: drug-x-trial-dose
      question: Which single dose of drug X did the volunteers take?
      answer: 0.5 mg by mouth
      refs: [{id: label-x, at: Clinical studies}]
    """,
    heeds_allow=True,
)
TRAILING_ZERO = Rule(
    "C003",
    Severity.WARNING,
    "A dose must not end in a trailing zero.",
    why="The point is overlooked, and 5.0 mg is read as 50 mg. Ratios, intervals and plasma levels "
    "may show their precision.",
    bad="""
    - id: drug-x-trial-dose
      question: Which single dose of drug X did the volunteers take?
      answer: 5.0 mg by mouth
      refs: [{id: label-x, at: Clinical studies}]
    """,
    good="""
    - id: drug-x-trial-dose
      question: Which single dose of drug X did the volunteers take?
      answer: 5 mg by mouth
      refs: [{id: label-x, at: Clinical studies}]
    """,
    heeds_allow=True,
)
ERROR_PRONE_ABBREVIATION = Rule(
    "C004",
    Severity.WARNING,
    "An abbreviation that ISMP lists as error-prone must be written out.",
    why="Each of them has been misread with harm: U as 0, QD as QID, µg as mg.",
    bad="""
    - id: drug-x-schedule
      question: How often did the volunteers take drug X?
      answer: QD, 5 mg by mouth
      refs: [{id: label-x, at: Clinical studies}]
    """,
    good="""
    - id: drug-x-schedule
      question: How often did the volunteers take drug X?
      answer: Daily, 5 mg by mouth
      refs: [{id: label-x, at: Clinical studies}]
    """,
    heeds_allow=True,
)
MIXED_UNITS = Rule(
    "C005",
    Severity.WARNING,
    "A range of doses must have one unit.",
    why="A reader compares the numbers first, and 500 mg–1 g seems to fall.",
    bad="""
    - id: drug-x-trial-doses
      question: Which single doses of drug X did the volunteers take?
      answer: 500 mg–1 g by mouth
      refs: [{id: label-x, at: Clinical studies}]
    """,
    good="""
    - id: drug-x-trial-doses
      question: Which single doses of drug X did the volunteers take?
      answer: 500–1,000 mg by mouth
      refs: [{id: label-x, at: Clinical studies}]
    """,
    heeds_allow=True,
)
HYPHEN_RANGE = Rule(
    "C006",
    Severity.WARNING,
    "A range of numbers must have an en dash.",
    why="A hyphen joins, and before a number it is read as a minus sign. Names and dates keep "
    "their hyphens.",
    bad="""
    - id: use-limit
      question: To which time should the use of a hypnotic be limited?
      answer: To 2-4 weeks
      textbook: true
    """,
    good="""
    - id: use-limit
      question: To which time should the use of a hypnotic be limited?
      answer: To 2–4 weeks
      textbook: true
    """,
    heeds_allow=True,
)
UNIT_WITHOUT_SPACE = Rule(
    "C007",
    Severity.WARNING,
    "A unit must have a space before it.",
    why="In 10mg the m is read as one more zero.",
    bad="""
    - id: drug-x-trial-dose
      question: Which single dose of drug X did the volunteers take?
      answer: 10mg by mouth
      refs: [{id: label-x, at: Clinical studies}]
    """,
    good="""
    - id: drug-x-trial-dose
      question: Which single dose of drug X did the volunteers take?
      answer: 10 mg by mouth
      refs: [{id: label-x, at: Clinical studies}]
    """,
    heeds_allow=True,
)
DOSE_OF_NOBODY = Rule(
    "C008",
    Severity.WARNING,
    "A dose must say from which country or body and from which year it is.",
    why="Doses differ between countries and change. Any text of the card may say whose it is, or "
    "the place in a reference; a dose that was given in a study needs neither.",
    bad="""
    - id: drug-x-maximum
      question: What is the maximum single dose of drug X by mouth?
      answer: 10 mg
      refs: [{id: label-x, at: Dosage}]
    """,
    good="""
    - id: drug-x-maximum
      question: What is the maximum single dose of drug X by mouth?
      answer: 10 mg (UK label, 2022)
      refs: [{id: label-x, at: Dosage}]
    """,
    heeds_allow=True,
)
