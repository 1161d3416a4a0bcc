"""Only a reconciliation statement holds a performance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Performance, Standing


class ReconciliationOnly(Rule):
    """Исполнение подтверждено только актом сверки.

    Почему это важно: акт сверки показывает, что клиент признал расчёты, но первичного документа не заменяет: по нему
    не видно, что именно и когда принято. Суд оценит его вместе с другими доказательствами.

    Что делать: получить подписанную накладную, акт, акт приёма-передачи или УПД на эту сумму.
    """

    name = "reconciliation_only"
    title = "Подтверждено только актом сверки"
    basis = (
        "primary_documents",
        "evidence_in_court",
    )
    steps = ((0, Severity.MEDIUM),)
    heeds_silence = True
    action = "Получите подписанный закрывающий документ на эту сумму: акт сверки его не заменяет."

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every performance that would be less confirmed without reconciliation statements."""
        for item in deal.performed_items:
            excess = item.confirmed - item.confirmed_without_statements
            if excess > 0:
                since = min(_signed_on(deal, item))
                yield Case(since=since, exposure=excess, obligation=item.obligation.id, about=item)

    def message(self, case: Case) -> str:
        """What only a statement confirms."""
        item = case.about
        return (
            f"Исполнение {phrases.day(item.performed_on)} ({phrases.thing(item.obligation.kind)}) на "
            f"{phrases.roubles(case.exposure)} подтверждено только актом сверки."
        )


def _signed_on(deal: Standing, item: Performance) -> Iterator[date]:
    """Days on which the client signed statements that cover the performance."""
    for paper in deal.statements:
        covers = any(covered is item for covered, _ in paper.obligations)
        if covers and paper.document.signed_by_client_on:
            yield paper.document.signed_by_client_on
