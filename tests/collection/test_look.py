"""Note types: what is frozen about them, and how their look is read and checked."""

import shutil
from pathlib import Path

import pytest

from deckbuilder.collection.contents import Collection
from deckbuilder.collection.look import read_look
from deckbuilder.collection.wording import Wording
from deckbuilder.kinds.registry import note_types_of
from deckbuilder.release.packages import contents_of
from tests.places import LOOK

COMMON = "Figure References Level Notice Correction Report Id"
SPARE = "Spare1 Spare2 Spare3"
FROZEN = [
    (
        "question",
        1570541516649,
        0,
        f"Question Answer Why {COMMON} Typed Reverse {SPARE}",
        ["Question", "Reverse"],
    ),
    ("cloze", 1675168989813, 1, f"Text Why {COMMON} {SPARE}", ["Cloze"]),
    ("claim", 1599432157963, 0, f"Claim Verdict Evidence {COMMON} {SPARE}", ["Claim"]),
]
"""The note types of the real collection, with the ids that they have for good."""


@pytest.fixture
def look(tmp_path: Path) -> Path:
    """Return a copy of the project's own look."""
    return Path(shutil.copytree(LOOK, tmp_path / "look"))


def problems(look: Path) -> set[str]:
    """Return the problems of a look, its files named from its folder."""
    found = read_look(look).problems
    return {str(problem).removeprefix(f"{look}/") for problem in found}


@pytest.mark.parametrize(("name", "number", "kind", "fields", "templates"), FROZEN)
def test_note_type_is_frozen(
    real: Collection, name: str, number: int, kind: int, fields: str, templates: list[str]
) -> None:
    """Ids, fields and templates reach Anki in this order for good, or it refuses updates."""
    contents = contents_of(real, real.settings.packages[0], 1_700_000_000)
    packed = contents.note_types[number]
    assert (packed.kind, packed.name) == (kind, f"Benzodiazepine Pharmacology {name.capitalize()}")
    assert [(field.id, field.name) for field in packed.fields] == [
        (number * 1000 + index, name) for index, name in enumerate(fields.split())
    ]
    assert [(template.id, template.name) for template in packed.templates] == [
        (number * 1000 + 500 + index, name) for index, name in enumerate(templates)
    ]


def test_two_collections_share_no_note_type() -> None:
    """Ids and names of note types follow from namespace and title, so that looks do not mix."""
    one, other = (note_types_of("a", "A"), note_types_of("b", "A"))
    assert {each.id for each in one.values()}.isdisjoint(each.id for each in other.values())
    assert [each.name for each in one.values()] == ["A Question", "A Cloze", "A Claim", "A Drug"]


def test_own_look_is_sound() -> None:
    """The look in source/notetypes has no problem, a style and both sides of every template."""
    read = read_look(LOOK)
    assert read.problems == ()
    assert read.look.css == (LOOK / "style.css").read_text(encoding="utf-8")
    templates = ("claim", "cloze", "drug", "question", "reverse", "structure")
    sides = [f"{template}.{side}.html" for template in templates for side in ("back", "front")]
    assert sorted(name for name, text in read.look.sides.items() if text) == sides


def test_include_takes_in_a_file(look: Path) -> None:
    """`{{>name}}` stands for the file, which may include others; the last line ends go."""
    (look / "claim.front.html").write_text("<a>\n{{>outer}}\n<b>\n\n", encoding="utf-8")
    (look / "outer.html").write_text("{{> inner }}{{Verdict}}\n", encoding="utf-8")
    (look / "inner.html").write_text("{{Claim}}\n", encoding="utf-8")
    read = read_look(look)
    assert read.problems == ()
    assert read.look.sides["claim.front.html"] == "<a>\n{{Claim}}\n{{Verdict}}\n<b>"


def test_word_of_the_collection_is_taken_in(look: Path) -> None:
    """`{{=name}}` stands for what the collection calls it, also in a file that is taken in."""
    (look / "why.html").write_text("{{=why}}|{{= references }}", encoding="utf-8")
    words = Wording("de", {"why": "Warum", "references": "Quellen"}).template_words()
    assert "Warum|Quellen" in read_look(look, words=words).look.sides["cloze.back.html"]


def test_every_side_says_its_language() -> None:
    """The main part of each card is in the language of the collection, not in ours."""
    wording = Wording("he", {"why": "\u05dc\u05de\u05d4"})
    for name, side in read_look(LOOK, words=wording.template_words()).look.sides.items():
        assert '<main lang="he" dir="rtl">' in side, name
        assert ">Why<" not in side, name


def test_unknown_word_is_told(look: Path) -> None:
    """A word that no card has is a problem where it stands."""
    (look / "question.back.html").write_text("a\nb{{=wy}}", encoding="utf-8")
    message = 'no word is called "wy"; did you mean "why"?'
    assert problems(look) == {f"question.back.html:2:2: error: {message} [S009]"}


