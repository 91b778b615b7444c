"""I: by which names decks, notes, objectives and topics are known, within one source."""

from deckbuilder.problems.problem import Rule, Severity, SourceFile

DUPLICATE_NOTE_ID = Rule(
    "I001",
    Severity.ERROR,
    "A note id must be unique in the whole collection.",
    why="Anki knows a note again by its id alone: of two with the same id, each would overwrite "
    "the other.",
    bad="""
    - id: flumazenil
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
    - id: flumazenil
      question: How does flumazenil act on the GABA-A receptor?
      answer: As a competitive antagonist
      textbook: true
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
    - id: flumazenil-action
      question: How does flumazenil act on the GABA-A receptor?
      answer: As a competitive antagonist
      textbook: true
    """,
)
DUPLICATE_ID = Rule(
    "I002",
    Severity.ERROR,
    "Decks, packages, objectives and drugs must have unique names.",
    why="Anki merges decks of the same name, and of two packages of the same name the second "
    "would overwrite the first. Letter case does not count, since some systems ignore it.",
    bad="""
    packages:
      - {file: receptor.apkg, decks: all}
      - {file: Receptor.apkg, decks: [receptor]}
    """,
    good="""
    packages:
      - {file: everything.apkg, decks: all}
      - {file: receptor.apkg, decks: [receptor]}
    """,
    file=SourceFile.COLLECTION,
)
UNKNOWN_DECK = Rule(
    "I003",
    Severity.ERROR,
    "A deck must be one that collection.yaml lists.",
    why="The teaching order and the names in Anki come from that file, so notes of any other deck "
    "would have no place.",
    bad="""
    packages:
      - {file: receptor.apkg, decks: [receptors]}  # the deck has the id receptor
    """,
    good="""
    packages:
      - {file: receptor.apkg, decks: [receptor]}
    """,
    file=SourceFile.COLLECTION,
)
EMPTY_DECK = Rule(
    "I004",
    Severity.ERROR,
    "A deck that is listed must have notes.",
    why="A student would get an empty deck. More often the file of the deck was lost, or it names "
    "another deck.",
    bad="""
    decks:
      - id: receptor
        name: 01 Receptor
        objectives: [{id: site, text: Name the binding sites.}]
      - {id: claims, name: 02 Claims}
      - {id: sleep, name: 03 Sleep}  # and no file has the line `deck: sleep`
    """,
    good="""
    decks:
      - id: receptor
        name: 01 Receptor
        objectives: [{id: site, text: Name the binding sites.}]
      - {id: claims, name: 02 Claims}
    """,
    file=SourceFile.COLLECTION,
)
UNKNOWN_OBJECTIVE = Rule(
    "I005",
    Severity.ERROR,
    "An objective must be one that the note's deck lists.",
    why="Objectives say what a deck is for, and a note under a misspelt one counts for none.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
      objective: sites  # collection.yaml lists site for this deck
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
      objective: site
    """,
)
UNKNOWN_TOPIC = Rule(
    "I014",
    Severity.ERROR,
    "A tag must be a topic, where collection.yaml lists topics.",
    why="Students choose what to study by tags, and a misspelt tag takes its notes out of the "
    "topic.",
    bad="""
    topics:
      receptor: The GABA-A receptor and its subunits
      sites: Where drugs bind to it  # and notes have `tags: [site]`
    """,
    good="""
    topics:
      receptor: The GABA-A receptor and its subunits
      site: Where drugs bind to it
    """,
    file=SourceFile.COLLECTION,
)
