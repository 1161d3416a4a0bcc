"""Random histories of a house: deals come, facts are recorded and corrected, days pass, sweeps are done or not."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from tests.tracker.random_deals import deals_file
from tracker.audit import AuditFinding
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.errors import RefusedError
from tracker.fact_store import read_deals
from tracker.facts import Authority, Direction, Evidence
from tracker.house import House, Work
from tracker.judging import judge
from tracker.models import (
    Base,
    ContactRow,
    CounterpartyRow,
    DealRow,
    DemandRow,
    DocumentRow,
    FindingRow,
    FindingTotalRow,
    ObligationRow,
    OpenObligationRow,
    OpenObligationTotalRow,
    OrganizationRow,
)
from tracker.recording import clients, money, obligations, papers

START = date(2026, 11, 22)


class History:
    """A house in which something happens at every step; ``today`` is its day."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house = house
        self.today = START
        self._folder = folder
        self._files: dict[str, dict[str, Any]] = {}

    def load_new(self, seed: int) -> None:
        """Two more deals of a client of their own."""
        data = deals_file(Random(seed), 2)
        if self._files:
            data["organization"] = next(iter(self._files.values()))["organization"]
        _rename(data, f"-{len(self._files)}")
        self._files[data["deals"][0]["id"]] = data
        self._load(data)

    def correct(self, seed: int) -> None:
        """A file is loaded again with other facts under the same ids: some deals change all over."""
        if not self._files:
            return
        random = Random(seed)
        key = random.choice(sorted(self._files))
        known = self._files[key]
        data = deals_file(Random(seed), 2)
        data["organization"] = known["organization"]
        _rename(data, known["deals"][0]["id"].partition("-")[1] + known["deals"][0]["id"].partition("-")[2])
        for old, new in zip(known["deals"], data["deals"], strict=True):
            new["id"] = old["id"]
        self._files[key] = data
        self._load(data)

    def _load(self, data: dict[str, Any]) -> None:
        path = self._folder / "deals.json"
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        try:
            with read_deals_file(path) as file, self.house.work("history", self.today) as work:
                load(work, file, is_update=True)
        except RefusedError as refusal:
            if "отнесён" not in str(refusal):  # a payment of the file may have been allocated elsewhere meanwhile
                raise

    def record(self, seed: int) -> None:
        """One fact, of any kind, on a day not later than today; what contradicts other facts is refused."""
        random = Random(seed)
        try:
            with self.house.work("history", self.today) as work:
                random.choice(_RECORDS)(work, random, self.today - timedelta(random.choice((0, 0, 1, 5, 31, 200))))
        except RefusedError:
            pass

    def pass_days(self, days: int) -> None:
        """Time goes on, and sometimes somebody sets the day back."""
        self.today += timedelta(days)

    def sweep(self) -> None:
        """The day's rechecks."""
        self.house.sweep(self.today)


def _rename(data: dict[str, Any], suffix: str) -> None:
    for client in data["clients"]:
        client["id"] += suffix
    for deal in data["deals"]:
        deal["id"] += suffix
        deal["client"] += suffix


def _any(work: Work, random: Random, column: Any) -> int | None:
    keys = work.connection.execute(select(column).order_by(column)).scalars().all()
    return random.choice(keys) if keys else None


def _paper_fact(work: Work, random: Random, on: date) -> None:
    key = _any(work, random, DocumentRow.id)
    facts = (
        papers.send,
        papers.record_delivery,
        papers.sign_by_us,
        papers.receive_scan,
        papers.receive_original,
        papers.receive_electronic,
        papers.record_refusal,
        papers.answer_refusal,
    )
    if key is not None:
        random.choice(facts)(work, key, on)


def _signature(work: Work, random: Random, on: date) -> None:
    key = _any(work, random, DocumentRow.id)
    if key is not None:
        papers.sign_by_client(work, key, on, random.choice(tuple(Authority)))


def _performance(work: Work, random: Random, on: date) -> None:
    key = _any(work, random, ObligationRow.id)
    if key is not None:
        obligations.perform(work, key, on)


