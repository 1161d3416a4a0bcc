"""What a person does with payments: accept what is proposed, allocate by hand, put aside, name the payer, undo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from tracker import phrases
from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.matching import proposals
from tracker.matching.items import Part
from tracker.matching.placing import by_deals
from tracker.matching.rematching import rematch
from tracker.models import (
    AllocationRow,
    AppliedMatchRow,
    IgnoredPaymentRow,
    OperationRow,
    PaymentRow,
    StatementRow,
)
from tracker.papers.steps import step
from tracker.recording import money
from tracker.recording.allocations import allocate_more, withdraw_all
from tracker.recording.changes import find
from tracker.recording.operation_states import OperationState, settle, states_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """How many allocations of the program were taken back, and how many of persons were left."""

    withdrawn: int
    left: int


def accept(work: Work, payment_id: int, number: int = 1) -> proposals.Proposal:
    """Allocates as proposal ``number`` says, 1 for the likeliest; answers it.

    Raises NotFoundError without such a proposal, RefusedError if it does not fit any more.
    """
    find(work, PaymentRow, payment_id, "Платежа")
    listed = proposals.kept(work.connection, [payment_id]).get(payment_id, [])
    listed = [one for one in listed if one.parts]
    chosen = next((one for one in listed if one.number == number), None)
    if chosen is None:
        there = f"всего их {len(listed)}" if listed else "предложить нечего"
        raise NotFoundError(f"Предложения {number} у платежа {payment_id} нет: {there}. Посмотрите платёж снова.")
    try:
        _allocate(work, payment_id, chosen.parts)
    except RefusedError as error:
        told = "Предложение устарело: пересчитайте предложения и выберите снова."
        raise RefusedError(f"{error} {told}") from error
    work.note("payment.proposal_accepted", f"payment:{payment_id}", score=chosen.score, reasons=list(chosen.reasons))
    return chosen


def assign(work: Work, payment_id: int, parts: Sequence[Part]) -> None:
    """Allocates parts of a payment to deals and their invoices by a person's word. Raises RefusedError."""
    find(work, PaymentRow, payment_id, "Платежа")
    if not parts:
        raise RefusedError("Куда отнести платёж? Назовите хотя бы одну сделку и сумму.")
    _allocate(work, payment_id, parts)


def _allocate(work: Work, payment_id: int, parts: Iterable[Part]) -> None:
    with step(work):
        for one in by_deals(payment_id, parts):
            allocate_more(work, one)
    rematch(work, [payment_id])


def ignore(work: Work, payment_id: int, reason: str) -> None:
    """Says that what is free of a payment belongs to no deal: it awaits nobody any more. Raises RefusedError."""
    payment = find(work, PaymentRow, payment_id, "Платежа")
    if not reason.strip():
        raise RefusedError("Почему платёж не относится ни к одной сделке? Укажите причину.")
    state = states_of(work.connection, [payment_id])[payment_id]
    if state is OperationState.MATCHED:
        raise RefusedError(f"Платёж от {phrases.day(payment['date'])} отнесён целиком: сначала отмените отнесение.")
    if state is OperationState.IGNORED:
        raise RefusedError(f"Платёж от {phrases.day(payment['date'])} уже отложен.")
    work.connection.execute(insert(IgnoredPaymentRow).values(payment_id=payment_id, reason=reason.strip()))
    proposals.keep(work.connection, {payment_id: ()})
    work.note("payment.ignored", f"payment:{payment_id}", reason=reason.strip())
    settle(work.connection, [payment_id])


def name_payer(work: Work, payment_id: int, counterparty_id: int) -> None:
    """Says whose money it is, and proposes where it belongs by that."""
    money.name_payer(work, payment_id, counterparty_id)
    rematch(work, [payment_id])


def undo(work: Work, payment_id: int) -> int:
    """Takes back all allocations of a payment, or brings it back if it was put aside; answers how many allocations.

    Raises RefusedError if there is nothing to undo.
    """
    find(work, PaymentRow, payment_id, "Платежа")
    deals = work.connection.execute(
        select(AllocationRow.deal_id).where(AllocationRow.payment_id == payment_id).order_by(AllocationRow.deal_id)
    ).scalars()
    placed = [(payment_id, deal_id) for deal_id in deals]
    withdraw_all(work, placed)
    aside = delete(IgnoredPaymentRow).where(IgnoredPaymentRow.payment_id == payment_id)
    is_back = work.connection.execute(aside).rowcount > 0
    if is_back:
        work.note("payment.brought_back", f"payment:{payment_id}")
    if not (placed or is_back):
        raise RefusedError(f"Платёж {payment_id} никуда не отнесён и не отложен: отменять нечего.")
    settle(work.connection, [payment_id])
    rematch(work, [payment_id])
    return len(placed)


def undo_statement(work: Work, statement_id: int) -> Undone:
    """Takes back what the program allocated by itself when it loaded a statement; what persons did stays.

    Operations and payments stay too: the money has moved. Raises NotFoundError, and RefusedError with nothing to undo.
    """
    statement = find(work, StatementRow, statement_id, "Выписки")
    allocations = (
        select(AllocationRow.payment_id, AllocationRow.deal_id, AppliedMatchRow.reasons)
        .join(OperationRow, OperationRow.payment_id == AllocationRow.payment_id)
        .outerjoin(
            AppliedMatchRow,
            (AppliedMatchRow.payment_id == AllocationRow.payment_id)
            & (AppliedMatchRow.deal_id == AllocationRow.deal_id),
        )
        .where(OperationRow.statement_id == statement_id)
        .order_by(AllocationRow.payment_id, AllocationRow.deal_id)
    )
    rows = work.connection.execute(allocations).all()
    applied = [row for row in rows if row.reasons is not None]
    if not applied:
        raise RefusedError(f"По выписке «{statement['name']}» программа сама ничего не относила: отменять нечего.")
    withdraw_all(work, [(row.payment_id, row.deal_id) for row in applied])
    rematch(work, {row.payment_id for row in applied})
    done = Undone(withdrawn=len(applied), left=len(rows) - len(applied))
    work.note("statement.undone", f"statement:{statement_id}", withdrawn=done.withdrawn, left=done.left)
    return done
