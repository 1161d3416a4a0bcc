"""Files of issued papers come out of the vault as they went in, and a scan is not taken for one."""

from __future__ import annotations

import pytest

from docgen.bundle import File
from tests.tracker.making import TODAY, make_kit
from tracker.errors import NotFoundError, VaultError
from tracker.house import House
from tracker.papers.files import issued_files
from tracker.papers.rows import add_file


def test_files_come_back_under_their_names_byte_for_byte(house: House) -> None:
    kit = make_kit(house)
    with house.work("anna", TODAY) as work:
        add_file(work, kit.papers[0].document_id, File("скан.pdf", b"%PDF scan"), "scan")
    with house.database.read() as connection:
        found = issued_files(connection, house.vault, [paper.document_id for paper in kit.papers])
    assert [one.page_id for one in found] == [paper.page_id for paper in kit.papers]
    assert [one.files for one in found] == [tuple(paper.files.values()) for paper in kit.papers]


def test_a_file_that_is_not_what_it_was_is_not_given_out(house: House) -> None:
    paper = make_kit(house).papers[1]
    place = house.vault.path_of(paper.files["pdf"].sha256)
    place.chmod(0o640)
    place.write_bytes(b"other")
    with house.database.read() as connection, pytest.raises(VaultError, match="повреждён"):
        issued_files(connection, house.vault, [paper.document_id])


def test_there_are_no_files_of_a_paper_that_is_not_there(house: House) -> None:
    with house.database.read() as connection, pytest.raises(NotFoundError):
        issued_files(connection, house.vault, [7])
