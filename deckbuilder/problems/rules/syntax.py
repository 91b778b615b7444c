"""Y: what keeps a source file from being read as YAML."""

from deckbuilder.problems.problem import Rule, Severity

UNREADABLE_FILE = Rule(
    "Y001",
    Severity.ERROR,
    "A source file must exist and be readable.",
    why="Without collection.yaml there is no collection, and a file that cannot be opened would "
    "silently be missing from the decks.",
    bad="There is no collection.yaml in the source folder, or a file in it is closed to you.",
    good="collection.yaml is there, and you may read every file of the folder.",
    file=None,
)
NOT_UTF8 = Rule(
    "Y002",
    Severity.ERROR,
    "A source file must be UTF-8.",
    why="In any other encoding the α of a subunit or the µ of a unit turns into another character, "
    "and nobody notices until it is on a card.",
    bad="The file was saved in Windows-1252 or Latin-1, so that ä is the single byte 0xe4.",
    good="The file was saved as UTF-8, in which ä is the two bytes 0xc3 0xa4.",
    file=None,
)
BYTE_ORDER_MARK = Rule(
    "Y003",
    Severity.ERROR,
    "A source file must not start with a byte-order mark.",
    why="The mark cannot be seen, means nothing in UTF-8, and becomes part of the first key for "
    "tools that do not expect it.",
    bad="The file was saved as “UTF-8 with BOM”, so that it starts with the character U+FEFF.",
    good="The file was saved as “UTF-8”, without the mark.",
    file=None,
)
CONTROL_CHARACTER = Rule(
    "Y004",
    Severity.ERROR,
    "Text must not hold control characters.",
    why="They slip in when text is copied from a PDF, cannot be seen, and break searching and "
    "comparing; one of them separates the fields inside Anki.",
    bad=r"""
    - id: oxazepam-clearance
      question: By what route is oxazepam cleared?
      answer: "Glucuro\x1fnidation"
      textbook: true
    """,
    good="""
    - id: oxazepam-clearance
      question: By what route is oxazepam cleared?
      answer: Glucuronidation
      textbook: true
    """,
)
YAML_SYNTAX = Rule(
    "Y005",
    Severity.ERROR,
    "A source file must be well-formed YAML.",
    why="What cannot be parsed cannot be checked. Most often a text holds a colon and a space and "
    "lacks its quotes, or a line is not indented like its neighbours.",
    bad="""
    - id: flumazenil-action
      question: Flumazenil: how does it act?
      answer: As a competitive antagonist at the benzodiazepine site
      textbook: true
    """,
    good="""
    - id: flumazenil-action
      question: 'Flumazenil: how does it act?'
      answer: As a competitive antagonist at the benzodiazepine site
      textbook: true
    """,
)
EMPTY_FILE = Rule(
    "Y006",
    Severity.ERROR,
    "A source file must not be empty.",
    why="An empty file is more often a failed save or merge than what anybody meant. Delete the "
    "file if there is nothing to say in it yet.",
    bad="""
    # The claims are still to be written.
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
DUPLICATE_KEY = Rule(
    "Y007",
    Severity.ERROR,
    "A key must stand once in its mapping.",
    why="YAML would keep the last value and drop the others without a word, and with them a fact "
    "that somebody took the trouble to write.",
    bad="""
    - id: gaba-synthesis
      question: Which enzyme makes GABA in a neurone?
      answer: Glutamate decarboxylase
      answer: GAD65 and GAD67
      textbook: true
    """,
    good="""
    - id: gaba-synthesis
      question: Which enzyme makes GABA in a neurone?
      answer: Glutamate decarboxylase
      why: It has two forms, GAD65 and GAD67.
      textbook: true
    """,
)
ALIAS = Rule(
    "Y008",
    Severity.ERROR,
    "Anchors and aliases are not part of the format.",
    why="A card must be readable by itself. What starts with & or * is nearly always text that "
    "lacks its quotes, such as the name of an allele.",
    bad="""
    - id: cyp2c19-loss
      question: Which allele of CYP2C19 most often makes a poor metaboliser?
      answer: *2
      textbook: true
    """,
    good="""
    - id: cyp2c19-loss
      question: Which allele of CYP2C19 most often makes a poor metaboliser?
      answer: '*2'
      textbook: true
    """,
)
TAG = Rule(
    "Y009",
    Severity.ERROR,
    "Type tags (!…) are not part of the format.",
    why="Every value is the text that you typed, so there is no type to name; in other programs a "
    "tag can even run code.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: !!str Flumazenil
      textbook: true
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
    """,
)
TOO_DEEP = Rule(
    "Y010",
    Severity.ERROR,
    "Lists and mappings must not nest deeper than the format needs.",
    why="The format needs five levels or so. Sixteen are a mistake, or a file that was made to "
    "exhaust the program that reads it.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
      tags: [[[[[[[[[[[[[[[[site]]]]]]]]]]]]]]]]
    """,
    good="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      textbook: true
      tags: [site]
    """,
)
TOO_LARGE = Rule(
    "Y011",
    Severity.ERROR,
    "A file and a text must stay within their size limits.",
    why="No card needs them, and what is larger was pasted by mistake or made to exhaust memory.",
    bad="A whole paper was pasted into `why`: a text has over 20,000 characters, or a file over "
    "64 MiB.",
    good="The sentence that the card needs stands in `why`, and its place is named under `refs`.",
    file=None,
)
KEY_NOT_TEXT = Rule(
    "Y012",
    Severity.ERROR,
    "A key must be plain text.",
    why="Every key of the format is a word. A list or mapping in its place is a text with brackets "
    "or braces that lacks its quotes.",
    bad="""
    - id: flumazenil-site
      question: Which drug blocks the benzodiazepine site?
      answer: Flumazenil
      [why]: It has no effect of its own there.
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
SECOND_DOCUMENT = Rule(
    "Y013",
    Severity.ERROR,
    "A source file must hold one YAML document.",
    why="A line of three hyphens ends the document, and the notes below it would be left out of "
    "the deck.",
    bad="""
    deck: claims
    notes:
      - id: claim-gaba-levels
        claim: Diazepam works by raising GABA levels.
        verdict: not supported
        evidence: It makes the receptor respond more to the GABA that is there.
        textbook: true
    ---
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
UNSEEN_CHARACTER = Rule(
    "Y014",
    Severity.WARNING,
    "A text must not hold what nobody can see.",
    why="It hides words from a reviewer, makes two tags look like one, or shows a sentence in "
    "another order than it is stored. What scripts and emoji need stays possible: soft hyphens, "
    "joiners between letters that join, the marks of a text that runs from right to left.",
    bad=r"""
    - id: oxazepam-clearance
      question: By what route is oxazepam cleared?
      answer: "Glucuro\u200bnidation"
      textbook: true
    """,
    good="""
    - id: oxazepam-clearance
      question: By what route is oxazepam cleared?
      answer: Glucuronidation
      textbook: true
    """,
)
CUT_TEXT = Rule(
    "Y015",
    Severity.WARNING,
    "A comment must not cut a text short.",
    why="A number sign behind a space starts a comment, unless the text is in quotes. What follows "
    "on the line would silently be missing from the card.",
    bad="""
    - id: cyp2c19-star
      question: Which variant of the enzyme did the report name?
      answer: The allele # 2 of CYP2C19
      textbook: true
    """,
    good="""
    - id: cyp2c19-star
      question: Which variant of the enzyme did the report name?
      answer: 'The allele # 2 of CYP2C19'
      textbook: true
    """,
)
UNREAD_FILE = Rule(
    "Y016",
    Severity.WARNING,
    "A file in source/cards must be one that is read.",
    why="Cards in a file of another name or in a folder of its own would silently be missing from "
    "the decks. What editors leave behind, such as `.#receptor.yaml`, is passed over.",
    bad="source/cards/old/receptor.yaml holds notes, or source/cards/receptor.txt does.",
    good="source/cards/receptor.yaml holds them, beside the other files of cards.",
    file=None,
)
