"""Problems as people and machines read them: lines, annotations, JSON, and source lines."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from deckbuilder.problems import views
from deckbuilder.problems.excerpt import offending_lines, terminal
from deckbuilder.problems.problem import Diagnostic, Position, Rule, Severity

BROKEN = Rule("T001", Severity.ERROR, "It must not be broken.", why="", bad="", good="")
UGLY = Rule("U002", Severity.WARNING, "It must not be ugly.", why="", bad="", good="")
WIDTH = 60


def problem(
    column: int = 1,
    *,
    line: int = 1,
    file: str = "a.yaml",
    rule: Rule = BROKEN,
    message: str = "is wrong",
) -> Diagnostic:
    """Return a problem at a place."""
    return Diagnostic(Position(file, line, column), rule, message)


def excerpt(line: str, column: int, width: int = WIDTH) -> list[str]:
    """Return the source line and the line of the caret as a terminal shows them."""
    return terminal(problem(column), line, width).plain.split("\n")[1:]


def pointed_at(line: str, column: int, width: int = WIDTH) -> str:
    """Return the character that starts in the cell above the caret."""
    shown, caret = excerpt(line, column, width)
    starts = {cell_len(shown[:place]): shown[place] for place in reversed(range(len(shown)))}
    return starts[len(caret) - 1]


def test_plain_is_one_line_a_problem() -> None:
    """The plain view is the line that outside checks rely on."""
    text = views.plain([problem(7, line=14), problem(rule=UGLY, file="b.yaml")])
    assert text == ("a.yaml:14:7: error: is wrong [T001]\nb.yaml:1:1: warning: is wrong [U002]\n")


@pytest.mark.parametrize("view", [views.plain, views.github], ids=["plain", "github"])
def test_no_problem_is_no_output(view: Callable[[list[Diagnostic]], str]) -> None:
    """Where nothing is wrong the views for lines are empty."""
    assert view([]) == ""


def test_github_annotates_and_keeps_the_plain_line() -> None:
    """Each problem is an annotation by severity, then the line that a parser knows."""
    text = views.github([problem(7, line=14), problem(rule=UGLY)])
    assert text == (
        "::error file=a.yaml,line=14,col=7,title=T001::is wrong\n"
        "a.yaml:14:7: error: is wrong [T001]\n"
        "::warning file=a.yaml,line=1,col=1,title=U002::is wrong\n"
        "a.yaml:1:1: warning: is wrong [U002]\n"
    )


def test_github_escapes_the_message() -> None:
    """A message keeps colons and commas, and loses what would end it: %, CR and LF."""
    text = views.github([problem(message="50% of a: b, c::d\r\n::warning::%0A")])
    assert text.splitlines()[0] == (
        "::error file=a.yaml,line=1,col=1,title=T001::50%25 of a: b, c::d%0D%0A::warning::%250A"
    )


def test_github_escapes_the_file_name() -> None:
    """A property loses colons and commas too, which separate properties."""
    text = views.github([problem(file="C:/a,b 100%\n.yaml")])
    annotation = "::error file=C%3A/a%2Cb 100%25%0A.yaml,line=1,col=1,title=T001::is wrong\n"
    assert text == annotation + "C:/a,b 100%%0A.yaml:1:1: error: is wrong [T001]\n"


@given(st.text(), st.text())
def test_github_obeys_no_file_and_no_message(file: str, message: str) -> None:
    """Whatever a name or a message holds, there is one annotation and one line, and no more."""
    text = views.github([problem(file=f"source/{file}", message=message)])
    annotation, line, rest = text.replace("\r", "\n").split("\n")
    assert annotation.startswith("::error file=source/")
    assert line.startswith("source/")
    assert rest == ""


def test_json_holds_every_problem_and_the_counts() -> None:
    """The JSON has this structure to the letter, in this order."""
    problems = [problem(7, line=14, message='found "α"'), problem(rule=UGLY), problem(2, rule=UGLY)]
    text = views.json(problems)
    assert text.isascii()
    assert json.loads(text) == {
        "format": 1,
        "problems": [
            {
                "file": "a.yaml",
                "line": 14,
                "column": 7,
                "severity": "error",
                "code": "T001",
                "message": 'found "α"',
                "summary": "It must not be broken.",
            },
            *(
                {
                    "file": "a.yaml",
                    "line": 1,
                    "column": column,
                    "severity": "warning",
                    "code": "U002",
                    "message": "is wrong",
                    "summary": "It must not be ugly.",
                }
                for column in (1, 2)
            ),
        ],
        "counts": {"errors": 1, "warnings": 2, "families": {"T": 1, "U": 2}},
    }
    keys = ["file", "line", "column", "severity", "code", "message", "summary"]
    assert [list(entry) for entry in json.loads(text)["problems"]] == [keys] * 3


def test_json_of_no_problem_has_the_same_structure() -> None:
    """Where nothing is wrong the list is empty and the counts are zero."""
    counts = {"errors": 0, "warnings": 0, "families": {}}
    assert json.loads(views.json([])) == {"format": 1, "problems": [], "counts": counts}


@pytest.mark.parametrize("rule", [BROKEN, UGLY], ids=["red", "yellow"])
def test_terminal_colours_by_severity(rule: Rule) -> None:
    """The severity and the caret are red for an error and yellow for a warning."""
    text = terminal(problem(3, rule=rule), "a: b", WIDTH)
    coloured = [text.plain[span.start : span.end] for span in text.spans]
    assert coloured == ["a.yaml:1:3", f"{rule.severity}:", f"[{rule.code}]", "^"]
    style = "bold red" if rule is BROKEN else "bold yellow"
    assert [str(span.style) for span in text.spans] == ["bold", style, "dim", style]


def test_terminal_starts_with_the_plain_line() -> None:
    """Without its colours the first line is the plain line; then come source line and caret."""
    found = problem(4, line=2, message='unknown key "levle"')
    assert terminal(found, "   levle: core", WIDTH).plain == (
        f"{found}\n       levle: core\n       ^"
    )


@pytest.mark.parametrize("line", [None, ""], ids=["no file", "empty line"])
def test_terminal_without_a_source_line_is_the_plain_line(line: str | None) -> None:
    """Where the file has no line to show, no caret stands alone."""
    assert terminal(problem(), line, WIDTH).plain == str(problem())


@pytest.mark.parametrize(
    ("line", "column", "caret"),
    [
        ("a: [b", 4, 3),
        ("α+/γ−: x", 8, 7),
        ("受容体: x", 6, 8),
        ("受容体: x", 2, 2),
        ("a: 🧠x", 5, 5),
        ("a: e\N{COMBINING ACUTE ACCENT}x", 6, 4),
        ("a: e\N{COMBINING ACUTE ACCENT}x", 5, 3),
        ("a: b", 5, 4),
        ("a: b", 99, 4),
    ],
    ids=[
        "plain",
        "Greek",
        "after wide characters",
        "at a wide character",
        "after an emoji",
        "after a combining mark",
        "at a combining mark",
        "end of line",
        "past the end",
    ],
)
def test_caret_counts_cells_not_characters(line: str, column: int, caret: int) -> None:
    """The caret stands in the first cell of the character, however wide those before it are."""
    assert excerpt(line, column) == [f"    {line}", f"    {' ' * caret}^"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("a:\tx", "a:→x"),
        ("a:\x1bx", "a:␛x"),
        ("a:\x0bx", "a:␋x"),
        ("a:\x7fx", "a:<U+007F>x"),
        ("a:\x85x", "a:<U+0085>x"),
        ("a:\u2028x", "a:<U+2028>x"),
        ("a:\u202ex", "a:<U+202E>x"),
        ("a:\ufeffx", "a:<U+FEFF>x"),
    ],
    ids=["tab", "escape", "line tab", "delete", "C1", "line separator", "right to left", "BOM"],
)
def test_what_would_not_show_is_made_visible(line: str, shown: str) -> None:
    """A tab or a control character shows as a sign, and the caret finds its way round it."""
    assert excerpt(line, 4) == [f"    {shown}", f"    {' ' * (len(shown) - 1)}^"]


def test_control_characters_of_a_name_and_a_message_are_made_visible() -> None:
    """A file's name cannot send commands to the terminal."""
    found = problem(file="a\x1b[2J.yaml", message="found \x9b")
    shown = terminal(found, None, WIDTH).plain
    assert shown == "a␛[2J.yaml:1:1: error: found <U+009B> [T001]"


