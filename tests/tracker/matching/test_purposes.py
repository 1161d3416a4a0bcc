"""Each purpose of purposes.yaml through the real import, and what becomes of it."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from tests.tracker.conftest import ticking
from tests.tracker.matching.making import ROMASHKA, Statement, contract, deal, deals_data, furnish, operation
from tracker.database import default_url
from tracker.house import House
from tracker.matching.importing import import_statement
from tracker.models import AllocationRow, DealRow, DocumentRow, InvoicePaymentRow, ProposalRow
from tracker.settings import Settings

CASES = yaml.safe_load(Path(__file__).with_name("purposes.yaml").read_text(encoding="utf-8"))
ON, TODAY = date(2026, 11, 26), date(2026, 11, 27)


class TakenBackError(Exception):
    """Ends a change so that nothing of it stays."""


def _invoice(number, amount, on="2026-11-22"):
    return {"number": number, "amount": amount, "date": on}


def _world():
    """One client with a branch of the same ИНН, and another; numbers that are alike wherever they may be."""
    data = deals_data()
    (shev, rom) = data["clients"]
    frame = contract("РМ-40", "2026-10-01")
    branch = rom["party"] | {"kpp": "502901001", "short_name": "Филиал ООО «Ромашка»"}
    data["clients"] = [shev, rom, {"id": "branch", "party": branch}]
    data["deals"] = [
        deal("D1", "rom", _invoice("15", "138877.50"), _invoice("16", "2000.00", "2026-11-23"))
        | {"contract": contract("25/11-2026")},
        deal("D2", "rom", _invoice("УТ-00017", "500.00", "2026-11-01"), contract=contract("26/11-2026")),
        deal("D3", "shev", _invoice("15", "700.00"), contract=contract("1")),
        deal("D5", "rom", _invoice("31", "900.00", "2026-09-02"), contract=contract("16", "2026-09-01")),
        deal("D6", "rom", _invoice("15", "1000.00", "2025-11-22"), contract=contract("7", "2025-10-01")),
        deal("D7", "rom", _invoice("40", "3000.00", "2026-11-05"), contract=frame),
        deal("D8", "rom", _invoice("41", "4000.00", "2026-11-06"), contract=frame),
        deal("D9", "rom", _invoice("102", "1500.00", "2026-11-10"), contract=contract("Д-9", "2026-11-02")),
        deal("F1", "branch", _invoice("15", "138877.50", "2026-10-22"), _invoice("77", "5000.00"))
        | {"contract": contract("Ф-1", "2026-10-20")},
    ]
    return data


@pytest.fixture(scope="module")
def world(sqlite_template, tmp_path_factory):
    """A house in which nothing is paid; each import is taken back."""
    folder = tmp_path_factory.mktemp("purposes")
    shutil.copy(sqlite_template, folder / sqlite_template.name)
    settings = Settings(home=folder, database_url=default_url(folder))
    house = House.open(settings, ticking(datetime(2026, 11, 27, 8, tzinfo=UTC)))
    furnish(house, folder, _world())
    yield house
    house.close()


def _imported(house, case):
    """Where the money went, and what the likeliest proposal says."""
    found = {}
    amount = int(Decimal(case["sum"]) * 100)
    one = operation(amount, case["text"], case.get("inn", ROMASHKA), date=ON)
    with suppress(TakenBackError), house.work("anna", TODAY) as work:
        import_statement(work, Statement([one]), name="st.txt", content=b"x")
        found["to"] = list(_placed(work.connection))
        found["why"] = next(
            iter(work.connection.execute(select(ProposalRow.reasons).order_by(ProposalRow.position)).scalars()), "[]"
        )
        raise TakenBackError
    return found["to"], "; ".join(json.loads(found["why"])).replace("\xa0", " ")


def _placed(connection):
    paid = select(InvoicePaymentRow.amount, DocumentRow.number, DocumentRow.deal_id).join(
        DocumentRow, DocumentRow.id == InvoicePaymentRow.document_id
    )
    invoices = connection.execute(paid.order_by(DocumentRow.id)).all()
    whole = select(AllocationRow.amount, DealRow.id, DealRow.code).join(DealRow, DealRow.id == AllocationRow.deal_id)
    for row in connection.execute(whole.order_by(DealRow.id)):
        here = [one for one in invoices if one.deal_id == row.id]
        assert sum(one.amount for one in here) in {0, row.amount}
        yield from (f"{row.code}/{one.number}={Decimal(one.amount) / 100:.2f}" for one in here)
        if not here:
            yield f"{row.code}={Decimal(row.amount) / 100:.2f}"


@pytest.mark.parametrize("case", CASES["applied"], ids=lambda case: case["text"])
def test_what_is_beyond_doubt_is_applied(world, case):
    assert _imported(world, case)[0] == case["to"]


@pytest.mark.parametrize("case", CASES["person"], ids=lambda case: case["text"])
def test_what_is_doubtful_is_left_to_a_person_with_the_reason(world, case):
    placed, told = _imported(world, case)
    assert placed == []
    assert case["why"] in told
