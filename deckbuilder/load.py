"""Load a source folder: the one gate that every command goes through."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckbuilder import rules
from deckbuilder.collection import CitedReference, Collection, SourceNote
from deckbuilder.diagnostics import (
    Diagnostic,
    Position,
    Rule,
    did_you_mean,
    has_errors,
    in_reading_order,
)
from deckbuilder.lint import lint_notes
from deckbuilder.markup import cloze_html, text_html
from deckbuilder.media import BadPicture, Picture, find_picture
from deckbuilder.model import CardFile, CollectionFile, Deck, Note
from deckbuilder.notetypes import read_note_types
from deckbuilder.parse import Parsed, parse_list, parse_model, value_position
from deckbuilder.references import Reference, ReferenceFile, missing_parts
from deckbuilder.yamltree import YamlList, YamlMap, YamlNode, read_yaml

TEXT_KEYS = ("question", "answer", "why", "cloze", "claim", "evidence")
"""The keys of a note whose values are Markdown."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading gave: the collection, or None if an error stands among the problems."""

    collection: Collection | None
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Cards:
    """A file of source/cards with the notes in it that are sound, each beside its tree."""

    root: YamlNode
    file: CardFile
    note_roots: tuple[YamlNode, ...]


def load_collection(folder: str, fallback_look: Path) -> Loaded:
    """Read and check the source folder called `folder`.

    The look of the cards is read from its notetypes/, or from `fallback_look` where it has none.
    """
    return _Loader(folder).load(fallback_look)


