"""Random histories of a house: deals come, facts are recorded and corrected, days pass, sweeps are done or not."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from tests.tracker.random_deals import deals_file
from tracker.audit import AuditFinding
from tracker.chasing.unreturned import unreturned
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.errors import RefusedError
from tracker.fact_store import read_deals
from tracker.facts import Authority, Direction, Evidence, Side, known_on
from tracker.house import House, Work
from tracker.judging import judge, total_of
from tracker.models import (
    AllocationRow,
    AwaitedPaperRow,
    AwaitedPaperTotalRow,
    Base,
    ContactRow,
    CounterpartyRow,
    DealCardRow,
    DealCardTotalRow,
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
from tracker.papers.issuing import annul
from tracker.recording import allocate, clients, money, obligations, papers, withdraw_allocation
from tracker.stages import ladder
from tracker.watch import elder

START = date(2026, 11, 22)


class History:
    """A house in which something happens at every step; ``today`` is its day."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house = house
        self.today = START
        self._folder = folder
        self._files: dict[str, dict[str, Any]] = {}

    def load_new(self, seed: int) -> None:
        """Two more deals of a client of their own; the organisation may have another VAT status since."""
        data = deals_file(Random(seed), 2)
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
    allocate(work, payment, deal, random.choice((1, facts.amount)))


def _withdrawal(work: Work, random: Random, on: date) -> None:
    del on
    allocations = work.connection.execute(select(AllocationRow.payment_id, AllocationRow.deal_id)).all()
    if allocations:
        withdraw_allocation(work, *random.choice(allocations))


def _annulment(work: Work, random: Random, on: date) -> None:
    key = _any(work, random, DocumentRow.id)
    if key is not None:
        annul(work, key, on, "ошибка")


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
    _withdrawal,
    _annulment,
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
            part=finding.part,
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
            "awaited": _rows(connection, AwaitedPaperRow, leave_out={"amount"}),
            "awaited_counts": _counts(connection),
            "cards": _rows(connection, DealCardRow, leave_out=_TOLD_BY_RUNGS),
            "card_totals": [row for row in _rows(connection, DealCardTotalRow) if row[-3]],
        }


def _rows(connection: Any, row: type[Base], leave_out: set[str] = frozenset()) -> list[tuple[Any, ...]]:
    columns = [column for column in row.__table__.columns if column.name not in leave_out]
    return sorted((tuple(one) for one in connection.execute(select(*columns))), key=repr)


def computed_tables(house: House, day: date) -> dict[str, list[tuple[Any, ...]]]:
    """What must be kept on the day, from facts alone: rows by the rules, sums by adding up those rows."""
    findings, obligations, cards = [], [], []
    receipts = _receipts(house, day)
    for deal in _deals(house):
        judgement = judge(deal.facts, day, house.settings.grace_days)
        cards.append(_card(deal, judgement, day, receipts[deal.organization_id, deal.counterparty_id]))
        whose = (deal.organization_id, deal.counterparty_id, deal.manager)
        findings += [_finding(deal, whose, one) for one in judgement.findings]
        obligations += [
            (
                deal.obligation_ids[one.obligation],
                deal.id,
                *whose,
                one.awaits.value,
                one.amount,
                one.since,
                elder(one.since),
            )
            for one in judgement.open_obligations
        ]
    awaited = _awaited(house, day)
    return {
        "awaited": awaited,
        "awaited_counts": sorted(Counter((row[2], row[5]) for row in awaited).items(), key=repr),
        "findings": sorted(findings, key=repr),
        "obligations": sorted(obligations, key=repr),
        "finding_totals": _sums((row[1], row[4], row[8], row[9]) for row in findings),
        "obligation_totals": _sums((row[2], row[5], row[6]) for row in obligations),
        "cards": sorted(cards, key=repr),
        "card_totals": _card_sums(cards),
    }


