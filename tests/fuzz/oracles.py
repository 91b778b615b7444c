"""What must hold of any input: places that exist, HTML that is ours, clozes as Anki reads them."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from deckbuilder.problems.problem import Diagnostic, Position

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests/fixtures/mini/source"
BAD = ROOT / "tests/fixtures/bad"
LOOK = ROOT / "source/notetypes"

_LINE_END = re.compile("\r\n|\r|\n")
_VOID = {"br", "hr", "img"}
_ATTRIBUTES = {
    ("a", "href"): re.compile(r"((?:https?:|mailto:)[^\s<>\"]*)?", re.IGNORECASE),
    ("a", "title"): re.compile(r"(?s).*"),
    ("code", "class"): re.compile(r"language-\S*"),
    ("div", "class"): re.compile(r"table"),
    ("div", "tabindex"): re.compile(r"0"),
    ("div", "role"): re.compile(r"region"),
    ("div", "aria-label"): re.compile(r"Table"),
    ("img", "alt"): re.compile(r"(?s).*"),
    ("img", "src"): re.compile(r"[a-z0-9-]+\.[a-z]+"),
    ("ol", "start"): re.compile(r"\d+"),
    ("pre", "tabindex"): re.compile(r"0"),
    ("pre", "role"): re.compile(r"region"),
    ("pre", "aria-label"): re.compile(r"Code"),
    ("td", "style"): re.compile(r"text-align:(?:left|right|center)"),
    ("th", "style"): re.compile(r"text-align:(?:left|right|center)"),
}
_TAGS = {
    *("a", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
    *(
        "i",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
    ),
    *("thead", "tr", "ul"),
}


def assert_places_exist(problems: Iterable[Diagnostic], text: str) -> None:
    """Every problem lies on a line and a column of the text, or just behind its last one."""
    lines = _LINE_END.split(text)
    for problem in problems:
        assert_place_exists(problem.position, lines)


def assert_place_exists(position: Position, lines: list[str]) -> None:
    """Hold that the place lies in the file of these lines, or just behind the end of one."""
    assert 1 <= position.line <= len(lines), position
    assert 1 <= position.column <= len(lines[position.line - 1]) + 1, position


def lines_of(text: str) -> list[str]:
    """Return the lines of a source, whatever ends them."""
    return _LINE_END.split(text)


class _LiveTags(HTMLParser):
    """Reads HTML as a browser does, and refuses what Markdown does not make."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _TAGS, f"<{tag}>"
        for name, value in attrs:
            allowed = _ATTRIBUTES.get((tag, name))
            assert allowed is not None, f"<{tag} {name}={value!r}>"
            assert allowed.fullmatch(value or ""), f"<{tag} {name}={value!r}>"
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _VOID, f"<{tag}/>"
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"<![{data}]>")


def assert_html_is_ours(html: str) -> None:
    """Hold that the HTML has our tags and attributes alone, each closed where it was opened."""
    reader = _LiveTags()
    reader.feed(html)
    reader.close()
    assert reader.open == [], f"left open: {reader.open}"


def anki_cloze_numbers(html: str) -> set[int]:
    """Return the numbers of the cards that Anki would make: an opening counts once it is closed."""
    numbers: set[int] = set()
    open_numbers: list[list[int]] = []
    for mark in re.finditer(r"\{\{c(\d+(?:,\d+)*)::|\}\}", html):
        if mark[1]:
            open_numbers.append([int(number) for number in mark[1].split(",")])
        elif open_numbers:
            numbers.update(open_numbers.pop())
    return numbers


def card_files() -> list[Path]:
    """Return the YAML files of the broken and the real sources, the small ones first."""
    files = [*BAD.rglob("*.yaml"), *MINI.rglob("*.yaml"), *(ROOT / "source").rglob("*.yaml")]
    return sorted(files, key=lambda path: (path.stat().st_size, path))


def head(path: Path, size: int = 3000) -> bytes:
    """Return the first bytes of a file up to an empty line, as a seed."""
    content = path.read_bytes()
    if len(content) <= size:
        return content
    return content[: content.rfind(b"\n\n", 0, size) + 1] or content[:size]
