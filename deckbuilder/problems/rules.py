"""Every rule that a source file can break, by family and number.

Families: Y YAML, S schema, I identity, R references, M media, Q card quality, C clinical text.
A code that has been published keeps its meaning; a rule that goes leaves a gap.
"""

from deckbuilder.problems.problem import Rule, Severity


def _error(code: str, summary: str) -> Rule:
    return Rule(code, Severity.ERROR, summary)


def _warning(code: str, summary: str) -> Rule:
    return Rule(code, Severity.WARNING, summary)


UNREADABLE_FILE = _error("Y001", "A source file must exist and be readable.")
NOT_UTF8 = _error("Y002", "A source file must be UTF-8.")
BYTE_ORDER_MARK = _error("Y003", "A source file must not start with a byte-order mark.")
CONTROL_CHARACTER = _error("Y004", "Text must not hold control characters.")
YAML_SYNTAX = _error("Y005", "A source file must be well-formed YAML.")
EMPTY_FILE = _error("Y006", "A source file must not be empty.")
DUPLICATE_KEY = _error("Y007", "A key must stand once in its mapping.")
ALIAS = _error("Y008", "Anchors and aliases are not part of the format.")
TAG = _error("Y009", "Type tags (!…) are not part of the format.")
TOO_DEEP = _error("Y010", "Lists and mappings must not nest deeper than the format needs.")
TOO_LARGE = _error("Y011", "A file and a text must stay within their size limits.")
KEY_NOT_TEXT = _error("Y012", "A key must be plain text.")
SECOND_DOCUMENT = _error("Y013", "A source file must hold one YAML document.")

WRONG_SHAPE = _error("S001", "A value must be the text, list or mapping that its key takes.")
UNKNOWN_KEY = _error("S002", "A key must be one that the format knows.")
MISSING_KEY = _error("S003", "A required key must be there.")
BLANK_TEXT = _error("S004", "A text must not be empty, and must show something.")
BAD_VALUE = _error("S005", "A value must be one that its key takes.")
NOTE_KIND = _error("S006", "A note must be exactly one of question, cloze and claim.")
CLOZE_MARK = _error("S007", "A cloze text must have well-formed cloze marks.")
MARKUP = _error("S008", "Formulas must be closed, and pictures must stand under figure.")
TEMPLATE = _error("S009", "A card template must exist and name only fields of its note type.")

DUPLICATE_NOTE_ID = _error("I001", "A note id must be unique in the whole collection.")
DUPLICATE_ID = _error("I002", "Decks, packages, objectives and drugs must have unique names.")
UNKNOWN_DECK = _error("I003", "A deck must be one that collection.yaml lists.")
EMPTY_DECK = _error("I004", "A deck that is listed must have notes.")
UNKNOWN_OBJECTIVE = _error("I005", "An objective must be one that the note's deck lists.")

BROKEN_LEDGER = _error("I006", "The ledger must be as release wrote it.")
VANISHED_NOTE = _error("I007", "A published note must stay, or be listed under retired.")
CHANGED_KIND = _error("I008", "A published note must stay the kind of note that it is.")
REUSED_ID = _error("I009", "A retired id must not be used again or retired twice.")
NEVER_PUBLISHED = _error("I010", "Only a published note can be retired.")
UNKNOWN_SUCCESSOR = _error("I011", "A retired note must point to a note that exists.")
CHANGED_NOTE_TYPE = _error("I012", "A published note type must keep its fields and templates.")
NOT_RELEASED = _error("I013", "The packages in decks/ must be those that the ledger names.")
UNKNOWN_TOPIC = _error("I014", "A tag must be a topic, where collection.yaml lists topics.")
CHANGED_NAME = _error("I015", "Namespace, title and deck names must stay as they were published.")
VANISHED_CARD = _error("I016", "A published card must stay.")
MOVED_GAP = _error("I017", "A published gap must keep its number.")

INCOMPLETE_REFERENCE = _error("R001", "A reference must say what it is and where to find it.")
UNKNOWN_REFERENCE = _error("R002", "A cited reference must stand in references.yaml.")
UNUSED_REFERENCE = _error("R003", "A reference must be cited by a note or by the drug table.")
DUPLICATE_REFERENCE = _error("R004", "A reference id must be unique.")
UNREFERENCED_NOTE = _warning("R005", "A note must cite a reference or be marked as textbook.")
REPEATED_CITATION = _warning("R006", "A note must cite a place in a reference once.")
NO_PLACE = _warning("R007", "A dose or a law must say where in its reference it stands.")

