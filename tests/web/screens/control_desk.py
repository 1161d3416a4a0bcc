"""A house with papers that did not come back, of two managers, and what a person does with them in registers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from tests.web.desk import TODAY, Desk, open_desk
from tracker.batches.doing import do_some
from tracker.house import House
from tracker.models import ContactRow, CounterpartyRow, DealRow, DocumentRow

MINE, FOREIGN = 6, 5
"""Acts of Орлова and of Белов."""


def add_acts(home: Path) -> None:
    """Acts that were sent on 02.10.2026 and not signed: six of a deal of Орлова, five of a deal of Белов."""
    desk = open_desk(home)
    with desk.house.work("tests", TODAY) as work:
        deals = work.connection.execute(select(DealRow).order_by(DealRow.id)).mappings().all()
        mine = next(deal for deal in deals if "рлова" in (deal["manager"] or "") or deal["manager"] == "orlova")
        foreign = next(deal for deal in deals if deal["counterparty_id"] != mine["counterparty_id"])
        values = {"manager": "Белов Пётр Ильич"}
        work.connection.execute(update(DealRow).where(DealRow.id == foreign["id"]).values(**values))
        for deal, count in ((mine, MINE), (foreign, FOREIGN)):
            for number in range(count):
                work.connection.execute(insert(DocumentRow).values(**_act(deal, number)))
            party = select(CounterpartyRow.party_id).where(CounterpartyRow.id == deal["counterparty_id"])
            contact = {"position": 90, "name": "Титова Наталья", "email": "t@example.org", "purposes": "closing"}
            work.connection.execute(insert(ContactRow).values(party_id=party.scalar_subquery(), **contact))
            work.touch(deal["id"])
    desk.close()


def _act(deal: Any, number: int) -> dict[str, Any]:
    return {
        "deal_id": deal["id"],
        "organization_id": deal["organization_id"],
        "code": f"act-{number}",
        "position": 50 + number,
        "kind": "acceptance_certificate",
        "is_contract": False,
        "number": f"{deal['id']}-{number}",
        "date": date(2026, 10, 1),
        "revision": 0,
        "sent_on": date(2026, 10, 2),
    }


@dataclass(frozen=True)
class Acts:
    """The acts by whose they are."""

    mine: tuple[int, ...]
    foreign: tuple[int, ...]


def acts(house: House) -> Acts:
    statement = (
        select(DocumentRow.id, DealRow.manager)
        .join(DealRow, DealRow.id == DocumentRow.deal_id)
        .where(DocumentRow.code.startswith("act-"))
        .order_by(DocumentRow.id)
    )
    with house.database.read() as connection:
        rows = connection.execute(statement).all()
    foreign = tuple(row.id for row in rows if row.manager == "Белов Пётр Ильич")
    return Acts(mine=tuple(row.id for row in rows if row.id not in foreign), foreign=foreign)


def paper(house: House, key: int) -> Any:
    with house.database.read() as connection:
        return connection.execute(select(DocumentRow.__table__).where(DocumentRow.id == key)).mappings().one()


def act_on(desk: Desk, login: str, action: str, told: dict[str, Any], **form: Any) -> int:
    """Asks for a bulk action as its two pages do; answers the batch, done as a worker does it."""
    asked = desk.post(login, "/control/papers/do", {"action": action, **told})
    page = asked.get_data(as_text=True)
    assert asked.status_code == 200, page
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    done = desk.post(login, "/control/papers/do", {"action": action, **told, **form, "sure": "1", "once": once[1]})
    assert done.status_code == 303, done.get_data(as_text=True)
    batch_id = int(done.location.rpartition("/")[2])
    work_off(desk, batch_id)
    return batch_id


def work_off(desk: Desk, batch_id: int) -> None:
    while do_some(desk.house, batch_id, TODAY) is not None:
        pass


def keys_shown(page: str) -> list[int]:
    """Rows of the register on a page."""
    return [int(key) for key in re.findall(r'name="key" value="(\d+)"', page)]
