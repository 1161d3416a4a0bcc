"""No tax invoice within five days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from docgen.documents import DealKind
from docgen.vat import TaxStatus
from tracker import phrases
from tracker.evidence import TAX_INVOICE, TRANSFER_DOCUMENT, working_day
from tracker.facts import Document
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Performance, Standing, is_goods


class TaxInvoiceLate(Rule):
    """Счет-фактура не выставлен в течение пяти дней.

    Почему это важно: продавец, который платит НДС, выставляет счет-фактуру (или УПД со статусом 1) не позднее пяти
    календарных дней со дня отгрузки; без него клиент не примет НДС к вычету и задержит подпись.

    Что делать: выставить счет-фактуру или УПД со статусом 1. Если клиент НДС не платит, можно получить его письменное
    согласие не составлять счета-фактуры (пп. 1 п. 3 ст. 169 НК РФ).
    """

    name = "tax_invoice_late"
    title = "Счет-фактура не выставлен в срок"
    basis = (
        "tax_invoice_term",
        "tax_invoice",
    )
    steps = ((0, Severity.LOW),)
    action = (
        "Если его ещё нет, выставьте счет-фактуру или УПД со статусом 1; если клиент письменно согласился обходиться "
        "без счетов-фактур, запишите день согласия."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every performance of a VAT payer without its tax invoice."""
        if deal.seller_vat is TaxStatus.EXEMPT:
            return
        invoiced_on = _invoiced(deal)
        for item in deal.performed_items:
            last_day = working_day(item.performed_on + timedelta(_DAYS))
            is_in_time = invoiced_on.get(item.obligation.id, date.max) <= last_day
            if not is_in_time and _is_needed(deal, item):
                yield Case(since=last_day + timedelta(1), obligation=item.obligation.id, about=item)

    def message(self, case: Case) -> str:
        """What was performed and by when the invoice was due."""
        last_day = phrases.day(case.since - timedelta(1))
        performed = phrases.day(case.about.performed_on)
        return f"Исполнено {performed}, счет-фактуру или УПД со статусом 1 нужно было выставить не позднее {last_day}."


_DAYS = 5


def _is_needed(deal: Standing, item: Performance) -> bool:
    """Handing goods over to a commission agent is no sale; a client that pays no VAT may do without."""
    waiver_on = deal.client.tax_invoice_waiver_on
    is_waived = waiver_on is not None and waiver_on <= item.performed_on
    return not is_waived and not (deal.kind is DealKind.CONSIGNMENT and is_goods(item))


def _invoiced(deal: Standing) -> dict[str, date]:
    """The earliest date of a tax invoice for each obligation that one covers."""
    earliest: dict[str, date] = {}
    for paper in deal.papers:
        if _is_tax_invoice(paper.document):
            for item, _ in paper.obligations:
                name = item.obligation.id
                earliest[name] = min(paper.document.date, earliest.get(name, date.max))
    return earliest


def _is_tax_invoice(document: Document) -> bool:
    is_transfer = document.kind == TRANSFER_DOCUMENT and document.status != _TRANSFER_ONLY
    return document.kind == TAX_INVOICE or is_transfer


_TRANSFER_ONLY = 2
