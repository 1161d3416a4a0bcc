"""Which deals, and which of their invoices, money belongs to.

What a payment pays of a deal's invoices is a part of what is allocated to the deal: they come and go together.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, bindparam, delete, func, insert, select

from tracker import phrases
from tracker.errors import NotFoundError, RefusedError
from tracker.fact_store import in_chunks
from tracker.facts import Direction
from tracker.house import Work
from tracker.models import (
    AllocationRow,
    AppliedMatchRow,
    ConfirmationRow,
    DealRow,
    DocumentRow,
    IgnoredPaymentRow,
    InvoicePaymentRow,
    IssuedPaperRow,
    PaymentRow,
)
from tracker.papers.stored import find_deal, name_of, refuse_ended
from tracker.recording.changes import find, refuse_sum
from tracker.recording.operation_states import settle
from tracker.stages import INVOICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A part of a payment that belongs to a deal, kopecks; ``invoices``: what of it pays which of the deal's invoices.

    reasons: why the program allocates by itself; empty for the word of a person.
    """

    payment_id: int
    deal_id: int
    amount: int
    invoices: Mapping[int, int] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


def allocate(work: Work, payment_id: int, deal_id: int, amount: int, invoices: Mapping[int, int] | None = None) -> None:
    """Says that this part of a payment, kopecks, belongs to the deal; ``invoices``: what of it pays which invoice."""
    allocate_all(work, [Allocation(payment_id=payment_id, deal_id=deal_id, amount=amount, invoices=invoices or {})])


def allocate_all(work: Work, allocations: Sequence[Allocation]) -> None:
    """Allocates many at once, in their order; all of them or, if one is refused, none.

    Raises NotFoundError, and RefusedError for money of another organisation or client, for more than is free of the
    payment or open on an invoice, and for an invoice that is no more.
    """
    checking = _Checking(work, allocations)
    for one in allocations:
        checking.check(one)
    _write(work.connection, allocations)
    for one in allocations:
        _note(work, one, checking.code_of(one.deal_id))
    settle(work.connection, {one.payment_id for one in allocations})


def _write(connection: Connection, allocations: Sequence[Allocation]) -> None:
    whole = [{"payment_id": one.payment_id, "deal_id": one.deal_id, "amount": one.amount} for one in allocations]
    paid = [
        {"payment_id": one.payment_id, "document_id": key, "amount": amount}
        for one in allocations
        for key, amount in one.invoices.items()
    ]
    applied = [
        {"payment_id": one.payment_id, "deal_id": one.deal_id, "reasons": json.dumps(one.reasons, ensure_ascii=False)}
        for one in allocations
        if one.reasons
    ]
    tables: tuple[tuple[Any, list[dict[str, Any]]], ...] = (
        (AllocationRow.__table__, whole),
        (InvoicePaymentRow.__table__, paid),
        (AppliedMatchRow.__table__, applied),
    )
    for table, values in tables:
        if values:
            connection.execute(insert(table), values)
    for ids in in_chunks({one.payment_id for one in allocations}):
        connection.execute(delete(IgnoredPaymentRow).where(IgnoredPaymentRow.payment_id.in_(ids)))


def _note(work: Work, one: Allocation, code: str) -> None:
    more: dict[str, Any] = {}
    if one.invoices:
        more["invoices"] = {str(key): amount for key, amount in one.invoices.items()}
    if one.reasons:
        more["reasons"] = list(one.reasons)
    work.note("payment.allocated", f"payment:{one.payment_id}", deal=code, amount=one.amount, **more)
    work.touch(one.deal_id)


