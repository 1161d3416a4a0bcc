"""Keeps findings current: they are made anew when a deal changes and on the day when they can change by themselves.

What is kept equals a computation of everything from facts, on any day: a test walks random histories to prove it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

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

Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep did."""

    deals: int
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What is to be kept of some deals, as values of the columns of the tables."""

    findings: set[Values]
    obligations: set[Values]
    watch: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A kept table and the table of its sums. A row is the values of ``columns``; ``identity`` is its key.

    by: columns that sums are kept by; amount: the column that is summed.
    """

    table: Any
    identity: str
    columns: tuple[str, ...]
    totals: Any
    by: tuple[str, ...]
    amount: str

    def stored(self, condition: Any) -> Any:
        """Reads rows, each after its key."""
        columns = self.table.c
        return select(columns[self.identity], *(columns[name] for name in self.columns)).where(condition)

    def summed(self, values: Values) -> tuple[Values, int]:
        """What a row counts for: the key of its sum, and kopecks."""
        return tuple(values[self.columns.index(name)] for name in self.by), values[self.columns.index(self.amount)]


_IDS: Any = bindparam("ids", expanding=True)
_FINDINGS = _Kept(
    table=FindingRow.__table__,
    identity="id",
    columns=(
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
    ),
    totals=FindingTotalRow.__table__,
    by=("organization_id", "rule", "weight"),
    amount="exposure",
)
_OBLIGATIONS = _Kept(
    table=OpenObligationRow.__table__,
    identity="obligation_id",
    columns=(
        "obligation_id",
        "deal_id",
        "organization_id",
        "counterparty_id",
        "manager",
        "awaits",
        "amount",
        "since",
        "elder",
    ),
    totals=OpenObligationTotalRow.__table__,
    by=("organization_id", "awaits"),
    amount="amount",
)
_STORED = {kept.identity: kept.stored(kept.table.c.deal_id.in_(_IDS)) for kept in (_FINDINGS, _OBLIGATIONS)}


def renew(connection: Connection, deal_ids: Iterable[int], today: date, grace_days: int) -> Swept:
    """Makes the findings of these deals anew, inside the transaction that changed them."""
    deals = findings = 0
    for ids in in_chunks(deal_ids):
        made = _rows(read_deals(connection, ids), today, grace_days)
        deals += len(made.watch)
        findings += len(made.findings)
        _keep(connection, _FINDINGS, ids, made.findings)
        _keep(connection, _OBLIGATIONS, ids, made.obligations)
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
    for kept in (_FINDINGS, _OBLIGATIONS):
        columns = [kept.table.c[name] for name in kept.by]
        sums = select(*columns, func.count(), func.sum(kept.table.c[kept.amount])).group_by(*columns)
        connection.execute(delete(kept.totals))
        connection.execute(insert(kept.totals).from_select([*kept.by, "count", kept.amount], sums))


def outdate(connection: Connection, deal_ids: Iterable[int]) -> None:
    """Makes these deals due on any day."""
    for ids in in_chunks(deal_ids):
        connection.execute(update(WatchRow).where(WatchRow.deal_id.in_(ids)).values(recheck_on=date.min))


def forget_obligations(connection: Connection, obligation_ids: Sequence[int]) -> None:
    """Takes open obligations away, with their sums, before the obligations themselves go."""
    stored = connection.execute(_OBLIGATIONS.stored(_OBLIGATIONS.table.c.obligation_id.in_(obligation_ids)))
    _change(connection, _OBLIGATIONS, [(row[0], tuple(row[1:])) for row in stored], set())


def _rows(deals: Iterable[StoredDeal], today: date, grace_days: int) -> Rows:
    findings: set[Values] = set()
    obligations: set[Values] = set()
    watch = []
    for deal in deals:
        judgement = judge(deal.facts, today, grace_days)
        whose = (deal.organization_id, deal.counterparty_id, deal.manager)
        findings.update(
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
        )
        obligations.update(
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
        )
        watch.append({"deal_id": deal.id, "checked_on": today, "recheck_on": judgement.recheck_on})
    return Rows(findings=findings, obligations=obligations, watch=watch)


def elder(since: date) -> int:
    """Grows with age, so that lists sort by one direction."""
    return -since.toordinal()


def _keep(connection: Connection, kept: _Kept, ids: Sequence[int], made: set[Values]) -> None:
    """Makes what is kept of these deals equal to what was made; rows that are the same stay."""
    gone: list[tuple[int, Values]] = []
    new = set(made)
    for row in connection.execute(_STORED[kept.identity], {"ids": ids}):
        values = tuple(row[1:])
        if values in new:
            new.discard(values)
        else:
            gone.append((row[0], values))
    _change(connection, kept, gone, new)


def _change(connection: Connection, kept: _Kept, gone: list[tuple[int, Values]], new: set[Values]) -> None:
    """Takes rows away and adds others, and moves their sums."""
    for keys in in_chunks(key for key, _ in gone):
        connection.execute(delete(kept.table).where(kept.table.c[kept.identity].in_(keys)))
    if new:
        rows = [dict(zip(kept.columns, values, strict=True)) for values in sorted(new, key=_order)]
        connection.execute(insert(kept.table), rows)
    counts: Counter[Values] = Counter()
    amounts: Counter[Values] = Counter()
    for sign, rows_of_sign in ((-1, (values for _, values in gone)), (1, new)):
        for values in rows_of_sign:
            key, amount = kept.summed(values)
            counts[key] += sign
            amounts[key] += sign * amount
    _move_sums(connection, kept, counts, amounts)


def _order(values: Values) -> Values:
    """By the columns in their order, so that the same findings get their keys in the same order."""
    return tuple("" if value is None else value for value in values)


def _move_sums(connection: Connection, kept: _Kept, counts: Counter[Values], amounts: Counter[Values]) -> None:
    """Adds changes to kept sums, once for each key."""
    rows = [
        {**dict(zip(kept.by, key, strict=True)), "count": counts[key], kept.amount: amounts[key]}
        for key in sorted(counts)
        if counts[key] or amounts[key]
    ]
    if rows:
        statement = _insert(connection, kept.totals)
        added = {name: kept.totals.c[name] + statement.excluded[name] for name in ("count", kept.amount)}
        connection.execute(statement.on_conflict_do_update(index_elements=list(kept.by), set_=added), rows)


def _insert(connection: Connection, table: Any) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def _upsert(connection: Connection, table: Any, rows: list[dict[str, Any]], key: tuple[str, ...]) -> None:
    if not rows:
        return
    statement = _insert(connection, table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=others), rows)
