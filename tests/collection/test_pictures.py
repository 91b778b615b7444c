"""Pictures judged by their content: what a client shows, and nothing that acts or calls out."""

import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from deckbuilder.collection.pictures import SUFFIXES, picture_flaw

if TYPE_CHECKING:
    from playwright.sync_api import Page

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
OUTSIDE = ", which is outside of it and not on the card; draw it in, or delete it"


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a part of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)
JPEG = b"\xff\xd8\xff\xe0 of a pixel \xff\xd9"
GIF = b"GIF89a of a single pixel;"
WEBP = b"RIFF\x08\0\0\0WEBPVP8 "
AVIF = b"\0\0\0\x1cftypavif\0\0\0\0mif1avif mdat"
PICTURES = {"PNG": PNG, "JPEG": JPEG, "GIF": GIF, "WebP": WEBP, "AVIF": AVIF}
DRAWING = f"<svg {SVG}><rect/></svg>".encode()


def drawing_flaw(inside: str) -> str | None:
    """Return what is wrong with a drawing that holds this."""
    return picture_flaw(f"<svg {SVG}>{inside}</svg>".encode(), ".svg")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_picture_of_its_kind_is_taken(suffix: str) -> None:
    """A picture whose content is what its ending promises has no flaw."""
    content = PICTURES.get(SUFFIXES[suffix].split()[0], DRAWING)
    assert picture_flaw(content, suffix) is None


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", PICTURES)
def test_picture_of_another_kind_is_named(kind: str, suffix: str) -> None:
    """A picture with the ending of another kind is told what it is."""
    if SUFFIXES[suffix] != f"{kind} picture":
        expected = f"is a {kind} picture and no {SUFFIXES[suffix]}; give it the ending of its kind"
        assert picture_flaw(PICTURES[kind], suffix) == expected


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_no_picture_is_told(suffix: str) -> None:
    """An LFS pointer, a web page and an empty file are no picture of any kind."""
    promised = SUFFIXES[suffix]
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    fetch = "is a Git LFS pointer and not the picture; fetch it with `git lfs pull`"
    assert picture_flaw(pointer, suffix) == fetch
    page = f"is an HTML page and no {promised}; save the picture itself"
    assert picture_flaw(b"\n<!DOCTYPE html><title>404</title>", suffix) == page
    assert picture_flaw(b"<html><svg/></html>", suffix) == page
    assert picture_flaw(b"", suffix) == "is an empty file"


@pytest.mark.parametrize("suffix", sorted(SUFFIXES.keys() - {".svg"}))
def test_other_bytes_are_no_picture(suffix: str) -> None:
    """A drawing or a text with the ending of a bitmap is told so."""
    expected = f"is no {SUFFIXES[suffix]}; save the picture again"
    assert picture_flaw(DRAWING, suffix) == expected
    assert picture_flaw(b"Not found\n", suffix) == expected


