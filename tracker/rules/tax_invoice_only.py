"""A tax invoice stands alone."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity, from_day
from tracker.standing import Standing


class TaxInvoiceOnly(Rule):
    """По исполнению есть только счет-фактура.

    Почему это важно: счет-фактура — налоговый документ. Сам по себе он не подтверждает, что клиент принял исполнение,
    кто бы на нём ни расписался.

    Что делать: составить накладную, акт, акт приёма-передачи или УПД на то же исполнение и получить на них подпись
    клиента.
    """

    name = "tax_invoice_only"
    title = "Есть только счет-фактура"
    basis = (
        "tax_invoice",
        "primary_documents",
    )
    steps = ((0, Severity.HIGH),)
    action = (
        "Составьте накладную, акт, акт приёма-передачи или УПД на это исполнение и получите подпись клиента: "
        "счет-фактура исполнения не подтверждает."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every performance whose only paper is a tax invoice."""
        for item in deal.performed_items:
            if item.has_tax_invoice and not item.has_confirming_paper:
                since = from_day(item.performed_on, deal.grace_days)
                yield Case(since=since, exposure=item.unconfirmed, obligation=item.obligation.id, about=item)

    def message(self, case: Case) -> str:
        """What was performed with a tax invoice alone."""
        item = case.about
        return (
            f"Исполнение {phrases.day(item.performed_on)} ({phrases.thing(item.obligation.kind)}, "
            f"{phrases.roubles(item.performed)}) оформлено только счетом-фактурой, а он исполнения не подтверждает."
        )
