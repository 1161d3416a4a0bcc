"""Cards of deals follow money that comes by other deals of the client: «paid again» is told of the client's past."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from tests.tracker.deals_file.files import write
from tests.tracker.histories import computed_tables, kept_tables_of
from tests.tracker.random_deals import deals_file
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.facts import Evidence
from tracker.house import House
from tracker.models import AllocationRow, DealCardRow, DealRow
from tracker.recording import allocate, money, withdraw_allocation
from tracker.stages import Rung

START = date(2026, 6, 1)


def _deal(name: str, paid_on: date, client: str = "c1") -> dict[str, object]:
    """Services that were paid for, done and confirmed by an original within four days."""
    done = paid_on + timedelta(2)
    signed = {"signed_by_client_on": str(done), "original_on": str(done), "signer_authority": "head"}
    return {
        "id": name,
        "client": client,
        "subject": "Услуги",
        "kind": "services",
        "contract": {"number": name, "date": str(paid_on), **signed, "signed_by_client_on": str(paid_on)},
        "obligations": [
            {
                "id": "o1",
                "by": "us",
                "kind": "services",
                "amount": "100",
                "due_on": str(done),
                "performed_on": str(done),
            },
            {"id": "p1", "by": "client", "kind": "payment", "amount": "100", "due_on": str(paid_on)},
        ],
        "documents": [
            {
                "id": "a1",
                "kind": "acceptance_certificate",
                "number": "1",
                "date": str(done),
                "sent_on": str(done),
                "covers": {"o1": "100"},
                **signed,
            }
        ],
        "payments": [{"date": str(paid_on), "amount": "100", "evidence": "bank_statement"}],
    }


@pytest.fixture
def dealt(house: House, tmp_path: Path) -> House:
    """A client with two deals, months apart, and another client with one in between."""
    data = deals_file(Random(1), 2)
    other = data["clients"][0] | {"id": "c9"}
    data["clients"] = [data["clients"][0] | {"id": "c1"}, other]
    data["deals"] = [
        _deal("first", START),
        _deal("second", START + timedelta(60)),
        _deal("other", START + timedelta(30), "c9"),
    ]
    with read_deals_file(write(tmp_path, data)) as file, house.work("anna", START + timedelta(30)) as work:
        load(work, file, is_update=False)
    return house


def rungs(house: House) -> dict[str, str]:
    with house.database.read() as connection:
        statement = select(DealRow.code, DealCardRow.rung).join(DealCardRow, DealCardRow.deal_id == DealRow.id)
        return {row.code: row.rung for row in connection.execute(statement)}


def holds(house: House, day: date) -> None:
    house.sweep(day)
    assert kept_tables_of(house) == computed_tables(house, day)


def test_money_of_a_later_deal_makes_the_earlier_one_paid_again_on_its_day(dealt: House) -> None:
    holds(dealt, START + timedelta(59))
    assert rungs(dealt)["first"] == Rung.CONFIRMED.value
    holds(dealt, START + timedelta(60))
    assert rungs(dealt)["first"] == Rung.PAID_AGAIN.value
    holds(dealt, START + timedelta(70))
    assert rungs(dealt) == {
        "first": Rung.PAID_AGAIN.value,
        "second": Rung.CONFIRMED.value,
        "other": Rung.CONFIRMED.value,
    }
    holds(dealt, START + timedelta(50))
    assert rungs(dealt)["first"] == Rung.CONFIRMED.value


def test_money_that_is_taken_back_takes_the_rung_of_the_other_deal_back(dealt: House) -> None:
    day = START + timedelta(90)
    holds(dealt, day)
    with dealt.work("anna", day) as work:
        second = select(DealRow.id).where(DealRow.code == "second").scalar_subquery()
        payment, deal = work.connection.execute(
            select(AllocationRow.payment_id, AllocationRow.deal_id).where(AllocationRow.deal_id == second)
        ).one()
        withdraw_allocation(work, payment, deal)
    assert rungs(dealt)["first"] == Rung.CONFIRMED.value
    holds(dealt, day)
    with dealt.work("anna", day) as work:
        allocate(work, payment, deal, 5_000)
    assert rungs(dealt)["first"] == Rung.PAID_AGAIN.value
    holds(dealt, day)


def test_a_clients_word_is_no_money(dealt: House) -> None:
    day = START + timedelta(45)
    holds(dealt, day)
    with dealt.work("anna", day) as work:
        found = select(DealRow.id, DealRow.organization_id, DealRow.counterparty_id).where(DealRow.code == "second")
        deal, ours, theirs = work.connection.execute(found).one()
        told = money.PaymentFacts(
            organization_id=ours, counterparty_id=theirs, date=day, amount=100, evidence=Evidence.CLIENT_WORD
        )
        allocate(work, money.add_payment(work, told), deal, 100)
    assert rungs(dealt)["first"] == Rung.CONFIRMED.value
    holds(dealt, day)


@pytest.mark.parametrize("seed", range(3))
def test_the_days_may_come_in_any_order(dealt: House, seed: int) -> None:
    random = Random(seed)
    for _ in range(8):
        holds(dealt, START + timedelta(random.choice((0, 1, 2, 31, 33, 59, 60, 61, 62, 63, 100))))
