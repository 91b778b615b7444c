"""The renderer of the preview against the real backend: the same HTML for every card."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from anki.collection import Collection as AnkiCollection
from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deckbuilder.apkg.write import package_bytes
from deckbuilder.collection.contents import Collection
from deckbuilder.collection.ledger import Ledger, ledger_text
from deckbuilder.collection.look import Look
from deckbuilder.kinds.kind import NoteType
from deckbuilder.kinds.registry import note_types_of
from deckbuilder.load import load_collection
from deckbuilder.release.publish import published_ledger
from deckbuilder.rendering.fields import RenderedNote, render_notes
from deckbuilder.rendering.package import package_contents
from deckbuilder.rendering.stamps import stamp_notes
from deckbuilder.site.cardview import CardView, TemplateError, card_view
from deckbuilder.source.settings import Package
from deckbuilder.text.markdown import cloze_html, text_html
from tests.places import EPOCH, ROOT

MINI = ROOT / "tests/fixtures/mini/source"

Sides = Mapping[tuple[str, int], CardView]


def loaded(source: Path) -> Collection:
    """Return a collection that has no errors."""
    collection = load_collection(str(source), ROOT / "source/notetypes").collection
    assert collection is not None
    return collection


MINI_COLLECTION = loaded(MINI)


def sides_in_anki(collection: Collection, notes: Sequence[RenderedNote]) -> Sides:
    """Import the notes into an empty collection; return each card's sides by note and ordinal."""
    stamps = stamp_notes(notes, collection.look, Ledger(), EPOCH)
    whole = Package(file="all.apkg", decks="all")
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder, "all.apkg")
        package.write_bytes(package_bytes(package_contents(whole, collection, notes, stamps)))
        student = AnkiCollection(str(Path(folder, "student.anki2")))
        request = ImportAnkiPackageRequest(
            package_path=str(package), options=ImportAnkiPackageOptions()
        )
        student.import_anki_package(request)
        cards = map(student.get_card, student.find_cards(""))
        sides = {(card.note()["Id"], card.ord): card.render_output() for card in cards}
        student.close()
    return {key: CardView(out.question_text, out.answer_text) for key, out in sides.items()}


def sides_by_us(collection: Collection, notes: Sequence[RenderedNote]) -> Sides:
    """Return what our renderer gives for each card of the notes."""
    names = {deck.id: collection.deck_name(deck) for deck in collection.settings.decks}
    return {
        (note.id, ordinal): card_view(note, collection.look, names[note.deck_id], ordinal)
        for note in notes
        for ordinal in note.ordinals
    }


@pytest.mark.parametrize(
    "source", [pytest.param(ROOT / "source", marks=pytest.mark.slow), MINI], ids=["real", "mini"]
)
def test_every_card_of_a_source_is_rendered_as_by_anki(source: Path) -> None:
    """Each card of the real decks and of the small ones has the backend's two sides."""
    collection = loaded(source)
    notes = render_notes(collection)
    assert sides_by_us(collection, notes) == sides_in_anki(collection, notes)


def test_withdrawn_and_corrected_notes_are_rendered_as_by_anki(tmp_path: Path) -> None:
    """What is left of a withdrawn note of each kind has the backend's two sides."""
    source = tmp_path / "source"
    shutil.copytree(MINI, source)
    notes = render_notes(loaded(source))
    stamps = stamp_notes(notes, MINI_COLLECTION.look, Ledger(), EPOCH)
    ledger = published_ledger(MINI_COLLECTION, notes, stamps, {}, EPOCH)
    (source / "ledger.json").write_text(ledger_text(ledger), "utf-8")
    withdrawn = "retired:\n" + "".join(
        f"  - {{id: {name}, on: 2027-01-10, reason: 'Old & <wrong>.', see: half-life}}\n"
        for name in ("gad", "steady-state")
    )
    path = source / "cards/receptor.yaml"
    text, _ = path.read_text("utf-8").split("  - id: steady-state")
    first, rest = text.split("  - id: gad\n")
    corrected = first.replace(
        "    textbook: true", "    textbook: true\n    correction: {on: 2027-01-10, was: '*x* < y'}"
    )
    path.write_text(f"{corrected}{rest[rest.index('  - id: frequency') :]}{withdrawn}", "utf-8")
    collection = loaded(source)
    left = render_notes(collection)
    assert [note.id for note in left if "mini::retired::2027-01" in note.tags] == [
        "gad",
        "steady-state",
    ]
    assert sides_by_us(collection, left) == sides_in_anki(collection, left)


