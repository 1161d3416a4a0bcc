"""The shipped fonts are what their list says, and draw what it says."""

from __future__ import annotations

import hashlib

import pytest
from fontTools.ttLib import TTFont

from docgen import fonts


def test_the_files_are_those_whose_sums_are_listed() -> None:
    listed = dict(reversed(line.split()) for line in (fonts.folder() / "SHA256SUMS").read_text().splitlines())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in fonts.folder().glob("*.ttf")}
    assert found == listed


def test_each_family_has_its_licence() -> None:
    families = {path.name.split("-")[0] for path in fonts.folder().glob("*.ttf")}
    licences = {path.stem.removeprefix("OFL-") for path in fonts.folder().glob("OFL-*.txt")}
    assert families == licences


def test_the_coverage_list_is_exactly_what_the_fonts_can_draw() -> None:
    drawn = set().union(*(TTFont(path).getBestCmap() for path in fonts.folder().glob("*.ttf")))
    listed = set()
    for line in (fonts.folder() / "coverage.txt").read_text().split():
        first, _, last = line.partition("-")
        listed |= set(range(int(first, 16), int(last or first, 16) + 1))
    assert listed == {code for code in drawn if code >= 0x20}


@pytest.mark.parametrize(
    "text", ["Ёлочки «№ 5» — 1\u00a0450,00 ₽", "Әлия Ғани", "naïve Größe", "Αθήνα", "🚀😀👍🏽", "❤️"]
)
def test_ordinary_names_can_be_printed(text: str) -> None:
    assert fonts.unprintable(text) == []


def test_characters_without_a_glyph_are_named_once() -> None:
    assert fonts.unprintable("Фирма 字 и 字, ไ") == ["字", "ไ"]
