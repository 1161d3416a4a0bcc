"""Accounts were not reconciled for a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity, from_day
from tracker.standing import Standing


class ReconciliationStale(Rule):
    """Расчёты не закрыты, а подписанного акта сверки нет больше года.

    Почему это важно: акт сверки, подписанный уполномоченным лицом, прерывает исковую давность и вовремя показывает
    расхождения. Через год их уже некому объяснить.

    Что делать: составить акт сверки, назвать в нём каждую накладную и каждый акт и получить подпись уполномоченного
    лица клиента. Не посылать акт с остатком в пользу клиента, если он возник лишь из-за нашего неподписанного акта.
    """

    name = "reconciliation_stale"
    title = "Акта сверки нет больше года"
    basis = ("acknowledgment_of_debt",)
    steps = ((0, Severity.LOW),)
    heeds_silence = True
    action = (
        "Составьте акт сверки, назовите в нём каждую накладную и каждый акт и получите подпись уполномоченного лица "
        "клиента."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """One for a deal with something open that was not reconciled."""
        # A payment that is not due yet will be, long before a year has passed since its term.
        days = [debt.obligation.due_on for debt in deal.debts if debt.amount > 0]
        days += [item.performed_on for item in deal.performed_items if item.unconfirmed > 0]
        if days:
            yield Case(since=from_day(max([min(days), *deal.statement_days[-1:]]), _DAYS))

    def message(self, case: Case) -> str:
        """Since when accounts are not reconciled."""
        last = phrases.day(case.since - timedelta(_DAYS + 1))
        return f"Расчёты не закрыты, а акта сверки, подписанного после {last}, нет."


_DAYS = 365
