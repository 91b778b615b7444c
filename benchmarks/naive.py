"""What one would write in an afternoon: CSafeLoader, genanki, no check.

`python benchmarks/naive.py SOURCE PACKAGE`. The measure of ours: the same notes and decks,
the texts escaped and not rendered, nothing looked up and nothing judged.
"""

import html
import sys
from pathlib import Path
from typing import Any

import genanki
import yaml

FIELDS = ("first", "second", "why", "references", "id")


def model(number: int, name: str, front: str, kind: int = 0) -> genanki.Model:
    """Return a note type with one card."""
    sides = [{"name": "Card", "qfmt": front, "afmt": f"{front}<hr>{{{{second}}}} {{{{why}}}}"}]
    fields = [{"name": field} for field in FIELDS]
    return genanki.Model(1_600_000_000 + number, name, fields, sides, model_type=kind)


BASIC = model(1, "Basic", "{{first}}")
CLOZE = model(2, "Cloze", "{{cloze:first}}", genanki.Model.CLOZE)


def note(item: dict[str, Any], tags: list[str]) -> genanki.Note:
    """Return a note of one of the two types."""
    first = item.get("question") or item.get("cloze") or item.get("claim")
    second = item.get("answer") or item.get("evidence") or ""
    references = " ".join(each if isinstance(each, str) else each["id"] for each in item["refs"])
    texts = (str(first), str(second), str(item.get("why", "")), references, item["id"])
    return genanki.Note(
        CLOZE if "cloze" in item else BASIC,
        [html.escape(text, quote=False) for text in texts],
        tags=[*tags, *item.get("tags", ())],
        guid=genanki.guid_for(item["id"]),
    )


def main(source: Path, package: str) -> None:
    """Write all notes of a source folder into a package."""
    names = yaml.load((source / "collection.yaml").read_bytes(), yaml.CSafeLoader)["decks"]
    decks = {
        deck["id"]: genanki.Deck(2_000_000_000 + place, f"Large::{deck['name']}")
        for place, deck in enumerate(names)
    }
    for path in sorted((source / "cards").iterdir()):
        cards = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        for item in cards["notes"]:
            decks[cards["deck"]].add_note(note(item, cards["tags"]))
    genanki.Package(list(decks.values())).write_to_file(package)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