@pytest.mark.parametrize("kind", PICTURES)
def test_picture_cut_short_is_told(kind: str) -> None:
    """A bitmap without its end is told, whatever its kind."""
    suffix = next(each for each, name in SUFFIXES.items() if name == f"{kind} picture")
    expected = f"is a {kind} picture that is cut short; save it again"
    assert picture_flaw(PICTURES[kind][:-4].removesuffix(b"\xff"), suffix) == expected


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"<svg {SVG}><g></svg>", "is no well-formed SVG: mismatched tag in line 1"),
        (f"<svg {SVG}>\n<rect", "is no well-formed SVG: unclosed token in line 2"),
        (f"<svg {SVG}/>\n<svg {SVG}/>", "is no well-formed SVG: junk after document element"),
        ("Not found", "is no well-formed SVG: syntax error in line 1"),
        (f"<svg {SVG}><a:b/></svg>", "is no well-formed SVG: unbound prefix in line 1"),
        (
            '<?xml version="1.0" encoding="none"?><svg/>',
            "is no well-formed SVG: its encoding is not known; save it as UTF-8",
        ),
        ("<svg><rect/></svg>", 'has no xmlns="http://www.w3.org/2000/svg"'),
        ("<p>404</p>", 'is no SVG drawing: its outermost element is "p"'),
    ],
)
def test_malformed_drawing_is_told(content: str, said: str) -> None:
    """What no client can draw is told with its reason."""
    flaw = picture_flaw(content.encode(), ".svg")
    assert flaw is not None
    assert flaw.startswith(said)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<script href="https://a.example/a.js"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">a</p></foreignObject>',
        '<g><p xmlns="http://www.w3.org/1999/xhtml">a</p></g>',
        '<rect onload="alert(1)"/>',
        '<rect onLoad="alert(1)"/>',
        '<a href="javascript:alert(1)"><rect/></a>',
        '<a xlink:href="java&#10;script:alert(1)"><rect/></a>',
        '<a href="#a"><set attributeName="href" to="javascript:alert(1)"/></a>',
        '<a href="#a"><animate attributeName="xlink:href" values="https://a.example"/></a>',
        '<image href="https://a.example/a.png"/>',
        '<image xlink:href="//a.example/a.png"/>',
        '<image href="file:///etc/passwd"/>',
        '<image href="other.png"/>',
        '<image href="data:image/svg+xml,%3Csvg/%3E"/>',
        '<use href="other.svg#a"/>',
        '<use xml:base="https://a.example/" href="#a"/>',
        '<style>@import "https://a.example/a.css";</style>',
        "<style>@\\69mport 'https://a.example/a.css';</style>",
        "<style>rect { fill: url( 'https://a.example/a.svg#a' ) }</style>",
        "<style>rect { fill: u\\72l(https://a.example/a.svg#a) }</style>",
        "<style>rect { fill: url/**/(#a); src: url(//a.example) }</style>",
        "<style><![CDATA[ @font-face { src: url(https://a.example/a.woff) } ]]></style>",
        '<style>rect { fill: image-set("https://a.example/a.png" 1x) }</style>',
        '<rect fill="url(https://a.example/a.svg#a)"/>',
        '<rect style="filter: url(other.svg#a)"/>',
    ],
)
def test_drawing_that_acts_or_calls_out_is_refused(inside: str) -> None:
    """Scripts, pages within pictures and references to elsewhere are no part of a picture."""
    flaw = drawing_flaw(inside)
    assert flaw is not None
    assert flaw.startswith(("holds ", "refers to "))


@pytest.mark.parametrize(
    "inside",
    [
        '<g id="a" aria-label="&lt;script&gt;"/><use href="#a"/><use xlink:href="#a"/>',
        '<rect fill="url(#a)" style="filter: url( \'#b\' ) url(&quot;#c&quot;)"/>',
        '<style>rect { fill: url("#a"); } @namespace url(http://www.w3.org/2000/svg);</style>',
        "<style>@font-face { src: url(data:font/woff2;base64,AAAA) }</style>",
        f'<image href="data:image/png;base64,{"A" * 9}"/>',
        "<text>@import is a word, and so is url(https://a.example)</text>",
        '<animate attributeName="opacity" values="0;1"/>',
        "<metadata><a xmlns='urn:a' xmlns:r='urn:r' r:resource='https://a.example/'/></metadata>",
        "<!-- a script that drew it: https://a.example --><title>A</title>",
    ],
)
def test_drawing_of_its_own_is_taken(inside: str) -> None:
    """What lies in the drawing itself may be used in it."""
    assert drawing_flaw(inside) is None


def test_drawing_of_an_editor_is_taken() -> None:
    """The public document type that old editors write is no flaw; it is never fetched."""
    head = (
        '<?xml version="1.0" encoding="UTF-16"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
    )
    assert picture_flaw(f"{head}<svg {SVG}/>".encode("utf-16"), ".svg") is None


def test_entities_are_refused() -> None:
    """A drawing that unfolds without end is refused before it does."""
    bomb = f'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><svg {SVG}>&b;</svg>'
    expected = "holds an entity declaration, which may unfold without end; save it as plain SVG"
    assert picture_flaw(bomb.encode(), ".svg") == expected


def test_stylesheet_beside_the_drawing_is_refused() -> None:
    """A stylesheet of another file is not on the card."""
    content = f'<?xml-stylesheet href="https://a.example/a.css"?><svg {SVG}/>'
    assert picture_flaw(content.encode(), ".svg") == f"refers to a stylesheet{OUTSIDE}"


@pytest.mark.slow
def test_drawing_without_a_name_space_is_not_shown(page: "Page") -> None:
    """A browser does not draw what the rule refuses, and draws what it takes."""
    source = "data:image/svg+xml,<svg {} width='9' height='9'/>"
    for name_space, width in (("", 0), ("xmlns='http://www.w3.org/2000/svg'", 9)):
        address = source.format(name_space)
        page.set_content(f'<img src="{address}">')
        page.wait_for_function("document.images[0].complete")
        assert page.evaluate("document.images[0].naturalWidth") == width
