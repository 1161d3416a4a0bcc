"""Deals concluded and money received, by person and month; money that the client's papers confirm and the rest apart.

A deal is concluded on the day of its agreement, or on the first known day where none is told. Money is received on its
own day, by a bank or a cash desk; what went back counts as less. What of a deal's money is confirmed follows the rules
of findings (``tracker.standing``): money covers confirmed performance first, and a performance is confirmed by papers
that the client signed with authority, or accepted by silence where the contract says so. The deal's money is taken in
the order in which it came: the first roubles, up to what is confirmed by today, are confirmed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, Subquery, case, cast, func, select

from docgen.xlsx.table_file import Column, Sort, table_file
from tracker.errors import RefusedError
from tracker.facts import MONEY_IN_HAND, Direction
from tracker.models import AllocationRow, DealCardRow, PaymentRow
from tracker.ownership import same_label
from tracker.people import list_people

MOST_MONTHS: Final = 120
NOBODY: Final = "Без менеджера"

_card = DealCardRow.__table__.c
_IN_HAND = sorted(evidence.value for evidence in MONEY_IN_HAND)


class ReportRow(NamedTuple):
    """A person's month; sums are kopecks. ``month`` is its first day."""

    person: str
    month: date
    deals: int
    amount: int
    confirmed: int
    unconfirmed: int

    @property
    def received(self) -> int:
        """All money of the month."""
        return self.confirmed + self.unconfirmed


class Sums(NamedTuple):
    """Totals of rows."""

    deals: int
    amount: int
    confirmed: int
    unconfirmed: int

    @property
    def received(self) -> int:
        """All money."""
        return self.confirmed + self.unconfirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Commercial:
    """The report. ``rows`` by person, then month; a month in which a person did nothing has none."""

    since: date
    until: date
    rows: tuple[ReportRow, ...]

    @property
    def total(self) -> Sums:
        """Of everybody."""
        return _total(self.rows)

    @property
    def by_person(self) -> dict[str, Sums]:
        """Of each person, in the order of the rows."""
        return {name: _total([row for row in self.rows if row.person == name]) for name in self._of("person")}

    @property
    def by_month(self) -> dict[date, Sums]:
        """Of each month, the oldest first."""
        return {month: _total([row for row in self.rows if row.month == month]) for month in sorted(self._of("month"))}

    def _of(self, name: str) -> list[Any]:
        return list(dict.fromkeys(getattr(row, name) for row in self.rows))


def commercial(
    connection: Connection,
    since: date,
    until: date,
    *,
    organization: int | None = None,
    managers: tuple[str, ...] | None = None,
) -> Commercial:
    """The report of a period, both days included, by what is kept of deals today, in three statements.

    managers: labels of one person; None for everybody. Raises RefusedError for a period that ends before it begins or
    is too long.
    """
    months = _months(since, until)
    whose: list[ColumnElement[bool]] = []
    if organization is not None:
        whose.append(_card.organization_id == organization)
    if managers is not None:
        whose.append(_card.manager.in_(managers))
    names = _names(connection)
    sums: dict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for places, statement in (
        ((0, 1), _concluded(since, until, months, whose)),
        ((2, 3), _received(since, until, months, whose)),
    ):
        for manager, place, *found in connection.execute(statement):
            row = sums[names.get(same_label(manager), manager.strip() or NOBODY), months[place]]
            for column, value in zip(places, found, strict=True):
                row[column] += int(value)
    rows = (ReportRow(*key, *values) for key, values in sorted(sums.items()) if any(values))
    return Commercial(since=since, until=until, rows=tuple(rows))


def as_xlsx(report: Commercial, today: date) -> bytes:
    """The report as a table with its totals. Raises SheetLimitError."""
    total = report.total
    title = f"Отчёт {report.since:%d.%m.%Y}–{report.until:%d.%m.%Y}"
    rows = ((*row[:4], row.received, row.confirmed, row.unconfirmed) for row in report.rows)
    last = ("Итого", None, total.deals, total.amount, total.received, total.confirmed, total.unconfirmed)
    return table_file(title, _COLUMNS, rows, created=today, totals=last)


