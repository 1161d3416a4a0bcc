"""A debt is old and no claim was sent."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity, from_day
from tracker.standing import Standing


class ClaimNotSent(Rule):
    """Срок оплаты прошёл больше 30 дней назад, а претензия не отправлена.

    Почему это важно: для денежных требований из договора претензия обязательна, и без неё суд вернёт иск. Срок
    исковой давности тем временем идёт.

    Что делать: сверить расчёты и отправить претензию по адресу из ЕГРЮЛ (ЕГРИП) с описью вложения и на
    уполномоченные адреса.
    """

    name = "claim_not_sent"
    title = "Претензия не отправлена"
    basis = (
        "claim_before_court",
        "performance_due",
    )
    steps = (
        (0, Severity.MEDIUM),
        (180, Severity.HIGH),
    )
    action = (
        "Передайте юристу: претензию отправляют по адресу из ЕГРЮЛ (ЕГРИП) с описью вложения и на уполномоченные "
        "адреса из договора."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """One for all old debts of a deal without a claim."""
        missing = deal.performed - deal.received
        if missing <= 0 or deal.claims:
            return
        owed = [debt for debt in deal.debts if debt.amount > 0]
        if not owed:
            return
        starts = tuple(from_day(debt.due_on, _DAYS) for debt in owed)
        old = sum(debt.amount for debt, start in zip(owed, starts, strict=True) if start <= deal.today)
        yield Case(since=starts[0], exposure=min(old, missing), later=starts)

    def message(self, case: Case) -> str:
        """How much is not paid."""
        return f"За исполненное в срок не оплачено {phrases.roubles(case.exposure)}, а претензия клиенту не отправлена."


_DAYS = 30
