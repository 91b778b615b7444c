"""What the cards of a collection say beside the texts of their notes, as HTML."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from deckbuilder.source.headings import ENGLISH, Headings
from deckbuilder.source.settings import CollectionFile
from deckbuilder.text.language import direction, is_english
from deckbuilder.text.literal import literal_text

_LEVELS = ("core", "advanced")
_VERDICTS = (
    *("supported", "supported with limits", "overstated", "not supported", "contradicted"),
    "withdrawn",
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The language of a collection, and what it calls things; English where it has no word."""

    language: str = "en"
    words: Mapping[str, str] = field(default_factory=dict)

    def html(self, key: str, **values: str) -> str:
        """Return a heading with the values, which are HTML; one in English says so."""
        said = literal_text(html.escape(self.words.get(key, ENGLISH[key]), quote=False))
        said = said.replace("{{", "&#123;&#123;")  # a field to a template
        for name, value in values.items():
            said = said.replace(f"{{{name}}}", value)
        if key in self.words or is_english(self.language):
            return said
        return f'<span lang="en" dir="ltr">{said}</span>'

    def template_words(self) -> dict[str, str]:
        """Return what templates may take in as `{{=name}}`."""
        return {
            "language": self.language,
            "direction": direction(self.language),
            "why": self.html("why"),
            "references": self.html("references"),
            "trial": self.html("trial"),
            "level": self._chosen_by("Level", _LEVELS),
            "verdict": self._chosen_by("Verdict", _VERDICTS),
        }

    def _chosen_by(self, name: str, keys: Iterable[str]) -> str:
        """Return a field, whose values are English; in another language the stylesheet chooses."""
        if is_english(self.language) and not self.words.keys() & set(keys):
            return f"{{{{{name}}}}}"
        return "".join(f'<span data-for="{key}">{self.html(key)}</span>' for key in keys)


def wording_of(settings: CollectionFile) -> Wording:
    """Return the wording that a collection chose."""
    return Wording(settings.language, _chosen(settings.headings))


def _chosen(headings: Headings) -> dict[str, str]:
    chosen = headings.model_dump(by_alias=True, exclude_none=True)
    return {key: str(said) for key, said in chosen.items()}


TEMPLATE_WORDS = tuple(Wording().template_words())
"""The names that a template may take in as `{{=name}}`."""