_COLUMNS: Final = (
    Column(head="Менеджер", width=32),
    Column(head="Месяц", sort=Sort.MONTH, width=10),
    Column(head="Сделок", sort=Sort.COUNT, width=9),
    Column(head="На сумму, руб.", sort=Sort.MONEY, width=18),
    Column(head="Деньги поступили, руб.", sort=Sort.MONEY, width=18),
    Column(head="из них подтверждено, руб.", sort=Sort.MONEY, width=18),
    Column(head="не подтверждено, руб.", sort=Sort.MONEY, width=18),
)


def _months(since: date, until: date) -> list[date]:
    """First days of the months of the period."""
    if until < since:
        raise RefusedError("Период кончается раньше, чем начинается: проверьте обе даты.")
    count = (until.year - since.year) * 12 + until.month - since.month + 1
    if count > MOST_MONTHS:
        raise RefusedError(f"Период длиннее {MOST_MONTHS // 12} лет: укажите короче.")
    return [_first_day(since.year * 12 + since.month - 1 + place) for place in range(count)]


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _place(column: Any, starts: Sequence[Any]) -> ColumnElement[int]:
    """Which of the months the column falls into; both databases can compare, but tell months differently."""
    if len(starts) == 1:
        return cast(0, Integer)
    conditions = [(column < start, place) for place, start in enumerate(starts[1:])]
    return case(*conditions, else_=len(starts) - 1)


def _concluded(since: date, until: date, months: Sequence[date], whose: Iterable[Any]) -> Any:
    place = _place(_card.agreed, [month.toordinal() for month in months]).label("place")
    grouped = (
        select(_card.manager, place, _card.amount)
        .where(_card.agreed.between(since.toordinal(), until.toordinal()), *whose)
        .subquery()
    )
    return select(grouped.c.manager, grouped.c.place, func.count(), func.sum(grouped.c.amount)).group_by(
        grouped.c.manager, grouped.c.place
    )


def _received(since: date, until: date, months: Sequence[date], whose: Iterable[Any]) -> Any:
    """What each payment moved: the deal's balance, and what of the balance is confirmed."""
    balances = _balances(since, until, whose)
    columns = balances.c
    confirmed = _covered(columns.balance, columns.confirmed) - _covered(
        columns.balance - columns.moved, columns.confirmed
    )
    moved = (
        select(
            columns.manager,
            _place(columns.date, months).label("place"),
            columns.moved,
            confirmed.label("covered"),
        )
        .where(columns.date.between(since, until))
        .subquery()
    )
    covered = func.sum(moved.c.covered)
    return select(moved.c.manager, moved.c.place, covered, func.sum(moved.c.moved) - covered).group_by(
        moved.c.manager, moved.c.place
    )


def _balances(since: date, until: date, whose: Iterable[Any]) -> Subquery:
    """All money of the deals that any came to or went from in the period, with the balance after each payment."""
    of_period = (
        select(AllocationRow.deal_id)
        .join(PaymentRow, PaymentRow.id == AllocationRow.payment_id)
        .where(PaymentRow.date.between(since, until), PaymentRow.evidence.in_(_IN_HAND))
    )
    moved = case((PaymentRow.direction == Direction.IN.value, AllocationRow.amount), else_=-AllocationRow.amount)
    order = (PaymentRow.date, PaymentRow.id)
    return (
        select(
            _card.manager,
            _card.confirmed,
            PaymentRow.date,
            moved.label("moved"),
            func.sum(moved).over(partition_by=AllocationRow.deal_id, order_by=order).label("balance"),
        )
        .join_from(AllocationRow, PaymentRow, PaymentRow.id == AllocationRow.payment_id)
        .join(DealCardRow, _card.deal_id == AllocationRow.deal_id)
        .where(
            AllocationRow.deal_id.in_(of_period), PaymentRow.evidence.in_(_IN_HAND), PaymentRow.date <= until, *whose
        )
        .subquery()
    )


def _covered(balance: Any, confirmed: Any) -> ColumnElement[int]:
    """What of a balance is confirmed: no more than is there, and nothing of a balance below zero."""
    return case((balance <= 0, 0), (balance < confirmed, balance), else_=confirmed)


def _names(connection: Connection) -> dict[str, str]:
    """Names of people by what deals may call them: nobody is two rows of one report."""
    people = list_people(connection)
    return {same_label(label): one.name for one in reversed(people) for label in (one.name, one.login)}


def _total(rows: Iterable[ReportRow]) -> Sums:
    columns: Iterator[Any] = zip(*(row[2:] for row in rows), strict=True)
    return Sums(*(tuple(map(sum, columns)) or (0, 0, 0, 0)))
