"""Money taken for a performance that no paper confirms."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity, from_day
from tracker.standing import Standing


class PaidUnconfirmed(Rule):
    """Исполнение оплачено, но подписью клиента не подтверждено.

    Почему это важно: деньги без доказанного исполнения суд может счесть неосновательным обогащением. Люди клиента
    меняются, и через полтора года новый директор потребует возврата с процентами, а показать будет нечего. Срок на
    документы после исполнения — 5 дней (настройка grace_days).

    Что делать: получить подписанный закрывающий документ на эту сумму. Пока его нет, собрать то, что доказывает
    исполнение: переписку, документы перевозчика, заявку, отчёт.
    """

    name = "paid_unconfirmed"
    title = "Под риском: могут потребовать возврата"
    basis = (
        "unjust_enrichment",
        "interest_on_enrichment",
        "primary_documents",
    )
    steps = (
        (0, Severity.MEDIUM),
        (30, Severity.HIGH),
        (180, Severity.CRITICAL),
    )
    total = "refund"
    heeds_silence = True
    action = (
        "Получите у клиента подписанный закрывающий документ на эту сумму; отправляйте его так, чтобы доставку можно "
        "было доказать."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every performance that money covers and papers do not."""
        for item in deal.performed_items:
            if item.refund > 0:
                since = from_day(item.performed_on, deal.grace_days)
                yield Case(since=since, exposure=item.refund, obligation=item.obligation.id, about=item)

    def message(self, case: Case) -> str:
        """What was performed and what of it may be asked back."""
        item = case.about
        return (
            f"Исполнено {phrases.day(item.performed_on)} ({phrases.thing(item.obligation.kind)}) и оплачено, но "
            f"подписью клиента не подтверждено {phrases.roubles(item.refund)}: могут потребовать возврата."
        )
