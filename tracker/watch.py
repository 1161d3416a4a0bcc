"""Keeps findings current: they are made anew when a deal changes and on the day when they can change by themselves.

What is kept equals a computation of everything from facts, on any day: a test walks random histories to prove it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.fact_store import StoredDeal, in_chunks, read_deals
from tracker.judging import judge
from tracker.models import (
    FindingRow,
    FindingTotalRow,
    OpenObligationRow,
    OpenObligationTotalRow,
    WatchBasisRow,
    WatchRow,
)
from tracker.watch_basis import basis_digest

FAR: Final = date(9999, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep did."""

    deals: int
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What is to be kept of some deals, as values of the columns of the tables."""

    findings: dict[int, set[tuple[Any, ...]]]
    obligations: dict[int, set[tuple[Any, ...]]]
    watch: list[dict[str, Any]]


_FINDING_COLUMNS: Final = (
    "deal_id",
    "organization_id",
    "counterparty_id",
    "manager",
    "rule",
    "obligation",
    "document",
    "part",
    "weight",
    "exposure",
    "since",
    "elder",
    "message",
    "action",
)
_OBLIGATION_COLUMNS: Final = (
    "obligation_id",
    "deal_id",
    "organization_id",
    "counterparty_id",
    "manager",
    "awaits",
    "amount",
    "since",
    "elder",
)
_IDS: Any = bindparam("ids", expanding=True)
_findings: Any = FindingRow.__table__
_obligations: Any = OpenObligationRow.__table__
_OLD_FINDINGS = select(_findings.c.id, *(_findings.c[name] for name in _FINDING_COLUMNS)).where(
    _findings.c.deal_id.in_(_IDS)
)
_OBLIGATION_TABLE = [_obligations.c[name] for name in _OBLIGATION_COLUMNS]
_OLD_OBLIGATIONS = select(*_OBLIGATION_TABLE).where(_obligations.c.deal_id.in_(_IDS))
_DROP_FINDINGS = delete(_findings).where(_findings.c.id.in_(_IDS))
_DROP_OBLIGATIONS = delete(_obligations).where(_obligations.c.obligation_id.in_(_IDS))


def renew(connection: Connection, deal_ids: Iterable[int], today: date, grace_days: int) -> Swept:
    """Makes the findings of these deals anew, inside the transaction that changed them."""
    deals = findings = 0
    for ids in in_chunks(deal_ids):
        made = _rows(read_deals(connection, ids), today, grace_days)
        deals += len(made.watch)
        findings += sum(map(len, made.findings.values()))
        _keep_findings(connection, ids, made.findings)
        _keep_obligations(connection, ids, made.obligations)
        _upsert(connection, WatchRow.__table__, made.watch, ("deal_id",))
    return Swept(deals=deals, findings=findings)


def due_deals(connection: Connection, today: date, count: int) -> list[int]:
    """Keys of some of the deals whose kept findings say nothing of this day."""
    found: set[int] = set()
    for condition in _stale(today):  # one by one: each has an index, and an «or» of both would walk through all of them
        statement = select(WatchRow.deal_id).where(condition).limit(count - len(found))
        found.update(connection.execute(statement).scalars())
    return sorted(found)


def is_stale(today: date) -> ColumnElement[bool]:
    """Whether what is kept of a deal says nothing of the day: it was looked at later, or must be looked at again."""
    return or_(*_stale(today))


def _stale(today: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return WatchRow.recheck_on <= today, WatchRow.checked_on > today


def is_basis_current(connection: Connection, grace_days: int) -> bool:
    """Whether kept findings were made by the same rules, calendar and settings as today's."""
    return connection.execute(select(WatchBasisRow.digest)).scalar() == basis_digest(grace_days)


def keep_basis(connection: Connection, grace_days: int) -> None:
    """Writes down by what findings are made now."""
    row = {"id": 1, "digest": basis_digest(grace_days)}
    _upsert(connection, WatchBasisRow.__table__, [row], ("id",))


def outdate_all(connection: Connection) -> None:
    """Makes every deal due on any day, and counts sums anew: rules, calendar or settings are not what they were."""
    connection.execute(update(WatchRow).values(recheck_on=date.min))
    for row, totals, key, amount in (
        (FindingRow, FindingTotalRow, ("organization_id", "rule", "weight"), "exposure"),
        (OpenObligationRow, OpenObligationTotalRow, ("organization_id", "awaits"), "amount"),
    ):
        table: Any = row.__table__.c
        kept: Any = totals.__table__
        columns = [table[name] for name in key]
        sums = select(*columns, func.count(), func.sum(table[amount])).group_by(*columns)
        connection.execute(delete(kept))
        connection.execute(insert(kept).from_select([*key, "count", amount], sums))


def outdate(connection: Connection, deal_ids: Iterable[int]) -> None:
    """Makes these deals due on any day."""
    for ids in in_chunks(deal_ids):
        connection.execute(update(WatchRow).where(WatchRow.deal_id.in_(ids)).values(recheck_on=date.min))


