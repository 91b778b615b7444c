"""Read the files of a source folder, and gather what is wrong with each by itself."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from deckbuilder.collection.cardfile import CardFileBytes
from deckbuilder.collection.cardfiles import card_files, unread_files
from deckbuilder.collection.drugs import DrugRow, DrugTable
from deckbuilder.collection.ledger import ReadLedger, read_ledger
from deckbuilder.collection.look import ReadLook, read_look
from deckbuilder.collection.wording import Wording, wording_of
from deckbuilder.files.read import leads_out
from deckbuilder.kinds.registry import note_types_of
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Diagnostic, Position, has_errors
from deckbuilder.source.bibliography import ReferenceFile
from deckbuilder.source.comments import file_cut_text_problems
from deckbuilder.source.drugs import DrugFile
from deckbuilder.source.file import SourceFile, SourcePart, file_list, file_model, read_source_file
from deckbuilder.source.settings import CollectionFile
from deckbuilder.source.tree import read_bytes
from deckbuilder.source.unseen import file_unseen_problems


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """The files of a source folder; a value is None where its file has an error.

    `are_sound` says that none has; the files of cards, which are bytes here, may yet have one.
    """

    settings: CollectionFile | None
    settings_file: SourceFile
    bibliography: ReferenceFile | None
    bibliography_file: SourceFile
    drugs: DrugTable
    cards: tuple[CardFileBytes, ...]
    ledger: ReadLedger
    lacks_bibliography: bool
    are_sound: bool
    problems: tuple[Diagnostic, ...]


def read_source(folder: str) -> SourceFiles:
    """Read the files of the source folder called `folder`."""
    return _Reader(folder).read()


def read_own_look(
    folder: str, fallback: Path, files: SourceFiles, kinds: AbstractSet[str]
) -> ReadLook:
    """Read the look of the folder, or of `fallback` where it has none, for these kinds of note.

    The look of a kind of which notes were published is needed as well.
    """
    settings, ledger = files.settings, files.ledger.ledger
    types = note_types_of(settings.namespace, settings.title) if settings else {}
    published = {name for name, each in types.items() if str(each.id) in ledger.note_types}
    own = Path(folder, "notetypes")
    words = (wording_of(settings) if settings else Wording()).template_words()
    used = frozenset(published | kinds)
    if own.is_dir():
        return read_look(own, Path(folder), words, used)
    return read_look(fallback, fallback, words, used)


def with_bibliography(files: SourceFiles, *, is_cited: bool) -> SourceFiles:
    """Return the files with an empty bibliography, or the problem that there is none.

    Only the notes show whether a bibliography that is not there is missed.
    """
    if not files.lacks_bibliography:
        return files
    if not is_cited:
        return replace(files, bibliography=ReferenceFile(references=()))
    problems = (*files.problems, *files.bibliography_file.problems)
    return replace(files, are_sound=False, problems=problems)


class _Reader:
    """Reads the files of one source folder and gathers what is wrong with them."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._problems: list[Diagnostic] = []

    def read(self) -> SourceFiles:
        settings, settings_file = self._settings()
        drugs = self._drugs()
        cards = self._cards()
        bibliography, bibliography_file = self._bibliography()
        ledger = read_ledger(Path(self._folder, "ledger.json"), self._name("ledger.json"))
        self._problems += ledger.problems
        are_sound = not has_errors(self._problems)
        return SourceFiles(
            settings=settings,
            settings_file=settings_file,
            bibliography=bibliography,
            bibliography_file=bibliography_file,
            drugs=drugs,
            cards=cards,
            ledger=ledger,
            lacks_bibliography=not Path(self._folder, "references.yaml").exists(),
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

    def _bibliography(self) -> tuple[ReferenceFile | None, SourceFile]:
        """Read the bibliography; one that is not there is missed only where a note cites."""
        path = Path(self._folder, "references.yaml")
        if not path.exists():
            return None, read_source_file(path, self._name("references.yaml"), Path(self._folder))
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

    def _cards(self) -> tuple[CardFileBytes, ...]:
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

    def _card_file(self, name: str) -> Iterator[CardFileBytes]:
        path = Path(self._folder, "cards", name)
        raw = read_bytes(path, self._name("cards", name), Path(self._folder))
        if isinstance(raw, Diagnostic):
            self._problems.append(raw)
        else:
            yield CardFileBytes(self._name("cards", name), raw)
