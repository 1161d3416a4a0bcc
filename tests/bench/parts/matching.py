"""Bank payments, 10,000 and 20,000, against 100,000 open invoices: twice the payments, about twice the time.

Run: python -m tests.bench.parts.matching. The fixed cost, reading what is open, is reported apart.
"""

from __future__ import annotations

import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import insert, select

from tests.tracker.random_deals import ORGANIZATION
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.facts import Direction
from tracker.house import House, Work
from tracker.matching.importing import Imported, import_statement
from tracker.matching.loading import Loader
from tracker.models import (
    ConfirmationRow,
    CounterpartyRow,
    DealRow,
    DocumentRow,
    ObligationRow,
    OrganizationRow,
    PartyRow,
)
from tracker.settings import Settings
from tracker.statements.base import Account, Operation, OtherSide, Warnings

TODAY = date(2026, 11, 23)
INVOICES = 100_000
CLIENTS = 2_000
SMALL, LARGE = 10_000, 20_000
ROUNDS = 3
LIMIT = 2.2
_OWN = str(ORGANIZATION["bank"]["account"])


class Made:
    """A statement that is made as it is read."""

    format = "bench"

    def __init__(self, operations: Iterator[Operation]) -> None:
        self._operations = operations
        self.accounts: list[Account] = []
        self.warnings = Warnings()

    def operations(self) -> Iterator[Operation]:
        """Each operation once."""
        return self._operations


