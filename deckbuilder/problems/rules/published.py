"""I: what students have of the last release, and must find again in the next one."""

from deckbuilder.problems.problem import Rule, Severity, SourceFile

BROKEN_LEDGER = Rule(
    "I006",
    Severity.ERROR,
    "The ledger must be as release wrote it.",
    why="The ledger tells `check` what students have, and `release` what has changed since. A "
    "seal inside it shows whether it is whole.",
    bad="source/ledger.json was merged by hand, edited, or cut off in a failed copy.",
    good="source/ledger.json was restored with git, and release alone writes it.",
    file=None,
)
VANISHED_NOTE = Rule(
    "I007",
    Severity.ERROR,
    "A published note must stay, or be listed under retired.",
    why="Anki never deletes a note on an update, so students would go on learning a card that you "
    "have given up. A retired one tells them so.",
    bad="""
    deck: claims
    notes:
      - id: claim-more-gaba  # was published as claim-gaba-levels
        claim: Diazepam works by raising GABA levels.
        verdict: not supported
        evidence: It makes the receptor respond more to the GABA that is there.
        textbook: true
    """,
    good="""
    deck: claims
    notes:
      - id: claim-more-gaba
        claim: Diazepam works by raising GABA levels.
        verdict: not supported
        evidence: It makes the receptor respond more to the GABA that is there.
        textbook: true
    retired:
      - {id: claim-gaba-levels, on: 2027-01-10, reason: Said anew., see: claim-more-gaba}
    """,
)
CHANGED_KIND = Rule(
    "I008",
    Severity.ERROR,
    "A published note must stay the kind of note that it is.",
    why="Anki ties a note to its note type for good: the update leaves the note out, and students "
    "keep the old card.",
    bad="""
    - id: half-life  # was published as a question
      cloze: The half-life of drug X is {{c1::2–12 h}}.
      textbook: true
    """,
    good="""
    - id: half-life
      question: What is the elimination half-life of drug X?
      answer: 2–12 h
      textbook: true
    """,
)
REUSED_ID = Rule(
    "I009",
    Severity.ERROR,
    "A retired id must not be used again or retired twice.",
    why="Students who have the old note would find another fact on it, on the schedule of the old "
    "one.",
    bad="""
    deck: claims
    notes:
      - id: claim-gaba-levels
        claim: Diazepam is free of any effect on memory.
        verdict: contradicted
        evidence: Anterograde amnesia is a known effect.
        textbook: true
    retired:
      - {id: claim-gaba-levels, on: 2027-01-10, reason: Nobody claims it any more.}
    """,
    good="""
    deck: claims
    notes:
      - id: claim-memory
        claim: Diazepam is free of any effect on memory.
        verdict: contradicted
        evidence: Anterograde amnesia is a known effect.
        textbook: true
    retired:
      - {id: claim-gaba-levels, on: 2027-01-10, reason: Nobody claims it any more.}
    """,
)
NEVER_PUBLISHED = Rule(
    "I010",
    Severity.ERROR,
    "Only a published note can be retired.",
    why="A draft that no student has can simply be deleted. An id that was never published is "
    "more often misspelt.",
    bad="""
    deck: claims
    notes:
      - id: claim-gaba-levels
        claim: Diazepam works by raising GABA levels.
        verdict: not supported
        evidence: It makes the receptor respond more to the GABA that is there.
        textbook: true
    retired:
      - {id: claim-draft, on: 2027-01-10, reason: Nobody claims it.}  # was never released
    """,
    good="""
    deck: claims
    notes:
      - id: claim-gaba-levels
        claim: Diazepam works by raising GABA levels.
        verdict: not supported
        evidence: It makes the receptor respond more to the GABA that is there.
        textbook: true
    """,
)
UNKNOWN_SUCCESSOR = Rule(
    "I011",
    Severity.ERROR,
    "A retired note must point to a note that exists.",
    why="The card of a retired note tells the student what to learn in its place, and a name that "
    "leads nowhere leaves them without.",
    bad="""
    deck: claims
    notes:
      - id: claim-more-gaba
        claim: Diazepam works by raising GABA levels.
        verdict: not supported
        evidence: It makes the receptor respond more to the GABA that is there.
        textbook: true
    retired:
      - {id: claim-gaba-levels, on: 2027-01-10, reason: Said anew., see: claim-gaba}
    """,
    good="""
    deck: claims
    notes:
      - id: claim-more-gaba
        claim: Diazepam works by raising GABA levels.
        verdict: not supported
        evidence: It makes the receptor respond more to the GABA that is there.
        textbook: true
    retired:
      - {id: claim-gaba-levels, on: 2027-01-10, reason: Said anew., see: claim-more-gaba}
    """,
)
CHANGED_NOTE_TYPE = Rule(
    "I012",
    Severity.ERROR,
    "A published note type must keep its fields and templates.",
    why="If they differ from what a student has, Anki leaves every note of the type out of the "
    "update.",
    bad="A field was added to a note type in deckbuilder/kinds/, renamed, or moved.",
    good="One of the spare fields, which were published with the note type, takes the new text.",
    file=None,
)
NOT_RELEASED = Rule(
    "I013",
    Severity.ERROR,
    "The packages in decks/ must be those that the ledger names.",
    why="Otherwise students download something that was never checked as a release. Only `check "
    "--released` looks at this.",
    bad="After the last release a package in decks/ was built anew as a draft, or one is missing.",
    good="decks/ holds the packages that `release` wrote, byte for byte.",
    file=None,
)
CHANGED_NAME = Rule(
    "I015",
    Severity.ERROR,
    "Namespace, title and deck names must stay as they were published.",
    why="Anki recognises notes, note types and decks by what is made from these names: students "
    "would get everything twice, or no update at all.",
    bad="""
    namespace: mini-pharmacology  # was published as mini
    """,
    good="""
    namespace: mini
    """,
    file=SourceFile.COLLECTION,
)
VANISHED_CARD = Rule(
    "I016",
    Severity.ERROR,
    "A published card must stay.",
    why="A gap or a reversed question that goes leaves students with a blank card, and what they "
    "learned on it is lost.",
    bad="""
    - id: frequency  # was published with a gap c2
      cloze: They raise the {{c1::frequency}} of opening, barbiturates its duration.
      textbook: true
    """,
    good="""
    - id: frequency
      cloze: They raise the {{c1::frequency}} of opening, barbiturates its {{c2::duration}}.
      textbook: true
    """,
)
MOVED_GAP = Rule(
    "I017",
    Severity.ERROR,
    "A published gap must keep its number.",
    why="Anki knows the card of a gap by its number. If two gaps change places, a student is "
    "asked one fact on the schedule of the other.",
    bad="""
    - id: frequency  # was published with frequency as c1 and duration as c2
      cloze: They raise the {{c2::frequency}} of opening, barbiturates its {{c1::duration}}.
      textbook: true
    """,
    good="""
    - id: frequency
      cloze: Barbiturates act on the {{c2::duration}} of opening, these on its {{c1::frequency}}.
      textbook: true
    """,
)
