"""What people name by an id of their own is found, or they are told what there is."""

from __future__ import annotations

import pytest

from tests.tracker.making import TODAY, draft, make_kit
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House
from tracker.lookup import (
    deal_key,
    document_key,
    named_paper,
    named_papers,
    obligation_key,
    obligation_keys,
    page_id,
    page_key,
    paper_key,
)
from tracker.papers.issuing import annul, issue, supersede
from tracker.papers.kits import IssuedKit


@pytest.fixture
def kit(house: House) -> IssuedKit:
    return make_kit(house, code="Д-1")


def waybill(house: House, kit: IssuedKit, instead: int | None = None) -> tuple[int, str]:
    """A waybill in the deal: its key and its code."""
    with house.work("anna", TODAY) as work:
        mine = draft("waybill", 1, kit.deal_id)
        made = issue(work, mine) if instead is None else supersede(work, instead, mine)
    return made.document_id, made.page_id


def test_a_deal_is_found_by_its_id_as_it_is_written(house: House, kit: IssuedKit) -> None:
    with house.database.read() as connection:
        assert deal_key(connection, "Д-1") == kit.deal_id
        for other in ("д-1", "Д-1 ", "", "1", "Д%"):
            with pytest.raises(NotFoundError, match="в базе нет"):
                deal_key(connection, other)


def test_a_paper_is_found_by_its_code_with_or_without_its_deal(house: House, kit: IssuedKit) -> None:
    key, code = waybill(house, kit)
    with house.database.read() as connection:
        assert document_key(connection, kit.deal_id, code) == key
        assert paper_key(connection, "Д-1", code) == paper_key(connection, None, code) == key
        assert named_paper(connection, "Д-1", code) == named_paper(connection, code, None) == key
        assert page_key(connection, f"{code.lower()}/1/3") == key
        with pytest.raises(NotFoundError, match="проверьте код"):
            page_key(connection, "7K3MZQ4X9B2T")


def test_a_paper_of_another_deal_is_not_found_in_this_one(house: House, kit: IssuedKit) -> None:
    other = make_kit(house)
    with house.database.read() as connection, pytest.raises(NotFoundError, match="в этой сделке нет"):
        document_key(connection, other.deal_id, kit.papers[1].page_id)


def test_contract_is_the_one_in_force(house: House, kit: IssuedKit) -> None:
    first = kit.papers[0]
    with house.database.read() as connection:
        assert document_key(connection, kit.deal_id, "contract") == first.document_id
    with house.work("anna", TODAY) as work:
        annul(work, first.document_id, TODAY, "Не подписали")
    with house.database.read() as connection:
        with pytest.raises(NotFoundError, match="Действующего договора"):
            document_key(connection, kit.deal_id, "contract")
        assert document_key(connection, kit.deal_id, first.page_id) == first.document_id


def test_a_deal_names_all_its_papers_in_force_in_their_order(house: House, kit: IssuedKit) -> None:
    first, _ = waybill(house, kit)
    second, code = waybill(house, kit, instead=first)
    with house.database.read() as connection:
        assert named_papers(connection, "Д-1", None) == [*(paper.document_id for paper in kit.papers), second]
        assert named_papers(connection, "Д-1", "contract") == [kit.papers[0].document_id]
        assert named_papers(connection, code, None) == [second]
        with pytest.raises(NotFoundError):
            named_papers(connection, "нет", None)


def test_obligations_are_found_by_name_or_listed(house: House, kit: IssuedKit) -> None:
    with house.database.read() as connection:
        known = obligation_keys(connection, kit.deal_id)
        assert list(known) == ["goods", "payment-1", "payment-2"]
        assert obligation_key(connection, kit.deal_id, "goods") == known["goods"]
        with pytest.raises(RefusedError, match="есть: goods, payment-1, payment-2"):
            obligation_key(connection, kit.deal_id, "товар")
        with pytest.raises(RefusedError, match="ни одного"):
            obligation_key(connection, 0, "goods")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7K3MZQ4X9B2T", "7K3MZQ4X9B2T"),
        (" 7k3mzq4x9b2t ", "7K3MZQ4X9B2T"),
        ("7K3MZQ4X9B2T/3/10", "7K3MZQ4X9B2T"),
        ("OIL000000000", "011000000000"),
        ("7K3MZQ4X9B2T/11/10", "7K3MZQ4X9B2T/11/10"),
        ("", ""),
    ],
)
def test_a_code_is_read_as_people_and_scanners_type_it(typed: str, meant: str) -> None:
    assert page_id(typed) == meant
