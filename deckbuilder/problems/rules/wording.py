"""C: how a card speaks of drugs, and to whom."""

from deckbuilder.problems.problem import Rule, Severity

ABSOLUTE = Rule(
    "C009",
    Severity.WARNING,
    'A clinical statement must not say "always" or "never".',
    why="Patients differ, and one exception makes the card wrong. Say when it holds.",
    bad="""
    - id: flumazenil-reversal
      question: What does flumazenil do to the sedation from midazolam?
      answer: It always ends it.
      textbook: true
    """,
    good="""
    - id: flumazenil-reversal
      question: What does flumazenil do to the sedation from midazolam?
      answer: It ends it for as long as flumazenil lasts.
      textbook: true
    """,
    heeds_allow=True,
)
PROMOTION = Rule(
    "C010",
    Severity.WARNING,
    "A card must not praise; it must say what was measured.",
    why="Words of praise are what students must learn to see through. Only a claim quotes them.",
    bad="""
    - id: midazolam-onset
      question: What marks intravenous midazolam as an induction agent?
      answer: Its powerful effect
      textbook: true
    """,
    good="""
    - id: midazolam-onset
      question: What marks intravenous midazolam as an induction agent?
      answer: Its effect within a few minutes
      textbook: true
    """,
    heeds_allow=True,
)
ADVICE_TO_PATIENT = Rule(
    "C011",
    Severity.WARNING,
    "A card must not tell a reader what to take or stop.",
    why="The deck is a study aid, and no card knows who reads it. Advice is told as somebody's: "
    "the label says, the guideline advises.",
    bad="""
    - id: drug-x-stopping
      question: How is long treatment with drug X ended?
      answer: You should stop it slowly.
      refs: [{id: label-x, at: Warnings}]
    """,
    good="""
    - id: drug-x-stopping
      question: How is long treatment with drug X ended?
      answer: The label says that patients should stop it slowly.
      refs: [{id: label-x, at: Warnings}]
    """,
    heeds_allow=True,
)
BRAND_ALONE = Rule(
    "C012",
    Severity.WARNING,
    "A brand name must stand with its generic name.",
    why="Brands differ between countries; the generic name is what an examination asks for.",
    bad="""
    - id: short-hypnotic
      question: Which hypnotic has a half-life of a few hours?
      answer: Halcion
      textbook: true
    """,
    good="""
    - id: short-hypnotic
      question: Which hypnotic has a half-life of a few hours?
      answer: Triazolam (Halcion)
      textbook: true
    """,
    heeds_allow=True,
)
CAPITAL_GENERIC = Rule(
    "C013",
    Severity.WARNING,
    "A generic drug name must be in lower case inside a sentence.",
    why="A capital marks a brand, and a reader who takes the one for the other looks for two "
    "drugs.",
    bad="""
    - id: nordazepam-source
      question: Which drug of this class is given for status and forms nordazepam?
      answer: The drug is Diazepam.
      textbook: true
    """,
    good="""
    - id: nordazepam-source
      question: Which benzodiazepine for status epilepticus forms nordazepam?
      answer: The drug is diazepam.
      textbook: true
    """,
    heeds_allow=True,
)
