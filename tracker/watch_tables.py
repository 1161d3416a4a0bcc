"""Tables that are kept of deals, each with a table of its sums: rows come and go, and the sums move with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from tracker.fact_store import in_chunks
from tracker.models import (
    AwaitedPaperRow,
    AwaitedPaperTotalRow,
    DealCardRow,
    DealCardTotalRow,
    FindingRow,
    FindingTotalRow,
    OpenObligationRow,
    OpenObligationTotalRow,
)

Values = tuple[Any, ...]
Stored = tuple[int, Values]
"""A kept row: its key, and the values of its columns."""

_IDS: Any = bindparam("ids", expanding=True)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """A kept table and the table of its sums. A row is the values of ``columns``; ``identity`` is its key.

    by: columns that sums are kept by; amounts: the columns that are summed.
    """

    table: Any
    identity: str
    columns: tuple[str, ...]
    totals: Any
    by: tuple[str, ...]
    amounts: tuple[str, ...]

    def stored(self, condition: Any) -> Any:
        """Reads rows, each after its key."""
        columns = self.table.c
        return select(columns[self.identity], *(columns[name] for name in self.columns)).where(condition)

    def picked(self, values: Values, names: Iterable[str]) -> Values:
        """Values of some columns of a row."""
        return tuple(values[self.columns.index(name)] for name in names)


FINDINGS: Final = Kept(
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
    amounts=("exposure",),
)
OBLIGATIONS: Final = Kept(
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
    amounts=("amount",),
)
AWAITED: Final = Kept(
    table=AwaitedPaperRow.__table__,
    identity="document_id",
    columns=(
        "document_id",
        "deal_id",
        "organization_id",
        "counterparty_id",
        "manager",
        "wanted",
        "held",
        "last_day",
        "elder",
        "exposure",
        "amount",
    ),
    totals=AwaitedPaperTotalRow.__table__,
    by=("organization_id", "wanted"),
    amounts=("amount",),
)
CARDS: Final = Kept(
    table=DealCardRow.__table__,
    identity="deal_id",
    columns=tuple(DealCardRow.__table__.c.keys()),
    totals=DealCardTotalRow.__table__,
    by=("organization_id", "manager", "rung", "is_closed", "is_exposed"),
    amounts=("amount", "exposure"),
)
ALL: Final = (FINDINGS, OBLIGATIONS, AWAITED, CARDS)
_OF_DEALS = {kept: kept.stored(kept.table.c.deal_id.in_(_IDS)) for kept in ALL}


def keep(connection: Connection, kept: Kept, ids: Sequence[int], made: set[Values]) -> tuple[list[Stored], set[Values]]:
    """Makes what is kept of these deals equal to what was made; rows that are the same stay. What went, what came."""
    gone: list[Stored] = []
    new = set(made)
    for row in connection.execute(_OF_DEALS[kept], {"ids": ids}):
        values = tuple(row[1:])
        if values in new:
            new.discard(values)
        else:
            gone.append((row[0], values))
    replace_rows(connection, kept, gone, new)
    return gone, new


def replace_rows(connection: Connection, kept: Kept, gone: Sequence[Stored], new: set[Values]) -> None:
    """Takes rows away and adds others, and moves their sums."""
    for keys in in_chunks(key for key, _ in gone):
        connection.execute(delete(kept.table).where(kept.table.c[kept.identity].in_(keys)))
    if new:
        rows = [dict(zip(kept.columns, values, strict=True)) for values in sorted(new, key=_order)]
        connection.execute(insert(kept.table), rows)
    sums: dict[Values, Counter[str]] = {}
    for sign, rows_of_sign in ((-1, (values for _, values in gone)), (1, new)):
        for values in rows_of_sign:
            sum_ = sums.setdefault(kept.picked(values, kept.by), Counter())
            sum_["count"] += sign
            for name, amount in zip(kept.amounts, kept.picked(values, kept.amounts), strict=True):
                sum_[name] += sign * amount
    _move_sums(connection, kept, sums)


def sum_anew(connection: Connection, kept: Kept) -> None:
    """Counts the sums from the rows that are kept."""
    columns = [kept.table.c[name] for name in kept.by]
    amounts = [func.sum(kept.table.c[name]) for name in kept.amounts]
    sums = select(*columns, func.count(), *amounts).group_by(*columns)
    connection.execute(delete(kept.totals))
    connection.execute(insert(kept.totals).from_select([*kept.by, "count", *kept.amounts], sums))


def upsert(connection: Connection, table: Any, rows: list[dict[str, Any]], key: tuple[str, ...]) -> None:
    """Writes rows in place of those with the same key."""
    if not rows:
        return
    statement = _insert(connection, table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=others), rows)


def _order(values: Values) -> Values:
    """By the columns in their order, so that the same findings get their keys in the same order."""
    return tuple("" if value is None else value for value in values)


def _move_sums(connection: Connection, kept: Kept, sums: dict[Values, Counter[str]]) -> None:
    """Adds changes to kept sums, once for each key."""
    names = ("count", *kept.amounts)
    rows = [
        {**dict(zip(kept.by, key, strict=True)), **{name: sums[key][name] for name in names}}
        for key in sorted(sums)
        if any(sums[key].values())
    ]
    if rows:
        statement = _insert(connection, kept.totals)
        added = {name: kept.totals.c[name] + statement.excluded[name] for name in names}
        connection.execute(statement.on_conflict_do_update(index_elements=list(kept.by), set_=added), rows)


def _insert(connection: Connection, table: Any) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