MARKS = ["*x*", "~2~", "^+^", "`c`", "[l](https://x.y/?a=1&b)", "- a\n- b", "# h", "---", "\\"]
BLOCKS = ["\n\n", "|a|\n|-|\n|b|", "> 2 h", "[[type:Id]]", "[sound:a.mp3]"]
BRACES = ["{x}", "}}", "{{", "::", "\\::", "{{Id}}", "{{#Why}}"]
TEX = [r"\(\frac{a}{b}\)", r"\[x_{y_{z}}\]", r"\(a<b\)", r"\(", r"\]"]
LETTERS = ["α+/γ−", "é", "e\u0301", "\u212b", "\u00a0", "\u2028", "½", "😀", '"', "'"]
TAGS = ["a<b>c</b>", "&lt;", "<!-- c -->", "<script>alert(1)</script>", "<br>"]
WORDS = st.sampled_from([*MARKS, *BLOCKS, *BRACES, *TEX, *LETTERS, *TAGS])
ANY_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8)
TEXTS = st.lists(WORDS | ANY_TEXT, min_size=1, max_size=6).map(" ".join)
PLAIN = st.sampled_from(["dose", "a<b", "x & y", "é", "½", r"\(\frac{a}{b}\)", r"\(x_{i}\)", "*i*"])
HINTS = st.sampled_from(["", "::how long", "::a & b", "::*h*", r"::\(h\)", "::a::b"])
NUMBERS = st.integers(min_value=1, max_value=12)