class _Checking:
    """What allocations are checked against; it runs with them, so that together they take no more than there is."""

    def __init__(self, work: Work, allocations: Sequence[Allocation]) -> None:
        connection = work.connection
        self._work = work
        payments = {one.payment_id for one in allocations}
        documents = {key for one in allocations for key in one.invoices}
        self._payments = _rows(connection, PaymentRow, payments)
        self._deals = _rows(connection, DealRow, {one.deal_id for one in allocations})
        self._invoices = _rows(connection, DocumentRow, documents)
        self._free = {key: row["amount"] for key, row in self._payments.items()}
        self._taken: set[tuple[int, int]] = set()
        for ids in in_chunks(payments):
            for row in connection.execute(select(AllocationRow.__table__).where(AllocationRow.payment_id.in_(ids))):
                self._free[row.payment_id] -= row.amount
                self._taken.add((row.payment_id, row.deal_id))
        self._open = open_sums(connection, documents)

    def code_of(self, deal_id: int) -> str:
        return str(self._deals[deal_id]["code"])

    def check(self, one: Allocation) -> None:
        """Raises NotFoundError, RefusedError; else takes the sums of the allocation."""
        payment = self._payments.get(one.payment_id) or find(self._work, PaymentRow, one.payment_id, "Платежа")
        deal = self._deals.get(one.deal_id) or find_deal(self._work.connection, one.deal_id)
        what = f"Платёж от {phrases.day(payment['date'])} на {phrases.roubles(payment['amount'])}"
        refuse_sum(one.amount, what)
        _refuse_foreign(payment, deal, what)
        if (one.payment_id, one.deal_id) in self._taken:
            raise RefusedError(
                f"{what} уже отнесён к сделке «{deal['code']}»: снимите отнесение, чтобы изменить сумму."
            )
        free = self._free[one.payment_id]
        if one.amount > free:
            raise RefusedError(f"{what}: не отнесено {phrases.roubles(free)}, а нужно {phrases.roubles(one.amount)}.")
        self._check_invoices(one, payment, deal, what)
        self._free[one.payment_id] = free - one.amount
        self._taken.add((one.payment_id, one.deal_id))

    def _check_invoices(self, one: Allocation, payment: RowMapping, deal: RowMapping, what: str) -> None:
        if not one.invoices:
            return
        if payment["direction"] != Direction.IN.value:
            raise RefusedError(f"{what} — возврат: он относится к сделке, а не к счёту.")
        if sum(one.invoices.values()) > one.amount:
            raise RefusedError(f"{what}: по счетам больше, чем по сделке «{deal['code']}»: проверьте суммы.")
        for key, amount in one.invoices.items():
            refuse_sum(amount, what)
            self._take(self._invoice(key, deal), amount)

    def _invoice(self, key: int, deal: RowMapping) -> RowMapping:
        found = self._invoices.get(key) or find(self._work, DocumentRow, key, "Счёта")
        if found["deal_id"] != deal["id"] or found["kind"] != INVOICE:
            raise RefusedError(f"{name_of(found)} — не счёт на оплату сделки «{deal['code']}»: выберите её счёт.")
        refuse_ended(found)
        return found

    def _take(self, invoice: RowMapping, amount: int) -> None:
        left = self._open[invoice["id"]]
        if left is None:
            return
        if amount > left:
            told = f"осталось оплатить {phrases.roubles(left)}, а нужно {phrases.roubles(amount)}"
            raise RefusedError(f"{name_of(invoice)}: {told}.")
        self._open[invoice["id"]] = left - amount


def open_sums(connection: Connection, document_ids: Iterable[int]) -> dict[int, int | None]:
    """What is not paid of invoices, kopecks; None where nobody knows their sum."""
    found: dict[int, int | None] = {}
    for ids in in_chunks(document_ids):
        totals = connection.execute(_TOTALS.where(DocumentRow.id.in_(ids))).all()
        paid = {row[0]: row[1] for row in connection.execute(_PAID.where(InvoicePaymentRow.document_id.in_(ids)))}
        for key, issued, covered in totals:
            total = issued if issued is not None else covered
            found[key] = None if total is None else max(0, int(total) - int(paid.get(key, 0)))
    return found


COVERED: Final = (
    select(func.sum(ConfirmationRow.amount)).where(ConfirmationRow.document_id == DocumentRow.id).scalar_subquery()
)
"""What an invoice that the program did not make covers of obligations, kopecks: its sum as far as anybody knows."""

_TOTALS: Final = select(DocumentRow.id, IssuedPaperRow.total, COVERED).outerjoin(
    IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id
)
_PAID: Final = select(InvoicePaymentRow.document_id, func.sum(InvoicePaymentRow.amount)).group_by(
    InvoicePaymentRow.document_id
)


