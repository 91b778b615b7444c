"""What a reader sees of HTML, as plain text."""

import html
import re

_TAG = re.compile(r"<[^>]*>")

_SOURCE = re.compile(r"""\ssrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)

_BREAK = re.compile(r"</?(?:br|hr|p|div|h\d|[dou]l|li|dt|dd|table|tr|t[dh])\b", re.IGNORECASE)


def plain_text(markup: str) -> str:
    """Return what a reader sees of HTML that our Markdown became."""
    return html.unescape(_TAG.sub("", markup))


def readable_text(markup: str) -> str:
    """Return what a reader sees of a field, in one line; a picture is named in brackets."""
    tagged, closing, rest = markup.rpartition(">")  # what follows holds no tag
    seen = plain_text(_TAG.sub(_tag_text, tagged + closing)) + html.unescape(rest)
    return " ".join(seen.split())


def _tag_text(tag: re.Match[str]) -> str:
    if tag[0][:4].lower() == "<img" and (source := _SOURCE.search(tag[0])):
        return f" [{source[1]}] "
    return " " if _BREAK.match(tag[0]) else ""