def forget_obligations(connection: Connection, obligation_ids: Sequence[int]) -> None:
    """Takes open obligations away, with their sums, before the obligations themselves go."""
    chosen = _obligations.c.obligation_id.in_(obligation_ids)
    totals = _Totals()
    for row in connection.execute(select(*_OBLIGATION_TABLE).where(chosen)):
        totals.add((row.organization_id, row.awaits), -1, -row.amount)
    connection.execute(delete(_obligations).where(chosen))
    totals.keep(connection, OpenObligationTotalRow.__table__, ("organization_id", "awaits"), "amount")


def _rows(deals: Iterable[StoredDeal], today: date, grace_days: int) -> Rows:
    findings: dict[int, set[tuple[Any, ...]]] = {}
    obligations: dict[int, set[tuple[Any, ...]]] = {}
    watch = []
    for deal in deals:
        judgement = judge(deal.facts, today, grace_days)
        whose = (deal.organization_id, deal.counterparty_id, deal.manager)
        findings[deal.id] = {
            (
                deal.id,
                *whose,
                found.rule,
                found.obligation,
                found.document,
                found.part,
                int(found.severity),
                found.exposure,
                found.since,
                elder(found.since),
                found.message,
                found.action,
            )
            for found in judgement.findings
        }
        obligations[deal.id] = {
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
        }
        watch.append({"deal_id": deal.id, "checked_on": today, "recheck_on": judgement.recheck_on})
    return Rows(findings=findings, obligations=obligations, watch=watch)


def elder(since: date) -> int:
    """Grows with age, so that lists sort by one direction."""
    return -since.toordinal()


def _keep_findings(connection: Connection, ids: Sequence[int], made: dict[int, set[tuple[Any, ...]]]) -> None:
    gone: list[tuple[int, tuple[Any, ...]]] = []
    new = {values for rows in made.values() for values in rows}
    for row in connection.execute(_OLD_FINDINGS, {"ids": ids}):
        values = tuple(row[1:])
        if values in new:
            new.discard(values)
        else:
            gone.append((row[0], values))
    totals = _Totals()
    for _, values in gone:
        totals.add((values[1], values[4], values[8]), -1, -values[9])
    for values in new:
        totals.add((values[1], values[4], values[8]), 1, values[9])
    for keys in in_chunks(key for key, _ in gone):
        connection.execute(_DROP_FINDINGS, {"ids": keys})
    if new:
        rows = [dict(zip(_FINDING_COLUMNS, values, strict=True)) for values in sorted(new, key=_order)]
        connection.execute(insert(_findings), rows)
    totals.keep(connection, FindingTotalRow.__table__, ("organization_id", "rule", "weight"), "exposure")


def _keep_obligations(connection: Connection, ids: Sequence[int], made: dict[int, set[tuple[Any, ...]]]) -> None:
    gone: list[tuple[Any, ...]] = []
    new = {values for rows in made.values() for values in rows}
    for row in connection.execute(_OLD_OBLIGATIONS, {"ids": ids}):
        values = tuple(row)
        if values in new:
            new.discard(values)
        else:
            gone.append(values)
    totals = _Totals()
    for values in gone:
        totals.add((values[2], values[5]), -1, -values[6])
    for values in new:
        totals.add((values[2], values[5]), 1, values[6])
    for keys in in_chunks(values[0] for values in gone):
        connection.execute(_DROP_OBLIGATIONS, {"ids": keys})
    if new:
        rows = [dict(zip(_OBLIGATION_COLUMNS, values, strict=True)) for values in sorted(new)]
        connection.execute(insert(_obligations), rows)
    totals.keep(connection, OpenObligationTotalRow.__table__, ("organization_id", "awaits"), "amount")


def _order(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Deal, rule, what is named: so that the same findings get their keys in the same order."""
    return values[0], values[4], values[5] or "", values[6] or "", values[7]


class _Totals:
    """Changes of kept sums, written once for each key."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[Any, ...]] = Counter()
        self._sums: Counter[tuple[Any, ...]] = Counter()

    def add(self, key: tuple[Any, ...], count: int, amount: int) -> None:
        self._counts[key] += count
        self._sums[key] += amount

    def keep(self, connection: Connection, table: Any, key: tuple[str, ...], amount: str) -> None:
        rows = [
            {**dict(zip(key, values, strict=True)), "count": self._counts[values], amount: self._sums[values]}
            for values in sorted(self._counts)
            if self._counts[values] or self._sums[values]
        ]
        if rows:
            statement = _insert(connection, table)
            added = {name: table.c[name] + statement.excluded[name] for name in ("count", amount)}
            connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=added), rows)


def _insert(connection: Connection, table: Any) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def _upsert(connection: Connection, table: Any, rows: list[dict[str, Any]], key: tuple[str, ...]) -> None:
    if not rows:
        return
    statement = _insert(connection, table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=others), rows)
