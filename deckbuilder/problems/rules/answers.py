"""Q: what a single note says besides its question: answer, why, evidence, alt and allow."""

from deckbuilder.problems.problem import Rule, Severity

FIGURE_WITHOUT_ALT = Rule(
    "Q004",
    Severity.WARNING,
    "A figure must have a text for those who cannot see it.",
    why="A screen reader reads the `alt` out, and it stands in for a picture that has not arrived.",
    bad="""
    - id: pore
      question: What lies in the middle of the five subunits?
      answer: The pore for chloride
      textbook: true
      figure: {file: pentamer.svg}
    """,
    good="""
    - id: pore
      question: What lies in the middle of the five subunits?
      answer: The pore for chloride
      textbook: true
      figure: {file: pentamer.svg, alt: Five circles in a ring}
    """,
    heeds_allow=True,
)
UNUSED_ALLOW = Rule(
    "Q005",
    Severity.WARNING,
    "An allow entry must silence something.",
    why="An entry that has outlived its problem would hide the next one.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
      allow: {Q008: the question once began with “Does”}
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
    """,
)
LONG_ANSWER = Rule(
    "Q006",
    Severity.WARNING,
    "An answer must be short enough for one fact.",
    why="A long answer is half remembered, and then the student's mood decides what counts. The "
    "reason and the detail go into `why`, a second fact into a second note.",
    bad="""
    - id: diazepam-action
      question: How does diazepam act?
      answer: >-
        It binds to the extracellular interface of an α and a γ subunit of the GABA-A receptor and
        so shifts the curve of GABA to the left without much change in the maximal response.
      textbook: true
    """,
    good="""
    - id: diazepam-action
      question: How does diazepam act?
      answer: It strengthens the response to GABA.
      textbook: true
    """,
    heeds_allow=True,
)
LONG_LIST = Rule(
    "Q007",
    Severity.WARNING,
    "An answer must not list more than three things.",
    why="One forgotten item fails the whole card, so lists come back for ever. Ask for the items "
    "one by one, or hide them one by one in a cloze.",
    bad="""
    - id: diazepam-effects
      question: What does diazepam cause?
      answer: Drowsiness, fatigue, weakness and ataxia
      textbook: true
    """,
    good="""
    - id: diazepam-effects
      question: What does diazepam cause?
      answer: Drowsiness, fatigue and weakness
      textbook: true
    """,
    heeds_allow=True,
)
REPEATING_WHY = Rule(
    "Q017",
    Severity.WARNING,
    "A why must add something to the answer.",
    why="It is read at every review; a repetition costs that time and leaves the answer without a "
    "reason, a contrast or a trap.",
    bad="""
    - id: flumazenil-action
      cloze: At the benzodiazepine site flumazenil is {{c1::an antagonist}}.
      why: Flumazenil is an antagonist.
      textbook: true
    """,
    good="""
    - id: flumazenil-action
      cloze: At the benzodiazepine site flumazenil is {{c1::an antagonist}}.
      why: By itself it changes next to nothing.
      textbook: true
    """,
    heeds_allow=True,
)
TELLING_ALT = Rule(
    "Q018",
    Severity.WARNING,
    "A figure's alt must not name the answer.",
    why="The figure stands on the front, and a student who has the card read out would hear the "
    "answer with it. Say what the figure shows, as its labels would.",
    bad="""
    - id: pore
      question: What lies in the middle of the five subunits?
      answer: A pore
      textbook: true
      figure: {file: pentamer.svg, alt: Five subunits around a pore}
    """,
    good="""
    - id: pore
      question: What lies in the middle of the five subunits?
      answer: A pore
      textbook: true
      figure: {file: pentamer.svg, alt: Five circles in a ring}
    """,
    heeds_allow=True,
)
LONG_EVIDENCE = Rule(
    "Q020",
    Severity.WARNING,
    "The evidence on a claim must be short enough to be read at once.",
    why="It is read at every review. What decides the verdict stays; the rest is another card.",
    bad="""
    - id: claim-raises-gaba
      claim: Lorazepam makes the brain produce more GABA.
      verdict: not supported
      evidence: >-
        It binds at an interface of two subunits, an α and a γ, where GABA itself does not bind, and
        while GABA is there the channel for chloride opens more often, so that the cell is held
        back. GABA is made from glutamate by an enzyme on which the drug does not act, and without
        GABA the drug opens hardly any channel.
      textbook: true
    """,
    good="""
    - id: claim-raises-gaba
      claim: Lorazepam makes the brain produce more GABA.
      verdict: not supported
      evidence: It makes the receptor respond more to the GABA that is there.
      textbook: true
    """,
    heeds_allow=True,
)
UNTYPABLE_ANSWER = Rule(
    "Q023",
    Severity.WARNING,
    "A typed answer must be plain text that a keyboard types.",
    why="Anki holds what the student types against the answer letter by letter: an exponent is "
    "compared as plain digits, a formula as TeX, and a dash that no keyboard has is always wrong.",
    bad="""
    - id: red-cells
      question: How many red cells are in a microlitre of blood?
      answer: 5 × 10^6^
      textbook: true
      typed: true
    """,
    good="""
    - id: red-cells
      question: How many red cells are in a microlitre of blood?
      answer: 5 million
      textbook: true
      typed: true
    """,
    heeds_allow=True,
)