MISSING_FIGURE = _error("M001", "A figure must exist in source/media.")
FIGURE_OUTSIDE = _error("M002", "A figure must lie inside source/media, links followed.")
FIGURE_CASE = _error("M003", "A figure must be named in the letter case of its file.")
FIGURE_KIND = _error("M004", "A figure must be a picture that every Anki client shows.")

IDENTICAL_FRONTS = _error("Q001", "No two cards may ask the same thing in the same words.")
UNKNOWN_REQUIREMENT = _error("Q002", "A required note must exist.")
LATE_REQUIREMENT = _error("Q003", "A required note must come earlier in teaching order.")
FIGURE_WITHOUT_ALT = _warning("Q004", "A figure must have a text for those who cannot see it.")
UNUSED_ALLOW = _warning("Q005", "An allow entry must silence something.")
LONG_ANSWER = _warning("Q006", "An answer must be short enough for one fact.")
LONG_LIST = _warning("Q007", "An answer must not list more than three things.")
YES_NO_QUESTION = _warning("Q008", "A question must not be answered by yes or no.")
DOUBLE_QUESTION = _warning("Q009", "A question must ask one thing.")
DEPENDENT_QUESTION = _warning("Q010", "A question must be clear without the cards before it.")
GIVEN_AWAY = _warning("Q011", "A question must not give its answer away.")
LARGE_GAP = _warning("Q012", "A gap must hide a key word or a figure, not most of the text.")
TRIVIAL_GAP = _warning("Q013", "A gap must hide something worth asking.")
NEAR_TWINS = _warning("Q014", "No two cards may ask the same thing in nearly the same words.")
INTERFERENCE = _warning("Q015", "No two cards may ask the same thing and want different answers.")
REQUIREMENT_CIRCLE = _error("Q016", "No note may require itself, be it by way of others.")
REPEATING_WHY = _warning("Q017", "A why must add something to the answer.")
TELLING_ALT = _warning("Q018", "A figure's alt must not name the answer.")
STRAY_CLOZE_MARK = _warning("Q019", "A cloze mark must stand in a cloze text.")
LONG_EVIDENCE = _warning("Q020", "The evidence on a claim must be short enough to be read at once.")
LONG_FRONT = _warning("Q021", "A front must be short enough to be read at once.")
ASKED_STATISTIC = _warning("Q022", "A card must not ask for a statistic.")


QUANTITY_WITHOUT_UNIT = _warning(
    "C001", "A dose, half-life or other measured value must have its unit."
)
NAKED_DECIMAL = _warning("C002", "A decimal number must have a zero before its point.")
TRAILING_ZERO = _warning("C003", "A dose must not end in a trailing zero.")
ERROR_PRONE_ABBREVIATION = _warning(
    "C004", "An abbreviation that ISMP lists as error-prone must be written out."
)
MIXED_UNITS = _warning("C005", "A range of doses must have one unit.")
HYPHEN_RANGE = _warning("C006", "A range of numbers must have an en dash.")
UNIT_WITHOUT_SPACE = _warning("C007", "A unit must have a space before it.")
DOSE_OF_NOBODY = _warning(
    "C008", "A dose must say from which country or body and from which year it is."
)
ABSOLUTE = _warning("C009", 'A clinical statement must not say "always" or "never".')
PROMOTION = _warning("C010", "A card must not praise; it must say what was measured.")
ADVICE_TO_PATIENT = _warning("C011", "A card must not tell a reader what to take or stop.")
BRAND_ALONE = _warning("C012", "A brand name must stand with its generic name.")
CAPITAL_GENERIC = _warning("C013", "A generic drug name must be in lower case inside a sentence.")


def every_rule() -> tuple[Rule, ...]:
    """Return all rules in the order of their codes."""
    found = (value for value in globals().values() if isinstance(value, Rule))
    return tuple(sorted(found, key=lambda rule: rule.code))


def rule_table() -> str:
    """Return all rules as a Markdown table in the order of their codes."""
    rows = (f"| {rule.code} | {rule.severity} | {rule.summary} |" for rule in every_rule())
    return "\n".join(["| code | severity | rule |", "| --- | --- | --- |", *rows])
