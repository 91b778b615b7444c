"""What a card prints of a reference."""

import html
import re
from urllib.parse import urlsplit

from deckbuilder.source.bibliography import ET_AL, Name, Reference
from deckbuilder.text.literal import literal_attribute, literal_text

SHOWN_AUTHORS = 2
"""Authors that a card names before it says "et al."."""


def citation_html(reference: Reference, at: str | None) -> str:
    """Return what a card prints: author, year, title, source, place in it, link."""
    parts = [f"{_authors(reference)} ({reference.year or 'no date'})."]
    if reference.author and reference.title:
        parts.append(_sentence(_literal(reference.title)))
    if source := _source(reference):
        parts.append(_sentence(source))
    if at:
        parts.append(_sentence(_literal(at)))
    if address := reference.link:
        href = literal_attribute(html.escape(address))
        parts.append(f'<a href="{href}">{_literal(_link_text(reference))}</a>')
    return " ".join(parts)


class CitationWriter:
    """Writes what cards print of references, and each place in one once."""

    def __init__(self) -> None:
        self._written: dict[tuple[str, str | None], str] = {}

    def html(self, reference: Reference, at: str | None) -> str:
        """Return what a card prints of a reference."""
        written = self._written.get((reference.id, at))
        if written is None:
            written = self._written[reference.id, at] = citation_html(reference, at)
        return written


def _authors(reference: Reference) -> str:
    authors = [_author(name) for name in reference.author]
    names = [name for name in authors if name != ET_AL]
    if not names:
        return _literal(reference.title or reference.id)
    if len(names) > SHOWN_AUTHORS or len(names) < len(authors):
        return f"{names[0]} {ET_AL}"
    return " and ".join(names)


def _author(name: Name) -> str:
    particles = (name.dropping_particle, name.non_dropping_particle)
    parts = (*particles, name.family, _initials(name.given or ""), name.suffix)
    return _literal(name.literal or " ".join(part for part in parts if part))


def _initials(given: str) -> str:
    """Return given names as a bibliography shortens them: Jean-Pierre M. is JPM."""
    if given.isupper() and given.isalpha():
        return given  # they are initials already
    return "".join(word[0].upper() for word in re.split(r"[\s.-]+", given) if word)


def _source(reference: Reference) -> str:
    container = reference.container
    if not container or container in {name.literal for name in reference.author}:
        return ""
    text = f"<i>{_literal(container)}</i>"
    if reference.volume:
        text += f" {_literal(reference.volume)}"
    if reference.issue:
        text += f"({_literal(reference.issue)})"
    if reference.page:
        text += f":{_literal(reference.page.replace('-', '–'))}"
    return text


def _literal(text: str) -> str:
    return literal_text(html.escape(text))


def _sentence(text: str) -> str:
    return text if text.removesuffix("</i>").endswith((".", "?", "!")) else f"{text}."


def _link_text(reference: Reference) -> str:
    if reference.DOI:
        return f"doi:{reference.DOI}"
    if reference.PMID:
        return f"PMID {reference.PMID}"
    return urlsplit(reference.URL or "").netloc.removeprefix("www.")
