"""The preview: a whole site that works from the disk, loads nothing and runs no card's script."""

import base64
import hashlib
import re
import socket
import struct
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from click.testing import Result

from deckbuilder.collection.contents import Collection
from deckbuilder.load import load_collection
from deckbuilder.rendering.fields import render_notes
from deckbuilder.site.pages import PAGES, Site, build_site, problem_site
from deckbuilder.site.server import LOOPBACK, PreviewServer
from tests.places import ROOT

if TYPE_CHECKING:
    from tests.conftest import Start

SECONDS = 20
"""Longest wait for an answer of the server."""

LOADING = {"src", "srcset", "srcdoc", "data", "poster", "background", "action", "formaction"}
FETCHING_ELEMENTS = {"iframe", "object", "embed", "link", "base"}

Run = Callable[..., Result]
Edit = Callable[[str, str, str], None]


class Page(HTMLParser):
    """The elements of a page with their attributes, and the text in each kind of element."""

    def __init__(self, markup: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self._last = ""
        self.feed(markup.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._last = tag

    def handle_data(self, data: str) -> None:
        """Keep a text under the element that was opened last."""
        self.texts.setdefault(self._last, []).append(data)

    def values(self, attribute: str) -> list[str]:
        """Return the values of an attribute in the order of the page."""
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]


def loaded(source: str) -> Collection:
    """Return a collection that has no errors."""
    collection = load_collection(source, ROOT / "source/notetypes").collection
    assert collection is not None
    return collection


def site_of(collection: Collection) -> Site:
    """Return the site of all notes of a collection."""
    return build_site(collection, render_notes(collection))


@pytest.fixture(scope="module")
def real_site(real: Collection) -> Site:
    """Return the site of the real collection."""
    return site_of(real)


@pytest.mark.slow
def test_every_card_has_both_sides_in_the_index(real: Collection, real_site: Site) -> None:
    """Each note stands there under its id, each of its cards with front and back."""
    page = Page(real_site["index.html"])
    notes = render_notes(real)
    assert [name for name in page.values("id") if name.startswith("note-")] == [
        f"note-{note.id}" for note in notes
    ]
    assert page.values("data-title") == [
        f"{note.id}: card {ordinal + 1}, {side}"
        for note in notes
        for ordinal in note.ordinals
        for side in ("front", "back")
    ]
    assert all(page.values("data-html"))


def test_every_note_tells_its_file_and_line(project: Path) -> None:
    """The place of each note is the line in which it starts, under the name the user gave."""
    texts = Page(site_of(loaded("source"))["index.html"]).texts["code"]
    places = [text for text in texts if text.startswith("source/cards/")]
    lines = (project / "source/cards/receptor.yaml").read_text("utf-8").splitlines()
    assert [
        lines[int(place.rsplit(":", 1)[1]) - 1].split("id: ")[1]
        for place in places
        if "receptor" in place
    ] == ["binding-site", "half-life", "gad", "frequency", "steady-state"]


@pytest.mark.slow
def test_every_reference_names_the_notes_that_cite_it(real: Collection, real_site: Site) -> None:
    """The bibliography has each cited reference, with a link to each note that rests on it."""
    page = Page(real_site["references.html"])
    cited = {name for note in real.notes for name, _ in note.result.citations}
    assert {name for name in page.values("id") if name.startswith("ref-")} == {
        f"ref-{name}" for name in cited
    }
    links = [link for link in page.values("href") if link.startswith("index.html#note-")]
    assert sorted(links) == sorted(
        f"index.html#note-{note.id}" for note in real.notes for _ in note.result.citations
    )


def test_picture_names_its_own_licence(project: Path, edit: Edit) -> None:
    """The licence that a picture names stands in the place of the collection's."""
    edit("source/collection.yaml", "namespace: mini", "namespace: mini\nlicence: CC-BY-4.0")
    beside = project / "source/media/pentamer.svg.license"
    beside.write_text("SPDX-FileCopyrightText: Jo\nSPDX-License-Identifier: CC0-1.0\n", "utf-8")
    page = site_of(loaded("source"))["figures.html"]
    assert b"Licence: CC0-1.0, Jo<" in page
    assert b"CC-BY-4.0" not in page


def test_every_figure_stands_with_its_text_and_licence(project: Path, edit: Edit) -> None:
    """The page of figures shows the picture that is in the site, its alt text and the licence."""
    edit("source/collection.yaml", "namespace: mini", "namespace: mini\nlicence: CC-BY-4.0")
    site = site_of(loaded("source"))
    page = Page(site["figures.html"])
    (picture,) = [attributes for tag, attributes in page.elements if tag == "img"]
    content = (project / "source/media/pentamer.svg").read_bytes()
    assert site[picture["src"]] == content
    sides = Page(site["index.html"]).values("data-html")
    assert any(f'<img src="{picture["src"]}" alt="' in side for side in sides)
    assert picture["alt"] == "Five subunits around a pore"
    assert b"Licence: CC-BY-4.0" in site["figures.html"]


@pytest.mark.slow
def test_links_inside_the_site_lead_somewhere(real_site: Site) -> None:
    """Every link to a page and to a place in it has its target."""
    pages = {name: Page(real_site[name]) for name in PAGES}
    for name, page in pages.items():
        for link in page.values("href"):
            parts = urlsplit(link)
            if not parts.scheme and "=" not in parts.fragment:
                target = pages[parts.path or name]
                assert not parts.fragment or parts.fragment in target.values("id"), link


@pytest.mark.slow
def test_site_loads_nothing_from_elsewhere(real_site: Site) -> None:
    """Only links lead to other hosts; no element loads from one, and the policy forbids it."""
    for name in PAGES:
        page = Page(real_site[name])
        for tag, attributes in page.elements:
            assert tag not in FETCHING_ELEMENTS
            assert tag != "script" or not attributes
            for attribute in LOADING & attributes.keys():
                assert not urlsplit(attributes[attribute]).netloc
        (policy,) = [
            attributes["content"]
            for tag, attributes in page.elements
            if attributes.get("http-equiv") == "Content-Security-Policy"
        ]
        (script,) = page.texts["script"][:1]
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert policy == (
            f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
            "img-src 'self' file:; form-action 'none'"
        )


HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(2)>"'></iframe></style><base>"""


def test_hostile_text_makes_no_element(project: Path, edit: Edit) -> None:
    """Text that looks like HTML adds no element and no handler, whichever field it stands in."""
    before = [tag for tag, _ in Page(site_of(loaded("source"))["index.html"]).elements]
    source = project / "source/cards/receptor.yaml"
    edit("source/cards/receptor.yaml", "The GABA sites lie elsewhere.", "|\n      x")
    source.write_text(source.read_text("utf-8").replace("|\n      x", f"|\n      {HOSTILE}"))
    edit("source/references.yaml", "title: ", f"title: |\n      {HOSTILE} ")
    page = Page(site_of(loaded("source"))["index.html"])
    assert [tag for tag, _ in page.elements] == before
    handlers = {name for _, attributes in page.elements for name in attributes if name[:2] == "on"}
    assert not handlers


@pytest.mark.usefixtures("project")
def test_hostile_html_in_a_field_makes_no_element() -> None:
    """Raw HTML, as an older package may hold it, stays the value of an attribute."""
    collection = loaded("source")
    notes = render_notes(collection)
    hostile = [replace(note, fields=(HOSTILE,) * len(note.fields)) for note in notes]
    clean, page = (
        Page(build_site(collection, each)["index.html"]).elements for each in (notes, hostile)
    )
    assert [tag for tag, _ in page] == [tag for tag, _ in clean]
    assert [sorted(attributes) for _, attributes in page] == [
        sorted(attributes) for _, attributes in clean
    ]


def test_frames_run_no_script() -> None:
    """The script makes its frames in a sandbox that gives leave to links alone."""
    script = (ROOT / "deckbuilder/site/templates/preview.js").read_text("utf-8")
    (leave,) = re.findall(r'setAttribute\("sandbox", "([^"]*)"\)', script)
    assert leave.split() == [
        "allow-same-origin",
        "allow-popups",
        "allow-popups-to-escape-sandbox",
    ]
    assert script.count('createElement("iframe")') == 1


@pytest.mark.usefixtures("project")
def test_same_source_gives_the_same_bytes() -> None:
    """Two builds of the site agree in every byte."""
    assert site_of(loaded("source")) == site_of(loaded("source"))


def test_formulas_are_set_apart_and_answers_boxed(project: Path) -> None:
    """TeX stands as code, for no MathJax is at hand; a typed answer has its box."""
    del project
    sides = Page(site_of(loaded("source"))["index.html"]).values("data-html")
    assert any(r'<code class="tex">\(C_{ss} = ' in side for side in sides)
    boxed = [side for side in sides if '<input id="typeans" type="text"' in side]
    assert len(boxed) == 1
    assert not any("[[type:" in side for side in sides)
    assert any('<code id="typeans">Glutamic acid decarboxylase</code>' in side for side in sides)


def test_preview_writes_the_site(project: Path, run: Run) -> None:
    """The command writes the pages and figures below DECKS/preview."""
    result = run("preview")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "decks/preview/index.html: 6 notes\n"
    written = {
        path.relative_to(project / "decks/preview").as_posix()
        for path in (project / "decks/preview").rglob("*")
        if path.is_file()
    }
    (figure,) = (project / "decks/preview/figures").iterdir()
    assert written == {*PAGES, f"figures/{figure.name}"}


def test_pictures_of_an_earlier_site_are_deleted(project: Path, run: Run) -> None:
    """A redrawn figure leaves no old one behind, and a file that is not ours stays."""
    assert run("preview").exit_code == 0
    figures = project / "decks/preview/figures"
    (old,) = figures.iterdir()
    (figures / "notes.txt").write_text("mine", "utf-8")
    drawing = project / "source/media/pentamer.svg"
    drawing.write_text(drawing.read_text("utf-8").replace("#888", "#777"), "utf-8")
    assert run("preview").exit_code == 0
    left = {path.name for path in figures.iterdir()}
    assert old.name not in left
    assert len(left) == 2
    assert "notes.txt" in left


def test_preview_of_a_broken_source_writes_nothing(project: Path, run: Run, edit: Edit) -> None:
    """Errors are printed, and no site is written."""
    edit("source/cards/receptor.yaml", "answer: Glut", "antwort: Glut")
    assert run("preview").exit_code == 1
    assert not (project / "decks").exists()


def test_template_that_cannot_be_rendered_is_told(run: Run, project: Path) -> None:
    """A filter that the preview does not know is named in one line, with exit code 2."""
    look = project / "source/notetypes"
    look.mkdir()
    for path in (ROOT / "source/notetypes").iterdir():
        (look / path.name).write_bytes(path.read_bytes())
    (look / "cloze.front.html").write_text("{{hint:Text}}", "utf-8")
    result = run("preview")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == 'Error: source: the filter "hint" is not known here\n'


def test_preview_against_an_older_package_marks_what_differs(
    project: Path, run: Run, edit: Edit
) -> None:
    """Added and changed notes are marked, with the old sides of a changed one beside the new."""
    assert run("build").exit_code == 0
    old = project / "old.apkg"
    (project / "decks/mini.apkg").rename(old)
    edit("source/cards/receptor.yaml", "answer: Glutamic acid decarboxylase", "answer: GAD")
    edit(
        "source/cards/receptor.yaml",
        "  - id: steady-state",
        "  - {id: extra, question: What is new?, answer: This, textbook: true}\n"
        "  - id: steady-state",
    )
    assert run("preview", "--against", str(old)).exit_code == 0
    page = Page((project / "decks/preview/index.html").read_bytes())
    states = {
        attributes["id"]: attributes["data-state"]
        for _, attributes in page.elements
        if attributes.get("data-state")
    }
    assert states == {"note-gad": "changed", "note-extra": "added"}
    titles = [title for title in page.values("data-title") if title.startswith("gad: card 1")]
    assert titles == [
        "gad: card 1, front",
        "gad: card 1, front before",
        "gad: card 1, back",
        "gad: card 1, back before",
    ]


def test_withdrawn_note_is_marked_with_what_it_was(project: Path, run: Run) -> None:
    """A retired note shows its notice beside the old card, without a place in the source."""
    assert run("release").exit_code == 0
    path = project / "source/cards/receptor.yaml"
    first, rest = path.read_text("utf-8").split("  - id: gad\n")
    kept = rest[rest.index("  - id: frequency") :]
    retired = "retired:\n  - {id: gad, on: 2027-01-10, reason: Replaced.}\n"
    path.write_text(f"{first}{kept}{retired}", "utf-8")
    assert run("preview", "--against", "decks/mini.apkg").exit_code == 0
    page = Page((project / "decks/preview/index.html").read_bytes())
    (state,) = [value["data-state"] for _, value in page.elements if value.get("id") == "note-gad"]
    sides = [value for _, value in page.elements if value.get("data-title", "").startswith("gad: ")]
    assert state == "retired"
    assert "Withdrawn on 2027-01-10." in sides[0]["data-html"]
    assert sides[1]["data-title"] == "gad: card 1, front before"
    assert "Which enzyme makes GABA" in sides[1]["data-html"]
    assert "withdrawn" in page.texts["code"]


def answered(address: str, path: str, headers: dict[str, str]) -> tuple[HTTPResponse, bytes]:
    """Return the answer that a browser on this machine gets, and its content."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=SECONDS)
    with closing(connection):
        connection.request("GET", f"/{path}", headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()


def fetched(address: str, path: str = "index.html", **headers: str) -> tuple[int, bytes]:
    """Return status and content that a browser on this machine gets."""
    answer, content = answered(address, path, headers)
    return answer.status, content


def test_server_shows_the_latest_site() -> None:
    """A page is the one shown last, whatever stands behind its name."""
    with PreviewServer(0) as server:
        server.show({"index.html": b"one"})
        assert fetched(server.address, "") == (200, b"one")
        server.show({"index.html": b"two"})
        assert fetched(server.address, "index.html?x") == (200, b"two")


def version_of(site: Site) -> str:
    """Return the version that every page of a live site and its file `version` agree on."""
    versions = {dict(Page(site[name]).elements)["html"]["data-version"] for name in PAGES}
    assert versions == {site["version"].decode()}
    return versions.pop()


@pytest.mark.slow
def test_live_site_has_a_version_that_changes_with_it(real: Collection) -> None:
    """Pages tell their own version, so that none stays when it was loaded between two saves."""
    notes = render_notes(real)
    first, again, fewer = (
        version_of(build_site(real, each, is_live=True)) for each in (notes, notes, notes[1:])
    )
    assert first == again
    assert len({first, fewer, version_of(problem_site(["none"]))}) == 3


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [("../pyproject.toml", "127.0.0.1:1", 404), ("index.html", "evil.example:1", 403)],
)
def test_server_gives_nothing_else_and_to_nobody_else(path: str, host: str, status: int) -> None:
    """Files outside the site do not exist, and a borrowed name is refused."""
    with PreviewServer(0) as server:
        server.show({"index.html": b"one"})
        assert fetched(server.address, path, Host=host)[0] == status


def test_server_listens_on_loopback_alone() -> None:
    """At another address of this machine nobody answers, and so at none that a network knows."""
    with PreviewServer(0) as server:
        elsewhere = server.address.replace("127.0.0.1", "127.0.0.2")
        assert elsewhere != server.address
        with pytest.raises(ConnectionRefusedError):
            fetched(elsewhere)


def test_server_is_silent_when_a_browser_stops_loading(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A load that is broken off leaves no word on the terminal, and the next one is answered."""
    with PreviewServer(0) as server:
        server.show({"index.html": b"<!DOCTYPE html>" + b" " * 30_000_000})
        port = int(server.address.rsplit(":", 1)[1].strip("/"))
        for _ in range(10):
            browser = socket.create_connection((LOOPBACK, port), timeout=10)
            browser.sendall(f"GET / HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\n\r\n".encode())
            browser.recv(1)
            reset = struct.pack("ii", 1, 0)
            browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
            browser.close()
        answer, _ = answered(server.address, "", {})
    assert answer.status == 200
    assert tuple(capfd.readouterr()) == ("", "")


def test_server_forbids_guessing_what_a_file_is() -> None:
    """A file is what its type says, also where a browser would take its content for a page."""
    with PreviewServer(0) as server:
        server.show({"figures/a.png": b"<script>alert(1)</script>"})
        answer, _ = answered(server.address, "figures/a.png", {})
    assert answer.getheader("X-Content-Type-Options") == "nosniff"


@pytest.mark.slow
def test_watch_serves_the_site_and_builds_it_on_every_save(project: Path, start: "Start") -> None:
    """A save changes the page at once; an error shows in its place until it is mended."""
    path = project / "source/cards/claims.yaml"
    sound = path.read_text(encoding="utf-8")
    preview = start(project, "preview", "--watch")
    address = preview.read_until("\n").split()[1].removesuffix(",")
    assert b"raising GABA levels" in fetched(address)[1]
    pages = []
    for text in (sound.replace("raising", "lowering"), "deck: nowhere\nnotes: []\n", sound):
        aside = project / "aside"
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
        preview.read_until("\n")
        pages.append(fetched(address)[1])
    preview.interrupt()
    assert preview.wait() == 0
    assert b"lowering GABA levels" in pages[0]
    assert b"source/cards/claims.yaml:1:7: error: " in pages[1]
    assert b"raising GABA levels" in pages[2]


def test_problems_take_the_place_of_every_page() -> None:
    """A source that cannot be shown gives pages that say why, escaped, and wait for the next."""
    site = problem_site(["source/cards/a.yaml:1:1: error: <b> [S001]"])
    assert set(site) == {*PAGES, "version"}
    for page in (site[name] for name in PAGES):
        assert b"error: &lt;b&gt; [S001]" in page
        assert b"connect-src &#39;self&#39;" in page
        assert len(Page(page).texts["script"]) >= 2
