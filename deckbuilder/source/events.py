"""Read the plain data of a file from libyaml's events, where nothing in the file is unusual.

This is several times as fast as the tree with its places. Whatever could be a problem (an anchor, a
tag, a key that stands twice, broken syntax, a limit passed) is left to tree.py, the only judge.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from deckbuilder.source.tree import (
    FORBIDDEN_CHARACTER,
    MAX_DEPTH,
    MAX_NODES,
    MAX_TEXT_CHARACTERS,
    PlainData,
)

MAX_CHARACTERS = 5_000_000
"""Longest text that is read here; a longer one may pass a limit, and would then be read twice."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a mapping stands in its file: offsets of characters, and line and column from 0."""

    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class FileData:
    """The data of a file; `spans` are those of the mappings in its lists, by the list's key."""

    root: PlainData
    spans: Mapping[str, tuple[Span | None, ...]]


def file_data(text: str) -> FileData | None:
    """Return the data of a file's text, None where only the tree can say what it is."""
    if len(text) > MAX_CHARACTERS or text.startswith("\ufeff") or FORBIDDEN_CHARACTER.search(text):
        return None
    try:
        return _EventReader(text).read()
    except (yaml.YAMLError, _UnusualError):
        return None


class _UnusualError(Exception):
    """Something that the reader of the tree has to judge."""


class _EventReader:
    """Builds plain data from the events of one document."""

    def __init__(self, text: str) -> None:
        self._next: Callable[[], Any] = yaml.CSafeLoader(text).get_event
        self._may_escape = "\\" in text
        self._nodes = 0
        self._end = 0
        self._items: list[Span | None] = []
        self._spans: dict[str, tuple[Span | None, ...]] = {}

    def read(self) -> FileData:
        self._expect(yaml.StreamStartEvent)
        self._expect(yaml.DocumentStartEvent)
        event = self._next()
        if type(event) is yaml.ScalarEvent:
            _refuse()
        root = self._value(event, 0)
        self._expect(yaml.DocumentEndEvent)
        self._expect(yaml.StreamEndEvent)
        return FileData(root, self._spans)

    def _expect(self, kind: type[yaml.Event]) -> None:
        if type(self._next()) is not kind:
            _refuse()

    def _value(self, event: Any, depth: int) -> PlainData:
        kind = type(event)
        if kind is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
            _refuse()
        if kind is yaml.ScalarEvent:
            return self._text(event.value)
        if depth >= MAX_DEPTH:
            _refuse()
        if kind is yaml.MappingStartEvent:
            return self._mapping(depth)
        return self._list(depth)

    def _text(self, text: str) -> str:
        if len(text) > MAX_TEXT_CHARACTERS:
            _refuse()
        if self._may_escape and FORBIDDEN_CHARACTER.search(text):
            _refuse()
        return text

    def _mapping(self, depth: int) -> dict[str, PlainData]:
        entries: dict[str, PlainData] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                _refuse()
            key = self._value(event, depth)
            if not isinstance(key, str) or key in entries:
                _refuse()
            entries[key] = self._value(self._next(), depth + 1)
            if depth == 0:
                self._spans[key], self._items = tuple(self._items), []
        end: Any = event.end_mark
        self._end = end.index
        self._count(2 * len(entries))
        return entries

    def _list(self, depth: int) -> list[PlainData]:
        items: list[PlainData] = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            items.append(self._value(event, depth + 1))
            if depth == 1:
                self._items.append(self._span(event))
        self._count(len(items))
        return items

    def _span(self, start: Any) -> Span | None:
        """Return where the mapping that was just read stands; None where it was none."""
        if type(start) is not yaml.MappingStartEvent:
            return None
        mark: Any = start.start_mark
        return Span(mark.index, self._end, mark.line, mark.column)

    def _count(self, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes >= MAX_NODES:
            _refuse()


def _refuse() -> NoReturn:
    raise _UnusualError
