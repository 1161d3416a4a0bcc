"""The client is insolvent and our claim is not in the register."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Standing


class ClientInsolvent(Rule):
    """В отношении клиента введена процедура банкротства, а наше требование не заявлено.

    Почему это важно: по старым долгам платят только тем, кто включён в реестр требований кредиторов, а срок на
    заявление короткий. Его считают от публикации о процедуре: 30 дней в наблюдении, два месяца в конкурсном
    производстве и в банкротстве гражданина или предпринимателя.

    Что делать: срочно передать юристу документы, которые подтверждают исполнение. Он же решит, не текущий ли это
    платёж: исполненное после принятия заявления о банкротстве в реестр не включают.
    """

    name = "client_insolvent"
    title = "Банкротство клиента: требование не заявлено"
    basis = ("insolvency_register",)
    steps = ((0, Severity.CRITICAL),)
    action = (
        "Срочно передайте юристу вместе с подписанными документами: срок, за который требование заявляют в реестр "
        "кредиторов, короткий."
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
            f"У клиента с {phrases.day(case.since)} идёт процедура банкротства, а требование на "
            f"{phrases.roubles(case.exposure)} в реестр не заявлено."
        )
