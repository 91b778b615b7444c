"""The rules explain themselves, and what their examples show is true."""

import re
import shutil
from collections.abc import Callable
from inspect import cleandoc
from pathlib import Path

import pytest

from deckbuilder.load import load_collection
from deckbuilder.problems import rules
from deckbuilder.problems.problem import Rule, SourceFile
from tests.places import BAD, LOOK, MINI

RULES = [rule for rule in vars(rules).values() if isinstance(rule, Rule)]
TOLD_IN_WORDS = {"Y001", "Y002", "Y003", "Y011", "Y016", "I006", "I012", "I013"}
"""What no text of a source can show: the file itself, its bytes or size, the ledger, a release."""

SHOWN = [rule for rule in RULES if rule.file]
SHOWN_AS_NOTES = [
    rule
    for rule in SHOWN
    if rule.file is SourceFile.CARDS and cleandoc(rule.bad).startswith("- id: ")
]
NOTES = "source/cards/receptor.yaml"
PLACES = {
    SourceFile.CARDS: "source/cards/claims.yaml",
    SourceFile.COLLECTION: "source/collection.yaml",
    SourceFile.REFERENCES: "source/references.yaml",
    SourceFile.FRONT: "source/notetypes/question.front.html",
}
ITEM = re.compile(r"^(?=- id: )", re.MULTILINE)
KEY = re.compile(r"^(?=\w)", re.MULTILINE)

Found = Callable[[Rule, str], set[str]]


@pytest.fixture
def found(project: Path) -> Found:
    """Return a function that lays an example into the small source as released, and checks it."""
    published = BAD / "I007-vanished-note/source"
    table = BAD / "I019-another-drug/source"
    shutil.copy(published / "ledger.json", project / "source")
    (project / "source/media/pentamer.pdf").write_text("%PDF-1.7\n", encoding="utf-8")

    def codes(rule: Rule, example: str) -> set[str]:
        assert rule.file is not None
        is_note = rule.file is SourceFile.CARDS and example.startswith("- id: ")
        if rule in vars(rules.drugtable).values():
            for name in ("drugs.yaml", "ledger.json"):
                shutil.copy(table / name, project / "source")
        if rule.file is SourceFile.FRONT:
            shutil.copytree(LOOK, project / "source/notetypes")
        path = project / (NOTES if is_note else PLACES[rule.file])
        path.write_text(laid(path.read_text(encoding="utf-8"), example, rule.file), "utf-8")
        return {problem.rule.code for problem in load_collection("source", LOOK).problems}

    return codes


def laid(base: str, example: str, file: SourceFile) -> str:
    """Return a file with an example in it: list entries, keys, or the example in its place.

    What the example brings stands for what has the same id or key in the file.
    """
    if example.startswith("- id: "):
        head, *entries = re.split(r"^(?=  - id: )", base, flags=re.MULTILINE)
        names = {entry.split("\n")[0].split("  #")[0] for entry in ITEM.split(example)}
        kept = [each for each in entries if each.split("\n")[0].strip() not in names]
        new = re.sub(r"^(?=.)", "  ", example, flags=re.MULTILINE)
        return "".join([head, *kept, "\n", new, "\n"])
    if file is SourceFile.COLLECTION:
        keys = {block.split(":")[0] for block in KEY.split(example)}
        kept = [block for block in KEY.split(base) if block.split(":")[0] not in keys]
        return "".join([*kept, example, "\n"])
    return f"{example}\n"


def code_of(rule: Rule) -> str:
    """Return the code of a rule, which names its test."""
    return rule.code


def test_mini_as_released_is_clean(found: Found) -> None:
    """What the examples are laid into has no problem of its own."""
    assert found(rules.EMPTY_FILE, (MINI / PLACES[SourceFile.CARDS]).read_text("utf-8")) == set()


@pytest.mark.parametrize("rule", SHOWN, ids=code_of)
def test_bad_example_breaks_its_rule_alone(found: Found, rule: Rule) -> None:
    """What is shown as bad has this problem and no other."""
    assert found(rule, cleandoc(rule.bad)) == {rule.code}


@pytest.mark.parametrize("rule", SHOWN, ids=code_of)
def test_good_example_breaks_no_rule(found: Found, rule: Rule) -> None:
    """What is shown as good has no problem at all."""
    assert found(rule, cleandoc(rule.good)) == set()


@pytest.mark.parametrize("rule", SHOWN_AS_NOTES, ids=code_of)
def test_allow_silences_what_heeds_it(found: Found, rule: Rule) -> None:
    """An allow on the notes of the bad example silences the rules that say so, and no other."""
    plain = re.sub(r"^  allow: .*\n?", "", cleandoc(rule.bad), flags=re.MULTILINE)
    allow = rf"\1  allow: {{{rule.code}: for once}}" + "\n"
    example = re.sub(r"^(- id: .+\n)", allow, plain, flags=re.MULTILINE)
    assert (rule.code not in found(rule, example)) is rule.heeds_allow


def test_every_rule_is_imported_by_its_name() -> None:
    """No two families name a rule alike, of which the package would hold one alone."""
    assert sorted(rule.code for rule in RULES) == [rule.code for rule in rules.every_rule()]


def test_only_what_notes_show_heeds_allow() -> None:
    """Every rule that an allow silences has notes for an example, so the test above tries it."""
    assert {rule for rule in RULES if rule.heeds_allow} <= set(SHOWN_AS_NOTES)


def test_rules_told_in_words_are_few() -> None:
    """Only these have no text that shows them."""
    assert {rule.code for rule in RULES if rule.file is None} == TOLD_IN_WORDS


@pytest.mark.parametrize("rule", RULES, ids=code_of)
def test_reason_is_whole_sentences(rule: Rule) -> None:
    """A reason is one to three sentences, and says more than the summary."""
    assert re.fullmatch(r"[A-Z].+[.]", rule.why)
    assert rule.why != rule.summary
    assert rule.bad != rule.good
    assert min(len(rule.bad), len(rule.good)) > 0
