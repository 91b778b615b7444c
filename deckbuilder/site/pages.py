"""Build the preview: a static site of all cards, the bibliography and the figures.

Every text of a card reaches a page as an attribute, escaped; the page's own script puts it into a
frame that runs none, and the policy of the page lets no other script and no other host in. The
templates take as HTML, with `safe`, our own files and what references.py made and escaped alone.
"""

import base64
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deckbuilder.collection.contents import Collection
from deckbuilder.collection.media import Picture
from deckbuilder.collection.pictures import SUFFIXES
from deckbuilder.problems.problem import Diagnostic
from deckbuilder.rendering.citations import citation_html
from deckbuilder.rendering.fields import RenderedNote
from deckbuilder.site.shown import FIGURES, Comparison, ShownNote, shown_notes
from deckbuilder.source.notes import Level

if TYPE_CHECKING:
    from deckbuilder.collection.media import Picture

ASSETS = Path(__file__).with_name("templates")
PAGES = {"index.html": "Cards", "references.html": "Bibliography", "figures.html": "Figures"}
LEVELS: tuple[str, ...] = get_args(Level)

_PLAIN_NAME = re.compile(r"[\w-][\w.-]*")
_PACKED_NAME = re.compile(r"[a-z0-9-]+-[0-9a-f]{12}\.[a-z]+")

_VERSION_MARK = b"version-of-the-site"

Site = Mapping[str, bytes]
"""The files of a site by their path in its folder."""


@dataclass(frozen=True, slots=True)
class DeckEntry:
    """A deck in the index, with counts; `tags` are its topics."""

    id: str
    name: str
    notes: int
    cards: int
    levels: Mapping[str, int]
    tags: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ReferenceEntry:
    """A reference in the bibliography: its citation in HTML, and who cites it where."""

    id: str
    citation: str
    seen: str | None
    incomplete: str | None
    notes: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """A picture with the notes that show it, each with what it says to those who cannot see it."""

    name: str
    file: str
    uses: tuple[tuple[str, str], ...]
    licence: str | None


def build_site(
    collection: Collection,
    notes: Sequence[RenderedNote],
    problems: Sequence[Diagnostic] = (),
    comparison: Comparison | None = None,
    *,
    is_live: bool = False,
) -> Site:
    """Return the site of all notes; a live one also has the script that waits for the next one.

    Raises TemplateError where a template cannot be rendered, OSError where a picture is gone.
    """
    shown = tuple(shown_notes(collection, notes, comparison))
    pages = _Pages(collection.settings.title, collection.settings.language, is_live=is_live)
    references, figures = tuple(_references(collection)), tuple(_figures(collection))
    site = {
        "index.html": pages.page(
            "index.html",
            notes=shown,
            decks=[_deck_entry(deck.id, deck.name, shown) for deck in collection.settings.decks],
            levels=LEVELS,
            filters=dict(_filters(shown)),
            comparison=_summary(comparison, shown) if comparison else None,
            problems=[str(problem) for problem in problems],
            card_style=f"{collection.look.css}\n{_asset('card.css')}",
        ),
        "references.html": pages.page("references.html", references=references),
        "figures.html": pages.page("figures.html", figures=figures),
        **_pictures(collection, comparison),
    }
    return _versioned(site) if is_live else site


def stale_pictures(folder: Path, site: Site) -> Iterator[Path]:
    """Yield the pictures below `folder` that an earlier site left and this one does not show."""
    for path in (folder / FIGURES).glob("*"):
        is_ours = _PACKED_NAME.fullmatch(path.name) and path.suffix in SUFFIXES
        if is_ours and path.is_file() and f"{FIGURES}/{path.name}" not in site:
            yield path


def problem_site(problems: Sequence[str]) -> Site:
    """Return a live site that says what is wrong, in the place of one that cannot be built."""
    page = _Pages("Preview", "en", is_live=True).page("problems.html", problems=problems)
    return _versioned(dict.fromkeys(PAGES, page))


def _versioned(site: Site) -> Site:
    """Return a live site: each page tells its version, and the file `version` the latest one."""
    digest = hashlib.sha256()
    for name, content in site.items():
        digest.update(f"{name} {len(content)} ".encode() + content)
    version = digest.hexdigest().encode()
    pages = {name: site[name].replace(_VERSION_MARK, version, 1) for name in PAGES}
    return {**site, **pages, "version": version}


