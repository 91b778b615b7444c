"""Read a source folder at a glance: its decks, its files, what the cards ask, which ids are used.

For commands that add to a source: they need the trees of the files and not what ships of them, and
go on where `check` still asks for what they are about to add.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deckbuilder.collection.cardfiles import card_files
from deckbuilder.collection.ledger import read_ledger
from deckbuilder.files.read import read_file
from deckbuilder.problems.problem import Position
from deckbuilder.source.tree import (
    MAX_FILE_BYTES,
    YamlList,
    YamlMap,
    YamlNode,
    YamlText,
    parse_yaml,
    read_yaml,
)
from deckbuilder.text.gaps import replace_gaps


@dataclass(frozen=True, slots=True)
class Front:
    """What a card asks, and where it stands."""

    text: str
    position: Position


@dataclass(frozen=True, slots=True)
class CardTree:
    """A file of source/cards as it was read."""

    path: Path
    name: str
    content: bytes
    root: YamlMap

    @property
    def deck(self) -> str:
        """Return the id of the deck that the file belongs to."""
        return _text(self.root, "deck")

    def mappings(self, key: str) -> Iterator[YamlMap]:
        """Yield the mappings of the list at a key: the notes, or what is retired."""
        yield from _mappings(self.root.entries.get(key))


@dataclass(frozen=True, slots=True)
class Outline:
    """What a new note has to fit: decks, references, files, and the ids that were ever used."""

    folder: Path
    name: str
    decks: tuple[str, ...]
    references: frozenset[str]
    files: tuple[CardTree, ...]
    published: frozenset[str]

    def fronts(self) -> Iterator[Front]:
        """Yield what the cards ask, cloze marks taken off."""
        for note in (note for file in self.files for note in file.mappings("notes")):
            for key in ("question", "reverse", "cloze", "claim"):
                if text := _text(note, key):
                    yield Front(replace_gaps(text), note.entries[key].position)

    def used_ids(self) -> dict[str, str]:
        """Return where each id is used, by the id in small letters."""
        used = {name.casefold(): "it was published" for name in self.published}
        for file in self.files:
            for key, said in (("retired", "retired in"), ("notes", "used in")):
                for note in file.mappings(key):
                    if name := _text(note, "id"):
                        place = note.entries["id"].position
                        used[name.casefold()] = f"{said} {place.file}:{place.line}"
        return used


def read_outline(folder: str) -> Outline:
    """Read what a new note has to fit from a source folder that has been checked."""
    name = folder.rstrip("/") or "/"
    settings = read_yaml(Path(folder, "collection.yaml"), name, Path(folder)).root
    bibliography = read_yaml(Path(folder, "references.yaml"), name, Path(folder)).root
    decks = _mappings(_at(settings, "decks"))
    ledger = read_ledger(Path(folder, "ledger.json"), name).ledger
    return Outline(
        folder=Path(folder),
        name=name,
        decks=tuple(_text(deck, "id") for deck in decks),
        references=frozenset(
            _text(item, "id") for item in _mappings(_at(bibliography, "references") or bibliography)
        ),
        files=tuple(_card_trees(Path(folder, "cards"), f"{name}/cards")),
        published=frozenset(ledger.notes),
    )


def _card_trees(folder: Path, name: str) -> Iterator[CardTree]:
    for path in card_files(folder):
        content = read_file(path, MAX_FILE_BYTES, folder)
        file = f"{name}/{path.name}"
        root = parse_yaml(content, file).root
        if isinstance(root, YamlMap):
            yield CardTree(path.resolve(), file, content, root)


def _at(node: YamlNode | None, key: str) -> YamlNode | None:
    return node.entries.get(key) if isinstance(node, YamlMap) else None


def _mappings(node: YamlNode | None) -> Iterator[YamlMap]:
    for item in node.items if isinstance(node, YamlList) else ():
        if isinstance(item, YamlMap):
            yield item


def _text(node: YamlMap, key: str) -> str:
    found = node.entries.get(key)
    return found.text if isinstance(found, YamlText) else ""
