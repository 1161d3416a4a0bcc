"""The library finds kinds by their folders and says which folder is not whole."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from docgen import library
from docgen.errors import LibraryError

GOOD = {
    "title": "Бланк",
    "caption": "Бланк",
    "version": 1,
    "audience": "client",
    "formats": ["pdf"],
    "numbering": "contract",
    "confirms": [],
    "basis": [],
    "input": "kit",
}


def read(folder: Path, described: dict[str, object]) -> library.Kind:
    (folder / "metadata.yaml").write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
    library.read_yaml.cache_clear()
    return library.read_kind(folder)


def test_a_whole_folder_is_a_kind(tmp_path: Path) -> None:
    (tmp_path / "template.html").touch()
    kind = read(tmp_path, GOOD)
    assert (kind.name, kind.formats, kind.is_internal, kind.has_clauses) == (tmp_path.name, ("pdf",), False, False)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": None}, "title"),
        ({"colour": "red"}, "colour"),
        ({"audience": "everyone"}, "audience"),
        ({"formats": ["odt"]}, "formats"),
        ({"numbering_when": {"other": 2}}, "numbering_when"),
        ({"formats": ["pdf", "docx"]}, r"template\.docx"),
    ],
)
def test_a_folder_that_is_not_whole_is_told(tmp_path: Path, change: dict[str, object], told: str) -> None:
    (tmp_path / "template.html").touch()
    described = {key: value for key, value in (GOOD | change).items() if value is not None}
    with pytest.raises(LibraryError, match=told):
        read(tmp_path, described)


def test_an_unknown_kind_is_told_with_those_there_are() -> None:
    with pytest.raises(LibraryError, match="supply_contract"):
        library.find_kind("nothing")


def test_every_kind_has_a_sample_and_a_golden_text() -> None:
    for kind in library.kinds().values():
        assert (kind.folder / "sample.yaml").is_file()
        assert (kind.folder / "expected.txt").is_file()


def test_each_confirming_kind_names_obligations_that_exist() -> None:
    for kind in library.kinds().values():
        assert set(kind.confirms) <= {"goods", "services", "works", "handover"}
