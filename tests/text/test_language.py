"""Which way a language is written."""

import pytest

from deckbuilder.text.language import direction, is_english


@pytest.mark.parametrize("tag", ["ar", "AR-eg", "he", "fa-IR", "ur", "az-Arab", "ckb", "ps", "yi"])
def test_language_from_right_to_left(tag: str) -> None:
    """By the script where one is named, else by the language."""
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "de-AT", "az", "ks-Deva", "pt-BR", "zh-Hant-TW", "arn"])
def test_language_from_left_to_right(tag: str) -> None:
    """Any other, and one whose script is another than its usual one."""
    assert direction(tag) == "ltr"


@pytest.mark.parametrize(("tag", "is_it"), [("en", True), ("EN-gb", True), ("enm", False)])
def test_english_of_any_region_is_english(tag: str, is_it: bool) -> None:
    """The region does not matter; Middle English is another language."""
    assert is_english(tag) is is_it