class _Pages:
    """Fills the templates of a site; scripts and style stand in each page, for it has no server."""

    def __init__(self, site: str, language: str, *, is_live: bool) -> None:
        scripts = [_asset("preview.js"), *([_asset("live.js")] if is_live else [])]
        loader = FileSystemLoader(ASSETS)
        self._environment = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._environment.globals |= {
            "site": site,
            "language": language,
            "pages": PAGES,
            "style": _asset("preview.css"),
            "scripts": scripts,
            "version": _VERSION_MARK.decode() if is_live else "",
            "policy": _policy(scripts, is_live=is_live),
        }

    def page(self, template: str, **values: object) -> bytes:
        """Return the page of a template."""
        return self._environment.get_template(template).render(here=template, **values).encode()


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _policy(scripts: Sequence[str], *, is_live: bool) -> str:
    """Return the Content-Security-Policy: these scripts, own pictures, nothing from elsewhere."""
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    allowed = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    parts = ["default-src 'none'", f"script-src {allowed}", "style-src 'unsafe-inline'"]
    parts += ["img-src 'self' file:", "form-action 'none'"]
    return "; ".join([*parts, "connect-src 'self'"] if is_live else parts)


def _deck_entry(deck_id: str, name: str, notes: Sequence[ShownNote]) -> DeckEntry:
    own = [note for note in notes if note.deck_id == deck_id]
    levels = Counter(note.level for note in own)
    tags = Counter(tag for note in own for tag in note.tags)
    return DeckEntry(
        id=deck_id,
        name=name,
        notes=len(own),
        cards=sum(len(note.faces) for note in own),
        levels={level: levels[level] for level in LEVELS},
        tags=dict(sorted(tags.items())),
    )


def _filters(notes: Sequence[ShownNote]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each filter with its choices, in the order of the cards or of the alphabet."""
    yield "deck", {note.deck_id: note.deck for note in notes}
    yield "tag", {tag: tag for tag in sorted({tag for note in notes for tag in note.tags})}
    yield "level", {level: level for level in LEVELS}
    yield "kind", {kind: kind for kind in sorted({note.kind for note in notes})}
    if states := sorted({note.state for note in notes if note.state}):
        yield "state", {state: state for state in states}


def _summary(comparison: Comparison, notes: Sequence[ShownNote]) -> Mapping[str, object]:
    counts = Counter(note.state for note in notes)
    named = {state: counts[state] for state in ("added", "changed", "retired")}
    if counts["conflicting"]:
        named["conflicting"] = counts["conflicting"]
    removed = [note.id for note in comparison.diff.removed]
    return {"name": comparison.name, "counts": named, "removed": removed}


def _references(collection: Collection) -> Iterator[ReferenceEntry]:
    """Yield the references in the order of their ids."""
    uses: defaultdict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for note in collection.notes:
        for name, at in note.result.citations:
            uses[name].append((note.id, at))
    for name in sorted(uses, key=str.casefold):
        reference = collection.references[name]
        yield ReferenceEntry(
            id=name,
            citation=citation_html(reference, None),
            seen=reference.seen,
            incomplete=reference.incomplete,
            notes=tuple(uses[name]),
        )


def _figures(collection: Collection) -> Iterator[FigureEntry]:
    """Yield the pictures in the order in which the cards show them."""
    pictures: dict[str, Picture] = {}
    uses: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for note in collection.notes:
        picture = note.result.picture
        if picture is not None:
            pictures.setdefault(picture.packed_name, picture)
            uses[picture.packed_name].append((note.id, note.result.alt))
    for name, picture in pictures.items():
        yield FigureEntry(
            name=name,
            file=picture.path.as_posix(),
            uses=tuple(uses[name]),
            licence=picture.licence or collection.settings.licence,
        )


def _pictures(collection: Collection, comparison: Comparison | None) -> Site:
    """Return the pictures of the cards, and those of the older package under plain names."""
    old = comparison.old.media if comparison else {}
    kept = {
        f"{FIGURES}/{name}": content
        for name, content in old.items()
        if _PLAIN_NAME.fullmatch(name) and Path(name).suffix in SUFFIXES
    }
    pictures = [note.result.picture for note in collection.notes if note.result.picture]
    return kept | {f"{FIGURES}/{each.packed_name}": each.content() for each in pictures}
