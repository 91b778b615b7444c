"""Read YAML into a tree that knows where every key and value stands in its file.

Every scalar stays the text that the maintainer typed; aliases,
tags, duplicate keys and a second document are problems, not features.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from deckbuilder.files.read import MIB, TooLargeFileError, read_file
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, Position, Rule
from deckbuilder.source.syntax import said_of_syntax

MAX_FILE_BYTES = 64 * MIB
MAX_TEXT_CHARACTERS = 20_000
MAX_DEPTH = 16
MAX_NODES = 1_000_000

FORBIDDEN_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
)

_COMMENT = re.compile(r"[ \t]+#[^\r\n]*")


@dataclass(frozen=True, slots=True)
class YamlText:
    """A scalar: its text exactly as YAML unquotes it, and `raw` as it stands in the file.

    `comment` is what follows on the line where the text has no quotes, from its first space on.
    """

    text: str
    position: Position
    raw: str = field(default="", compare=False, repr=False)
    comment: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class YamlList:
    """A sequence of nodes."""

    items: tuple["YamlNode", ...]
    position: Position


@dataclass(frozen=True, slots=True)
class YamlMap:
    """A mapping in file order, with the position of every key."""

    entries: dict[str, "YamlNode"]
    keys: dict[str, Position]
    position: Position


YamlNode = YamlText | YamlList | YamlMap
PlainData = str | list["PlainData"] | dict[str, "PlainData"]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """What reading a file gave: its tree, or None with the problems that prevented one."""

    root: YamlNode | None
    problems: tuple[Diagnostic, ...]


def plain(node: YamlNode) -> PlainData:
    """Return the node as text, lists and dicts, without positions."""
    match node:
        case YamlText(text=text):
            return text
        case YamlList(items=items):
            return [plain(item) for item in items]
        case YamlMap(entries=entries):
            return {key: plain(value) for key, value in entries.items()}


def read_yaml(path: Path, name: str, within: Path | None = None) -> YamlFile:
    """Read the file at `path`, called `name` in problems; no link may lead out of `within`."""
    raw = read_bytes(path, name, within)
    return YamlFile(None, (raw,)) if isinstance(raw, Diagnostic) else parse_yaml(raw, name)


def read_bytes(path: Path, name: str, within: Path | None = None) -> bytes | Diagnostic:
    """Return the bytes of the file at `path`, or why they cannot be had."""
    try:
        return read_file(path, MAX_FILE_BYTES, within)
    except FileNotFoundError:
        message = "the file does not exist"
    except TooLargeFileError as error:
        return Diagnostic(Position(name), rules.TOO_LARGE, str(error.strerror))
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    return Diagnostic(Position(name), rules.UNREADABLE_FILE, message)


def parse_yaml(raw: bytes, name: str) -> YamlFile:
    """Parse the bytes of a file called `name` in problems."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        position = _position_in(raw[: error.start].decode(), name)
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        return YamlFile(None, (Diagnostic(position, rules.NOT_UTF8, message),))
    if text.startswith("\ufeff"):
        message = "the file starts with a byte-order mark; save it as UTF-8 without one"
        return YamlFile(None, (Diagnostic(Position(name), rules.BYTE_ORDER_MARK, message),))
    if forbidden := FORBIDDEN_CHARACTER.search(text):
        position = _position_in(text[: forbidden.start()], name)
        return YamlFile(None, (_control_character(forbidden[0], position),))
    return _TreeReader(text, name).read()


def _control_character(character: str, position: Position) -> Diagnostic:
    message = f"control character U+{ord(character):04X}; delete it"
    return Diagnostic(position, rules.CONTROL_CHARACTER, message)


def _position_in(before: str, name: str) -> Position:
    """Return the position of the character that follows the text `before`."""
    lines = re.split("\r\n|\r|\n", before)
    return Position(name, len(lines), len(lines[-1]) + 1)


