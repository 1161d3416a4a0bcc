"""The client is insolvent and our claim is not in the register."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Standing


class ClientInsolvent(Rule):
    """Клиент несостоятелен, а наше требование не включено в реестр.

    Почему это важно: после введения процедуры платят только по реестру требований кредиторов, и срок на заявление
    короткий: 30 дней в наблюдении, два месяца в конкурсном производстве.

    Что делать: срочно передать юристу документы, которые подтверждают долг.
    """

    name = "client_insolvent"
    title = "Клиент банкрот, требование не заявлено"
    basis = ("insolvency_register",)
    steps = ((0, Severity.CRITICAL),)
    action = (
        "Срочно передайте юристу: требование заявляют в реестр кредиторов в короткий срок, с подписанными документами."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """One for a deal in which an insolvent client owes for performance."""
        client = deal.client
        missing = deal.performed - deal.received
        if client.insolvent_on and not client.insolvency_claim_on and missing > 0:
            yield Case(since=client.insolvent_on, exposure=missing)

    def message(self, case: Case) -> str:
        """Since when the client is insolvent and what it owes."""
        return (
            f"Клиент в процедуре банкротства с {phrases.day(case.since)}, а требование на "
            f"{phrases.roubles(case.exposure)} в реестр не заявлено."
        )
