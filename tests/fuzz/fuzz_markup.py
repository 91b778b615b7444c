"""Fuzz the Markdown: only our tags come out, gaps are those that Anki finds, text stays text."""

import re
import unicodedata
from collections.abc import Iterator

from oracles import ROOT, anki_cloze_numbers, assert_html_is_ours, card_files

from deckbuilder.source.tree import (
    MAX_TEXT_CHARACTERS,
    YamlList,
    YamlMap,
    YamlNode,
    YamlText,
    read_yaml,
)
from deckbuilder.text.markdown import Markup, cloze_html, text_html
from deckbuilder.text.plain import plain_text

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
ANKI_MARK = re.compile(r"\[(?:/?(?:sound:|anki:|latex\]|\$+\])|\[type:)", re.IGNORECASE)
GAP = re.compile(r"\{\{c[\d,]+::")
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def seeds() -> Iterator[bytes]:
    """Yield the texts of the sources and the cases of fixtures/markup.md."""
    texts = {text for path in card_files() for text in _texts(read_yaml(path, "f").root)}
    cases = (ROOT / "tests/fixtures/markup.md").read_text("utf-8").split("\n~~~\n")
    for text in sorted(texts | set(cases)):
        yield text.encode()


def words() -> tuple[str, ...]:
    """Return the marks of Markdown, clozes and formulas."""
    marks = ("{{c1::", "{{c2::", "}}", "::", "\\::", "\\(", "\\)", "\\[", "\\]", "**", "~", "^")
    blocks = ("\n\n", "\n- ", "\n1. ", "\n> ", "\n# ", "\n```\n", "\n|-|-|\n", "|", "  \n", "---")
    others = (
        "[a](https://b.c)",
        "![a](b)",
        "<https://a.b>",
        "<script>",
        "&lt;",
        "`",
        "javascript:",
    )
    anki = ("[sound:a]", "[anki:tts lang=en]", "[latex]", "[/latex]", "[$]", "[/$]", "[[type:a]]")
    mistyped = ("{{cl::", "{{2::", "{{C1::", "{c1::", "\\\\(", "\\\\[", "\\text{", "\n+ ", "\n2. ")
    return (*marks, *blocks, *others, *anki, *mistyped)


def check(content: bytes) -> None:
    """Render as text and as cloze, and hold both against what must be true of any text."""
    text = FORBIDDEN.sub("", content.decode(errors="ignore"))[:MAX_TEXT_CHARACTERS]
    check_text(text)


def check_text(text: str) -> None:
    """Look at what becomes of a text."""
    plain, gaps = text_html(text), cloze_html(text)
    assert_html_is_ours(plain.html)
    assert plain.clozes == frozenset()
    assert not ANKI_MARK.search(plain.html)
    assert not GAP.search(plain.html)
    if not gaps.problems:  # what has problems never ships
        assert_html_is_ours(gaps.html)
        assert anki_cloze_numbers(gaps.html) == set(gaps.clozes), gaps
        assert not ANKI_MARK.search(gaps.html)
    _assert_shown_to_the_letter(text)


def _assert_shown_to_the_letter(text: str) -> None:
    """With every mark escaped the reader sees the text as it was typed; brackets make formulas."""
    line = unicodedata.normalize("NFC", " ".join(re.sub(r"[()\[\]]", "", text).split()))
    escaped: Markup = text_html(PUNCTUATION.sub(r"\\\1", line))
    assert plain_text(escaped.html) == line


def _texts(node: YamlNode | None) -> Iterator[str]:
    match node:
        case YamlText(text=text):
            yield text
        case YamlList(items=items):
            for item in items:
                yield from _texts(item)
        case YamlMap(entries=entries):
            for value in entries.values():
                yield from _texts(value)
