"""Deals to close, made quickly: a contract is written as it would have been issued, without being drawn."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from docgen.documents import LineKind, Snapshot
from docgen.library import find_kind
from docgen.money import Money
from docgen.page_code import new_id
from docgen.parties import Party
from tests.builders import CLIENT, make_line, make_snapshot
from tests.tracker.making import obligations
from tracker.batches import ledger
from tracker.batches.doing import do_some
from tracker.closing import asking
from tracker.closing.choices import Choice
from tracker.closing.planning import Plan, plan_of
from tracker.deal_kinds import CONTRACT_KINDS
from tracker.house import House, Work
from tracker.models import DealRow, DocumentRow, IssuedPaperRow
from tracker.papers.drafts import Draft, prepare
from tracker.papers.kit_obligations import obligations_of
from tracker.papers.rows import NewPaper, write_paper
from tracker.parties import counterparty_id_of, organization_id_of
from tracker.party_sections import section_of
from tracker.recording import add_obligation, perform

TODAY = date(2026, 11, 30)
NOVEMBER = Choice(first=date(2026, 11, 1), today=TODAY)
LAMPS = make_line()
SERVICE = make_line(
    2,
    code=None,
    name="Обслуживание освещения",
    unit="мес",
    kind=LineKind.SERVICES,
    quantity=Decimal(1),
    price=Money.of("38000.00"),
    discount=Decimal(0),
)
SIGNED_ON = date(2026, 10, 1)


def agreed(*lines: Any, on: date = SIGNED_ON, **given: Any) -> Snapshot:
    """What a deal agreed upon; by default lamps alone."""
    return make_snapshot(*(lines or (LAMPS,)), date=on, **given)


def add_deal(
    house: House,
    snapshot: Snapshot | None = None,
    *,
    code: str = "d1",
    contract: str | None = "agreed",
    performed: dict[str, Any] | None = None,
    today: date = TODAY,
) -> int:
    """A deal with the obligations of its snapshot; answers its key.

    contract: «agreed» with what it was made from, «foreign» that came from outside, or None. performed: by the code of
    the obligation, its day, or the day and kopecks.
    """
    with house.work("anna", today) as work:
        return write_deal(work, snapshot or agreed(), code=code, contract=contract, performed=performed)


def write_deal(
    work: Work, snapshot: Snapshot, *, code: str, contract: str | None = "agreed", performed: Any = None
) -> int:
    organization_id = organization_id_of(work, section_of(snapshot.seller))
    values = {
        "code": code,
        "organization_id": organization_id,
        "counterparty_id": counterparty_id_of(work, section_of(snapshot.client)),
        "subject": snapshot.subject,
        "kind": snapshot.kind.value,
        "agreed_on": snapshot.date,
    }
    deal_id = work.connection.execute(insert(DealRow).values(**values).returning(DealRow.id)).scalar_one()
    for owed in obligations_of(snapshot):
        add_obligation(work, deal_id, owed)
    if contract is not None:
        write_contract(work, deal_id, organization_id, snapshot, is_ours=contract == "agreed")
    keys = {name: row["id"] for name, row in obligations(work.connection, deal_id).items()}
    for name, told in (performed or {}).items():
        on, amount = told if isinstance(told, tuple) else (told, None)
        perform(work, keys[name], on, amount)
    work.touch(deal_id)
    return deal_id


def write_contract(work: Work, deal_id: int, organization_id: int, snapshot: Snapshot, *, is_ours: bool = True) -> int:
    """A contract signed by both; one that is not ours has no frozen input."""
    draft = Draft(
        kind=find_kind(CONTRACT_KINDS[snapshot.kind]),
        organization_id=organization_id,
        source=snapshot,
        deal_id=deal_id,
    )
    paper = NewPaper(
        draft=draft,
        prepared=prepare(draft, None),
        place=None,
        page_id=new_id(secrets.token_bytes(8)),
        revision=0,
        supersedes_id=None,
    )
    key = write_paper(work, paper, 1, [])
    document = DocumentRow.__table__
    signed = document.update().where(document.c.id == key).values(signed_by_client_on=snapshot.date)
    work.connection.execute(signed)
    if not is_ours:
        issued = IssuedPaperRow.__table__
        work.connection.execute(issued.delete().where(issued.c.document_id == key))
        work.connection.execute(document.update().where(document.c.id == key).values(page_id=None))
    return key


def client(number: int) -> Party:
    """One of several clients."""
    return replace(CLIENT, short_name=f"ИП Шевченко П. А. ({number})", kpp=None)


def many_deals(house: House, count: int) -> None:
    """Deals performed all over November: lamps, every second with services on another day."""
    with house.work("anna", TODAY) as work:
        for number in range(count):
            on = date(2026, 11, 1) + timedelta(number * 7 % 29)
            is_mixed = number % 2 == 1
            snapshot = agreed(LAMPS, SERVICE) if is_mixed else agreed()
            performed = {"goods": on, **({"services": TODAY - timedelta(number % 4)} if is_mixed else {})}
            write_deal(work, snapshot, code=f"deal-{number:04}", performed=performed)


def plan(house: House, choice: Choice = NOVEMBER) -> Plan:
    with house.database.read() as connection:
        return plan_of(connection, choice)


def ask_for(house: House, choice: Choice = NOVEMBER) -> int:
    """A batch of the whole plan; answers its key."""
    made = plan(house, choice)
    with house.work("anna", choice.today) as work:
        return asking.ask(work, made)


def finish(house: House, batch_id: int, today: date = TODAY) -> None:
    """Does all of a batch, however slow the machine is."""
    while do_some(house, batch_id, today) is not None:
        pass


def items(house: House, batch_id: int, *states: ledger.State) -> list[ledger.Item]:
    with house.database.read() as connection:
        return list(ledger.items_of(connection, batch_id, *states))
