"""Look up what the notes of a source name: decks, references, figures, and their texts' HTML."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckbuilder.collection.cardfile import ReadCards
from deckbuilder.collection.contents import CitedReference, SourceNote
from deckbuilder.collection.drugs import DrugTable
from deckbuilder.collection.media import BadPicture, Picture, find_picture
from deckbuilder.collection.tabled import Tabler
from deckbuilder.kinds.registry import kind_of
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, Position, Rule, did_you_mean
from deckbuilder.source.bibliography import Reference
from deckbuilder.source.file import SourcePart
from deckbuilder.source.notes import Note
from deckbuilder.source.positions import position_in
from deckbuilder.source.settings import CollectionFile, Deck
from deckbuilder.source.tree import YamlText
from deckbuilder.source.validate import TreePath
from deckbuilder.text.markdown import Markup, cloze_html, text_html
from deckbuilder.text.plain import shows_nothing

WAS_KEY = "was"
"""The key of a correction whose value is Markdown."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the notes of any file may name: decks, references, drugs and pictures.

    `references` is None where the bibliography has an error, so that nothing is missed in it.
    """

    settings: CollectionFile
    references: Mapping[str, Reference] | None
    drugs: DrugTable
    media: Path

    def deck(self, name: str) -> Deck | None:
        """Return the deck of this id; a twin is reported by checks/, the first one counts."""
        return next((deck for deck in self.settings.decks if deck.id == name), None)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The notes of a file with everything looked up, and what could not be found."""

    notes: tuple[SourceNote, ...]
    problems: tuple[Diagnostic, ...]
    is_whole: bool
    """Whether no note had to be left out, so that what none has can be missed."""


def resolve(cards: ReadCards, lookup: Lookup) -> Resolved:
    """Look up what the notes of a file name; a file whose deck is unknown has no notes."""
    return _Resolver(cards, lookup).resolve()


class _Resolver:
    """Looks up the names in a file and gathers those that lead nowhere."""

    def __init__(self, cards: ReadCards, lookup: Lookup) -> None:
        self._cards = cards
        self._lookup = lookup
        self._problems: list[Diagnostic] = []
        self._tabler = Tabler(lookup.drugs, self._report)

    def resolve(self) -> Resolved:
        file, source = self._cards.file, self._cards.source
        deck = self._lookup.deck(file.deck)
        if deck is None:
            known = {each.id for each in self._lookup.settings.decks}
            message = f'unknown deck "{file.deck}"{did_you_mean(file.deck, known)}'
            self._report(source.position(("deck",)), rules.UNKNOWN_DECK, message)
            return Resolved((), tuple(self._problems), is_whole=True)
        notes = tuple(self._notes(deck))
        for index, entry in enumerate(file.retired):
            part = SourcePart(source, ("retired", index))
            self._report_markup(part, ("reason",), rules.MARKUP, text_html(entry.reason))
        return Resolved(notes, tuple(self._problems), self._tabler.left_out == 0)

    def _notes(self, deck: Deck) -> Iterator[SourceNote]:
        settings, tags = self._lookup.settings, self._cards.file.tags
        self._check_topics(tags, SourcePart(self._cards.source), settings.topics)
        for note, origin in self._tabler.with_cells(self._cards):
            html, clozes = self._html(note, origin)
            self._check_objective(note, deck, origin)
            self._check_topics(note.tags, origin, settings.topics)
            yield SourceNote(
                note=note,
                deck=deck,
                tags=_shipped_tags((*tags, *_tags(note)), settings.tag_root),
                citations=tuple(self._citations(note, origin)),
                picture=self._picture(note, origin),
                html=html,
                clozes=clozes,
                origin=origin,
            )

    def _html(self, note: Note, origin: SourcePart) -> tuple[dict[str, str], tuple[int, ...]]:
        html: dict[str, str] = {}
        clozes: tuple[int, ...] = ()
        for key, text in _texts(note):
            markup = cloze_html(text) if key == "cloze" else text_html(text)
            html[key] = markup.html
            path = ("correction", key) if key == WAS_KEY else (key,)
            rule = rules.CLOZE_MARK if key == "cloze" else rules.MARKUP
            self._report_markup(origin, path, rule, markup)
            if key == "cloze":
                clozes = tuple(sorted(markup.clozes))
                if not clozes and not markup.problems:
                    message = 'no cloze mark; hide at least one part as in "{{c1::text}}"'
                    self._report(origin.position(key), rules.CLOZE_MARK, message)
        return html, clozes

    def _report_markup(
        self, origin: SourcePart, path: TreePath, rule: Rule, markup: Markup
    ) -> None:
        """Report what is wrong with the Markdown of a text, each where it stands."""
        for problem in markup.problems:
            node = origin.node(*path)
            position = node.position
            if isinstance(node, YamlText) and problem.offset is not None:
                position = position_in(node, problem.offset)
            self._report(position, rule, problem.message)
        if not markup.problems and shows_nothing(markup.html):
            message = "the card shows nothing of this text; write what it is to say"
            self._report(origin.position(*path), rules.BLANK_TEXT, message)

    def _check_topics(
        self, tags: Sequence[str], origin: SourcePart, topics: Mapping[str, str]
    ) -> None:
        """Report tags that are no topics, where the collection lists topics."""
        for index, tag in enumerate(tags if topics else ()):
            if tag not in topics:
                message = f'unknown topic "{tag}"{did_you_mean(tag, topics)}'
                self._report(origin.position("tags", index), rules.UNKNOWN_TOPIC, message)

    def _check_objective(self, note: Note, deck: Deck, origin: SourcePart) -> None:
        known = [objective.id for objective in deck.objectives] if note.objective else []
        if note.objective and note.objective not in known:
            position = origin.position("objective")
            message = f'unknown objective "{note.objective}"{did_you_mean(note.objective, known)}'
            self._report(position, rules.UNKNOWN_OBJECTIVE, message)

    def _citations(self, note: Note, origin: SourcePart) -> Iterator[CitedReference]:
        references = self._lookup.references
        if references is None:
            return
        for index, citation in enumerate(note.cited):
            if citation.id in references:
                yield CitedReference(references[citation.id], citation.at)
            elif index < len(note.refs):  # the table's own are reported where they stand
                message = f'unknown reference "{citation.id}"'
                message += did_you_mean(citation.id, references)
                position = origin.position("refs", index, "id")
                self._report(position, rules.UNKNOWN_REFERENCE, message)

    def _picture(self, note: Note, origin: SourcePart) -> Picture | None:
        if note.figure is None:
            return None
        found = find_picture(self._lookup.media, note.figure.file)
        if isinstance(found, BadPicture):
            self._report(origin.position("figure", "file"), found.rule, found.message)
            return None
        return found

    def _report(self, position: Position, rule: Rule, message: str) -> None:
        self._problems.append(Diagnostic(position, rule, message))


def _texts(note: Note) -> Iterator[tuple[str, str]]:
    """Yield the Markdown texts of a note by their key."""
    kind = kind_of(note)
    for key in kind.texts:
        text = kind.text(note, key)
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
