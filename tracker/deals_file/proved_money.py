"""Money of a file that the bank has told of: what hangs on it outlives the writing of the file's payments anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from tracker import phrases
from tracker.errors import RefusedError
from tracker.facts import Evidence
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
