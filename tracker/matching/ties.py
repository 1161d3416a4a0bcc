"""Money that was recorded before the bank told of it: the operation is tied to it, and nothing is added twice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, delete, select, update

from tracker import phrases
from tracker.errors import RefusedError
from tracker.fact_store import in_chunks
from tracker.facts import Evidence
from tracker.matching import item_queries as queries
from tracker.models import (
    AllocationRow,
    AppliedMatchRow,
    DocumentRow,
    IgnoredPaymentRow,
    InvoicePaymentRow,
    OperationRow,
    PaymentRow,
    ProposalRow,
)
from tracker.papers.stored import name_of
from tracker.recording.operation_states import settle

What = tuple[int, int, dt.date, int, str]  # organisation, client, day, kopecks, direction
_NEAR: Final = dt.timedelta(5)
"""Between the day of an order, which a person may have recorded, and the day of the movement."""


@dataclass(slots=True)
class Recorded:
    """Payments of clients that a file or a person brought as the bank's word, and no operation proves yet."""

    connection: Connection
    _free: dict[What, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    _days: dict[tuple[int, int, int, str], set[dt.date]] = field(default_factory=lambda: defaultdict(set))

    def add_clients(self, ids: Iterable[int]) -> None:
        """Reads payments of clients that are new here."""
        for keys in in_chunks(ids):
            for row in self.connection.execute(queries.UNTIED, {"ids": keys}):
                what = (row.organization_id, row.counterparty_id, row.date, row.amount, row.direction)
                self._free[what].append((row.id, row.number or ""))
                self._days[row.organization_id, row.counterparty_id, row.amount, row.direction].add(row.date)

    def take(self, what: What, number: str) -> int | None:
        """The payment that this operation tells of: of the same number, else one without a number; each once."""
        listed = self._free.get(what, [])
        for wanted in (number, ""):
            for place, (key, known) in enumerate(listed):
                if known == wanted:
                    del listed[place]
                    return key
        return None

    def near(self, what: What) -> dt.date | None:
        """The day of such money that is recorded for about this day, and that no operation has been tied to."""
        organization_id, client, on, amount, direction = what
        days = self._days.get((organization_id, client, amount, direction), ())
        near = (day for day in days if abs(day - on) <= _NEAR)
        return next((day for day in sorted(near) if self._free[organization_id, client, day, amount, direction]), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Untied:
    """An operation whose payment is to be written anew."""

    operation_id: int
    date: dt.date
    amount: int
    direction: str


def untie(connection: Connection, payment_ids: Sequence[int]) -> list[Untied]:
    """Loosens payments from all that hangs on them, before they are deleted; answers operations that proved them."""
    statement = select(OperationRow.id, OperationRow.date, OperationRow.amount, OperationRow.direction).where(
        OperationRow.payment_id.in_(payment_ids)
    )
    untied = [
        Untied(operation_id=row.id, date=row.date, amount=row.amount, direction=row.direction)
        for row in connection.execute(statement.order_by(OperationRow.id))
    ]
    connection.execute(update(OperationRow).where(OperationRow.payment_id.in_(payment_ids)).values(payment_id=None))
    for row in (ProposalRow, IgnoredPaymentRow, InvoicePaymentRow, AppliedMatchRow):
        connection.execute(delete(row).where(row.payment_id.in_(payment_ids)))
    return untied


def refuse_paid(connection: Connection, document_ids: Sequence[int]) -> None:
    """Raises RefusedError if payments are said to pay one of these papers, which are to be deleted."""
    statement = (
        select(DocumentRow.__table__)
        .join(InvoicePaymentRow, InvoicePaymentRow.document_id == DocumentRow.id)
        .where(DocumentRow.id.in_(document_ids))
        .order_by(DocumentRow.id)
    )
    paid = connection.execute(statement).mappings().first()
    if paid is not None:
        raise RefusedError(
            f"{name_of(paid)} оплачен, а в файле его больше нет: верните его в файл или отмените отнесение платежа "
            "(pervichka payments undo); ничего не записано."
        )


def retie(connection: Connection, deal_id: int, untied: Sequence[Untied]) -> None:
    """Ties operations to the payments of a deal that were written anew.

    Raises RefusedError if the file no longer has money that the bank has told of.
    """
    statement = (
        select(PaymentRow.id, PaymentRow.date, PaymentRow.amount, PaymentRow.direction)
        .join(AllocationRow, AllocationRow.payment_id == PaymentRow.id)
        .outerjoin(OperationRow, OperationRow.payment_id == PaymentRow.id)
        .where(
            AllocationRow.deal_id == deal_id,
            PaymentRow.evidence == Evidence.BANK_STATEMENT.value,
            OperationRow.id.is_(None),
        )
        .order_by(PaymentRow.id)
    )
    free = [(row.id, (row.date, row.amount, row.direction)) for row in connection.execute(statement)]
    for one in untied:
        place = next((at for at, (_, what) in enumerate(free) if what == (one.date, one.amount, one.direction)), None)
        if place is None:
            raise RefusedError(
                f"Платёж от {phrases.day(one.date)} на {phrases.roubles(one.amount)} подтверждён банковской выпиской, "
                "а в файле его больше нет: верните его в файл; ничего не записано."
            )
        key = free.pop(place)[0]
        connection.execute(update(OperationRow).where(OperationRow.id == one.operation_id).values(payment_id=key))
        settle(connection, [key])