def _awaited(house: House, day: date) -> list[tuple[Any, ...]]:
    """Papers that are awaited, as the chasing of them finds them in the database."""
    with house.database.read() as connection:
        papers = list(unreturned(connection, day, house.settings.grace_days))
        clients = {deal.id: deal for deal in read_deals(connection, sorted({paper.deal_id for paper in papers}))}
    return sorted(
        (
            (
                paper.document_id,
                paper.deal_id,
                paper.organization_id,
                paper.counterparty_id,
                clients[paper.deal_id].manager,
                paper.wanted.value,
                paper.held,
                paper.last_day,
                elder(paper.last_day),
                paper.exposure,
            )
            for paper in papers
        ),
        key=repr,
    )


def _counts(connection: Any) -> list[tuple[Any, ...]]:
    """How many papers are awaited by organisation and by what is wanted, as the sums tell it."""
    rows = connection.execute(select(AwaitedPaperTotalRow.__table__)).all()
    return sorted((((row.organization_id, row.wanted), row.count) for row in rows if row.count), key=repr)


_TOLD_BY_RUNGS = {"moved_on", "last_receipt_on", "confirmed_since"}


def _receipts(house: House, day: date) -> dict[tuple[int, int], list[date]]:
    """Days on which money of each client came in by then, by any deal."""
    found: dict[tuple[int, int], list[date]] = defaultdict(list)
    for deal in _deals(house):
        for paid in deal.facts.payments:
            if paid.is_in_hand and paid.direction is Direction.IN and paid.date <= day:
                found[deal.organization_id, deal.counterparty_id].append(paid.date)
    return found


def _card(deal: Any, judgement: Any, day: date, receipts: list[date]) -> tuple[Any, ...]:
    """The card by the ladder that the deal's page shows, by the totals of an audit, and by the facts themselves."""
    climbed = ladder(deal.facts, day, deal.agreed_on, receipts)
    exposure = total_of(1, ((one.rule, 1, one.exposure) for one in judgement.findings)).exposure
    owed = known_on(deal.facts, day).obligations
    promised = sum(one.amount for one in owed if one.by is Side.CLIENT)
    paid = [one for one in deal.facts.payments if one.is_in_hand and one.date <= day]
    received = sum(one.amount if one.direction is Direction.IN else -one.amount for one in paid)
    agreed_on = deal.agreed_on or climbed.steps[0].reached_on
    is_closed = bool(deal.facts.obligations) and not judgement.open_obligations and not judgement.findings
    return (
        deal.id,
        deal.organization_id,
        deal.counterparty_id,
        deal.manager,
        climbed.current.value,
        is_closed,
        exposure > 0,
        promised or sum(one.amount for one in owed),
        exposure,
        max(0, received),
        min(max(0, received), sum(one.confirmed for one in judgement.standing.performances)),
        len(judgement.findings),
        max((int(one.severity) for one in judgement.findings), default=0),
        agreed_on.toordinal() if agreed_on else 0,
    )


def _card_sums(cards: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for _, organization, _, manager, rung, is_closed, is_exposed, amount, exposure, *_ in cards:
        for place, added in enumerate((1, amount, exposure)):
            sums[organization, manager, rung, is_closed, is_exposed][place] += added
    return sorted(((*key, *values) for key, values in sums.items()), key=repr)


def _finding(deal: Any, whose: tuple[Any, ...], one: Any) -> tuple[Any, ...]:
    named = (one.rule, one.obligation, one.document, one.part, int(one.severity))
    return (deal.id, *whose, *named, one.exposure, one.since, elder(one.since), one.message, one.action)


def _sums(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows whose last value is money, added up by all that stands before it."""
    counts: Counter[tuple[Any, ...]] = Counter()
    amounts: Counter[tuple[Any, ...]] = Counter()
    for *key, amount in rows:
        counts[tuple(key)] += 1
        amounts[tuple(key)] += amount
    return sorted(((*key, counts[key], amounts[key]) for key in counts), key=repr)


def organizations(house: House) -> int:
    """How many organisations of ours there are."""
    with house.database.read() as connection:
        return len(connection.execute(select(OrganizationRow.id)).all())
