"""Q: what cards ask beside each other, and which must come first."""

from deckbuilder.problems.problem import Rule, Severity

IDENTICAL_FRONTS = Rule(
    "Q001",
    Severity.ERROR,
    "No two cards may ask the same thing in the same words.",
    why="If the answers agree, one of the cards is wasted; if they differ, the student cannot know "
    "which is wanted.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
    - id: benzodiazepine-antagonist
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil, an imidazobenzodiazepine
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
UNKNOWN_REQUIREMENT = Rule(
    "Q002",
    Severity.ERROR,
    "A required note must exist.",
    why="A requirement that leads nowhere keeps no order: the note that must come first was "
    "renamed, deleted or misspelt.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
      requires: [bindingsite]
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
      requires: [binding-site]
    """,
    heeds_allow=True,
)
LATE_REQUIREMENT = Rule(
    "Q003",
    Severity.ERROR,
    "A required note must come earlier in teaching order.",
    why="New cards are shown in file order, so a student would meet the note before what it builds "
    "on.",
    bad="""
    - id: flumazenil-use
      question: What does flumazenil end after an anaesthetic with midazolam?
      answer: Sedation
      textbook: true
      requires: [flumazenil-site]
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
    - id: flumazenil-use
      question: What does flumazenil end after an anaesthetic with midazolam?
      answer: Sedation
      textbook: true
      requires: [flumazenil-site]
    """,
    heeds_allow=True,
)
NEAR_TWINS = Rule(
    "Q014",
    Severity.WARNING,
    "No two cards may ask the same thing in nearly the same words.",
    why="The second card costs reviews and teaches nothing, and once a fact changes, one of the "
    "two is forgotten. Order, endings, function words and slips do not make another question.",
    bad="""
    - id: gaba-breakdown
      question: Which enzyme breaks down GABA to succinic semialdehyde?
      answer: GABA transaminase
      textbook: true
    - id: gaba-degradation
      question: To succinic semialdehyde, which enzyme breaks GABA down?
      answer: The GABA transaminase
      textbook: true
    """,
    good="""
    - id: gaba-breakdown
      question: Which enzyme breaks down GABA to succinic semialdehyde?
      answer: GABA transaminase
      textbook: true
    """,
    heeds_allow=True,
)
INTERFERENCE = Rule(
    "Q015",
    Severity.WARNING,
    "No two cards may ask the same thing and want different answers.",
    why="The student cannot know which of the two is meant and fails both again and again. Either "
    "one of them is wrong, or the question lacks what tells them apart.",
    bad="""
    - id: diazepam-onset
      question: When does diazepam begin to act in an adult?
      answer: Within 3 minutes
      textbook: true
    - id: diazepam-start
      question: In an adult, when does diazepam begin to act?
      answer: Within an hour
      textbook: true
    """,
    good="""
    - id: diazepam-onset-iv
      question: When does intravenous diazepam begin to act in an adult?
      answer: Within 3 minutes
      textbook: true
    - id: diazepam-onset-oral
      question: In an adult, when does oral diazepam begin to act?
      answer: Within an hour
      textbook: true
    """,
    heeds_allow=True,
)
REQUIREMENT_CIRCLE = Rule(
    "Q016",
    Severity.ERROR,
    "No note may require itself, be it by way of others.",
    why="In a circle every note waits for another one, so there is no order to teach them in, and "
    "moving a note only moves the complaint.",
    bad="""
    - id: gaba-channel
      cloze: GABA opens {{c1::a channel}} in the membrane.
      textbook: true
      requires: [chloride-channel]
    - id: chloride-channel
      cloze: The channel of this receptor lets {{c1::chloride}} in.
      textbook: true
      requires: [gaba-channel]
    """,
    good="""
    - id: gaba-channel
      cloze: GABA opens {{c1::a channel}} in the membrane.
      textbook: true
    - id: chloride-channel
      cloze: The channel of this receptor lets {{c1::chloride}} in.
      textbook: true
      requires: [gaba-channel]
    """,
    heeds_allow=True,
)
