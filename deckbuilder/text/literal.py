r"""Write text so that Anki and MathJax read no mark of theirs in it.

Anki looks for `[sound:…]`, `[anki:…]`, `[latex]`, `[$]` and `[[type:…]]` in the HTML of a card, in
attributes as well, and for `{{c1::` in every field of a cloze note; an entity hides them from it.
MathJax looks for `\(` and `\[` in what the browser made of the HTML, entities read, and past code;
it finds none that a tag parts. All take text whose `&`, `<` and `>` are already entities.
"""

import re

_TAG_NAME = r"(?:/?(?:sound:|anki:|latex\]|\$+\])|\[type:)"
_TAG = re.compile(rf"\[(?={_TAG_NAME})", re.IGNORECASE)
_HINT = re.compile(r"/?(?:sound:|anki:|latex|\$)|\[type:", re.IGNORECASE)
_GAP = re.compile(r"\{(?=\{c[\d,]+::)")
_FORMULA_MARK = re.compile(r"\\(?=[()\[\]])")


def literal_text(text: str) -> str:
    """Return the content of an element."""
    return _FORMULA_MARK.sub(r"<span>\\</span>", _without_tags(text))


def literal_attribute(text: str) -> str:
    """Return the value of an attribute, or of a field that no browser shows."""
    return _FORMULA_MARK.sub("&#92;", _without_tags(text))


def literal_formula(text: str) -> str:
    """Return a formula with its marks; a space is nothing in it, and outlives a student's edit."""
    return _TAG.sub("[ ", text)


def formula_without_gaps(text: str) -> str:
    """Return a formula of a text in which braces mean nothing to Anki."""
    return _GAP.sub("{ ", literal_formula(text))


def literal_hint(text: str) -> str:
    """Return the hint of a gap, which Anki shows in brackets of its own."""
    return f"&#{ord(text[0])};{text[1:]}" if _HINT.match(text) else text


def is_mark_of_anki(text: str) -> bool:
    """Return whether a text has a mark that Anki or MathJax would read, wherever it is shown."""
    return bool(_TAG.search(text) or _GAP.search(text) or re.search(r"\\[(\[]", text))


def _without_tags(text: str) -> str:
    return _GAP.sub("&#123;", _TAG.sub("&#91;", text))
