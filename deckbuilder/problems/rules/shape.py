"""S: what a file, a note and a text of it must look like."""

from deckbuilder.problems.problem import Rule, Severity, SourceFile

WRONG_SHAPE = Rule(
    "S001",
    Severity.ERROR,
    "A value must be the text, list or mapping that its key takes.",
    why="A list of one is still a list, and a text in braces is a mapping to YAML. Guessing what "
    "was meant would put the wrong thing on a card.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
      requires: binding-site
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
      requires: [binding-site]
    """,
)
UNKNOWN_KEY = Rule(
    "S002",
    Severity.ERROR,
    "A key must be one that the format knows.",
    why="A misspelt key would be ignored, and what it says would never reach a student.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      because: It has no effect of its own there.
      textbook: true
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      why: It has no effect of its own there.
      textbook: true
    """,
)
MISSING_KEY = Rule(
    "S003",
    Severity.ERROR,
    "A required key must be there.",
    why="Without it no card can be made: a question lacks its answer, or a note the id by which "
    "Anki knows it again.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      textbook: true
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
    """,
)
BLANK_TEXT = Rule(
    "S004",
    Severity.ERROR,
    "A text must not be empty, and must show something.",
    why="A key with nothing behind it is a thought that was never finished; on the card it would "
    "be a blank.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      why:
      textbook: true
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
    """,
)
BAD_VALUE = Rule(
    "S005",
    Severity.ERROR,
    "A value must be one that its key takes.",
    why="Levels, verdicts, dates, tags and addresses are read by programs, Anki among them, and "
    "each has a form of its own.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
      level: hard
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
      level: advanced
    """,
)
NOTE_KIND = Rule(
    "S006",
    Severity.ERROR,
    "A note must be exactly one of question, cloze, claim, drug and contrast.",
    why="Each kind makes cards of its own, and a note of two kinds would have two cards that ask "
    "the same.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      cloze: The benzodiazepine site is blocked by {{c1::flumazenil}}.
      textbook: true
    """,
    good="""
    - id: flumazenil-site
      cloze: The benzodiazepine site is blocked by {{c1::flumazenil}}.
      textbook: true
    """,
)
CLOZE_MARK = Rule(
    "S007",
    Severity.ERROR,
    "A cloze text must have well-formed cloze marks.",
    why="Anki takes a mark that is not quite right for text: the student reads braces, and the "
    "card that should ask is not made.",
    bad="""
    - id: flumazenil-site
      cloze: The benzodiazepine site is blocked by {{c1:flumazenil}}.
      textbook: true
    """,
    good="""
    - id: flumazenil-site
      cloze: The benzodiazepine site is blocked by {{c1::flumazenil}}.
      textbook: true
    """,
)
MARKUP = Rule(
    "S008",
    Severity.ERROR,
    "Formulas must be closed, and pictures must stand under figure.",
    why="A formula that does not end swallows the rest of the text, and a picture inside a text "
    "would not be packed.",
    bad=r"""
    - id: steady-state-time
      question: After which time is a steady state nearly reached?
      answer: 'After \(5 \cdot t_{1/2}'
      textbook: true
    """,
    good=r"""
    - id: steady-state-time
      question: After which time is a steady state nearly reached?
      answer: 'After \(5 \cdot t_{1/2}\)'
      textbook: true
    """,
)
TEMPLATE = Rule(
    "S009",
    Severity.ERROR,
    "A card template must exist and name only fields of its note type.",
    why="Anki shows an error in place of every card whose template names a field that is not "
    "there.",
    bad="""
    <div class="question">{{Qestion}}</div>
    """,
    good="""
    <div class="question">{{Question}}</div>
    """,
    file=SourceFile.FRONT,
)
