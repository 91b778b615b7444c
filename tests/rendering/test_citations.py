"""References: what is missing from one, and what a card prints of it."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deckbuilder.checks.references import missing_parts
from deckbuilder.rendering.citations import citation_html
from deckbuilder.source.bibliography import Reference
from deckbuilder.text.literal import is_mark_of_anki
from deckbuilder.text.plain import is_blank

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])).filter(
    lambda text: not is_blank(text)
)
ZHU = {"family": "Zhu", "given": "S"}
ARTICLE = {
    "id": "a",
    "type": "article-journal",
    "title": "T",
    "author": [ZHU],
    "container-title": "Nature",
    "issued": {"date-parts": [["2018", "7"]]},
    "DOI": "10.1/x",
}
DOI = '<a href="https://doi.org/10.1/x">doi:10.1/x</a>'
BERG = {"family": "Berg", "given": "K", "non-dropping-particle": "van den", "suffix": "Jr"}
PAGE = {"author": [{"literal": "FDA"}], "container-title": "FDA", "issued": None, "DOI": None}


def reference(changes: dict[str, object]) -> Reference:
    """Return a complete article with the changes; a key changed to None is deleted."""
    return Reference.model_validate({k: v for k, v in (ARTICLE | changes).items() if v})


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"type": None, "title": None}, ["type", "title"]),
        ({"author": None}, []),
        ({"author": None, "container-title": None}, ["author, publisher or container-title"]),
        ({"author": [ZHU, {"given": "S"}]}, ["family or literal of every author"]),
        ({"author": [{"literal": "FDA"}]}, []),
        ({"issued": "in press"}, ["issued"]),
        ({"issued": None, "type": "webpage"}, []),
    ],
)
def test_missing_parts_are_named(changes: dict[str, object], missing: list[str]) -> None:
    """A reference lacks what a reader would need to find it, and nothing more."""
    assert list(missing_parts(reference(changes))) == missing


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ({"date-parts": [["2018", "7"], ["2020"]]}, "2018"),
        ({"date-parts": [[]], "literal": "spring 2018"}, "2018"),
        ({"raw": "7 July 2018"}, "2018"),
        ("2018-07-01", "2018"),
        ("forthcoming", None),
        (None, None),
    ],
)
def test_year_is_found_in_any_form_of_date(issued: object, expected: str | None) -> None:
    """The year comes from the first date, however it is written."""
    assert reference({"issued": issued}).year == expected


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ({"DOI": "10.1/x", "PMID": "1", "URL": "https://a.b"}, "https://doi.org/10.1/x"),
        ({"DOI": "10.1/(SI)1<2:A>3;2-#"}, "https://doi.org/10.1/(SI)1%3C2:A%3E3;2-%23"),
        ({"PMID": "12", "URL": "https://a.b"}, "https://pubmed.ncbi.nlm.nih.gov/12/"),
        ({"URL": "https://a.b/c"}, "https://a.b/c"),
        ({"ISBN": "978"}, None),
    ],
)
def test_link_is_the_one_likeliest_to_last(ids: dict[str, object], expected: str | None) -> None:
    """DOI comes before PubMed before URL, each fit for a browser."""
    assert reference({"DOI": None} | ids).link == expected


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ([ZHU], "Zhu S"),
        ([ZHU, {"literal": "FDA"}], "Zhu S and FDA"),
        ([ZHU, {"family": "A"}, {"family": "B"}], "Zhu S et al."),
        ([ZHU, {"literal": "et al."}], "Zhu S et al."),
        ([BERG], "van den Berg K Jr"),
        (None, "T"),
    ],
    ids=["one", "two", "three", "written et al.", "particle and suffix", "none"],
)
def test_authors_are_shortened(authors: object, expected: str) -> None:
    """A card names up to two authors, or the title where there is none."""
    printed = citation_html(reference({"author": authors}), None)
    assert printed.startswith(f"{expected} (2018). ")


@pytest.mark.parametrize(
    ("changes", "at", "expected"),
    [
        (
            {"volume": "559", "issue": "77", "page": "6-7", "title": "Why?"},
            "p. 3.",
            f"Zhu S (2018). Why? <i>Nature</i> 559(77):6–7. p. 3. {DOI}",
        ),
        (
            PAGE | {"URL": "https://www.fda.gov/a?b=1&c=2"},
            None,
            'FDA (no date). T. <a href="https://www.fda.gov/a?b=1&amp;c=2">fda.gov</a>',
        ),
        ({"DOI": None, "ISBN": "978"}, "Ch. 2", "Zhu S (2018). T. <i>Nature</i>. Ch. 2."),
    ],
    ids=["article", "page of its author", "book"],
)
def test_citation_on_a_card(changes: dict[str, object], at: str | None, expected: str) -> None:
    """A citation gives author, year, title, source, place in it and link."""
    assert citation_html(reference(changes), at) == expected


@given(TEXT, TEXT, TEXT, TEXT)
@example(*["<b> &lt; \"'"] * 4)
@example("T", "F", "C", r"\[")
def test_any_text_is_printed_as_typed(title: str, family: str, container: str, doi: str) -> None:
    """No text of a reference becomes markup, but a mark of MathJax parted by a span."""
    source = {"container-title": container, "DOI": doi}
    item = reference({"title": title, "author": [{"family": family}], **source})
    printed = citation_html(item, title).replace(r"<span>\</span>", "\\")
    assert re.findall(r"</?\w*", printed) == ["<i", "</i", "<a", "</a"]
    shown = html.unescape(re.sub(r"<[^>]*>", "", printed))
    assert shown.startswith(f"{family} (2018). {title}")
    assert container in shown
    assert shown.endswith(f"doi:{doi}")


def test_marks_of_anki_in_a_citation_are_shown_as_typed() -> None:
    """Title, place, author and page hold no player, formula or gap for Anki."""
    marks = r"[sound:a.mp3] \(x\) {{c1::b}}"
    cited = citation_html(
        reference({"title": marks, "author": [{"literal": marks}], "page": marks}), marks
    )
    assert not is_mark_of_anki(cited)
    assert html.unescape(re.sub("<[^>]*>", "", cited)).count(marks) == 4