LONG = "".join(f"{number:03}." for number in range(250))
"""A thousand characters that say where they stand: 000.001.002. and so on."""


@pytest.mark.parametrize(
    ("column", "shown", "caret"),
    [
        (1, "    000.001.002.003.004.005.006.007.0…", 4),
        (501, "    …121.122.123.124.125.126.127.128.1…", 4 + 17),
        (997, "    ….242.243.244.245.246.247.248.249.", 4 + 30),
        (1001, "    ….242.243.244.245.246.247.248.249.", 4 + 34),
    ],
    ids=["start", "middle", "end", "past the end"],
)
def test_long_line_is_cut_around_the_column(column: int, shown: str, caret: int) -> None:
    """A line wider than the terminal keeps what is around the column, cuts marked with …."""
    assert excerpt(LONG, column, 40) == [shown, f"{' ' * caret}^"]


def test_line_as_wide_as_the_terminal_is_not_cut() -> None:
    """A line that just fits stays whole, and one cell more is cut."""
    room = WIDTH - 5
    assert excerpt("x" * room, room)[0] == "    " + "x" * room
    assert excerpt("x" * (room + 1), 1)[0] == "    " + "x" * (room - 2) + "…"


def test_long_line_of_wide_characters_is_cut_by_cells() -> None:
    """Wide characters are counted twice, and the caret is still under the right one."""
    line = "受" * 100 + "容" + "体" * 100
    assert pointed_at(line, 101) == "容"
    assert all(cell_len(row) < WIDTH for row in excerpt(line, 101))


