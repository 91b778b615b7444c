"""Fuzz the YAML reader and the validation: any bytes give a tree or problems inside the file."""

from collections.abc import Iterator

from oracles import assert_place_exists, assert_places_exist, card_files, head, lines_of

from deckbuilder.source.bibliography import ReferenceFile
from deckbuilder.source.notes import CardFile
from deckbuilder.source.positions import position_in
from deckbuilder.source.settings import CollectionFile
from deckbuilder.source.tree import YamlList, YamlMap, YamlNode, YamlText, parse_yaml
from deckbuilder.source.validate import parse_list, parse_model

LISTS = {CardFile: "notes", CollectionFile: "decks", ReferenceFile: "references"}
PLACES_IN_A_TEXT = 40


def seeds() -> Iterator[bytes]:
    """Yield the source files that there are, the long ones cut."""
    for path in card_files():
        yield head(path)


def words() -> tuple[str, ...]:
    """Return what makes an input more telling: the keys of the format and YAML's signs."""
    keys = [field.alias or name for model in LISTS for name, field in model.model_fields.items()]
    signs = ("- ", ": ", "|-\n", ">-\n", "'", '"', "{", "}", "[", "]", "&a", "*a", "!!str ", "\\\n")
    return (
        *keys,
        *signs,
        "id",
        "question",
        "cloze",
        "claim",
        "---\n",
        "\r\n",
        "\r",
        "\t",
        "\\u00e9",
    )


def check(content: bytes) -> None:
    """Read and validate, and look at every place that comes out."""
    file = parse_yaml(content, "f")
    assert (file.root is None) == bool(file.problems)
    text = content.decode(errors="replace")
    assert_places_exist(file.problems, text)
    if file.root is None:
        return
    _check_texts(file.root, lines_of(text))
    for model, key in LISTS.items():
        for parsed in (parse_model(model, file.root), parse_list(model, file.root, key)):
            assert parsed.value is not None or parsed.problems
            assert_places_exist(parsed.problems, text)


def _check_texts(node: YamlNode, lines: list[str]) -> None:
    """Every character of every text is found where it stands."""
    match node:
        case YamlMap(entries=entries, keys=keys):
            for position in keys.values():
                assert_place_exists(position, lines)
            for value in entries.values():
                _check_texts(value, lines)
        case YamlList(items=items):
            for item in items:
                _check_texts(item, lines)
        case YamlText(text=text):
            escapes = node.raw.startswith('"') and "\\" in node.raw
            for offset in range(0, len(text) + 1, len(text) // PLACES_IN_A_TEXT + 1):
                position = position_in(node, offset)
                assert_place_exists(position, lines)
                sign = text[offset : offset + 1]
                if sign.isalnum() and not escapes:
                    found = lines[position.line - 1][position.column - 1 :][:1]
                    assert found == sign, (position, sign, found)
