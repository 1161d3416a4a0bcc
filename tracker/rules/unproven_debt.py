"""Performance that is neither paid nor confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity, from_day
from tracker.standing import Standing


class UnprovenDebt(Rule):
    """Исполнено в долг, а подписанного документа нет.

    Почему это важно: взыскать можно то, что доказано. Без подписи клиента на закрывающем документе суд может отказать
    в иске, а клиент скажет, что ничего не получал.

    Что делать: получить подпись, пока клиент помнит об исполнении; если он молчит — направить документ так, чтобы
    доставку можно было доказать.
    """

    name = "unproven_debt"
    title = "Долг не подтверждён документами"
    basis = (
        "performance_due",
        "primary_documents",
        "evidence_in_court",
    )
    steps = (
        (0, Severity.LOW),
        (30, Severity.MEDIUM),
        (180, Severity.HIGH),
    )
    total = "unproven_debt"
    heeds_silence = True
    action = "Получите подпись клиента на закрывающем документе: без неё оплату трудно взыскать через суд."

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every performance that neither money nor papers cover."""
        for item in deal.performed_items:
            if item.unproven > 0:
                since = from_day(item.performed_on, deal.grace_days)
                yield Case(since=since, exposure=item.unproven, obligation=item.obligation.id, about=item)

    def message(self, case: Case) -> str:
        """What was performed and not proved."""
        item = case.about
        return (
            f"Исполнено {phrases.day(item.performed_on)} ({phrases.thing(item.obligation.kind)}), не оплачено и "
            f"подписью клиента не подтверждено {phrases.roubles(item.unproven)}: взыскать их будет трудно."
        )
