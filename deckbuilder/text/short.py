r"""The short way from Markdown to HTML, for the texts in which hardly anything is marked.

Most texts of a deck are one line of words, now and then with `**bold**`, `*emphasis*`, `H~2~O`,
`10^6^`, a formula `\( … \)` or a plain gap. For these a pattern says that CommonMark finds nothing
else in them, and they are written out by substitution; every other text goes the long way, with
which this one must agree in every sign.
"""

import html
import re
import unicodedata
from dataclasses import dataclass

_SIGN = r"[^\\`*_~^\[\]@<>&\"{}:\n\r\t\0\x0b\x0c\x1c-\x1f\x85\u2028\u2029]"
_ALNUM = r"[^\W_]"
_WORDS = rf"{_ALNUM}(?:{_SIGN}*{_ALNUM})?"
_NO_BLOCK = r"(?![#+\-=>|:~]|\d+[.)])"
_ESCAPED = r"<(?=[\d =])|[>&]"
_STRONG = rf"(?<![^ (])\*\*(?P<strong>{_WORDS})\*\*(?![^ .,;?!)])"
_EMPHASIS = rf"(?<![^ (])\*(?P<em>{_WORDS})\*(?![^ .,;?!)])"
_LITERAL = rf"(?<={_ALNUM})\*(?={_ALNUM})"
_SUBSCRIPT = rf"(?<={_ALNUM})~(?P<sub>{_ALNUM}+)~(?!~)"
_SUPERSCRIPT = rf"(?<={_ALNUM})\^(?P<sup>{_ALNUM}+[+−-]?)\^(?!\^)"
_TEX = r"[^\\{}\[\]\n]|\\[A-Za-z,;!]"
_FORMULA = rf"(?P<formula>\\\((?:{_TEX}|\{{(?:{_TEX})*\}})*\\\))"
_GAP_WORDS = rf"(?=[^{{}}:]*[0-9A-Za-zÀ-ɏα-ω]){_SIGN}+"
_GAP = rf"\{{\{{c(?P<number>[1-9]\d?)::{_GAP_WORDS}(?:::{_GAP_WORDS})?\}}\}}"
_MARKED = f"{_ESCAPED}|{_STRONG}|{_EMPHASIS}|{_LITERAL}|{_SUBSCRIPT}|{_SUPERSCRIPT}"


def _whole(*pieces: str) -> re.Pattern[str]:
    """Return the pattern of a text that these pieces make up."""
    unnamed = (re.sub(r"\?P<\w+>", "?:", piece) for piece in (_SIGN, *pieces))
    return re.compile(f"{_NO_BLOCK}(?:{'|'.join(unnamed)})*+")


_TEXT = _whole(":", '"', _MARKED, _FORMULA)
_TEXT_MARKS = re.compile(f'"|{_MARKED}|{_FORMULA}')
_CLOZE = _whole(":(?!:)", _MARKED, _GAP)
_CLOZE_MARKS = re.compile(_MARKED)
_NUMBERS = re.compile(r"\{\{c(\d+)")
_NOTHING_MARKED = frozenset('*~^\\<>&"')


@dataclass(frozen=True, slots=True)
class ShortHtml:
    """The HTML of a text, and the numbers of its gaps."""

    html: str
    clozes: frozenset[int]


def short_text_html(text: str) -> ShortHtml | None:
    """Return the HTML of a field in which braces mean nothing; None for the long way."""
    text = _stripped(text)
    if not _TEXT.fullmatch(text):
        return None
    return ShortHtml(_written(_TEXT_MARKS, text), frozenset())


def short_cloze_html(text: str) -> ShortHtml | None:
    """Return the HTML of a cloze field; None for the long way."""
    text = _stripped(text)
    if not _CLOZE.fullmatch(text):
        return None
    numbers = frozenset(map(int, _NUMBERS.findall(text)))
    return ShortHtml(_written(_CLOZE_MARKS, text), numbers)


def _stripped(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()


def _written(marks: re.Pattern[str], text: str) -> str:
    return text if _NOTHING_MARKED.isdisjoint(text) else marks.sub(_tagged, text)


def _tagged(mark: re.Match[str]) -> str:
    kind = mark.lastgroup
    if kind is None:
        return html.escape(mark[0])
    if kind == "formula":
        return html.escape(mark[0], quote=False)
    return f"<{kind}>{mark[kind]}</{kind}>"
