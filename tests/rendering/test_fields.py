"""Rendering: the fields, tags and card ordinals that a note of each kind ships with."""

import html
from collections.abc import Callable

import pytest

from deckbuilder.load import load_collection
from deckbuilder.rendering.fields import RenderedNote, render_notes
from deckbuilder.text.literal import is_mark_of_anki
from tests.places import LOOK

COLLECTION = "source/collection.yaml"
CARDS = "source/cards/receptor.yaml"
ZHU = (
    "<li>Zhu S et al. (2018). Structure of a human synaptic GABAA receptor. <i>Nature</i>. "
    '<a href="https://doi.org/10.1038/s41586-018-0255-3">doi:10.1038/s41586-018-0255-3</a></li>'
)
LABEL = (
    "<li>Drug X &lt;tablets&gt; prescribing information (no date). <i>Some Agency</i>. "
    'Clinical pharmacology. <a href="https://example.org/x?a=1&amp;b=2">example.org</a></li>'
)
FIELDS = {
    "binding-site": {
        "Question": "Where on the GABA-A receptor do benzodiazepines bind?",
        "Answer": "At the extracellular α+/γ− interface.",
        "Why": "The GABA sites lie elsewhere.",
        "Figure": '<img src="pentamer-d67e011f297c.svg" alt="Five subunits around a pore">',
        "References": f"<ol>{ZHU}{LABEL}</ol>",
        "Level": "core",
    },
    "half-life": {
        "Question": "What is the elimination half-life of drug X?",
        "Answer": "t½ &lt; 12 h &amp; &gt; 2 h",
        "References": "<p>Textbook knowledge.</p>",
        "Level": "advanced",
    },
    "gad": {
        "Question": "Which enzyme makes GABA from glutamate?",
        "Answer": "Glutamic acid decarboxylase",
        "References": f"<ol>{ZHU}</ol>",
        "Level": "core",
        "Typed": "Glutamic acid decarboxylase",
        "Reverse": "What does glutamic acid decarboxylase make?",
    },
    "claim-gaba-levels": {
        "Claim": "Diazepam works by raising GABA levels.",
        "Verdict": "not supported",
        "Evidence": "It makes the receptor respond more to the GABA that is there.",
        "References": f"<ol>{ZHU}</ol>",
        "Level": "core",
    },
}

Edit = Callable[[str, str, str], None]


def rendered() -> dict[str, RenderedNote]:
    """Return the notes of the project in the working folder by id."""
    loaded = load_collection("source", LOOK)
    assert loaded.collection is not None, loaded.problems
    return {note.id: note for note in render_notes(loaded.collection)}


def filled(note: str) -> dict[str, str]:
    """Return the fields of a note that are not empty, by name."""
    found = rendered()[note]
    pairs = zip(found.note_type.fields, found.fields, strict=True)
    return {name: value for name, value in pairs if value}


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("note", FIELDS)
def test_note_fills_the_fields_of_its_kind(note: str) -> None:
    """Each kind of note fills its own fields and its id, and all others stay empty."""
    assert filled(note) == FIELDS[note] | {"Id": note}


@pytest.mark.usefixtures("project")
def test_notes_ship_in_teaching_order_with_their_cards() -> None:
    """Decks and files give the order; reversed questions and clozes give further cards."""
    assert [(note.id, note.deck_id, note.ordinals) for note in rendered().values()] == [
        ("binding-site", "receptor", (0,)),
        ("half-life", "receptor", (0,)),
        ("gad", "receptor", (0, 1)),
        ("frequency", "receptor", (0, 1)),
        ("steady-state", "receptor", (0, 1, 2)),
        ("claim-gaba-levels", "claims", (0,)),
    ]


def test_gap_in_cloze_numbers_is_a_gap_in_cards(edit: Edit) -> None:
    """A cloze text without c1 has no first card, and a number used twice has one."""
    edit(CARDS, "{{c1::frequency}} of opening", "{{c7::frequency}} of {{c2::opening}}")
    assert rendered()["frequency"].ordinals == (1, 6)


def test_guid_depends_on_namespace_and_id_alone(edit: Edit) -> None:
    """Edited texts and titles leave the guid as it is for good; another namespace changes it."""
    edit(CARDS, "Which enzyme makes GABA from glutamate?", "Which enzyme makes GABA?")
    edit(COLLECTION, "title: Mini Pharmacology", "title: Other")
    assert rendered()["gad"].guid == "LQDBC-q30fhhWJNhX1ZQ"
    edit(COLLECTION, "namespace: mini", "namespace: other")
    assert rendered()["gad"].guid == "9pIAohGW4eKAp4aqCJT7"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("'**GAD**, Cl^−^ & H~2~O'", "GAD, Cl− &amp; H2O"),
        ("'< 12 h \"about\"'", '&lt; 12 h "about"'),
        ("|-\n      one\n      two\n\n      three", "one two three"),
    ],
    ids=["formatting", "signs", "lines"],
)
def test_typed_answer_is_what_the_student_reads(edit: Edit, answer: str, expected: str) -> None:
    """The text to type is one line without formatting."""
    edit(CARDS, "Glutamic acid decarboxylase", answer)
    assert filled("gad")["Typed"] == expected


@pytest.mark.usefixtures("project")
def test_marks_of_anki_in_an_alt_text_are_text(edit: Edit) -> None:
    """Anki reads attributes too: no player comes of one, and no card in a cloze note."""
    marks = r"[sound:a.mp3] \(x\) {{c1::b}}"
    edit(CARDS, "alt: Five subunits around a pore", f"alt: '{marks}'")
    figure = filled("binding-site")["Figure"]
    assert not is_mark_of_anki(figure)
    assert html.unescape(figure).endswith(f' alt="{marks}">')


def test_alt_text_cannot_leave_its_attribute(edit: Edit) -> None:
    """Quotes and angle brackets in an alt text stay text."""
    edit(CARDS, "alt: Five subunits around a pore", """alt: '5" > <b>&lt;'""")
    assert filled("binding-site")["Figure"].endswith(' alt="5&quot; &gt; &lt;b&gt;&amp;lt;">')


@pytest.mark.parametrize(
    ("reference", "expected"),
    [("", None), ("textbook: true\n    refs: [zhu2018]\n    ", f"<ol>{ZHU}</ol>")],
    ids=["none", "textbook and reference"],
)
def test_references_are_printed_where_there_are_any(
    edit: Edit, reference: str, expected: str | None
) -> None:
    """References go before the word textbook, and a note with neither shows nothing."""
    edit(CARDS, "textbook: true\n    level", f"{reference}level")
    assert filled("half-life").get("References") == expected


@pytest.mark.parametrize("root", ["mini::", ""], ids=["root", "no root"])
def test_tags_ship_sorted_and_once(edit: Edit, root: str) -> None:
    """Tags of file and note are joined below the root; letter case alone makes no other tag."""
    edit(CARDS, "tags: [site]", "tags: [α::b, Receptor, Site]")
    if not root:
        edit(COLLECTION, "tag_root: mini\n", "")
    assert rendered()["binding-site"].tags == (f"{root}Receptor", f"{root}Site", f"{root}α::b")
