"""Pictures: found only inside their folder, and named by their bytes."""

import re
import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckbuilder.collection.media import MAX_STEM_LENGTH, BadPicture, Picture, find_picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
NAME_PARTS = ["..", ".", "a.svg", "sub", "deep.svg", "link", "secret.svg", "\\", "", "C:"]
STEM = st.text(st.characters(codec="utf-8", exclude_characters="/\\\0"), max_size=60) | st.just(
    "Aa9" * 30
)


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a media folder with pictures, what looks like them, and links out of it."""
    root = tmp_path_factory.mktemp("media")
    folder = root / "media"
    (folder / "sub").mkdir(parents=True)
    (folder / "folder.svg").mkdir()
    for name in ("a.svg", "sub/deep.svg", "LOUD.SVG", "Mixed.svg", "../secret.svg"):
        (folder / name).write_bytes(SVG)
    for name, target in (("link", root), ("gone.svg", "nowhere.svg"), ("alias.svg", "a.svg")):
        (folder / name).symlink_to(target)
    return folder


@pytest.mark.parametrize("name", ["a.svg", "./a.svg", "sub/deep.svg", "alias.svg", "LOUD.SVG"])
def test_picture_in_the_folder_is_found(media: Path, name: str) -> None:
    """A picture, one in a folder below and a link to another are taken."""
    found = find_picture(media, name)
    assert isinstance(found, Picture)
    assert found.path.read_bytes() == SVG


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("sub\\deep.svg", "M002", " lies outside the media folder; put the file into it"),
        ("sub/../a.svg", "M002", " lies outside the media folder; put the file into it"),
        ("link/secret.svg", "M002", " is a link that leads out of the media folder; copy the file"),
        ("a.svg/b.svg", "M001", " is not in the media folder"),
        ("gone.svg", "M001", " is a link that leads nowhere"),
        ("folder.svg", "M001", " is not a file"),
        ("Sub/deep.svg", "M003", ': the file is called "sub"; use its letter case'),
        (".", "M004", " is not a picture; use avif, gif, jpeg, jpg, png, svg, webp"),
    ],
)
def test_other_names_are_refused(media: Path, name: str, code: str, message: str) -> None:
    """What is no picture inside the folder is refused with its reason."""
    found = find_picture(media, name)
    assert isinstance(found, BadPicture)
    assert (found.rule.code, found.message) == (code, f'figure "{name}"{message}')


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accent_may_be_composed_or_not(tmp_path: Path, form: Literal["NFC", "NFD"]) -> None:
    """A name is found in whatever Unicode form the file system keeps it."""
    (tmp_path / unicodedata.normalize("NFD" if form == "NFC" else "NFC", "Café.svg")).write_bytes(
        SVG
    )
    name = unicodedata.normalize(form, "Café.svg")
    found = find_picture(tmp_path, name)
    assert isinstance(found, Picture)
    assert found.content() == SVG
    wrong_case = find_picture(tmp_path, name.lower())
    assert isinstance(wrong_case, BadPicture)
    assert wrong_case.rule.code == "M003"


def test_name_that_two_files_have_is_told(tmp_path: Path) -> None:
    """Two files whose names look alike are taken by their exact name, and told where none is."""
    accents = "a\u0323\u0307.svg", "a\u0307\u0323.svg"
    for name in accents:
        (tmp_path / name).write_bytes(SVG)
    assert isinstance(find_picture(tmp_path, accents[0]), Picture)
    found = find_picture(tmp_path, "\u1ea1\u0307.svg")
    assert isinstance(found, BadPicture)
    message = "2 files have this name in different Unicode forms; keep one of them"
    assert found.message == f'figure "\u1ea1\u0307.svg": {message}'


def test_media_folder_that_leads_out_has_no_picture(tmp_path: Path) -> None:
    """A picture lies in the source also where the whole folder is a link."""
    (tmp_path / "source").mkdir()
    (tmp_path / "away").mkdir()
    (tmp_path / "away/a.svg").write_bytes(SVG)
    (tmp_path / "source/media").symlink_to(tmp_path / "away")
    found = find_picture(tmp_path / "source/media", "a.svg")
    assert isinstance(found, BadPicture)
    assert found.rule.code == "M002"


def test_missing_folder_has_no_picture(tmp_path: Path) -> None:
    """Without a media folder a figure is missing."""
    found = find_picture(tmp_path / "none", "a.svg")
    assert isinstance(found, BadPicture)
    assert found.message == 'figure "a.svg" is not in the media folder'


@given(st.lists(st.sampled_from(NAME_PARTS)).map("/".join))
def test_no_name_leads_out_of_the_folder(media: Path, name: str) -> None:
    """Whatever way a name takes, a picture found lies in the folder, links followed."""
    found = find_picture(media, name)
    assert isinstance(found, BadPicture) or found.path.resolve().is_relative_to(media.resolve())


def test_packed_name_follows_the_bytes(tmp_path: Path) -> None:
    """The name in the package holds the start of the content's SHA-256."""
    path = tmp_path / "GABA_A Receptor (top).svg"
    for content, digest in ((SVG, "900fbe934249"), (SVG + b"\n", "fb91f9a03c20")):
        path.write_bytes(content)
        expected = Picture(path, f"gaba-a-receptor-top-{digest}.svg", None)
        assert find_picture(tmp_path, path.name) == expected


REUSE = "SPDX-FileCopyrightText: 2019 Jane Doe\nSPDX-License-Identifier: CC-BY-4.0"
NAMED = "CC-BY-4.0, 2019 Jane Doe"


@pytest.mark.parametrize(
    ("file", "content", "beside", "licence"),
    [
        ("a.svg", SVG.decode(), None, None),
        ("a.svg", f"<!--\n{REUSE}\n-->\n{SVG.decode()}", None, NAMED),
        ("a.svg", f"<!-- SPDX-License-Identifier: CC0-1.0 -->{SVG.decode()}", None, "CC0-1.0"),
        ("a.svg", f"<!-- SPDX-License-Identifier: CC0-1.0 -->{SVG.decode()}", REUSE, NAMED),
        ("a.gif", f"GIF89a {REUSE};", None, None),
        ("a.gif", "GIF89a of a pixel;", REUSE, NAMED),
        ("a.gif", "GIF89a of a pixel;", "Public domain, they say", None),
    ],
)
def test_picture_says_its_licence(
    tmp_path: Path, file: str, content: str, beside: str | None, licence: str | None
) -> None:
    """An SVG says it in a comment, any picture in a file beside it, which counts for more."""
    (tmp_path / file).write_text(content, "utf-8")
    if beside is not None:
        (tmp_path / f"{file}.license").write_text(beside, "utf-8")
    found = find_picture(tmp_path, file)
    assert isinstance(found, Picture)
    assert found.licence == licence


@pytest.mark.slow
@given(STEM)
def test_packed_name_is_plain(tmp_path_factory: pytest.TempPathFactory, stem: str) -> None:
    """Any file name gives a short name of small letters, digits and hyphens."""
    folder = tmp_path_factory.mktemp("names")
    (folder / f"{stem}.svg.svg").write_bytes(SVG)
    found = find_picture(folder, f"{stem}.svg.svg")
    assert isinstance(found, Picture)
    assert re.fullmatch(r"[a-z0-9-]+-900fbe934249\.svg", found.packed_name)
    assert len(found.packed_name) <= MAX_STEM_LENGTH + len("-900fbe934249.svg")
