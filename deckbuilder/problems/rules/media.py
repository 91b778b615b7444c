"""M: the pictures that notes show."""

from deckbuilder.problems.problem import Rule, Severity

MISSING_FIGURE = Rule(
    "M001",
    Severity.ERROR,
    "A figure must exist in source/media.",
    why="A student would see a broken picture in place of what the card asks about.",
    bad="""
    - id: pore
      question: What lies in the middle of the five subunits?
      answer: The pore for chloride
      textbook: true
      figure: {file: hexamer.svg, alt: Five subunits in a ring}
    """,
    good="""
    - id: pore
      question: What lies in the middle of the five subunits?
      answer: The pore for chloride
      textbook: true
      figure: {file: pentamer.svg, alt: Five subunits in a ring}
    """,
)
FIGURE_OUTSIDE = Rule(
    "M002",
    Severity.ERROR,
    "A figure must lie inside source/media, links followed.",
    why="Whoever builds the decks would otherwise pack a file of their own machine, and on "
    "another machine it would be missing.",
    bad="""
    - id: pore
      question: What lies in the middle of the five subunits?
      answer: The pore for chloride
      textbook: true
      figure: {file: ../../pictures/pentamer.svg, alt: Five subunits in a ring}
    """,
    good="""
    - id: pore
      question: What lies in the middle of the five subunits?
      answer: The pore for chloride
      textbook: true
      figure: {file: pentamer.svg, alt: Five subunits in a ring}
    """,
)
FIGURE_CASE = Rule(
    "M003",
    Severity.ERROR,
    "A figure must be named in the letter case of its file.",
    why="Windows and macOS find the file all the same, but Linux does not.",
    bad="""
    - id: pore
      question: What lies in the middle of the five subunits?
      answer: The pore for chloride
      textbook: true
      figure: {file: Pentamer.SVG, alt: Five subunits in a ring}
    """,
    good="""
    - id: pore
      question: What lies in the middle of the five subunits?
      answer: The pore for chloride
      textbook: true
      figure: {file: pentamer.svg, alt: Five subunits in a ring}
    """,
)
FIGURE_KIND = Rule(
    "M004",
    Severity.ERROR,
    "A figure must be a picture that every Anki client shows.",
    why="Phones show no PDF and no TIFF on a card; SVG, PNG and JPEG are shown everywhere. The "
    "content counts, not the name: a pointer of Git LFS, a web page or a damaged drawing shows as "
    "nothing, and a drawing may hold no script, no page and nothing that lies elsewhere.",
    bad="""
    - id: pore
      question: What lies in the middle of the five subunits?
      answer: The pore for chloride
      textbook: true
      figure: {file: pentamer.pdf, alt: Five subunits in a ring}
    """,
    good="""
    - id: pore
      question: What lies in the middle of the five subunits?
      answer: The pore for chloride
      textbook: true
      figure: {file: pentamer.svg, alt: Five subunits in a ring}
    """,
)
