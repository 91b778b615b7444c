"""Hostile sources: bounded in time and memory, nothing written, and no text becomes live HTML."""

import importlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

from deckbuilder.collection.ledger import Ledger, PublishedNote, ledger_text
from deckbuilder.kinds.registry import note_types_of
from deckbuilder.load import load_collection
from deckbuilder.rendering.fields import date_notes, render_notes
from deckbuilder.rendering.stamps import stamp_notes
from deckbuilder.source.tree import MAX_DEPTH, MAX_FILE_BYTES, MAX_NODES, MAX_TEXT_CHARACTERS
from deckbuilder.text.markdown import Markup, cloze_html, text_html
from tests.places import EPOCH, LOOK, ROOT

if TYPE_CHECKING:
    from tests.conftest import Start

Run = Callable[..., Result]


MAX_SECONDS = 15
"""Processor time after which the system ends a `build`; the worst below takes about two."""

MAX_MEMORY_MIB = 600
"""Resident memory of one `build`; the worst below takes about 200 MiB."""

MAX_GROWTH = 4.0
"""How much longer a text twice as long may take: 2 is linear, 4 is quadratic."""

TARGETS = ("markup", "package", "source", "yaml")


@pytest.fixture
def fuzz(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Return a function that imports a module of tests/fuzz."""
    monkeypatch.syspath_prepend(str(ROOT / "tests/fuzz"))
    return importlib.import_module


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_seeds_of_the_fuzzer_pass(target: str, fuzz: Callable[[str], ModuleType]) -> None:
    """The targets of tests/fuzz still run and hold on every seed."""
    module = fuzz(f"fuzz_{target}")
    for seed in module.seeds():
        module.check(seed)


def alias_bomb() -> str:
    """Return YAML of a few lines that unfolds to three million texts."""
    levels = [f"a{level}: &a{level} [{f'*a{level - 1}, ' * 9}]" for level in range(1, 8)]
    return "\n".join(["a0: &a0 [x, x, x]", *levels, ""])


def indented(depth: int) -> str:
    """Return mappings, each the value of the one before."""
    return "".join(f"{' ' * level}a:\n" for level in range(depth))


DEEP = f"lists and mappings nest deeper than {MAX_DEPTH} levels [Y010]"
LONG = f"text of 10,000,000 characters; at most {MAX_TEXT_CHARACTERS:,} are taken [Y011]"
MANY = f"the file has more than {MAX_NODES:,} keys and values; split it [Y011]"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (alias_bomb, '1:5: error: anchor "&a0"; delete it, or quote a text that starts'),
        (lambda: "- " * 500 + "x", f"1:35: error: {DEEP}"),
        (lambda: "[" * 500 + "x" + "]" * 500, f"1:18: error: {DEEP}"),
        (lambda: "{a: " * 500 + "x" + "}" * 500, f"1:66: error: {DEEP}"),
        (lambda: indented(500), f"17:17: error: {DEEP}"),
        pytest.param(lambda: f"deck: {'x' * 10_000_000}\n", f"1:7: error: {LONG}"),
        pytest.param(lambda: "deck: >\n" + " x\n" * 5_000_000, f"1:7: error: {LONG}"),
        pytest.param(
            lambda: "".join(f"k{number}: v\n" for number in range(1_000_000)),
            f"error: {MANY}",
        ),
        pytest.param(
            lambda: "notes:\n" + "- {q: a}\n" * 20_000,
            '2:3: error: a note has either "question"',
        ),
    ],
    ids=[
        "alias bomb",
        "500 lists",
        "500 flow lists",
        "500 flow maps",
        "500 maps",
        "10 MB scalar",
        "10 MB folded scalar",
        "million keys",
        "20,000 wrong notes",
    ],
)
def test_hostile_file_costs_little_and_writes_nothing(
    content: Callable[[], str], expected: str, project: Path, start: "Start"
) -> None:
    """A build ends within its bounds, tells what is wrong where, and leaves no packages."""
    (project / "source/cards/receptor.yaml").write_text(content(), encoding="utf-8")
    code, output, mebibytes = build_in_a_process(project, start)
    assert code == 1, output[-2000:]
    assert expected in output
    assert "Traceback" not in output
    assert not (project / "decks").exists()
    assert mebibytes < MAX_MEMORY_MIB


def test_file_past_the_limit_is_not_read(project: Path, run: Run) -> None:
    """A file of one byte more than 64 MiB is told by its size alone, and nothing is written."""
    path = project / "source/cards/receptor.yaml"
    os.truncate(path, MAX_FILE_BYTES + 1)
    result = run("build")
    message = "error: the file is larger than 64 MiB [Y011]"
    assert result.stdout == f"source/cards/receptor.yaml:1:1: {message}\n"
    assert result.exit_code == 1
    assert not (project / "decks").exists()


def build_in_a_process(project: Path, start: "Start") -> tuple[int, str, float]:
    """Return exit code, output and peak memory in MiB of `build`, which a limit of time ends."""
    build = start(project, "build")
    process = build.process
    resource = pytest.importorskip("resource")  # Windows has none
    resource.prlimit(process.pid, resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.prlimit(process.pid, resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
    output = build.read_rest()
    _, status, usage = os.wait4(process.pid, 0)  # at once: its output ends when it does
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, output, usage.ru_maxrss / 1024


def repeated(piece: str) -> Callable[[int], str]:
    """Return a function that repeats a piece up to a number of characters."""
    return lambda size: piece * (size // len(piece))


CATASTROPHES: dict[str, Callable[[int], str]] = {
    **{
        piece: repeated(piece)
        for piece in (
            *("*", "**a", "*a_ ", "_", "__a ", "[", "![", "![a", "![[", "[a](", "[](http://a", "`"),
            *("[`", "~", "a~", "a~b ", "^", "a^", "a^[", "> ", ">[", "- ", "- a\n", "> a\n", "|"),
            *("{{c1::", "{{c", "{{c1::a}}", "{{", "}}", "::", "\\(", "\\[", "\\(a\\)", "{{c1::\\("),
            *("\\", "<http:", "&", "# "),
        )
    },
    "nested brackets": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "nested clozes": lambda size: "{{c1::" * (size // 9) + "a" + "}}" * (size // 9),
    "braces in a cloze": lambda size: "{{c1::" + "{::" * (size // 3),
    "unfinished cloze": lambda size: "{{c" + " " * size + "x",
    "braces in a formula": lambda size: f"\\({'{' * (size - 4)}\\)",
    "closings in a formula": lambda size: f"\\({'}' * (size - 4)}\\)",
    "backticks of all lengths": lambda size: "".join(
        "`" * length + "a" for length in range(int((2 * size) ** 0.5))
    ),
    "quoted lists": lambda size: "> - " * (size // 8) + "a\n" * (size // 8),
    "indented lists": lambda size: "".join(
        f"{'  ' * level}- a\n" for level in range(int(size**0.5))
    ),
    "wide table": lambda size: "".join(f"|{cell * (size // 9)}\n" for cell in ("a|", "-|", "b|")),
    "long table": lambda size: "|a|\n|-|\n" + "|b|\n" * (size // 4),
}


@pytest.mark.slow
@pytest.mark.parametrize("html_of", [text_html, cloze_html], ids=["text", "cloze"])
@pytest.mark.parametrize("name", CATASTROPHES)
def test_no_text_takes_long(
    name: str, html_of: Callable[[str], Markup], growth: Callable[[Callable[[int], object]], float]
) -> None:
    """Twice the text takes less than four times as long, up to the longest that may stand."""
    assert growth(lambda size: html_of(CATASTROPHES[name](size)[:size])) < MAX_GROWTH


@pytest.mark.parametrize(
    "text",
    ["{{c1::" * 3_000, "{{c1::a" * 2_800, "a }} b", "{{c1::a}} \\(x", "![a](javascript:b)"],
)
def test_text_with_a_problem_is_not_written(text: str, project: Path, run: Run) -> None:
    """A text that cannot be shown as meant is an error, and nothing is written."""
    note = {"id": "n", "cloze": text, "textbook": "true"}
    path = project / "source/cards/claims.yaml"
    path.write_text(json.dumps({"deck": "claims", "notes": [note]}), encoding="utf-8")
    result = run("build")
    assert result.exit_code == 1
    assert all("cards/claims.yaml:1:" in line for line in result.stdout.splitlines())
    assert not (project / "decks").exists()


PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><iframe src=javascript:alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "<a href=javascript:alert(1)>a</a>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&#115;cript:alert(1))",
    "[a](java\\script:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:a)",
    "[a](//example.org)",
    "[a](file:///etc/passwd)",
    '[a](https://b.c "\\" onclick=alert(1) x=\\"")',
    '[a](https://b.c/"onclick=alert(1))',
    "[a](https://b.c/'><script>alert(1)</script>)",
    "<javascript:alert(1)>",
    '<https://b.c/"onclick=alert(1)>',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "```<script>\n</code></pre><script>alert(1)</script>\n```",
    '```" onclick="alert(1)\nx\n```',
    "`</code><script>alert(1)</script>`",
    "\\(</span><script>alert(1)</script>\\)",
    "\\[ \\href{javascript:alert(1)}{a} <b>\\]",
    "| <b> |\n| --- |\n| </td><script>alert(1)</script> |",
    "H~<b>~ and 10^<b>^",
    "<!-- a --> <![CDATA[ a ]]> <?php a ?> <!DOCTYPE a>",
    "<style>*{display:none}</style>",
    "{{#Id}} {{type:Answer}} {{Front}}",
    "[sound:a.mp3] [anki:play:q:0]",
)


def test_no_payload_becomes_live(project: Path, fuzz: Callable[[str], ModuleType]) -> None:
    """Whatever stands in any field of any kind of note, only our own tags reach Anki."""
    write_payloads(project / "source")
    loaded = load_collection("source", LOOK)
    assert loaded.collection is not None, [
        str(problem) for problem in loaded.problems if problem.rule.severity == "error"
    ]
    notes = render_notes(loaded.collection)
    assert len(notes) == 4 * len(PAYLOADS)
    stamps = stamp_notes(notes, loaded.collection.look, loaded.collection.ledger, EPOCH)
    oracles = fuzz("oracles")
    for note in date_notes(notes, stamps.note_mods):
        for name, field in zip(note.note_type.fields, note.fields, strict=True):
            try:
                oracles.assert_html_is_ours(field)
            except AssertionError as error:
                raise AssertionError(f"{note.id}, {name}: {field}") from error


def write_payloads(source: Path) -> None:
    """Make a source in which every text is a payload, with a ledger of notes to retire."""
    namespace, title = str(SETTINGS["namespace"]), str(SETTINGS["title"])
    question = note_types_of(namespace, title)["question"].id
    published = {
        f"r{number}": PublishedNote(
            "0" * 32, EPOCH, EPOCH * 1000 + number * 128, question, {"0": "x"}
        )
        for number in range(len(PAYLOADS))
    }
    (source / "ledger.json").write_text(
        ledger_text(Ledger(EPOCH, namespace, title, notes=published)), encoding="utf-8"
    )
    write(source / "collection.yaml", SETTINGS)
    notes = [note for number, text in enumerate(PAYLOADS) for note in payload_notes(number, text)]
    retired = [
        {"id": f"r{number}", "on": "2027-01-10", "reason": text, "see": f"q{number}"}
        for number, text in enumerate(PAYLOADS)
    ]
    write(source / "cards/receptor.yaml", {"deck": "receptor", "notes": notes, "retired": retired})
    (source / "cards/claims.yaml").unlink()
    references = [payload_reference(number, text) for number, text in enumerate(PAYLOADS)]
    write(source / "references.yaml", {"references": references})


SETTINGS = {
    "title": "Mini",
    "namespace": "mini",
    "report": "https://example.org/'onclick=alert(1)?q={id}&r={release}",
    "decks": [{"id": "receptor", "name": "01 Receptor"}],
    "packages": [{"file": "mini.apkg", "decks": "all"}],
}


def payload_notes(number: int, text: str) -> list[dict[str, object]]:
    """Return a note of each kind whose every text is the payload; a number keeps fronts apart."""
    shared = {
        "refs": [{"id": f"ref{number}", "at": text}],
        "figure": {"file": "pentamer.svg", "alt": text},
        "correction": {"on": "2027-01-10", "was": text},
    }
    asked = {"question": f"{text}\n\nq{number}", "answer": text, "why": text, "typed": "true"}
    gapped = {"cloze": f"{text}\n\n{{{{c1::c{number}}}}}", "why": text}
    claimed = {"claim": f"{text}\n\nk{number}", "verdict": "contradicted", "evidence": text}
    kinds = {"q": asked, "c": gapped, "k": claimed}
    return [{"id": f"{kind}{number}", **texts, **shared} for kind, texts in kinds.items()]


def payload_reference(number: int, text: str) -> dict[str, object]:
    """Return a reference whose every text is the payload."""
    name = {"family": text, "given": text, "suffix": text, "non-dropping-particle": text}
    link = [{"DOI": text}, {"PMID": text}, {"URL": "https://b.c/'onclick='alert(1)"}][number % 3]
    keys = ("title", "container-title", "publisher", "volume", "issue", "page")
    item = {"id": f"ref{number}", "type": "book", "author": [name, {"literal": text}]}
    return {**item, **dict.fromkeys(keys, text), "issued": {"literal": text}, **link}


def write(path: Path, data: object) -> None:
    """Write a source file; JSON is YAML."""
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", 'https://a.b/"onclick=x', "https://a.b/<script>"],
)
@pytest.mark.parametrize("place", ["URL", "report"])
def test_address_that_is_none_is_not_written(
    place: str, address: str, project: Path, run: Run
) -> None:
    """A link is a web address without quotes and angle brackets, or it is refused."""
    if place == "report":
        write(project / "source/collection.yaml", {**SETTINGS, "report": address})
    else:
        reference = {**payload_reference(0, "a"), "id": "zhu2018", "URL": address}
        write(project / "source/references.yaml", {"references": [reference]})
    result = run("build")
    assert result.exit_code == 1
    assert f'error: "{address}" is not a web address' in result.stdout
    assert not (project / "decks").exists()