def gap(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return gaps around the parts, with and without hints."""
    content = st.lists(parts, min_size=1, max_size=3).map(" ".join)
    return st.builds("{{{{c{}::{}{}}}}}".format, NUMBERS, content, HINTS)


GAPS = gap(st.recursive(PLAIN, gap, max_leaves=8))
FORMULA_GAPS = st.builds(r"\(y = {{{{c{}::\frac{{a}}{{b_{{c}}}}}}}} + 1\)".format, NUMBERS)
QUESTION, CLOZE, CLAIM, _ = note_types_of("mini", "Mini Pharmacology").values()
CLOZE_TEXTS = st.lists(GAPS | FORMULA_GAPS | TEXTS, min_size=1, max_size=5).map(" ".join)


def rendered(note_type: NoteType, ordinals: Sequence[int], **values: str) -> RenderedNote:
    """Return a note of the first small deck with the fields named."""
    return RenderedNote(
        id="generated",
        guid="generated",
        kind="question",
        note_type=note_type,
        deck_id="receptor",
        fields=tuple(values.get(name, "") for name in note_type.fields),
        tags=("zeta", "Alpha::b", "beta"),
        ordinals=tuple(ordinals),
        asked=tuple("" for _ in ordinals),
        picture=None,
    )


@st.composite
def generated_notes(draw: st.DrawFn) -> RenderedNote:
    """Draw a note of any kind whose texts went through our markup."""
    note_type = draw(st.sampled_from([QUESTION, CLOZE, CLAIM]))
    optional = {
        name: text_html(draw(TEXTS)).html
        for name in ("Why", "Notice", "Correction", "References")
        if draw(st.booleans())
    }
    if note_type is CLOZE:
        markup = cloze_html(draw(CLOZE_TEXTS))
        assume(markup.clozes and not markup.problems)
        ordinals = [number - 1 for number in sorted(markup.clozes)]
        return rendered(CLOZE, ordinals, Text=markup.html, **optional)
    texts = {
        name: text_html(draw(TEXTS)).html for name in ("Question", "Answer", "Claim", "Evidence")
    }
    assume(all(text.strip() for text in texts.values()))
    reverse = note_type is QUESTION and draw(st.booleans())
    switches = {"Reverse": "1", "Typed": "typed"} if reverse else {}
    ordinals = [0, 1] if reverse else [0]
    return rendered(note_type, ordinals, Verdict="overstated", **texts, **switches, **optional)


def numbered(notes: Sequence[RenderedNote]) -> Iterator[RenderedNote]:
    """Yield the notes with ids of their own."""
    for number, note in enumerate(notes):
        name = f"generated-{number}"
        fields = [*note.fields]
        fields[note.note_type.fields.index("Id")] = name
        yield replace(note, id=name, guid=name, fields=tuple(fields))


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(generated_notes(), min_size=1, max_size=12))
def test_generated_notes_are_rendered_as_by_anki(notes: Sequence[RenderedNote]) -> None:
    """Markup, nested gaps, formulas and hints of any kind give the backend's HTML."""
    named = tuple(numbered(notes))
    assert sides_by_us(MINI_COLLECTION, named) == sides_in_anki(MINI_COLLECTION, named)


TEMPLATES = [
    "{{Question}}{{Deck}}|{{Subdeck}}|{{Tags}}|{{Type}}|{{Card}}|{{CardFlag}}",
    "{{text:Question}} {{ Answer }}",
    "{{^Why}}no why{{/Why}}{{#Why}}why{{/Why}}{{Question}}",
    "{{#Question}}{{^Why}}{{#Answer}}{{Question}}{{/Answer}}{{/Why}}{{/Question}}",
    "<!-- {{Question}} {{Nothing}} -->{{Question}}",
    "{{Question}}{{type:nc:Answer}}{{type:Answer}}",
    "{{Question}} }} single { brace } {{",
    "{{Why}}",
    "{{type:Question}}",
    "{{#Why}}{{Question}}{{/Why}}",
    "{{^Why}}{{Question}}{{/Why}}",
    "{{Deck}}",
    "{{cloze:Question}}{{Question}}",
]


@pytest.mark.parametrize("front", TEMPLATES)
def test_templates_are_rendered_as_by_anki(front: str) -> None:
    """Sections, filters, comments and a front that asks nothing come out as in the backend."""
    back = "{{FrontSide}}<hr>{{Answer}}{{text:Why}} [sound:b.mp3]"
    sides = {"question.front.html": front, "question.back.html": back}
    look = Look("", {**MINI_COLLECTION.look.sides, **sides})
    collection = replace(MINI_COLLECTION, look=look)
    question = "<b>a</b> &amp; b [sound:a.mp3]"
    note = rendered(QUESTION, [0], Question=question, Answer="c<i>d</i>", Id="generated")
    assert sides_by_us(collection, [note]) == sides_in_anki(collection, [note])


EMPTY = ["", " ", "\n\t", "<br>", "<BR />", "</br>", "<div> <br/> </div>"]
FILLED = [
    "<br  />",
    "<div/ >",
    "<p></p>",
    "&nbsp;",
    "\u00a0",
    "\u2028",
    "<hr>",
    "<div class=a>",
    "0",
]


@pytest.mark.parametrize("content", [*EMPTY, *FILLED])
def test_a_field_is_empty_where_anki_takes_it_for_empty(content: str) -> None:
    """ASCII white space, breaks and bare divs do not fill a section; anything else does."""
    note = rendered(QUESTION, [0], Question="q", Answer="a", Why=content, Id="generated")
    assert sides_by_us(MINI_COLLECTION, [note]) == sides_in_anki(MINI_COLLECTION, [note])


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("{{Nothing}}", 'there is no field "Nothing"'),
        ("{{#Nothing}}{{/Nothing}}", 'there is no field "Nothing"'),
        ("{{Question}}{{hint:Answer}}", 'the filter "hint" is not known here'),
        ("{{#Why}}{{Question}}", 'section "Why" is opened and not closed'),
        ("{{Question}}{{/Why}}", 'section "Why" is closed and not opened'),
    ],
)
def test_template_that_cannot_be_rendered_is_told(front: str, message: str) -> None:
    """An unknown field or filter and an open section are named, never guessed at."""
    look = Look("", {**MINI_COLLECTION.look.sides, "question.front.html": front})
    note = rendered(QUESTION, [0], Question="q", Answer="a")
    with pytest.raises(TemplateError) as raised:
        card_view(note, look, "Deck", 0)
    assert str(raised.value) == message
