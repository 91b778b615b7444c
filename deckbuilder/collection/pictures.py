"""Judge by its content whether a picture is what its name says and what every client shows."""

import re
from collections.abc import Mapping
from xml.parsers import expat

MAX_PICTURE_NODES = 200_000
"""Elements of a drawing; one with more keeps a phone busy for seconds."""

SUFFIXES: Mapping[str, str] = {
    ".svg": "SVG drawing",
    ".png": "PNG picture",
    ".jpg": "JPEG picture",
    ".jpeg": "JPEG picture",
    ".gif": "GIF picture",
    ".webp": "WebP picture",
    ".avif": "AVIF picture",
}
"""What each ending, in small letters, promises."""

_HTML = re.compile(rb"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_STARTS = {
    "PNG picture": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "JPEG picture": re.compile(rb"\xff\xd8\xff"),
    "GIF picture": re.compile(rb"GIF8[79]a"),
    "WebP picture": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "AVIF picture": re.compile(rb"....ftyp.{0,60}?avi[fs]", re.DOTALL),
}
_LFS = b"version https://git-lfs.github.com/spec/"

_SVG = "http://www.w3.org/2000/svg"
_XHTML = "http://www.w3.org/1999/xhtml"
_SEPARATOR = " "
"""Between name space and name, as expat gives them."""

_REFERENCES = {"href", "src", "base"}
_FORBIDDEN = {
    "script": "a script",
    "foreignObject": "a foreignObject",
    "handler": "a script",
    "listener": "a script",
}
_OWN_PLACE = re.compile(r"\s*(?:#|data:image/(?:png|jpe?g|gif|webp|avif)[;,]|$)", re.IGNORECASE)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_CSS_NAMESPACE = re.compile(r"@namespace\b[^;]*;", re.IGNORECASE)
_CSS_OUTSIDE = re.compile(
    r"@import|(?:url|src)\(\s*+[\"']?+\s*+(?!#|data:|[\"')])|image-set\(", re.IGNORECASE
)


class _UnfitDrawingError(Exception):
    """What a drawing holds that cards must not show; the message ends "it holds …"."""


def picture_flaw(content: bytes, suffix: str) -> str | None:
    """Return why content is not the picture that `suffix` promises, None where it is.

    The reason ends a sentence that starts with the name of the figure.
    """
    if not content:
        return "is an empty file"
    if content.startswith(_LFS):
        return "is a Git LFS pointer and not the picture; fetch it with `git lfs pull`"
    kind, promised = _kind(content), SUFFIXES[suffix]
    if kind is None:
        return _text_flaw(content, promised)
    if kind != promised:
        return f"is a {kind} and no {promised}; give it the ending of its kind"
    return None if _is_whole(content, kind) else f"is a {kind} that is cut short; save it again"


def _text_flaw(content: bytes, promised: str) -> str | None:
    """Return why content that is no bitmap is not what was promised."""
    if _HTML.match(content):
        return f"is an HTML page and no {promised}; save the picture itself"
    if promised == "SVG drawing":
        return _drawing_flaw(content)
    return f"is no {promised}; save the picture again"


def _kind(content: bytes) -> str | None:
    """Return which kind of bitmap the content starts as."""
    return next((kind for kind, start in _STARTS.items() if start.match(content)), None)


def _is_whole(content: bytes, kind: str) -> bool:
    """Return whether the end of a bitmap is there, as far as its format marks one."""
    match kind:
        case "PNG picture":
            return content[12:16] == b"IHDR" and b"IEND\xae\x42\x60\x82" in content
        case "JPEG picture":
            return b"\xff\xd9" in content
        case "GIF picture":
            return b";" in content[13:]
        case "WebP picture":
            return len(content) >= int.from_bytes(content[4:8], "little") + 8
    return b"mdat" in content


def _drawing_flaw(content: bytes) -> str | None:
    try:
        _Drawing().read(content)
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        return f"is no well-formed SVG: {said} in line {error.lineno}; save the drawing again"
    except (LookupError, ValueError):  # an encoding that nobody knows
        return "is no well-formed SVG: its encoding is not known; save it as UTF-8"
    except _UnfitDrawingError as error:
        return str(error)
    return None


class _Drawing:
    """Walks through an SVG, and stops at the first thing that no card may show."""

    def __init__(self) -> None:
        self._nodes = 0
        self._styles = 0
        self._css: list[str] = []
        parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        parser.EntityDeclHandler = self._entity
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        self._parser = parser

    def read(self, content: bytes) -> None:
        """Read the whole drawing; raises ExpatError and _UnfitDrawingError."""
        self._parser.Parse(content, True)  # noqa: FBT003 - expat's "this is all"

    def _entity(self, *_: object) -> None:
        raise _UnfitDrawingError(
            "holds an entity declaration, which may unfold without end; save it as plain SVG"
        )

    def _instruction(self, target: str, _: str) -> None:
        if target == "xml-stylesheet":
            raise _outside("a stylesheet")

    def _start(self, full_name: str, attributes: dict[str, str]) -> None:
        space, _, name = full_name.rpartition(_SEPARATOR)
        self._nodes += 1
        if self._nodes == 1 and (space, name) != (_SVG, "svg"):
            if name == "svg":
                raise _UnfitDrawingError(f'has no xmlns="{_SVG}", without which no client shows it')
            raise _UnfitDrawingError(f'is no SVG drawing: its outermost element is "{name}"')
        if self._nodes > MAX_PICTURE_NODES:
            raise _UnfitDrawingError(f"has more than {MAX_PICTURE_NODES:,} elements; simplify it")
        if name in _FORBIDDEN:
            raise _UnfitDrawingError(f"holds {_FORBIDDEN[name]}, which no card may; delete it")
        if space == _XHTML:
            raise _UnfitDrawingError(f'holds the HTML element "{name}"; delete it')
        if name == "style" and space == _SVG:
            self._styles += 1
        for key, value in attributes.items():
            _refuse_attribute(key.rpartition(_SEPARATOR)[2], value)

    def _end(self, full_name: str) -> None:
        if full_name == f"{_SVG}{_SEPARATOR}style":
            self._styles -= 1
            _refuse_css("".join(self._css))
            self._css = []

    def _text(self, text: str) -> None:
        if self._styles:
            self._css.append(text)


def _refuse_attribute(name: str, value: str) -> None:
    if name.lower().startswith("on"):
        raise _UnfitDrawingError(f'holds a script in "{name}", which no card may; delete it')
    if name in _REFERENCES and not _OWN_PLACE.match(value):
        raise _outside(f'"{value[:60]}"')
    is_moved = name == "attributeName" and value.rpartition(":")[2] in _REFERENCES
    if is_moved or "javascript:" in re.sub(r"[\0-\x20]", "", value).lower():
        raise _UnfitDrawingError("holds a script or a link that changes; delete it")
    _refuse_css(value)


def _refuse_css(text: str) -> None:
    plain = _CSS_NAMESPACE.sub("", _CSS_COMMENT.sub("", _CSS_ESCAPE.sub(_unescaped, text)))
    if found := _CSS_OUTSIDE.search(plain):
        raise _outside(f'"{plain[found.start() : found.start() + 60].strip()}"')


def _unescaped(found: re.Match[str]) -> str:
    number = int(found[1] or "0", 16)
    return chr(number) if 0 < number < 0xD800 else found[2] or ""  # noqa: PLR2004 - halves of signs


def _outside(what: str) -> _UnfitDrawingError:
    return _UnfitDrawingError(
        f"refers to {what}, which is outside of it and not on the card; draw it in, or delete it"
    )
