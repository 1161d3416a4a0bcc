"""A deal as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tracker import phrases
from tracker.deal_view import DealView
from tracker.facts import Direction, Evidence, Payment
from tracker.rules import find_rule
from tracker.stages import WORDS

AWAITS = {"performance": "ждёт исполнения", "confirmation": "ждёт подписи клиента", "payment": "ждёт оплаты"}
_EVIDENCE = {
    Evidence.CLIENT_WORD: "сообщил об оплате",
    Evidence.PAYMENT_ORDER: "прислал платёжное поручение",
    Evidence.BANK_STATEMENT: "деньги поступили, выписка",
    Evidence.CASH_RECEIPT: "деньги поступили, касса",
}


def deal_lines(view: DealView, today: date) -> Iterator[str]:
    """The deal on the day, line by line."""
    yield f"{view.code}: {view.subject}. {view.client}" + (f", ведёт {view.manager}" if view.manager else "")
    for step in view.ladder.steps:
        mark = "●" if step.rung is view.ladder.current else ("✓" if step.reached_on else "○")
        yield f"  {mark} {WORDS[step.rung]}" + (f", {phrases.day(step.reached_on)}" if step.reached_on else "")
    yield from _titled("Обязательства", _obligations(view, today))
    yield from _titled("Документы", (f"{paper.id}: {paper.name} — {paper.state.label}" for paper in view.papers))
    yield from _titled("Деньги", map(_payment, view.payments))
    if view.claims:
        yield from _titled("Претензии", (one.line(today) for one in view.claims))
    yield f"Находки на {phrases.day(today)}: {len(view.findings)}"
    for finding in view.findings:
        yield f"  {find_rule(finding.rule).title}: {finding.message} {finding.action}"


def _titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    indented = [f"  {line}" for line in lines]
    yield title if indented else f"{title}: пока нет"
    yield from indented


def _payment(payment: Payment) -> str:
    what = _EVIDENCE[payment.evidence] if payment.direction is Direction.IN else "возврат клиенту"
    return f"{phrases.day(payment.date)} {phrases.roubles(payment.amount)} — {what}"


def _obligations(view: DealView, today: date) -> Iterator[str]:
    for owed in view.obligations:
        open_one = view.open_obligations.get(owed.id)
        if owed.cancelled_on and owed.cancelled_on <= today:
            state = f"снято {phrases.day(owed.cancelled_on)}"
        elif open_one:
            state = f"{AWAITS[open_one.awaits.value]}, {phrases.roubles(open_one.amount)}"
        else:
            state = "закрыто"
        what = f"{phrases.thing(owed.kind)} на {phrases.roubles(owed.amount)}, срок {phrases.day(owed.due_on)}"
        yield f"{owed.id}: {what} — {state}"
