"""The audit: all findings on a day with their totals, whatever day it is.

What is kept and still says something of that day is read; the rest is computed from facts. Nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from docgen.money import Money
from tracker import watch
from tracker.fact_store import StoredDeal, deal_keys, in_chunks, read_deals
from tracker.house import House
from tracker.judging import Totals, judge, total_of
from tracker.models import DealRow, FindingRow, WatchRow
from tracker.rules import Finding, Severity, find_rule

AUDITED_AT_ONCE = 2_000  # deals


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """A finding with the deal that it was found in. ``exposure``: kopecks; ``part`` as in ``Finding``."""

    rule: str
    severity: Severity
    deal: str
    obligation: str | None
    document: str | None
    part: int
    exposure: int
    since: date
    message: str
    action: str

    @property
    def order(self) -> tuple[Any, ...]:
        """Severity, exposure and age, gravest first; then rule, deal, obligation, document."""
        named = (self.rule, self.deal, self.obligation or "", self.document or "", self.part)
        return (-self.severity, -self.exposure, self.since, *named)

    def as_json(self, today: date) -> dict[str, Any]:
        """As the outside contract spells it."""
        return {
            "rule": self.rule,
            "severity": self.severity.word,
            "deal": self.deal,
            "obligation": self.obligation,
            "document": self.document,
            "exposure": str(Money(self.exposure)),
            "since": self.since.isoformat(),
            "days": (today - self.since).days,
            "basis": list(find_rule(self.rule).articles(today)),
            "message": self.message,
            "action": self.action,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Findings of a day, gravest first, and their totals."""

    as_of: date
    totals: Totals
    findings: tuple[AuditFinding, ...]

    def as_json(self) -> dict[str, Any]:
        """As the outside contract spells it."""
        totals = self.totals
        return {
            "as_of": self.as_of.isoformat(),
            "totals": {
                "deals": totals.deals,
                "findings": totals.findings,
                "exposure": str(Money(totals.exposure)),
                "refund": str(Money(totals.refund)),
                "unproven_debt": str(Money(totals.unproven_debt)),
                "overdue_advance": str(Money(totals.overdue_advance)),
            },
            "findings": [finding.as_json(self.as_of) for finding in self.findings],
        }


def audit(house: House, as_of: date) -> Audit:
    """The audit of a day, past or to come."""
    found = sorted(_findings(house, as_of), key=lambda finding: finding.order)
    with house.database.read() as connection:
        deals = connection.execute(select(func.count()).select_from(DealRow)).scalar_one()
    return Audit(as_of=as_of, totals=_totals(deals, found), findings=tuple(found))


def _totals(deals: int, found: Iterable[AuditFinding]) -> Totals:
    counts: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for finding in found:
        counts[finding.rule] += 1
        sums[finding.rule] += finding.exposure
    return total_of(deals, ((rule, counts[rule], sums[rule]) for rule in counts))


def _findings(house: House, as_of: date) -> Iterator[AuditFinding]:
    """Kept findings where they hold, computed ones elsewhere.

    Deals are looked at some at a time: on an old SQLite a long reader would make every writer wait.
    """
    grace_days = house.settings.grace_days
    with house.database.read() as connection:
        is_current = watch.is_basis_current(connection, grace_days)
    for keys in _all_keys(house):
        with house.database.read() as connection:
            among = (keys[0], keys[-1])
            found = list(_kept(connection, as_of, among)) if is_current else []
            stale = _stale_keys(connection, as_of, among) if is_current else keys
            deals = [deal for part in in_chunks(stale) for deal in read_deals(connection, part)]
        yield from found
        for deal in deals:
            for finding in judge(deal.facts, as_of, grace_days).findings:
                yield _computed(deal, finding)


def _computed(deal: StoredDeal, finding: Finding) -> AuditFinding:
    return AuditFinding(
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


def _all_keys(house: House) -> Iterator[list[int]]:
    last = 0
    while True:
        with house.database.read() as connection:
            keys = deal_keys(connection, last, AUDITED_AT_ONCE)
        if not keys:
            return
        yield keys
        last = keys[-1]


def _stale_keys(connection: Connection, as_of: date, among: tuple[int, int]) -> list[int]:
    chosen = (watch.is_stale(as_of), WatchRow.deal_id.between(*among))
    return list(connection.execute(select(WatchRow.deal_id).where(*chosen)).scalars())


def _kept(connection: Connection, as_of: date, among: tuple[int, int]) -> Iterator[AuditFinding]:
    statement = (
        select(
            FindingRow.rule,
            FindingRow.weight,
            DealRow.code,
            FindingRow.obligation,
            FindingRow.document,
            FindingRow.part,
            FindingRow.exposure,
            FindingRow.since,
            FindingRow.message,
            FindingRow.action,
        )
        .join(DealRow, DealRow.id == FindingRow.deal_id)
        .join(WatchRow, WatchRow.deal_id == FindingRow.deal_id)
        .where(WatchRow.checked_on <= as_of, or_(WatchRow.recheck_on.is_(None), WatchRow.recheck_on > as_of))
        .where(FindingRow.deal_id.between(*among))
        .order_by(FindingRow.deal_id, FindingRow.id)
    )
    for row in connection.execute(statement):
        yield AuditFinding(
            rule=row.rule,
            severity=Severity(row.weight),
            deal=row.code,
            obligation=row.obligation,
            document=row.document,
            part=row.part,
            exposure=row.exposure,
            since=row.since,
            message=row.message,
            action=row.action,
        )
