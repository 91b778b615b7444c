"""Load a source folder: the one gate that every command goes through."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckbuilder.collection import CitedReference, Collection, SourceNote
from deckbuilder.crosscheck import (
    empty_deck_problems,
    note_id_problems,
    reference_problems,
    settings_problems,
)
from deckbuilder.history import Retirement, history_problems, retired_notes
from deckbuilder.ledger import read_ledger
from deckbuilder.lint import lint_notes
from deckbuilder.media import BadPicture, Picture, find_picture
from deckbuilder.notetypes import read_note_types
from deckbuilder.problems import rules
from deckbuilder.problems.problem import (
    Diagnostic,
    Position,
    Rule,
    did_you_mean,
    has_errors,
    in_reading_order,
)
from deckbuilder.source.bibliography import Reference, ReferenceFile
from deckbuilder.source.notes import CardFile, Note
from deckbuilder.source.positions import position_in
from deckbuilder.source.settings import CollectionFile, Deck
from deckbuilder.source.tree import YamlList, YamlMap, YamlNode, YamlText, read_yaml
from deckbuilder.source.validate import Parsed, node_at, parse_list, parse_model, value_position
from deckbuilder.text.markdown import Markup, cloze_html, text_html

TEXT_KEYS = ("question", "answer", "why", "cloze", "claim", "evidence")
"""The keys of a note whose values are Markdown."""

WAS_KEY = "was"
"""The key of a correction whose value is Markdown."""


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
        ledger = read_ledger(Path(self._folder, "ledger.json"), self._name("ledger.json"))
        self._problems += ledger.problems
        files_are_sound = not has_errors(self._problems)
        look = Path(self._folder, "notetypes")
        note_types = read_note_types(look if look.is_dir() else fallback_look)
        self._problems += note_types.problems
        if settings is None or settings_root is None:
            return self._loaded(None)
        self._problems += settings_problems(settings, settings_root)
        decks: dict[str, Deck] = {}
        for deck in settings.decks:
            decks.setdefault(deck.id, deck)  # a twin has been reported
        cards = tuple(each for each in cards if self._has_known_deck(each, decks))
        notes = self._notes(settings, decks, cards, bibliography)
        retirements = tuple(self._retirements(cards, decks))
        self._problems += note_id_problems(notes)
        if files_are_sound:
            filled = {note.deck.id for note in notes} | {each.deck.id for each in retirements}
            self._problems += empty_deck_problems(settings, settings_root, filled)
            if bibliography is not None and bibliography_root is not None:
                self._problems += reference_problems(bibliography, bibliography_root, notes)
            self._problems += history_problems(notes, retirements, ledger)
            self._problems += lint_notes(notes)
        retired = retired_notes(retirements, notes, ledger)
        return self._loaded(
            Collection(settings, notes, retired, note_types.note_types, ledger.ledger)
        )

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

    def _has_known_deck(self, cards: _Cards, decks: Mapping[str, Deck]) -> bool:
        deck = cards.file.deck
        if deck not in decks:
            message = f'unknown deck "{deck}"{did_you_mean(deck, decks)}'
            self._report(value_position(cards.root, ("deck",)), rules.UNKNOWN_DECK, message)
        return deck in decks

    def _notes(
        self,
        settings: CollectionFile,
        decks: Mapping[str, Deck],
        cards: Sequence[_Cards],
        bibliography: ReferenceFile | None,
    ) -> tuple[SourceNote, ...]:
        references = {item.id: item for item in bibliography.references} if bibliography else None
        return tuple(
            note
            for deck in decks.values()
            for each in cards
            if each.file.deck == deck.id
            for note in self._notes_of(each, deck, settings, references)
        )

    def _retirements(
        self, cards: Iterable[_Cards], decks: Mapping[str, Deck]
    ) -> Iterator[Retirement]:
        for each in cards:
            for index, entry in enumerate(each.file.retired):
                reason = node_at(each.root, ("retired", index, "reason"))
                self._report_markup(reason, rules.MARKUP, text_html(entry.reason))
                position = value_position(each.root, ("retired", index, "id"))
                yield Retirement(entry, decks[each.file.deck], position)

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
                tags=_shipped_tags((*cards.file.tags, *_tags(note)), settings.tag_root),
                citations=tuple(self._citations(note, root, references)),
                picture=self._picture(note, root),
                html=html,
                clozes=clozes,
                origin=root,
            )

    def _html(self, note: Note, root: YamlNode) -> tuple[dict[str, str], tuple[int, ...]]:
        html: dict[str, str] = {}
        clozes: tuple[int, ...] = ()
        for key, text in _texts(note):
            markup = cloze_html(text) if key == "cloze" else text_html(text)
            html[key] = markup.html
            node = node_at(root, ("correction", key) if key == WAS_KEY else (key,))
            rule = rules.CLOZE_MARK if key == "cloze" else rules.MARKUP
            self._report_markup(node, rule, markup)
            if key == "cloze":
                clozes = tuple(sorted(markup.clozes))
                if not clozes and not markup.problems:
                    message = 'no cloze mark; hide at least one part as in "{{c1::text}}"'
                    self._report(node.position, rules.CLOZE_MARK, message)
        return html, clozes

    def _report_markup(self, node: YamlNode, rule: Rule, markup: Markup) -> None:
        """Report what is wrong with the Markdown of a text, each where it stands."""
        for problem in markup.problems:
            position = node.position
            if isinstance(node, YamlText) and problem.offset is not None:
                position = position_in(node, problem.offset)
            self._report(position, rule, problem.message)

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

    def _report(self, position: Position, rule: Rule, message: str) -> None:
        self._problems.append(Diagnostic(position, rule, message))


def _texts(note: Note) -> Iterator[tuple[str, str]]:
    """Yield the Markdown texts of a note by their key."""
    for key in TEXT_KEYS:
        text = getattr(note, key, None)
        if text is not None:
            yield key, text
    if note.correction is not None:
        yield WAS_KEY, note.correction.was


def _tags(note: Note) -> tuple[str, ...]:
    if note.correction is None:
        return note.tags
    return (*note.tags, f"corrected::{note.correction.on[:7]}")


def _shipped_tags(tags: Iterable[str], root: str | None) -> tuple[str, ...]:
    """Return the tags as Anki keeps them: below the root, sorted, each once whatever its case."""
    full = (f"{root}::{tag}" if root else tag for tag in tags)
    by_folded = {tag.casefold(): tag for tag in full}
    return tuple(sorted(by_folded.values(), key=str.casefold))