class _Loader:
    """Reads the files of one source folder and gathers what is wrong with them."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._problems: list[Diagnostic] = []

    def load(self, fallback_look: Path) -> Loaded:
        settings, settings_root = self._settings()
        bibliography, bibliography_root = self._bibliography()
        cards = self._cards()
        files_are_sound = not has_errors(self._problems)
        look = Path(self._folder, "notetypes")
        note_types = read_note_types(look if look.is_dir() else fallback_look)
        self._problems += note_types.problems
        if settings is None or settings_root is None:
            return self._loaded(None)
        self._check_settings(settings, settings_root)
        notes = self._notes(settings, cards, bibliography)
        self._check_note_ids(notes)
        if files_are_sound:
            self._check_use(settings, settings_root, notes)
            if bibliography is not None and bibliography_root is not None:
                self._check_references(bibliography, bibliography_root, notes)
            self._problems += lint_notes(notes)
        return self._loaded(Collection(settings, notes, note_types.note_types))

    def _loaded(self, collection: Collection | None) -> Loaded:
        problems = in_reading_order(self._problems)
        return Loaded(None if has_errors(problems) else collection, problems)

    def _name(self, *parts: str) -> str:
        """Return a file's name as the user would give it."""
        return "/".join((self._folder.rstrip("/") or "/", *parts))

    def _read(self, *parts: str) -> YamlNode | None:
        file = read_yaml(Path(self._folder, *parts), self._name(*parts))
        self._problems += file.problems
        return file.root

    def _settings(self) -> tuple[CollectionFile | None, YamlNode | None]:
        root = self._read("collection.yaml")
        if root is None:
            return None, None
        parsed = parse_model(CollectionFile, root)
        self._problems += parsed.problems
        return parsed.value, root

    def _bibliography(self) -> tuple[ReferenceFile | None, YamlNode | None]:
        if not Path(self._folder, "references.yaml").exists():
            return ReferenceFile(references=()), YamlList((), Position(self._name()))
        root = self._read("references.yaml")
        if root is None:
            return None, None
        if isinstance(root, YamlList):  # CSL-JSON is a bare list, pandoc's YAML a mapping
            root = YamlMap({"references": root}, {}, root.position)
        parsed: Parsed[ReferenceFile] = parse_model(ReferenceFile, root)
        self._problems += parsed.problems
        return parsed.value, root

    def _cards(self) -> tuple[_Cards, ...]:
        folder = Path(self._folder, "cards")
        if not folder.is_dir():
            self._report(Position(self._name("cards")), rules.UNREADABLE_FILE, "no such folder")
            return ()
        names = sorted(file.name for file in folder.iterdir() if file.suffix in {".yaml", ".yml"})
        return tuple(cards for name in names for cards in self._card_file(name))

    def _card_file(self, name: str) -> Iterator[_Cards]:
        root = self._read("cards", name)
        if root is None:
            return
        parsed = parse_list(CardFile, root, "notes")
        self._problems += parsed.problems
        if parsed.value is not None and isinstance(root, YamlMap):
            items = root.entries["notes"]
            assert isinstance(items, YamlList)  # noqa: S101  the model says so
            yield _Cards(root, parsed.value, tuple(items.items[index] for index in parsed.kept))

    def _check_settings(self, settings: CollectionFile, root: YamlNode) -> None:
        decks = [deck.id for deck in settings.decks]
        self._check_unique(decks, root, "decks", "id")
        self._check_unique([deck.name for deck in settings.decks], root, "decks", "name")
        files = [package.file for package in settings.packages]
        self._check_unique(files, root, "packages", "file")
        for index, package in enumerate(settings.packages):
            for place, deck in enumerate(package.decks if package.decks != "all" else ()):
                if deck not in decks:
                    position = value_position(root, ("packages", index, "decks", place))
                    message = f'unknown deck "{deck}"{did_you_mean(deck, decks)}'
                    self._report(position, rules.UNKNOWN_DECK, message)

    def _check_unique(self, names: Sequence[str], root: YamlNode, list_key: str, key: str) -> None:
        folded = [name.casefold() for name in names]  # as Anki and many file systems compare
        for index, name in enumerate(names):
            first_index = folded.index(folded[index])
            if first_index != index:
                first = value_position(root, (list_key, first_index, key))
                position = value_position(root, (list_key, index, key))
                message = f'{key} "{name}" stands already in line {first.line}'
                self._report(position, rules.DUPLICATE_ID, message)

    def _notes(
        self,
        settings: CollectionFile,
        cards: Sequence[_Cards],
        bibliography: ReferenceFile | None,
    ) -> tuple[SourceNote, ...]:
        decks = {deck.id: deck for deck in reversed(settings.decks)}
        by_deck: dict[str, list[SourceNote]] = {deck.id: [] for deck in settings.decks}
        references = {item.id: item for item in bibliography.references} if bibliography else None
        for each in cards:
            deck = decks.get(each.file.deck)
            if deck is None:
                message = f'unknown deck "{each.file.deck}"{did_you_mean(each.file.deck, decks)}'
                position = value_position(each.root, ("deck",))
                self._report(position, rules.UNKNOWN_DECK, message)
                continue
            by_deck[deck.id] += self._notes_of(each, deck, settings, references)
        return tuple(note for notes in by_deck.values() for note in notes)

    def _notes_of(
        self,
        cards: _Cards,
        deck: Deck,
        settings: CollectionFile,
        references: Mapping[str, Reference] | None,
    ) -> Iterator[SourceNote]:
        for note, root in zip(cards.file.notes, cards.note_roots, strict=True):
            html, clozes = self._html(note, root)
            self._check_objective(note, deck, root)
            yield SourceNote(
                note=note,
                deck=deck,
                tags=_shipped_tags((*cards.file.tags, *note.tags), settings.tag_root),
                citations=tuple(self._citations(note, root, references)),
                picture=self._picture(note, root),
                html=html,
                clozes=clozes,
                origin=root,
            )

    def _html(self, note: Note, root: YamlNode) -> tuple[dict[str, str], tuple[int, ...]]:
        html: dict[str, str] = {}
        clozes: tuple[int, ...] = ()
        for key in TEXT_KEYS:
            text = getattr(note, key, None)
            if text is None:
                continue
            markup = cloze_html(text) if key == "cloze" else text_html(text)
            html[key] = markup.html
            position = value_position(root, (key,))
            rule = rules.CLOZE_MARK if key == "cloze" else rules.MARKUP
            for message in markup.problems:
                self._report(position, rule, message)
            if key == "cloze":
                clozes = tuple(sorted(markup.clozes))
                if not clozes and not markup.problems:
                    message = 'no cloze mark; hide at least one part as in "{{c1::text}}"'
                    self._report(position, rules.CLOZE_MARK, message)
        return html, clozes

    def _check_objective(self, note: Note, deck: Deck, root: YamlNode) -> None:
        known = [objective.id for objective in deck.objectives]
        if note.objective and note.objective not in known:
            position = value_position(root, ("objective",))
            message = f'unknown objective "{note.objective}"{did_you_mean(note.objective, known)}'
            self._report(position, rules.UNKNOWN_OBJECTIVE, message)

    def _citations(
        self, note: Note, root: YamlNode, references: Mapping[str, Reference] | None
    ) -> Iterator[CitedReference]:
        if references is None:
            return
        for index, citation in enumerate(note.refs):
            if citation.id in references:
                yield CitedReference(references[citation.id], citation.at)
            else:
                message = f'unknown reference "{citation.id}"'
                message += did_you_mean(citation.id, references)
                position = value_position(root, ("refs", index, "id"))
                self._report(position, rules.UNKNOWN_REFERENCE, message)

    def _picture(self, note: Note, root: YamlNode) -> Picture | None:
        if note.figure is None:
            return None
        found = find_picture(Path(self._folder, "media"), note.figure.file)
        if isinstance(found, BadPicture):
            self._report(value_position(root, ("figure", "file")), found.rule, found.message)
            return None
        return found

    def _check_note_ids(self, notes: Iterable[SourceNote]) -> None:
        first: dict[str, SourceNote] = {}
        for note in sorted(notes, key=lambda note: note.position("id")):
            twin = first.setdefault(note.note.id, note)
            if twin is not note:
                message = (
                    f'id "{note.note.id}" is taken by the note in {twin.position("id")}; '
                    "give this one another"
                )
                self._report(note.position("id"), rules.DUPLICATE_NOTE_ID, message)

    def _check_use(
        self, settings: CollectionFile, root: YamlNode, notes: Sequence[SourceNote]
    ) -> None:
        filled = {note.deck.id for note in notes}
        for index, deck in enumerate(settings.decks):
            if deck.id not in filled:
                message = f'deck "{deck.id}" has no notes; add a file in cards/ or delete the deck'
                position = value_position(root, ("decks", index, "id"))
                self._report(position, rules.EMPTY_DECK, message)

    def _check_references(
        self, bibliography: ReferenceFile, root: YamlNode, notes: Iterable[SourceNote]
    ) -> None:
        cited = {citation.id for note in notes for citation in note.note.refs}
        seen: dict[str, int] = {}
        for index, reference in enumerate(bibliography.references):
            position = value_position(root, ("references", index, "id"))
            if missing := missing_parts(reference):
                message = f'reference "{reference.id}" is incomplete; it lacks {"; ".join(missing)}'
                self._report(position, rules.INCOMPLETE_REFERENCE, message)
            first = seen.setdefault(reference.id, index)
            if first != index:
                line = value_position(root, ("references", first, "id")).line
                message = f'reference "{reference.id}" stands already in line {line}'
                self._report(position, rules.DUPLICATE_REFERENCE, message)
            elif reference.id not in cited:
                message = f'no note cites reference "{reference.id}"; cite it or delete it'
                self._report(position, rules.UNUSED_REFERENCE, message)

    def _report(self, position: Position, rule: Rule, message: str) -> None:
        self._problems.append(Diagnostic(position, rule, message))


def _shipped_tags(tags: Iterable[str], root: str | None) -> tuple[str, ...]:
    """Return the tags as Anki keeps them: below the root, sorted, each once whatever its case."""
    full = (f"{root}::{tag}" if root else tag for tag in tags)
    by_folded = {tag.casefold(): tag for tag in full}
    return tuple(sorted(by_folded.values(), key=str.casefold))