@pytest.mark.parametrize(
    "text",
    [
        "{{#Why}}{{ Why }}{{/Why}}{{^Why}}-{{/Why}}",
        "{{hint:Why}}{{type:Typed}}{{furigana:text:Id}}",
        "{{FrontSide}}{{Deck}}{{Subdeck}}{{Tags}}{{Type}}{{Card}}{{CardFlag}}",
        "a { b } {c} }}",
    ],
    ids=["switches", "filters", "fields of Anki", "single braces"],
)
def test_template_may_hold(look: Path, text: str) -> None:
    """Conditions, filters, Anki's own fields and lone braces are no problem."""
    (look / "question.back.html").write_text(text, encoding="utf-8")
    assert problems(look) == set()


@pytest.mark.parametrize(
    ("text", "place", "field"),
    [
        ("\n{{Anwser}}", "2:1", '"Anwser"; did you mean "Answer"?'),
        ("é {{hint:Verdict}}", "1:3", '"Verdict"'),
        ("{{hint:Wy}}", "1:1", '"Wy"; did you mean "Why"?'),
        ("{{}}", "1:1", '""'),
    ],
)
def test_unknown_field_is_told_where_it_stands(
    look: Path, text: str, place: str, field: str
) -> None:
    """A name that the note type lacks is a problem at its brace, with the likeliest name."""
    (look / "question.back.html").write_text(text, encoding="utf-8")
    said = f'note type "Question" has no field {field} [S009]'
    assert problems(look) == {f"question.back.html:{place}: error: {said}"}


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("a\n {{#Why}}", "2:2", '"Why" is opened here and not closed in this file'),
        ("{{/Why}}", "1:1", '"Why" is closed here and not opened before'),
        ("{{#Why}}{{/Id}}", "1:9", '"Id" is closed here and not opened before'),
        ("{{^Why\n}}", "1:1", '"Why" is opened here and not closed in this file'),
    ],
    ids=["unclosed", "unopened", "crossed", "over two lines"],
)
def test_section_that_is_not_whole_is_told(look: Path, text: str, place: str, said: str) -> None:
    """A section must be opened and closed in one file, in order."""
    (look / "question.back.html").write_text(text, encoding="utf-8")
    assert problems(look) == {f"question.back.html:{place}: error: section {said} [S009]"}


def test_template_that_takes_itself_in_is_told(look: Path) -> None:
    """A circle of inclusions ends with a problem, not with a crash."""
    (look / "why.html").write_text("{{ >why }}", encoding="utf-8")
    assert "why.html:1:1: error: the template takes itself in [S009]" in problems(look)


def test_included_file_is_judged_for_each_note_type(look: Path) -> None:
    """A field that only some of the note types have is told with the file that names it."""
    (look / "why.html").write_text("<p>\n  {{Answer}}", encoding="utf-8")
    said = 'note type "Cloze" has no field "Answer" [S009]'
    assert problems(look) == {f"why.html:2:3: error: {said}"}


def test_includes_that_multiply_are_bounded(look: Path) -> None:
    """Files that take each other in many times are read once each, and end with a problem."""
    for level in range(7):
        (look / f"i{level}.html").write_text(f"{{{{>i{level + 1}}}}}" * 60, encoding="utf-8")
    (look / "i7.html").write_text("{{Tags}}" * 9, encoding="utf-8")
    (look / "claim.front.html").write_text("{{>i0}}{{Claim}}", encoding="utf-8")
    said = "the template and what it takes in have more than 200,000 characters [S009]"
    assert problems(look) == {f"i5.html:1:1: error: {said}"}


def test_includes_in_a_long_chain_are_bounded(look: Path) -> None:
    """A chain of files that take each other in has an end."""
    for level in range(40):
        (look / f"i{level}.html").write_text(f"{{{{>i{level + 1}}}}}", encoding="utf-8")
    (look / "claim.front.html").write_text("{{>i0}}{{Claim}}", encoding="utf-8")
    said = "templates take each other in deeper than 8 levels [S009]"
    assert problems(look) == {f"i8.html:1:1: error: {said}"}


def test_sections_that_nest_without_end_are_told(look: Path) -> None:
    """Sections nest so deep that Anki and the preview bear them; the first too deep is told."""
    deep = "{{#Why}}" * 50, "{{/Why}}" * 50
    (look / "why.html").write_text("".join(deep), encoding="utf-8")
    assert problems(look) == set()
    (look / "why.html").write_text("{{#Why}}".join(deep) + "{{/Why}}", encoding="utf-8")
    said = "sections nest deeper than 50 levels [S009]"
    assert problems(look) == {f"why.html:1:401: error: {said}"}


def test_long_template_is_told(look: Path) -> None:
    """A template of more than 200,000 bytes is not read."""
    (look / "why.html").write_text("a" * 200_001, encoding="utf-8")
    said = "the template file cannot be read: the file is larger than 200,000 bytes [S009]"
    assert problems(look) == {f"why.html:1:1: error: {said}"}


def test_file_that_cannot_be_read_is_a_problem(look: Path) -> None:
    """A missing stylesheet, a missing include and bytes that are not UTF-8 are told together."""
    (look / "style.css").unlink()
    (look / "why.html").unlink()
    (look / "claim.front.html").write_bytes(b"\xff")
    assert {problem.split("'")[0] for problem in problems(look)} == {
        "style.css:1:1: error: the template file does not exist [S009]",
        "why.html:1:1: error: the template file does not exist [S009]",
        "claim.front.html:1:1: error: the template file cannot be read: ",
    }