@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Mn", "Me", "Mc"]).filter(
            cell_len  # what takes no cell is drawn over its neighbour
        )
    ),
    st.text(st.sampled_from("ab 受α🧠\t\x00"), max_size=200),
    st.integers(0, 120),
)
def test_caret_is_always_under_its_character(before: str, after: str, width: int) -> None:
    """Whatever stands around it and however narrow the terminal is, the caret finds the place."""
    line = f"{before}☃{after}"
    column = len(before) + 1
    assert pointed_at(line, column, width) == line[column - 1]
    assert all(cell_len(row) <= max(width, 36) for row in excerpt(line, column, width))


def test_huge_line_is_shown_without_delay() -> None:
    """Of a line of millions of characters only those near the column are looked at."""
    assert excerpt("x" * 5_000_000, 2_500_000, 40) == ["    …" + "x" * 33 + "…", " " * 21 + "^"]


def test_lines_are_counted_as_positions_are(tmp_path: Path) -> None:
    """CR, LF and CRLF end a line; a form feed or a line separator does not."""
    path = tmp_path / "a.yaml"
    path.write_bytes("one\r\ntwo\rthree\x0c\u2028\nfour".encode())
    problems = [problem(line=line, file=str(path)) for line in (1, 2, 3, 4, 5)]
    lines = ["one", "two", "three\x0c\u2028", "four"]
    expected = {found.position: text for found, text in zip(problems, lines, strict=False)}
    assert offending_lines(problems) == expected


def test_files_without_lines_to_show_have_none(tmp_path: Path) -> None:
    """A missing file, a folder, and a package have no source line; bad UTF-8 is no hindrance."""
    (tmp_path / "a.apkg").write_bytes(b"PK\x03\x04\x00")
    (tmp_path / "latin.yaml").write_bytes(b"caf\xe9")
    found = [
        problem(file=str(tmp_path / name)) for name in ("gone.yaml", "", "a.apkg", "latin.yaml")
    ]
    assert offending_lines(found) == {found[-1].position: "caf\N{REPLACEMENT CHARACTER}"}