class _TreeReader:
    """Builds the tree of one document from libyaml's events."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._nodes = 0
        self._problems: list[Diagnostic] = []
        self._aliases: set[str | None] = set()
        self._events: Iterator[Any] = iter(())

    def read(self) -> YamlFile:
        try:
            self._events = yaml.parse(self._text, Loader=yaml.CSafeLoader)
            root = self._document()
        except yaml.MarkedYAMLError as error:
            if limit := _limit_reached_before(error, self._text, self._name):
                return limit
            problem = self._syntax_problem(error)
            if problem.position.line not in {known.position.line for known in self._problems}:
                self._problems.append(problem)  # else it follows from what is known of the line
            return YamlFile(None, tuple(self._problems))
        except _UnboundedError as error:
            return self._ended_by(error)
        return YamlFile(None if self._problems else root, tuple(self._problems))

    def read_to_a_limit(self) -> YamlFile | None:
        """Return what is known where a limit of ours ends the reading, None where none does."""
        try:
            self._events = yaml.parse(self._text, Loader=yaml.CSafeLoader)
            self._document()
        except yaml.MarkedYAMLError:
            return None
        except _UnboundedError as error:
            return self._ended_by(error)
        return None

    def _ended_by(self, error: "_UnboundedError") -> YamlFile:
        return YamlFile(None, (*self._problems, error.problem))

    def _document(self) -> YamlNode | None:
        root: YamlNode | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and root:
                message = 'a second document starts here; delete the line "---"'
                self._report(self._position(event), rules.SECOND_DOCUMENT, message)
                return root
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, depth=0)
        if root is None or (isinstance(root, YamlText) and not root.text):
            self._report(Position(self._name), rules.EMPTY_FILE, "the file is empty")
        return root

    def _node(self, event: yaml.NodeEvent, depth: int) -> YamlNode:
        position = self._position(event)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            message = f"the file has more than {MAX_NODES:,} keys and values; split it"
            raise _UnboundedError(Diagnostic(position, rules.TOO_LARGE, message))
        if depth > MAX_DEPTH:
            message = f"lists and mappings nest deeper than {MAX_DEPTH} levels"
            raise _UnboundedError(Diagnostic(position, rules.TOO_DEEP, message))
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._aliases:
                message = f'alias "*{event.anchor}"; write the value out, or quote a text with "*"'
                self._report(position, rules.ALIAS, message)
            self._aliases.add(event.anchor)
            return YamlText("", position)
        self._refuse_anchor_and_tag(event, position)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, position)
        if isinstance(event, yaml.SequenceStartEvent):
            return YamlList(tuple(self._items(depth)), position)
        return self._mapping(position, depth)

    def _refuse_anchor_and_tag(self, event: yaml.NodeEvent, position: Position) -> None:
        if event.anchor is not None:
            message = f'anchor "&{event.anchor}"; delete it, or quote a text that starts with "&"'
            self._report(position, rules.ALIAS, message)
        tag = getattr(event, "tag", None)
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            message = f'type tag "{shown}"; delete it, or quote a text that starts with "!"'
            self._report(position, rules.TAG, message)

    def _scalar(self, event: Any, position: Position) -> YamlText:
        text = event.value
        if len(text) > MAX_TEXT_CHARACTERS:
            message = f"text of {len(text):,} characters; at most {MAX_TEXT_CHARACTERS:,} are taken"
            self._report(position, rules.TOO_LARGE, message)
        if forbidden := FORBIDDEN_CHARACTER.search(text):
            self._problems.append(_control_character(forbidden[0], position))
        is_quoted = event.style in {"'", '"', "|", ">"}
        comment = None if is_quoted else _COMMENT.match(self._text, event.end_mark.index)
        return YamlText(text, position, self._raw(event), comment[0] if comment else "")

    def _items(self, depth: int) -> Iterator[YamlNode]:
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, depth + 1)

    def _mapping(self, position: Position, depth: int) -> YamlMap:
        entries: dict[str, YamlNode] = {}
        keys: dict[str, Position] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, YamlText):
                message = "a list or mapping cannot be a key; put a text that has braces in quotes"
                self._report(key.position, rules.KEY_NOT_TEXT, message)
            elif key.text in entries:
                first = keys[key.text]
                message = f'key "{key.text}" is already used in line {first.line}'
                self._report(key.position, rules.DUPLICATE_KEY, message)
            else:
                entries[key.text] = value
                keys[key.text] = key.position
        return YamlMap(entries, keys, position)

    def _position(self, event: Any) -> Position:
        return self._place(event.start_mark)

    def _place(self, mark: Any) -> Position:
        position = Position(self._name, mark.line + 1, mark.column + 1)
        if mark.index < len(self._text):
            return position
        return min(position, _position_in(self._text, self._name))  # libyaml may point past it

    def _raw(self, event: Any) -> str:
        return self._text[event.start_mark.index : event.end_mark.index]

    def _report(self, position: Position, rule: Rule, message: str) -> None:
        self._problems.append(Diagnostic(position, rule, message))

    def _syntax_problem(self, error: yaml.MarkedYAMLError) -> Diagnostic:
        mark, message = said_of_syntax(error, self._text)
        position = self._place(mark) if mark else Position(self._name)
        return Diagnostic(position, rules.YAML_SYNTAX, message)


def _limit_reached_before(error: yaml.MarkedYAMLError, text: str, name: str) -> YamlFile | None:
    """Return what one of our limits ends before libyaml's error does, None where none does.

    libyaml looks ahead, and has limits of its own since 0.2.6: where both are passed, ours is told.
    """
    if error.problem_mark is None:
        return None
    return _TreeReader(text[: error.problem_mark.index], name).read_to_a_limit()


class _UnboundedError(Exception):
    """Ends the reading of a file that nests or goes on without bound."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem)
        self.problem = problem
