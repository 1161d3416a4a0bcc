"""A cover letter lists what really goes: copies, sheets, what comes back and when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from docgen.errors import DocgenError
from tests.tracker.chasing.desk import TODAY, Desk
from tests.tracker.letters.mailroom import second_client, sqlite_url
from tests.tracker.making import paper
from tracker.chasing.cover import CoverOrder, Way, issue_cover
from tracker.models import IssuedPaperRow
from tracker.papers.issuing import Issued


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough here: the same statements are tried on both elsewhere."""
    return sqlite_url(sqlite_template, tmp_path)


def cover(desk: Desk, *documents: int, **given: object) -> Issued:
    with desk.house.work("anna", TODAY) as work:
        order = CoverOrder(deal_id=desk.office.deal_id, document_ids=documents, **({"way": Way.POST} | given))
        return issue_cover(work, order)


def contract(desk: Desk, **given: object) -> int:
    facts = {"is_contract": True, "number": "3/02", "date": date(2026, 11, 1), "signed_by_client_on": TODAY} | given
    return desk.office.paper("supply_contract", **facts)


def test_what_the_client_signs_goes_in_two_copies_and_one_comes_back(desk: Desk) -> None:
    contract(desk, sent_on=TODAY, acceptance_days=6)
    act, invoice = desk.act(sent_on=None), desk.office.paper("tax_invoice", number="9")
    made = cover(desk, way=Way.COURIER, number="К-17", address="склад")
    rows = [(one["title"], one["number"], one["copies"], one["pages"], bool(one["returned"])) for one in papers(made)]
    assert rows == [
        ("Акт сдачи-приёмки выполненных работ (оказанных услуг)", "41", 2, 4, True),
        ("Счет-фактура", "9", 1, 2, False),
    ]
    assert made.context["return_by"] == date(2026, 11, 30)  # six days end on a Sunday
    assert made.context["contract"]["number"] == "3/02"
    assert made.context["delivery"]["number"] == "К-17"
    assert made.context["contact"]["name"] == "Орлова Мария"
    assert (made.kind.name, made.number, set(made.files)) == ("cover_letter", "1", {"pdf", "docx"})
    assert paper(desk.house, act)["sent_on"] is None, "it is not recorded by itself"
    assert cover(desk, invoice).number == "2"


def test_by_post_the_term_begins_when_the_letter_should_have_come(desk: Desk) -> None:
    """Six days of 23.11.2026 would be over before the envelope is opened."""
    contract(desk, sent_on=TODAY, acceptance_days=6)
    act = desk.act()
    terms = {way: cover(desk, act, way=way).context["return_by"] for way in (Way.HAND, Way.EMAIL, Way.POST)}
    at_once, by_post = date(2026, 11, 30), date(2026, 12, 9)
    assert terms == {Way.HAND: at_once, Way.EMAIL: at_once, Way.POST: by_post}


def papers(made: Issued) -> list[dict[str, object]]:
    return list(made.context["papers"])


def test_without_a_contract_ten_days_are_given_and_without_anything_to_return_none(desk: Desk) -> None:
    act, invoice = desk.act(), desk.office.paper("tax_invoice", number="9")
    assert cover(desk, act, way=Way.HAND).context["return_by"] == date(2026, 12, 3)
    assert cover(desk, invoice).context["return_by"] is None


def test_papers_that_are_signed_go_once_and_are_not_asked_back(desk: Desk) -> None:
    act = desk.act(signed_by_client_on=TODAY)
    (line,) = papers(cover(desk, act))
    assert (line["copies"], bool(line["returned"])) == (1, False)


def test_nothing_internal_annulled_or_of_another_deal_goes(desk: Desk) -> None:
    internal, annulled = desk.office.paper("internal_price_list"), desk.act(annulled_on=TODAY)
    foreign = second_client(desk.office).paper()
    for key, told in ((internal, "внутренний документ"), (annulled, "аннулирован"), (foreign, "в сделке «D1» нет")):
        with pytest.raises(DocgenError, match=told):
            cover(desk, key)
    with pytest.raises(DocgenError, match="отправлены: назовите"):
        cover(desk)


def test_sheets_of_a_paper_from_outside_have_to_be_told(desk: Desk) -> None:
    act = desk.act()
    with desk.house.work("anna", TODAY) as work:
        work.connection.execute(update(IssuedPaperRow).values(pages=0))
    with pytest.raises(DocgenError, match=f"--sheets P{act}=2"):
        cover(desk, act)
    (line,) = papers(cover(desk, act, sheets={act: 6}))
    assert line["pages"] == 6
