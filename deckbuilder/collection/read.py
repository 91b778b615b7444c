"""Read the files of a source folder, and gather what is wrong with each by itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckbuilder.collection.cardfiles import card_files, unread_files
from deckbuilder.collection.drugs import DrugRow, DrugTable
from deckbuilder.collection.ledger import Ledger, ReadLedger, read_ledger
from deckbuilder.collection.look import Look, read_look
from deckbuilder.collection.wording import Wording, wording_of
from deckbuilder.files.read import leads_out
from deckbuilder.kinds.registry import kind_name, note_types_of
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, Position, has_errors
from deckbuilder.source.bibliography import ReferenceFile
from deckbuilder.source.comments import file_cut_text_problems
from deckbuilder.source.drugs import DrugFile
from deckbuilder.source.file import SourceFile, SourcePart, file_list, file_model, read_source_file
from deckbuilder.source.notes import CardFile
from deckbuilder.source.settings import CollectionFile
from deckbuilder.source.unseen import file_unseen_problems


@dataclass(frozen=True, slots=True)
class ReadCards:
    """A file of source/cards with the notes in it that are sound, `kept` being their indexes."""

    source: SourceFile
    file: CardFile
    kept: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """The files of a source folder; a value is None where its file has an error.

    `are_sound` says that none has, so that what one file does not have can be missed in another.
    """

    settings: CollectionFile | None
    settings_file: SourceFile
    bibliography: ReferenceFile | None
    bibliography_file: SourceFile
    drugs: DrugTable
    cards: tuple[ReadCards, ...]
    ledger: ReadLedger
    look: Look
    are_sound: bool
    problems: tuple[Diagnostic, ...]


def read_source(folder: str, fallback_look: Path) -> SourceFiles:
    """Read the source folder called `folder`, its look from `fallback_look` where it has none."""
    return _Reader(folder).read(fallback_look)


class _Reader:
    """Reads the files of one source folder and gathers what is wrong with them."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._problems: list[Diagnostic] = []

    def read(self, fallback_look: Path) -> SourceFiles:
        settings, settings_file = self._settings()
        drugs = self._drugs()
        cards = self._cards()
        bibliography, bibliography_file = self._bibliography(cards)
        ledger = read_ledger(Path(self._folder, "ledger.json"), self._name("ledger.json"))
        self._problems += ledger.problems
        are_sound = not has_errors(self._problems)
        own_look = Path(self._folder, "notetypes")
        words = (wording_of(settings) if settings else Wording()).template_words()
        used = _kinds_in(cards, settings, ledger.ledger)
        look = (
            read_look(own_look, Path(self._folder), words, used)
            if own_look.is_dir()
            else read_look(fallback_look, fallback_look, words, used)
        )
        self._problems += look.problems
        return SourceFiles(
            settings=settings,
            settings_file=settings_file,
            bibliography=bibliography,
            bibliography_file=bibliography_file,
            drugs=drugs,
            cards=cards,
            ledger=ledger,
            look=look.look,
            are_sound=are_sound,
            problems=tuple(self._problems),
        )

    def _name(self, *parts: str) -> str:
        """Return a file's name as the user would give it."""
        return "/".join((self._folder.rstrip("/") or "/", *parts))

    def _read(self, *parts: str) -> SourceFile:
        path = Path(self._folder, *parts)
        file = read_source_file(path, self._name(*parts), Path(self._folder))
        self._problems += file.problems
        self._problems += file_unseen_problems(file)
        self._problems += file_cut_text_problems(file)
        return file

    def _settings(self) -> tuple[CollectionFile | None, SourceFile]:
        file = self._read("collection.yaml")
        if file.data is None:
            return None, file
        parsed = file_model(CollectionFile, file)
        self._problems += parsed.problems
        return parsed.value, file

    def _bibliography(self, cards: Iterable[ReadCards]) -> tuple[ReferenceFile | None, SourceFile]:
        """Read the bibliography, which has to be there where a note cites."""
        is_cited = any(note.refs for each in cards for note in each.file.notes)
        if not is_cited and not Path(self._folder, "references.yaml").exists():
            return ReferenceFile(references=()), SourceFile(self._name())
        file = self._read("references.yaml")
        if file.data is None:
            return None, file
        file = file.under("references")  # CSL-JSON is a bare list, pandoc's YAML a mapping
        parsed = file_model(ReferenceFile, file)
        self._problems += parsed.problems
        return parsed.value, file

    def _drugs(self) -> DrugTable:
        if not Path(self._folder, "drugs.yaml").exists():
            return DrugTable()
        file = self._read("drugs.yaml")
        if file.data is None:
            return DrugTable()
        parsed = file_list(DrugFile, file, "drugs")
        self._problems += parsed.problems
        if parsed.value is None:
            return DrugTable()
        rows = (
            DrugRow(drug, SourcePart(file, ("drugs", index)))
            for drug, index in zip(parsed.value.drugs, parsed.kept, strict=True)
        )
        classes, others = parsed.value.duration_classes, parsed.value.other_drugs
        return DrugTable(tuple(rows), classes, file, others)

    def _cards(self) -> tuple[ReadCards, ...]:
        folder = Path(self._folder, "cards")
        if not folder.is_dir():
            position = Position(self._name("cards"))
            problem = Diagnostic(position, rules.UNREADABLE_FILE, "no such folder")
            self._problems.append(problem)
            return ()
        if leads_out(folder, Path(self._folder)):
            position = Position(self._name("cards"))
            message = "a link that leads out of the source folder; copy the folder"
            self._problems.append(Diagnostic(position, rules.UNREADABLE_FILE, message))
            return ()
        for name in unread_files(folder):
            message = "this file is not read; name it *.yaml and put it into cards/ itself"
            position = Position(self._name("cards", *name.parts))
            self._problems.append(Diagnostic(position, rules.UNREAD_FILE, message))
        return tuple(cards for file in card_files(folder) for cards in self._card_file(file.name))

    def _card_file(self, name: str) -> Iterator[ReadCards]:
        file = self._read("cards", name)
        if file.data is None:
            return
        parsed = file_list(CardFile, file, "notes")
        self._problems += parsed.problems
        if parsed.value is not None:
            yield ReadCards(file, parsed.value, parsed.kept)


def _kinds_in(
    cards: Sequence[ReadCards], settings: CollectionFile | None, ledger: Ledger
) -> frozenset[str]:
    """Return the names of the kinds of which there are notes, or were when it was published."""
    types = note_types_of(settings.namespace, settings.title) if settings else {}
    published = {name for name, each in types.items() if str(each.id) in ledger.note_types}
    return frozenset(published | {kind_name(note) for each in cards for note in each.file.notes})
