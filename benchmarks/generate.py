"""Write a large collection that reads like ours: `python benchmarks/generate.py FOLDER NOTES`.

Kinds of note, lengths of text, references and tags follow our own decks. The commonest words are
ours, so that what words set off is set off here too; digits, units, ranges, sub- and superscripts,
formulas, emphasis and quotations are mixed in at least as often as there: text without them would
flatter every rule that digits set off. A few notes break a rule, for a large deck is never clean.
The same arguments give the same files.
"""

import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import wrap

SEED = 14
FILES = 100
NOTES_A_REFERENCE = 40
WIDTH = 110

SYLLABLES = [
    first + then for first in "bcdfglmnprstvxz" for then in ("a", "e", "i", "o", "el", "or")
]
ENDINGS = ("epam", "olam", "ine", "ol", "ate", "one", "ation", "ity", "ic", "al", "ide", "osis")
PLAIN = Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split()
"""Words that our decks use most."""

LINKS = (
    *("of the", "in", "with", "by the", "after", "during", "and", "than", "at the", "for", "on a"),
    *("is", "has", "and its", "under", "from the", "without", "between", "which", "not"),
)
OPENINGS = (
    *("What is the", "Which", "How does the", "Why does", "Where is the", "When does the"),
    *("What follows the", "By how much does", "Through which"),
)
UNITS = ("mg", "mcg", "h", "min", "mL", "%", "ng/mL", "mg/kg", "weeks", "L/kg", "patients", "°C")
BODIES = ("label, US, 2023", "BNF, UK, 2024", "WHO, 2019", "label, EU, 2021", "NICE, UK, 2022")
FAULTS = ("10-20 mg", "5mg", "QD", "0.50 mg", "always", "a powerful", ".5 mg", "you should take")
FIRST = ("α", "β", "γ~2~", "GABA~A~", "C~max~", "t~½~", "10^6^ cells", "H~2~O", "Ca^2+^")
FORMULAS = (r"\(t_{1/2} = \ln 2 \cdot V / CL\)", r"\(C_0 = D/V\)", r"\(e^{-kt}\)")