def report() -> bool:
    """Builds the house, imports statements of both sizes in turn, prints figures and the verdict."""
    small, large = [], []
    with tempfile.TemporaryDirectory(prefix="pervichka-bench-") as folder:
        _house(Path(folder) / "seeded").close()
        for turn in range(ROUNDS):
            small.append(_imported(Path(folder), SMALL, turn))
            large.append(_imported(Path(folder), LARGE, turn))
    fixed = statistics.median(one.reading for one in (*small, *large))
    one, two = (statistics.median(run.whole - run.reading for run in runs) for runs in (small, large))
    print(f"  открытых счетов {INVOICES}; прочитать то, что открыто, {fixed:.1f} с процессора, один раз на выписку")
    print(f"  {SMALL} платежей: {one:.1f} с сверх того ({SMALL / one:.0f} в секунду); {LARGE}: {two:.1f} с")
    is_well = two / one <= LIMIT
    print(f"  {'да ' if is_well else 'НЕТ'} вдвое больше платежей: время больше в {two / one:.2f} (не больше {LIMIT})")
    return is_well


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of the processor that an import took, which neighbours do not change, and those of reading."""

    whole: float
    reading: float


class Watched(Loader):
    """Tells how long reading what is open took."""

    taken = 0.0

    def add_clients(self, ids: Iterable[int]) -> set[int]:
        """Reads as ever."""
        begun = time.process_time()
        new = super().add_clients(ids)
        Watched.taken += time.process_time() - begun
        return new


def _imported(folder: Path, count: int, turn: int) -> Run:
    home = folder / f"copy-{count}-{turn}"
    shutil.copytree(folder / "seeded", home)
    house = House.open(Settings(home=home))
    Watched.taken = 0.0
    begun = time.process_time()
    with mock.patch("tracker.matching.deposits.Loader", Watched), house.work("bench", TODAY) as work:
        done = _import(work, count)
    taken = time.process_time() - begun
    house.close()
    shutil.rmtree(home)
    placed = {state.value: number for state, number in done.states.items()}
    if done.new != count or placed.get("matched", 0) < count // 2:
        raise AssertionError(f"not what the statement holds: {placed}")
    return Run(whole=taken, reading=Watched.taken)


def _import(work: Work, count: int) -> Imported:
    return import_statement(work, Made(_operations(count)), name="bench.txt", content=str(count).encode())


def _operations(count: int) -> Iterator[Operation]:
    """Most payments name their invoice, some in part; some name none, some come from strangers."""
    chance = random.Random(count)
    chosen = chance.sample(range(INVOICES), count)
    for place, number in enumerate(chosen):
        kind = chance.random()
        amount = _amount(number)
        purpose = f"Оплата по счету № {number} от {_day(number):%d.%m.%Y}. В т.ч. НДС 22%"
        inn = _inn(number % CLIENTS)
        if kind > 0.9:
            purpose, amount = "Оплата за товар", amount + 1
        elif kind > 0.8:
            inn = "9999999999"
        elif kind > 0.6:
            amount //= 2
        yield Operation(
            account=_OWN,
            date=TODAY,
            amount=amount,
            direction=Direction.IN,
            is_internal=False,
            number=str(place),
            kind="Платежное поручение",
            other=OtherSide(name=f"Клиент {number % CLIENTS}", inn=inn, account=""),
            purpose=purpose,
            repeat=0,
            key=sha256(str(place).encode()).hexdigest(),
        )


def _inn(client: int) -> str:
    return f"{7_700_000_000 + client}"


def _amount(number: int) -> int:
    return 1_000_000 + number * 7


def _day(number: int) -> date:
    return TODAY - timedelta(1 + number % 200)


def _house(home: Path) -> House:
    home.mkdir()
    house = House.open(Settings(home=home))
    seed = home / "seed.json"
    seed.write_text(json.dumps({"organization": ORGANIZATION | {"vat": "standard"}, "clients": [], "deals": []}))
    with read_deals_file(seed) as file, house.work("bench", TODAY) as work:
        load(work, file, is_update=False)
    with house.database.write() as connection:
        _fill(connection)
    return house


def _fill(connection: Any) -> None:
    organization = connection.execute(select(OrganizationRow.id)).scalar_one()
    first = connection.execute(select(PartyRow.__table__)).mappings().first()
    parties = [{**first, "id": 10 + n, "inn": _inn(n), "short_name": f"Клиент {n}"} for n in range(CLIENTS)]
    clients = [{"id": 1 + n, "code": f"c{n}", "party_id": 10 + n} for n in range(CLIENTS)]
    connection.execute(insert(PartyRow), parties)
    connection.execute(insert(CounterpartyRow), clients)
    for start in range(0, INVOICES, 10_000):
        numbers = range(start, start + 10_000)
        connection.execute(insert(DealRow), [_deal(n, organization) for n in numbers])
        connection.execute(insert(ObligationRow), [row for n in numbers for row in _owed(n)])
        connection.execute(insert(DocumentRow), [_invoice(n, organization) for n in numbers])
        covers = [
            {"document_id": 1 + n, "obligation_id": 1 + 2 * n, "deal_id": 1 + n, "position": 0, "amount": _amount(n)}
            for n in numbers
        ]
        connection.execute(insert(ConfirmationRow), covers)


def _deal(number: int, organization: int) -> dict[str, Any]:
    client = 1 + number % CLIENTS
    whose = {"organization_id": organization, "counterparty_id": client, "manager": "anna"}
    return {"id": 1 + number, "code": f"d{number}", "subject": "Поставка", "kind": "supply", "agreed_on": None, **whose}


def _owed(number: int) -> Iterator[dict[str, Any]]:
    shared = {"deal_id": 1 + number, "amount": _amount(number), "due_on": TODAY + timedelta(30)}
    yield {"id": 1 + 2 * number, "code": "o1", "position": 0, "by": "us", "kind": "goods", **shared}
    yield {"id": 2 + 2 * number, "code": "p1", "position": 1, "by": "client", "kind": "payment", **shared}


def _invoice(number: int, organization: int) -> dict[str, Any]:
    return {
        "id": 1 + number,
        "deal_id": 1 + number,
        "organization_id": organization,
        "code": "inv",
        "position": 0,
        "kind": "proforma_invoice",
        "is_contract": False,
        "number": str(number),
        "date": _day(number),
        "vat_rate": "22",
        "revision": 0,
    }


if __name__ == "__main__":
    sys.exit(0 if report() else 1)