def withdraw_allocation(work: Work, payment_id: int, deal_id: int) -> None:
    """Takes an allocation back, with what it pays of invoices: that part of the payment is free again."""
    deal = find_deal(work.connection, deal_id)
    if work.connection.execute(select(AllocationRow.amount).where(_is(payment_id, deal_id))).first() is None:
        raise NotFoundError(f"Платёж с ключом {payment_id} к сделке «{deal['code']}» не отнесён: снимать нечего.")
    withdraw_all(work, [(payment_id, deal_id)])


def withdraw_all(work: Work, allocations: Sequence[tuple[int, int]]) -> None:
    """Takes many allocations back at once: keys of a payment and of a deal; each must be there."""
    payments = {payment for payment, _ in allocations}
    deals = _rows(work.connection, DealRow, {deal for _, deal in allocations})
    amounts = {}
    for ids in in_chunks(payments):
        for row in work.connection.execute(select(AllocationRow.__table__).where(AllocationRow.payment_id.in_(ids))):
            amounts[row.payment_id, row.deal_id] = row.amount
    if allocations:
        _delete(work.connection, allocations)
    for payment_id, deal_id in allocations:
        facts = {"deal": deals[deal_id]["code"], "amount": amounts[payment_id, deal_id]}
        work.note("payment.allocation_withdrawn", f"payment:{payment_id}", **facts)
        # No row ties the two any more, so the deal's own history says it too.
        work.note("deal.payment_withdrawn", f"deal:{facts['deal']}", payment=payment_id, amount=facts["amount"])
        work.touch(deal_id)
    settle(work.connection, payments)


def _delete(connection: Connection, allocations: Sequence[tuple[int, int]]) -> None:
    payment: Any = bindparam("of_payment")
    deal: Any = bindparam("of_deal")
    invoices = select(DocumentRow.id).where(DocumentRow.deal_id == deal)
    given = [{"of_payment": payment_id, "of_deal": deal_id} for payment_id, deal_id in allocations]
    for statement in (
        delete(InvoicePaymentRow).where(
            InvoicePaymentRow.payment_id == payment, InvoicePaymentRow.document_id.in_(invoices)
        ),
        delete(AppliedMatchRow).where(AppliedMatchRow.payment_id == payment, AppliedMatchRow.deal_id == deal),
        delete(AllocationRow).where(AllocationRow.payment_id == payment, AllocationRow.deal_id == deal),
    ):
        connection.execute(statement, given, execution_options={"synchronize_session": False})


def allocate_more(work: Work, one: Allocation) -> None:
    """Allocates to a deal that may have a part of the payment already: the parts become one, as a person says."""
    former = work.connection.execute(select(AllocationRow.amount).where(_is(one.payment_id, one.deal_id))).scalar()
    if former is None:
        allocate_all(work, [one])
        return
    statement = (
        select(InvoicePaymentRow.document_id, InvoicePaymentRow.amount)
        .join(DocumentRow, DocumentRow.id == InvoicePaymentRow.document_id)
        .where(InvoicePaymentRow.payment_id == one.payment_id, DocumentRow.deal_id == one.deal_id)
    )
    invoices = {row.document_id: row.amount for row in work.connection.execute(statement)}
    for key, amount in one.invoices.items():
        invoices[key] = invoices.get(key, 0) + amount
    withdraw_allocation(work, one.payment_id, one.deal_id)
    allocate_all(work, [replace(one, amount=former + one.amount, invoices=invoices)])


def _refuse_foreign(payment: RowMapping, deal: RowMapping, what: str) -> None:
    if payment["organization_id"] != deal["organization_id"]:
        raise RefusedError(f"{what} — другой нашей организации, чем сделка «{deal['code']}»: выберите её сделку.")
    if payment["counterparty_id"] not in {None, deal["counterparty_id"]}:
        raise RefusedError(f"{what} — другого клиента, чем сделка «{deal['code']}»: выберите его сделку.")


def _is(payment_id: int, deal_id: int) -> ColumnElement[bool]:
    return and_(AllocationRow.payment_id == payment_id, AllocationRow.deal_id == deal_id)


def _rows(connection: Connection, row: Any, keys: Iterable[int]) -> dict[int, RowMapping]:
    """Whole rows by their keys; those that are not there are told when their turn comes."""
    found = {}
    for ids in in_chunks(keys):
        for one in connection.execute(select(row.__table__).where(row.id.in_(ids))).mappings():
            found[one["id"]] = one
    return found
