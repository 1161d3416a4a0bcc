"""Accounts were not reconciled for a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity, from_day
from tracker.standing import Standing


class ReconciliationStale(Rule):
    """Расчёты не сверялись больше года.

    Почему это важно: подписанный акт сверки прерывает исковую давность и вовремя показывает расхождения. Через год
    их уже некому объяснить.

    Что делать: сделать акт сверки, назвать в нём каждую накладную и акт, подписать у уполномоченного лица. Не
    посылать акт с остатком в пользу клиента, если он возник лишь из-за нашего неподписанного акта.
    """

    name = "reconciliation_stale"
    title = "Акта сверки нет больше года"
    basis = ("acknowledgment_of_debt",)
    steps = ((0, Severity.LOW),)
    heeds_silence = True
    action = (
        "Сделайте акт сверки, назовите в нём каждую накладную и каждый акт и подпишите у уполномоченного лица клиента."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """One for a deal with something open that was not reconciled."""
        days = [debt.obligation.due_on for debt in deal.unpaid]
        days += [item.performed_on for item in deal.performed_items if item.unconfirmed > 0]
        if not days:
            upcoming = [debt.due_on + timedelta(1) for debt in deal.debts if debt.amount > 0]
            if upcoming:
                yield Case(since=max(min(upcoming), deal.today + timedelta(1)))
            return
        since = from_day(max([min(days), *deal.statement_days[-1:]]), _DAYS)
        yield Case(since=since)

    def message(self, case: Case) -> str:
        """Since when accounts are not reconciled."""
        return f"Расчёты не сверялись с {phrases.day(case.since - timedelta(_DAYS + 1))}: подписанного акта сверки нет."


_DAYS = 365
