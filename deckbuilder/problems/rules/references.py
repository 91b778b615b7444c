"""R: what supports a card, and where a reader finds it."""

from deckbuilder.problems.problem import Rule, Severity, SourceFile

INCOMPLETE_REFERENCE = Rule(
    "R001",
    Severity.ERROR,
    "A reference must say what it is and where to find it.",
    why="A reader who doubts a card must be able to get hold of its source; without a year an "
    "article can hardly be found.",
    bad="""
    - id: zhu2018
      type: article-journal
      title: Structure of a human synaptic GABAA receptor
      author: [{family: Zhu, given: S}]
      container-title: Nature
      DOI: 10.1038/s41586-018-0255-3
    """,
    good="""
    - id: zhu2018
      type: article-journal
      title: Structure of a human synaptic GABAA receptor
      author: [{family: Zhu, given: S}]
      container-title: Nature
      issued: {date-parts: [[2018]]}
      DOI: 10.1038/s41586-018-0255-3
    """,
    file=SourceFile.REFERENCES,
)
UNKNOWN_REFERENCE = Rule(
    "R002",
    Severity.ERROR,
    "A cited reference must stand in references.yaml.",
    why="Otherwise the card would show no source where it claims to have one.",
    bad="""
    - id: zhu-what
      question: Which receptor did Zhu and colleagues resolve?
      answer: A human synaptic GABA-A receptor
      refs: [zhu2081]
    """,
    good="""
    - id: zhu-what
      question: Which receptor did Zhu and colleagues resolve?
      answer: A human synaptic GABA-A receptor
      refs: [zhu2018]
    """,
)
UNUSED_REFERENCE = Rule(
    "R003",
    Severity.ERROR,
    "A reference must be cited by a note or by the drug table.",
    why="The bibliography is what the cards rest on, not a reading list. What nothing cites is "
    "left over from a card that went, or its citation was forgotten.",
    bad="""
    - id: spare-book  # and no note cites it
      type: book
      title: A book on the shelf
      publisher: Some Press
      issued: {date-parts: [[2020]]}
    """,
    good="""
    - id: label-x  # cited by a note: `refs: [label-x]`
      type: document
      title: Drug X prescribing information
      publisher: Some Agency
      URL: https://example.org/x
    """,
    file=SourceFile.REFERENCES,
)
DUPLICATE_REFERENCE = Rule(
    "R004",
    Severity.ERROR,
    "A reference id must be unique.",
    why="A note that cites it could mean either of the two.",
    bad="""
    - id: label-x
      type: document
      title: Drug X tablets prescribing information
      publisher: Some Agency
    - id: label-x
      type: document
      title: Drug X injection prescribing information
      publisher: Some Agency
    """,
    good="""
    - id: label-x
      type: document
      title: Drug X tablets prescribing information
      publisher: Some Agency
    """,
    file=SourceFile.REFERENCES,
)
UNREFERENCED_NOTE = Rule(
    "R005",
    Severity.WARNING,
    "A note must cite a reference or be marked as textbook.",
    why="A fact that nobody can support leaves the deck. What every textbook says needs no "
    "reference, but the note must say that it is such a fact.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
    """,
    heeds_allow=True,
)
REPEATED_CITATION = Rule(
    "R006",
    Severity.WARNING,
    "A note must cite a place in a reference once.",
    why="The card would list the same source twice, and look better supported than it is.",
    bad="""
    - id: zhu-what
      question: Which receptor did Zhu and colleagues resolve?
      answer: A human synaptic GABA-A receptor
      refs: [zhu2018, zhu2018]
    """,
    good="""
    - id: zhu-what
      question: Which receptor did Zhu and colleagues resolve?
      answer: A human synaptic GABA-A receptor
      refs: [zhu2018]
    """,
    heeds_allow=True,
)
NO_PLACE = Rule(
    "R007",
    Severity.WARNING,
    "A dose or a law must say where in its reference it stands.",
    why="Doses and laws are what a reader checks, and a label has forty pages. A section, a table "
    "or the abstract will do.",
    bad="""
    - id: drug-x-trial-dose
      question: Which dose of drug X did the volunteers take?
      answer: 10 mg
      refs: [label-x]
    """,
    good="""
    - id: drug-x-trial-dose
      question: Which dose of drug X did the volunteers take?
      answer: 10 mg
      refs: [{id: label-x, at: Clinical studies}]
    """,
    heeds_allow=True,
)
