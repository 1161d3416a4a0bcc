"""The house's own templates: versions are kept for ever, one is in use, and a changed file is noticed."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from docgen.errors import LibraryError, OutputError
from docgen.local_library import LocalLibrary

ON = date(2026, 11, 22)


@pytest.fixture
def library(tmp_path: Path) -> LocalLibrary:
    return LocalLibrary(tmp_path / "templates")


def test_before_anything_is_added_the_shipped_template_is_in_use(library: LocalLibrary) -> None:
    assert library.in_use("claim_letter") is None
    assert library.versions("claim_letter") == ()
    assert not library.root.exists()


def test_what_is_added_is_the_next_version_and_is_in_use(library: LocalLibrary) -> None:
    first = library.add("claim_letter", "наша претензия.docx", b"one", ON)
    second = library.add("claim_letter", "наша претензия 2.DOCX", b"two", ON)
    assert [version.number for version in library.versions("claim_letter")] == [1, 2]
    assert (first.label, second.label) == ("local-1", "local-2")
    assert library.in_use("claim_letter") == second
    assert (second.read(), second.name, second.suffix) == (b"two", "наша претензия 2.DOCX", ".docx")
    assert second.added_on == ON


def test_the_same_content_is_not_kept_twice_but_is_put_in_use_again(library: LocalLibrary) -> None:
    first = library.add("claim_letter", "a.docx", b"one", ON)
    library.add("claim_letter", "b.docx", b"two", ON)
    assert library.add("claim_letter", "c.docx", b"one", ON) == first
    assert library.in_use("claim_letter") == first
    assert len(library.versions("claim_letter")) == 2


def test_the_shipped_template_and_an_older_version_can_be_chosen(library: LocalLibrary) -> None:
    first = library.add("claim_letter", "a.docx", b"one", ON)
    library.add("claim_letter", "b.html", b"two", ON)
    library.use("claim_letter", "shipped")
    assert library.in_use("claim_letter") is None
    library.use("claim_letter", "1")
    assert library.in_use("claim_letter") == first


def test_a_version_that_is_not_there_is_told_with_those_that_are(library: LocalLibrary) -> None:
    library.add("claim_letter", "a.docx", b"one", ON)
    with pytest.raises(LibraryError, match="Есть: shipped, 1"):
        library.use("claim_letter", "7")


def test_a_template_changed_behind_the_programs_back_is_refused(library: LocalLibrary) -> None:
    version = library.add("claim_letter", "a.docx", b"one", ON)
    version.path.write_bytes(b"other")
    with pytest.raises(LibraryError, match="изменён после"):
        version.read()


def test_a_folder_that_is_not_whole_is_told(library: LocalLibrary) -> None:
    version = library.add("claim_letter", "a.docx", b"one", ON)
    version.path.unlink()
    with pytest.raises(LibraryError, match="не цела"):
        library.in_use("claim_letter")


def test_a_version_that_was_cut_off_while_it_was_written_is_no_version(library: LocalLibrary) -> None:
    library.add("claim_letter", "a.docx", b"one", ON)
    (library.root / "claim_letter" / "2").mkdir()
    (library.root / "claim_letter" / "2" / "template.docx").write_bytes(b"ha")
    assert [version.number for version in library.versions("claim_letter")] == [1]
    assert library.add("claim_letter", "b.docx", b"two", ON).number == 3


def test_a_number_is_never_given_twice_even_after_its_folder_is_gone(library: LocalLibrary) -> None:
    library.add("claim_letter", "a.docx", b"one", ON)
    second = library.add("claim_letter", "b.docx", b"two", ON)
    shutil.rmtree(second.path.parent)
    assert library.add("claim_letter", "c.docx", b"three", ON).number == 3


def test_many_at_once_get_a_number_each(library: LocalLibrary) -> None:
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda n: library.add("claim_letter", f"{n}.docx", b"%d" % n, ON), range(40)))
    assert sorted(version.number for version in added) == list(range(1, 41))
    assert sorted(version.read() for version in library.versions("claim_letter")) == sorted(
        b"%d" % n for n in range(40)
    )


@pytest.mark.parametrize(("kind", "name"), [("../evil", "a.docx"), ("Claim", "a.docx"), ("claim_letter", "a.exe")])
def test_neither_a_foreign_folder_nor_a_foreign_file_gets_in(library: LocalLibrary, kind: str, name: str) -> None:
    with pytest.raises(LibraryError):
        library.add(kind, name, b"one", ON)
    assert not library.root.exists()


def test_kinds_do_not_share_versions(library: LocalLibrary) -> None:
    library.add("claim_letter", "a.docx", b"one", ON)
    assert library.versions("cover_letter") == ()


def test_a_broken_choice_is_told_and_never_taken_for_the_shipped_template(library: LocalLibrary) -> None:
    library.add("claim_letter", "a.docx", b"one", ON)
    chosen = library.root / "claim_letter" / "in_use"
    chosen.write_bytes(b"\xff")
    with pytest.raises(LibraryError, match="in_use"):
        library.in_use("claim_letter")
    chosen.unlink()
    chosen.mkdir()
    with pytest.raises(LibraryError, match="in_use"):
        library.in_use("claim_letter")


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("", encoding="utf-8")
    library = LocalLibrary(tmp_path / "templates")
    with pytest.raises((LibraryError, OutputError), match="templates"):
        library.in_use("claim_letter")
    with pytest.raises((LibraryError, OutputError), match="templates"):
        library.add("claim_letter", "a.docx", b"one", ON)


def test_a_damaged_old_version_is_no_reason_to_refuse_the_others(library: LocalLibrary) -> None:
    first = library.add("claim_letter", "a.docx", b"one", ON)
    second = library.add("claim_letter", "b.docx", b"two", ON)
    first.path.unlink()
    assert library.in_use("claim_letter") == second
    assert library.add("claim_letter", "c.docx", b"three", ON).number == 3
    assert library.find("claim_letter", "2") == second
