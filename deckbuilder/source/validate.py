"""Validate a YAML tree against a model and say in a maintainer's words what does not fit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args

from pydantic import ValidationError

from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, Position, Rule, did_you_mean
from deckbuilder.source.tree import YamlList, YamlMap, YamlNode, YamlText, plain
from deckbuilder.source.values import BAD_VALUE, BLANK_TEXT, SourceModel

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=SourceModel)

MAX_SHOWN_CHARACTERS = 40
"""Longest text that a message repeats."""

TreePath = tuple[str | int, ...]
"""The way to a value: keys and list indexes from the root."""

NOTE_KINDS = ("question", "cloze", "claim", "drug", "contrast")
"""The keys by which a note says of which kind it is."""

_EXPECTED_SHAPES = {
    "string_type": "text",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "tuple_type": "a list",
    "bool_type": "true or false",
}
"""What pydantic's error types say that a value should have been."""


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Model]):
    """What validating a tree gave: the model, or None, and the problems.

    `kept` holds the indexes of those list items that were good enough to go on with.
    """

    value: Model | None
    problems: tuple[Diagnostic, ...]
    kept: tuple[int, ...] = ()


def parse_model(model: type[Model], root: YamlNode) -> Parsed[Model]:
    """Return `root` as a `model`, or the problems that keep it from being one."""
    value, details = _validated(model, root)
    return Parsed(value, tuple(_problem(detail, model, root) for detail in details))


def parse_list(model: type[Model], root: YamlNode, list_key: str) -> Parsed[Model]:
    """Return `root` as a `model` without the wrong items of its list at `list_key`.

    One bad note thus does not hide what is wrong with the others.
    """
    value, details = _validated(model, root)
    problems = tuple(_problem(detail, model, root) for detail in details)
    items = root.entries.get(list_key) if isinstance(root, YamlMap) else None
    if not isinstance(root, YamlMap) or not isinstance(items, YamlList):
        return Parsed(value, problems)
    wrong = {detail["loc"][1] for detail in details if detail["loc"][:1] == (list_key,)}
    kept = tuple(index for index in range(len(items.items)) if index not in wrong)
    if value is None:
        rest = YamlList(tuple(items.items[index] for index in kept), items.position)
        entries = root.entries | {list_key: rest}
        value, _ = _validated(model, YamlMap(entries, root.keys, root.position))
    return Parsed(value, problems, kept)


def value_position(root: YamlNode, path: TreePath) -> Position:
    """Return where the value at `path` stands, or the nearest value around it that exists."""
    return node_at(root, path).position


def node_at(root: YamlNode, path: TreePath) -> YamlNode:
    """Return the value at `path`, or the nearest value around it that exists."""
    *_, last = _nodes_along(root, path)
    return last


def key_position(root: YamlNode, path: TreePath) -> Position:
    """Return where the key that ends `path` stands, or the nearest value around it."""
    *_, parent = _nodes_along(root, path[:-1])
    if isinstance(parent, YamlMap) and path[-1] in parent.keys:
        return parent.keys[str(path[-1])]
    return parent.position


def _validated(model: type[Model], root: YamlNode) -> "tuple[Model | None, list[ErrorDetails]]":
    try:
        return model.model_validate(plain(root)), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _nodes_along(root: YamlNode, path: TreePath) -> Iterator[YamlNode]:
    yield root
    node = root
    for part in path:
        if isinstance(node, YamlMap) and part in node.entries:
            node = node.entries[str(part)]
        elif isinstance(node, YamlList) and isinstance(part, int):
            node = node.items[part]
        else:
            continue  # pydantic names union members in its path; the tree has no node for them
        yield node


def _is_union_tag(part: str | int) -> bool:
    """Return whether a part of pydantic's path names a member of a union, and not a value."""
    return isinstance(part, str) and part.startswith("\0")


def _problem(detail: "ErrorDetails", model: type[SourceModel], root: YamlNode) -> Diagnostic:
    path = detail["loc"]
    *_, node = _nodes_along(root, path)
    if detail["type"] == "extra_forbidden":
        known = _keys_of(_model_at(model, path[:-1]))
        message = f'unknown key "{path[-1]}"{did_you_mean(str(path[-1]), known)}'
        return Diagnostic(key_position(root, path), rules.UNKNOWN_KEY, message)
    names = [part for part in path if not _is_union_tag(part)]
    rule, message = _rule_and_message(detail, names[-1] if names else "", node)
    return Diagnostic(node.position, rule, message)


def _rule_and_message(detail: "ErrorDetails", name: str | int, node: YamlNode) -> tuple[Rule, str]:
    match detail["type"]:
        case "missing":
            return rules.MISSING_KEY, f'missing key "{name}"'
        case "union_tag_not_found":
            return rules.NOTE_KIND, _kind_message(node)
        case "literal_error":
            expected = str(detail["ctx"]["expected"]).replace("'", '"')
            return rules.BAD_VALUE, f"expected {expected}, found {_shape(node)}"
        case error if error == BLANK_TEXT:
            return rules.BLANK_TEXT, f"{_named(name)} is empty; write it, or delete the key"
        case error if error in _EXPECTED_SHAPES:
            expected = _EXPECTED_SHAPES[error]
            return rules.WRONG_SHAPE, f"{_named(name)}: expected {expected}, found {_shape(node)}"
    message = detail["msg"] if detail["type"] == BAD_VALUE else f"{_named(name)}: {detail['msg']}"
    return rules.BAD_VALUE, message


def _kind_message(node: YamlNode) -> str:
    if not isinstance(node, YamlMap):
        return f"a note is a mapping, found {_shape(node)}"
    kinds = [kind for kind in NOTE_KINDS if kind in node.entries]
    found = " and ".join(f'"{kind}"' for kind in kinds) if kinds else "none of them"
    *others, last = (f'"{kind}"' for kind in NOTE_KINDS)
    return f"a note has either {', '.join(others)} or {last}; found {found}"


def _named(name: str | int) -> str:
    return f"item {name + 1}" if isinstance(name, int) else f'"{name}"' if name else "the file"


def _shape(node: YamlNode) -> str:
    match node:
        case YamlText(text=""):
            return "nothing"
        case YamlText(text=text):
            return f'"{text}"' if len(text) <= MAX_SHOWN_CHARACTERS else "text"
        case YamlList():
            return "a list"
        case YamlMap():
            return "a mapping; put a text that has braces in quotes"


def _keys_of(model: type[SourceModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[SourceModel], path: TreePath) -> type[SourceModel]:
    """Return the model of the mapping at `path` below one that is a `model`."""
    for part in path:
        by_key = {field.alias or name: field for name, field in model.model_fields.items()}
        if part in by_key:
            model = next(_models_in(by_key[str(part)].annotation, part), model)
        elif isinstance(part, str):
            model = next((m for m in _models_in(model, part) if m is not model), model)
    return model


def _models_in(annotation: Any, part: str | int) -> Iterator[type[SourceModel]]:
    """Yield the models that a type annotation mentions."""
    if isinstance(annotation, type) and issubclass(annotation, SourceModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument, part)
