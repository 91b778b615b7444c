"""A source file: its data at once, and where each value of it stands when a problem asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from deckbuilder.problems.problem import Diagnostic, Position
from deckbuilder.source.events import Span, file_data
from deckbuilder.source.tree import (
    PlainData,
    YamlList,
    YamlMap,
    YamlNode,
    YamlText,
    parse_yaml,
    plain,
    read_bytes,
)
from deckbuilder.source.validate import Parsed, TreePath, node_at, parse_list, parse_model
from deckbuilder.source.values import SourceModel

Model = TypeVar("Model", bound=SourceModel)


@dataclass(frozen=True)
class SourceFile:
    """A file that could be read; `data` is None where it could not, and `problems` say why.

    `spans` are those of the mappings in its lists, by the list's key. `list_key` is the key under
    which the data of a file that is a bare list are taken.
    """

    name: str
    raw: bytes = b""
    data: PlainData | None = None
    problems: tuple[Diagnostic, ...] = ()
    spans: Mapping[str, tuple[Span | None, ...]] = field(default_factory=dict)
    list_key: str = ""

    def under(self, key: str) -> "SourceFile":
        """Return the file with its list, where it is one, under a key."""
        if not isinstance(self.data, list):
            return self
        return replace(self, data={key: self.data}, spans={}, list_key=key)

    @cached_property
    def text(self) -> str:
        """Return the text of the file."""
        return self.raw.decode()

    @cached_property
    def tree(self) -> YamlNode:
        """Return the file's tree, for which it is read once more."""
        root = parse_yaml(self.raw, self.name).root
        assert root is not None  # noqa: S101 a file with data has a tree
        return YamlMap({self.list_key: root}, {}, root.position) if self.list_key else root

    def node(self, path: TreePath) -> YamlNode:
        """Return the value at `path`, or the nearest value around it that exists."""
        span = self._span(path)
        return node_at(self.tree, path) if span is None else node_at(self._part(span), path[2:])

    def position(self, path: TreePath) -> Position:
        """Return where the value at `path` stands, or the nearest value around it that exists."""
        return self.node(path).position

    def _span(self, path: TreePath) -> Span | None:
        match path:
            case (str() as key, int() as index, *_):
                spans = self.spans.get(key, ())
                return spans[index] if index < len(spans) else None
        return None

    def _part(self, span: Span) -> YamlNode:
        """Return the tree of one mapping, for which it alone is read once more."""
        text = self.text[span.start : span.end]
        root = parse_yaml((" " * span.column + text).encode(), self.name).root
        assert root is not None  # noqa: S101 a part of a file with data has a tree
        return _lower(root, span.line)


@dataclass(frozen=True, slots=True)
class SourcePart:
    """The value at `path` of a source file; `cells` are keys that lead elsewhere."""

    file: SourceFile
    path: TreePath = ()
    cells: Mapping[str, "SourcePart"] = field(default_factory=dict)

    def part(self, *path: str | int) -> "SourcePart":
        """Return the value at `path` below the part."""
        return SourcePart(self.file, (*self.path, *path))

    def with_cells(self, cells: Mapping[str, "SourcePart"]) -> "SourcePart":
        """Return the part with keys that lead elsewhere, where it has none of these itself."""
        own = plain(self.node())
        return replace(self, cells={key: cells[key] for key in cells if key not in own})

    def node(self, *path: str | int) -> YamlNode:
        """Return the value at `path` below the part, or the nearest around it that exists."""
        match path:
            case (str() as key, *rest) if key in self.cells:
                return self.cells[key].node(*rest)
        return self.file.node((*self.path, *path))

    def position(self, *path: str | int) -> Position:
        """Return where that value stands."""
        return self.node(*path).position


def read_source_file(path: Path, name: str, within: Path | None = None) -> SourceFile:
    """Read the file at `path`, called `name` in problems; no link may lead out of `within`."""
    raw = read_bytes(path, name, within)
    if isinstance(raw, Diagnostic):
        return SourceFile(name, problems=(raw,))
    return parse_file(raw, name)


def parse_file(raw: bytes, name: str) -> SourceFile:
    """Return what the bytes of a file say; what is unusual in them, its tree alone judges."""
    try:
        found = file_data(raw.decode())
    except UnicodeDecodeError:
        found = None
    if found is not None:
        return SourceFile(name, raw, found.root, spans=found.spans)
    read = parse_yaml(raw, name)
    data = None if read.root is None else plain(read.root)
    return SourceFile(name, raw, data, read.problems)


def file_model(model: type[Model], file: SourceFile) -> Parsed[Model]:
    """Return a file's data as a `model`, or the problems that keep them from being one."""
    try:
        return Parsed(model.model_validate(file.data), ())
    except ValidationError:
        return parse_model(model, file.tree)


def file_list(model: type[Model], file: SourceFile, list_key: str) -> Parsed[Model]:
    """Return a file's data as a `model` without the wrong items of its list at `list_key`."""
    try:
        value = model.model_validate(file.data)
    except ValidationError:
        return parse_list(model, file.tree, list_key)
    return Parsed(value, (), tuple(range(len(getattr(value, list_key)))))


def _lower(node: YamlNode, lines: int) -> YamlNode:
    """Return a tree as it is that many lines further down."""
    position = _down(node.position, lines)
    match node:
        case YamlText():
            return replace(node, position=position)
        case YamlList(items=items):
            return YamlList(tuple(_lower(item, lines) for item in items), position)
        case YamlMap(entries=entries, keys=keys):
            return YamlMap(
                {key: _lower(value, lines) for key, value in entries.items()},
                {key: _down(place, lines) for key, place in keys.items()},
                position,
            )


def _down(position: Position, lines: int) -> Position:
    return replace(position, line=position.line + lines)
