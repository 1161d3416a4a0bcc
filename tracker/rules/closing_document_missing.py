"""No closing paper was made at all."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity, from_day
from tracker.standing import Standing


class ClosingDocumentMissing(Rule):
    """По исполнению нет ни закрывающего документа, ни счета-фактуры.

    Почему это важно: клиенту нечего подписывать. Каждый факт хозяйственной жизни оформляют первичным документом
    при его совершении, а если это невозможно — сразу после.

    Что делать: составить накладную, акт, акт приёма-передачи или УПД и отправить клиенту.
    """

    name = "closing_document_missing"
    title = "Закрывающий документ не составлен"
    basis = ("primary_documents",)
    steps = ((0, Severity.HIGH),)
    action = (
        "Составьте закрывающий документ (накладную, акт, акт приёма-передачи или УПД) и отправьте его клиенту на "
        "подпись."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every performance that no paper speaks of."""
        for item in deal.performed_items:
            if not item.has_confirming_paper and not item.has_tax_invoice:
                since = from_day(item.performed_on, deal.grace_days)
                yield Case(since=since, exposure=item.unconfirmed, obligation=item.obligation.id, about=item)

    def message(self, case: Case) -> str:
        """What was performed without any paper."""
        item = case.about
        return (
            f"Исполнено {phrases.day(item.performed_on)} ({phrases.thing(item.obligation.kind)}) на "
            f"{phrases.roubles(item.performed)}, а закрывающего документа нет."
        )
