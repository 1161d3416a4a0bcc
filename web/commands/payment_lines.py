"""Payments and imports of statements as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tracker.facts import Direction
from tracker.phrases import day, roubles
from tracker.recording.operation_states import OperationState

if TYPE_CHECKING:
    from tracker.matching.importing import Imported
    from tracker.matching.payment_views import Offered, PaymentView, Placed
    from tracker.matching.register import ListedPayment

STATES: Final = {
    OperationState.MATCHED: "отнесён",
    OperationState.PARTLY: "отнесён частью",
    OperationState.PROPOSED: "ждёт решения",
    OperationState.UNKNOWN: "плательщик неизвестен",
    OperationState.FREE: "не отнесён",
    OperationState.IGNORED: "отложен",
    OperationState.INTERNAL: "между своими счетами",
    OperationState.OTHER: "не клиентам",
}
_COUNTED: Final = {
    OperationState.MATCHED: "отнесены к сделкам",
    OperationState.PARTLY: "отнесены частью, остаток ждёт решения",
    OperationState.PROPOSED: "ждут решения, есть предложения",
    OperationState.FREE: "ждут решения, предложить нечего",
    OperationState.UNKNOWN: "плательщик неизвестен",
    OperationState.INTERNAL: "между своими счетами",
    OperationState.OTHER: "расходы не клиентам",
}


def imported_lines(done: Imported) -> Iterator[str]:
    """What an import did, in counts."""
    if done.statement_id is None:
        yield f"Новых операций нет: прочитано {done.read}, загружено раньше {done.known}. Ничего не изменилось."
    else:
        yield f"Выписка {done.statement_id}: прочитано операций {done.read}, новых {done.new}"
    counts = (*((words, done.states[state]) for state, words in _COUNTED.items()), *_left_out(done))
    for words, count in counts:
        if count:
            yield f"  {words}: {count}"


def _left_out(done: Imported) -> Iterator[tuple[str, int]]:
    yield "из них деньги были записаны раньше, теперь подтверждены выпиской", done.tied
    if done.statement_id is not None:
        yield "загружены раньше", done.known
    yield "повторы внутри файла", done.repeats
    yield "по чужим счетам, пропущены", done.foreign
    yield "с датой позже сегодняшней, пропущены: загрузите выписку снова в этот день", done.future


def payment_line(payment: ListedPayment) -> str:
    """A payment in one line."""
    sign = "" if payment.direction is Direction.IN else "возврат "
    number = f" № {payment.number}" if payment.number else ""
    free = f", свободно {roubles(payment.free)}" if 0 < payment.free < payment.amount else ""
    state = STATES[payment.state]
    return f"{payment.id}: {day(payment.date)}{number} {sign}{roubles(payment.amount)}{free} — {state}. {payment.payer}"


def brief_lines(view: PaymentView) -> Iterator[str]:
    """A payment with what was applied, and the likeliest of what is proposed."""
    yield payment_line(view.payment)
    if view.payment.purpose:
        yield f"  «{view.payment.purpose}»"
    for placed in view.placed:
        yield from _placed_lines(placed)
    for offered in view.offered[:1]:
        more = f" (всего предложений: {len(view.offered)})" if len(view.offered) > 1 else ""
        yield from _offered_lines(offered, more)


def payment_lines(view: PaymentView) -> Iterator[str]:
    """A payment in full."""
    yield payment_line(view.payment)
    if view.payment.purpose:
        yield f"  «{view.payment.purpose}»"
    if view.statement:
        yield f"  из выписки «{view.statement}»"
    if view.aside:
        yield f"  отложен: {view.aside}"
    for placed in view.placed:
        yield from _placed_lines(placed)
    for offered in view.offered:
        yield from _offered_lines(offered)


def _placed_lines(placed: Placed) -> Iterator[str]:
    who = "программой" if placed.reasons else "из файла сделок" if placed.is_from_file else "человеком"
    invoices = "".join(f"; {name} — {roubles(amount)}" for name, amount in placed.invoices)
    yield f"  → {placed.deal}: {roubles(placed.amount)}{invoices} ({who})"
    if placed.reasons:
        yield f"    {'; '.join(placed.reasons)}"


def _offered_lines(offered: Offered, more: str = "") -> Iterator[str]:
    if not offered.parts:
        yield f"  ? предложить нечего: {'; '.join(offered.reasons)}"
        return
    parts = " + ".join(_part(*part) for part in offered.parts)
    yield f"  ? {offered.number}. {parts}{more}"
    yield f"    {'; '.join(offered.reasons)}"


def _part(deal: str, invoice: str, amount: int) -> str:
    return f"{deal}{f', {invoice}' if invoice else ''}: {roubles(amount)}"
