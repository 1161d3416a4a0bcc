"""Files of a closing: of papers in force, those of each organisation in a folder of their own."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date

import pytest

from tests.builders import SELLER
from tests.tracker.closing import world
from tests.tracker.closing.world import TODAY, agreed
from tracker.batches.papers import write_papers
from tracker.errors import RefusedError
from tracker.papers.issuing import annul

ON = date(2026, 11, 28)
OTHER = replace(SELLER, inn="7702070139", full_name="Общество «Другая»", short_name="ООО «Другая»")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_papers_of_two_organisations_with_one_number_and_one_that_was_annulled(house, tmp_path):
    world.add_deal(house, performed={"goods": ON})
    world.add_deal(house, agreed(seller=OTHER), code="d2", performed={"goods": ON})
    batch_id = world.ask_for(house)
    with pytest.raises(RefusedError, match="нет выпущенных документов"):
        write_papers(house, batch_id, tmp_path / "none")
    assert not (tmp_path / "none").exists()
    world.finish(house, batch_id)
    archive, printed = write_papers(house, batch_id, tmp_path / "all")
    assert names_in(archive) == ["ООО «Другая»/УПД № 1.pdf", "ООО «Светотехника»/УПД № 1.pdf"]
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == sorted([archive.name, printed.name])
    first = world.items(house, batch_id)[0].result["document"]
    with house.work("anna", TODAY) as work:
        annul(work, first, TODAY, "ошибка в адресе")
    assert names_in(write_papers(house, batch_id, tmp_path / "all")[0]) == ["ООО «Светотехника»/УПД № 1.pdf"]


def names_in(path):
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()
