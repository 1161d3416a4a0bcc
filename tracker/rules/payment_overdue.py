"""The client does not pay in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity, Steps
from tracker.standing import Standing


class PaymentOverdue(Rule):
    """Срок оплаты прошёл, а деньги не поступили.

    Почему это важно: чем старше долг, тем труднее его взыскать. Пока денег получено не меньше, чем исполнено, это
    лишь недоплаченный аванс; если исполнено больше, клиент не платит уже за исполненное.

    Что делать: напомнить и узнать день оплаты; если просрочка больше 30 дней, готовить претензию.
    """

    name = "payment_overdue"
    title = "Оплата просрочена"
    basis = (
        "performance_due",
        "payment_for_goods",
        "terms",
    )
    steps = (
        (0, Severity.MEDIUM),
        (30, Severity.HIGH),
    )
    action = "Напомните клиенту об оплате и узнайте день платежа; при долгой просрочке передайте юристу для претензии."

    def cases(self, deal: Standing) -> Iterator[Case]:
        """One for all payments of the deal that are late."""
        owed = [debt for debt in deal.debts if debt.amount > 0]
        if not owed:
            return
        late = sum(debt.amount for debt in deal.unpaid)
        starts = tuple(debt.due_on + timedelta(1) for debt in owed)
        steps = _ADVANCE if deal.received >= deal.performed else None
        yield Case(since=starts[0], exposure=late, steps=steps, later=starts)

    def message(self, case: Case) -> str:
        """How much is late and since when."""
        last_day = phrases.day(case.since - timedelta(1))
        return f"От клиента не поступило {phrases.roubles(case.exposure)}, срок оплаты истёк {last_day}."


_ADVANCE: Steps = ((0, Severity.LOW),)