class Writer:
    """Writes words, sentences and notes from one source of chance."""

    def __init__(self, notes: int) -> None:
        self.random = random.Random(SEED)  # noqa: S311 nothing is secret here
        self.notes = notes
        self.references = max(1, notes // NOTES_A_REFERENCE)
        count = 2_000 + notes // 10
        self.words = [*PLAIN, *(self._word() for _ in range(count - len(PLAIN)))]
        self.weights = [1 / (rank + 10) for rank in range(count)]
        self.pool: list[str] = []

    def note(self, number: int) -> Iterator[str]:
        """Yield the lines of a note."""
        yield f"  - id: n{number}"
        chance = self.random.random()
        if chance < 0.1:
            yield from _text("claim", f"{self.sentence(9)}.")
            yield "    verdict: overstated"
            yield from _text("evidence", f"{self.sentence(14)}; {self.words_of(10)}.")
        elif chance < 0.22:
            yield from _text("cloze", self._cloze())
        else:
            yield from _text("question", f"{self.random.choice(OPENINGS)} {self.words_of(9)}?")
            yield from _text("answer", f"{self.sentence(self.random.randint(2, 6))}.")
            if self.random.random() < 0.05:
                yield from _text("reverse", f"Which {self.words_of(8)}?")
        if chance >= 0.1 and self.random.random() < 0.93:
            yield from _text(
                "why", f"{self.sentence(14)} ({self.words_of(4)}). {self.sentence(5)}."
            )
        yield from self._names(number)

    def sentence(self, length: int) -> str:
        """Return words as they begin a sentence."""
        text = self.words_of(length)
        return text[0].upper() + text[1:]

    def words_of(self, length: int) -> str:
        """Return words with small ones between them, now and then with a figure or a mark."""
        parts: list[str] = []
        while length > 0:
            word = self._next()
            parts.append(self._marked(word) if self.random.random() < 0.07 else word)
            if self.random.random() < 0.4:
                parts.append(self.random.choice(LINKS))
                length -= 1
            length -= 1
        return " ".join(parts)

    def _marked(self, word: str) -> str:
        number, unit = self.random.randint(2, 400), self.random.choice(UNITS)
        kinds = {
            f"{word} {number} {unit}": 18,
            f"{number}–{number * 3} {unit}": 12,
            f"{word} ({self.random.choice(BODIES)})": 10,
            f"{number / 100:.2f}": 8,
            f"in {self.random.randint(1955, 2025)}": 10,
            f"**{word}**": 8,
            f"*{word}*": 3,
            f"“{word}”": 2,
            self.random.choice(FIRST): 10,
            self.random.choice(FORMULAS): 3,
            f"{word}, 5-HT~3~": 2,
            f"<{number}{'%' if number < 100 else ' ' + unit}": 2,
            f"CYP{number % 4}A{number % 7}*{number % 9}": 2,
            f"{word}/{self._next()}": 4,
            self.random.choice(FAULTS): 1,
        }
        return self.random.choices(list(kinds), list(kinds.values()))[0]

    def _cloze(self) -> str:
        hint = "::" + self._next() if self.random.random() < 0.1 else ""
        first = f"{{{{c1::{self._next()} {self._next()}{hint}}}}}"
        if self.random.random() < 0.25:
            figure = self.random.randint(3, 60)
            return f"{self.sentence(6)} {first} for {{{{c2::{figure} h}}}} {self.words_of(4)}."
        return f"{self.sentence(8)} {first} {self.words_of(4)}."

    def _names(self, number: int) -> Iterator[str]:
        reference = number % self.references
        other = self.random.randrange(self.references)
        places = f"{{id: r{reference}, at: section {number % 9}}}"
        yield f"    refs: [{places}{'' if other == reference else f', r{other}'}]"
        yield f"    level: {'core' if self.random.random() < 0.6 else 'advanced'}"
        yield f"    objective: o{number % 5}"
        if number > 50 and self.random.random() < 0.05:
            yield f"    requires: [n{number - self.random.randint(1, 50)}]"
        tags = sorted({f"topic{self.random.randrange(60)}" for _ in range(3)})
        yield f"    tags: [{', '.join(tags)}]"

    def _next(self) -> str:
        if not self.pool:
            self.pool = self.random.choices(self.words, self.weights, k=5_000)
        return self.pool.pop()

    def _word(self) -> str:
        stem = "".join(self.random.choices(SYLLABLES, k=self.random.randint(1, 3)))
        return stem + self.random.choice(ENDINGS)


def write_source(folder: Path, notes: int, files: int = FILES) -> None:
    """Write a source folder of `notes` notes over `files` decks, a file each."""
    writer = Writer(notes)
    (folder / "cards").mkdir(parents=True)
    _write(folder / "collection.yaml", _settings(files))
    _write(folder / "references.yaml", map(_reference, range(writer.references)))
    share = -(-notes // files)
    for deck in range(files):
        lines = [f"deck: d{deck}", "tags: [large]", "notes:"]
        for number in range(deck * share, min(notes, (deck + 1) * share)):
            lines += writer.note(number)
        _write(folder / "cards" / f"d{deck:03}.yaml", lines)


def _settings(files: int) -> Iterator[str]:
    objectives = ", ".join(f"{{id: o{number}, text: Tell it}}" for number in range(5))
    yield from ("title: Large", "namespace: large", "tag_root: large", "language: en")
    yield from ("report: 'https://example.org/new?title={id}&body={release}'", "decks:")
    yield from (
        f"  - {{id: d{deck}, name: {deck:03} Deck, objectives: [{objectives}]}}"
        for deck in range(files)
    )
    yield from ("packages:", "  - {file: all.apkg, decks: all}")


def _reference(number: int) -> str:
    return (
        f"- {{id: r{number}, type: article-journal, title: Study {number} of the matter, "
        f"author: [{{family: Writer{number % 300}, given: A B}}, {{family: Other, given: C}}], "
        f"issued: {{date-parts: [[{1960 + number % 65}, 3]]}}, container-title: Journal, "
        f"volume: {number % 90 + 1}, page: {number}-{number + 9}, DOI: 10.1000/x.{number}}}"
    )


def _text(key: str, text: str) -> Iterator[str]:
    """Yield a text as our files have it: folded where it is long, in quotes where it must be."""
    if len(text) > WIDTH - 20:
        yield f"    {key}: >-"
        yield from (f"      {line}" for line in wrap(text, WIDTH, break_on_hyphens=False))
    elif ": " in text or text[0] in "*“<{" or " #" in text:
        yield f"    {key}: '{text}'"
    else:
        yield f"    {key}: {text}"


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    write_source(Path(sys.argv[1]), int(sys.argv[2]))