def _cancellation(work: Work, random: Random, on: date) -> None:
    key = _any(work, random, ObligationRow.id)
    if key is not None:
        obligations.cancel(work, key, on)


def _payment(work: Work, random: Random, on: date) -> None:
    deal = _any(work, random, DealRow.id)
    if deal is None:
        return
    statement = select(DealRow.organization_id, DealRow.counterparty_id).where(DealRow.id == deal)
    organization_id, counterparty_id = work.connection.execute(statement).one()
    facts = money.PaymentFacts(
        organization_id=organization_id,
        counterparty_id=counterparty_id,
        date=on,
        amount=random.choice((1, 10_000, 250_000, 6_000_000)),
        evidence=random.choice(tuple(Evidence)),
        direction=random.choice(tuple(Direction)),
    )
    payment = money.add_payment(work, facts)
    money.allocate(work, payment, deal, random.choice((1, facts.amount)))


def _client_fact(work: Work, random: Random, on: date) -> None:
    key = _any(work, random, CounterpartyRow.id)
    if key is not None:
        random.choice((clients.declare_insolvent, clients.file_insolvency_claim, clients.accept_waiver))(work, key, on)


def _leaver(work: Work, random: Random, on: date) -> None:
    key = _any(work, random, ContactRow.id)
    if key is not None:
        clients.mark_contact_left(work, key, on)


def _letter(work: Work, random: Random, on: date) -> None:
    deal = _any(work, random, DealRow.id)
    if deal is not None:
        random.choice((clients.add_claim, clients.add_demand))(work, deal, on, 250_000)


def _answer(work: Work, random: Random, on: date) -> None:
    key = _any(work, random, DemandRow.id)
    if key is not None:
        clients.answer_demand(work, key, on)


_RECORDS = (
    _paper_fact,
    _paper_fact,
    _paper_fact,
    _signature,
    _signature,
    _performance,
    _cancellation,
    _payment,
    _client_fact,
    _leaver,
    _letter,
    _answer,
)


def computed_findings(house: House, day: date) -> list[AuditFinding]:
    """Everything computed from facts alone, in the order of an audit."""
    found = [
        AuditFinding(
            rule=finding.rule,
            severity=finding.severity,
            deal=deal.facts.id,
            obligation=finding.obligation,
            document=finding.document,
            exposure=finding.exposure,
            since=finding.since,
            message=finding.message,
            action=finding.action,
        )
        for deal in _deals(house)
        for finding in judge(deal.facts, day, house.settings.grace_days).findings
    ]
    return sorted(found, key=lambda finding: (finding.order, finding.message))


def _deals(house: House) -> list[Any]:
    with house.database.read() as connection:
        keys = connection.execute(select(DealRow.id)).scalars().all()
        return list(read_deals(connection, keys))


def kept_tables_of(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """What is kept, without keys that only tell in which order rows came, and without sums of nothing."""
    with house.database.read() as connection:
        return {
            "findings": _rows(connection, FindingRow, leave_out={"id"}),
            "obligations": _rows(connection, OpenObligationRow),
            "finding_totals": [row for row in _rows(connection, FindingTotalRow) if row[-2]],
            "obligation_totals": [row for row in _rows(connection, OpenObligationTotalRow) if row[-2]],
        }


def _rows(connection: Any, row: type[Base], leave_out: set[str] = frozenset()) -> list[tuple[Any, ...]]:
    columns = [column for column in row.__table__.columns if column.name not in leave_out]
    return sorted((tuple(one) for one in connection.execute(select(*columns))), key=repr)


def recomputed_tables(house: House, day: date) -> dict[str, list[tuple[Any, ...]]]:
    """What would be kept if everything were thrown away and computed on the day."""
    house.sweep(day, everything=True)
    return kept_tables_of(house)


def organizations(house: House) -> int:
    """How many organisations of ours there are."""
    with house.database.read() as connection:
        return len(connection.execute(select(OrganizationRow.id)).all())
