"""Approvals of the head: who may give one, and what it covers."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.tracker.price_files import add_file, write_price_list
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House
from tracker.models import EventRow
from tracker.people import Role, add_person, block
from tracker.prices.approvals import Approval, approve, approved_percents

TODAY = date(2026, 11, 22)


@pytest.fixture
def whose(house: House) -> int:
    """Our organisation; beside it, one person of each role, named like the role."""
    organization_id, _ = add_file(house, write_price_list(house.settings.home))
    with house.work("root", TODAY) as work:
        for role in Role:
            add_person(work, login=role.value, name=role.label, role=role)
    return organization_id


def give(house: House, whose: int, percent: str = "15", *, login: str = "head", **changed: str) -> Approval:
    facts = {"deal_code": "d1", "product_code": "LED-36", "reason": "Первый заказ"} | changed
    with house.work("orlova", TODAY) as work:
        return approve(work, login, whose, percent=Decimal(percent), **facts)


def percents(house: House, whose: int, deal: str = "d1") -> dict[str, Decimal]:
    with house.database.read() as connection:
        return approved_percents(connection, whose, deal)


def test_an_approval_covers_one_product_of_one_deal_and_stands_in_the_journal(house: House, whose: int) -> None:
    given = give(house, whose, "12.5")
    assert given.given_by == "head"
    assert percents(house, whose) == {"LED-36": Decimal("12.5")}
    assert percents(house, whose, "d2") == percents(house, whose + 1) == {}
    with house.database.read() as connection:
        last = connection.execute(select(EventRow).order_by(EventRow.seq.desc()).limit(1)).mappings().one()
    assert (last["kind"], last["subject"], last["actor"]) == ("discount.approved", "deal:d1", "orlova")
    assert json.loads(last["details"]) == {
        "organization": whose,
        "product": "LED-36",
        "percent": "12.5",
        "reason": "Первый заказ",
        "given_by": "head",
    }


def test_a_later_approval_takes_the_place_of_an_earlier_one(house: House, whose: int) -> None:
    give(house, whose, "15")
    give(house, whose, "20", product_code="LED-54")
    give(house, whose, "0", login="admin")
    assert percents(house, whose) == {"LED-36": Decimal(0), "LED-54": Decimal(20)}


@pytest.mark.parametrize("login", ["manager", "control", "lawyer"])
def test_only_the_head_and_the_administrator_approve(house: House, whose: int, login: str) -> None:
    with pytest.raises(RefusedError, match="руководитель"):
        give(house, whose, login=login)
    assert percents(house, whose) == {}


def test_nobody_blocked_or_unknown_approves(house: House, whose: int) -> None:
    with house.work("root", TODAY) as work:
        block(work, "head")
    with pytest.raises(RefusedError, match="заблокирован"):
        give(house, whose)
    with pytest.raises(NotFoundError, match="user add"):
        give(house, whose, login="nobody")


@pytest.mark.parametrize("percent", ["-1", "100.0001", "NaN", "Infinity", "1E+30", "0.00001", "1E-999"])
def test_a_percent_that_is_none_is_refused(house: House, whose: int, percent: str) -> None:
    with pytest.raises(RefusedError, match="от 0 до 100"):
        give(house, whose, percent)


@pytest.mark.parametrize(
    "changed", [{"reason": " "}, {"deal_code": ""}, {"product_code": "а" * 201}, {"reason": "а\x00"}]
)
def test_an_approval_names_the_deal_the_product_and_the_reason(house: House, whose: int, changed) -> None:
    with pytest.raises(RefusedError, match="одна строка"):
        give(house, whose, **changed)
