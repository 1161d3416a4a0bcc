"""Whoever holds a link, or guesses at one, does not keep the desk from its people."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

import docgen.attachments
from tests.web.desk import TODAY, Desk
from tests.web.screens.filling import opened, sent
from tracker.models import DealRow, DocumentRow
from tracker.sharing.links import create_link
from web.screens import papers


def papers_of(desk: Desk) -> tuple[int, list[int]]:
    with desk.house.database.read() as connection:
        deal = connection.execute(select(DealRow.id).where(DealRow.code == "D1")).scalar_one()
        mine = select(DocumentRow.id).where(DocumentRow.deal_id == deal, DocumentRow.page_id.is_not(None))
        return deal, list(connection.execute(mine.order_by(DocumentRow.id)).scalars())


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of files that were looked into, none of which was seen before."""
    seen: list[str] = []

    def look(_content: bytes, name: str) -> Any:
        seen.append(name)

    monkeypatch.setattr(docgen.attachments, "_opened", look)
    monkeypatch.setattr(docgen.attachments, "_FIT", set())
    return seen


def test_leafing_through_a_paper_looks_into_its_file_once_and_draws_a_page_once(
    desk: Desk, looked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To look into a file takes a second and to draw a page half of one, for whoever has a link and asks again."""
    deal, keys = papers_of(desk)
    with desk.house.work("orlova", TODAY) as work:
        _, secret = create_link(work, deal, keys[:1], expires_on=TODAY + timedelta(5))
    drawn: list[int] = []

    def draw(_content: bytes, number: int) -> bytes:
        drawn.append(number)
        return b"png"

    monkeypatch.setattr(papers, "page_picture", draw)
    papers.drawn.cache_clear()
    for _ in range(3):
        assert desk.get(None, f"/s/{secret}/{keys[0]}/1.png").status_code == 200
        assert desk.get(None, f"/s/{secret}/{keys[0]}.pdf").status_code == 200
    papers.drawn.cache_clear()
    assert drawn == [1]
    assert len(looked) == 1


def test_files_are_looked_into_before_the_change_and_not_while_others_wait_for_it(
    desk: Desk, looked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    is_changing: list[bool] = []
    begin = desk.house.work

    def noted(*args: Any) -> Any:
        is_changing.append(bool(looked))
        return begin(*args)

    form = opened(desk, "orlova", "/deals/D1/share")
    monkeypatch.setattr(type(desk.house), "work", lambda _house, *args: noted(*args))
    made = sent(desk, "orlova", "/deals/D1/share", form)
    assert re.search(r"/s/[\w-]{22}", made.get_data(as_text=True))
    assert is_changing == [True]
    assert len(looked) == len(papers_of(desk)[1])
