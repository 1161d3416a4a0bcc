"""A paper states a VAT rate of another year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.vat import is_standard_rate, was_standard_on
from tracker import phrases
from tracker.evidence import TAX_INVOICE
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Paper, Standing


class VatRateMismatch(Rule):
    """В документе стоит ставка НДС, которая в день исполнения не действовала.

    Почему это важно: ставка берётся на день отгрузки, а не на день бумаги или договора. С неверной ставкой клиенту
    откажут в вычете, а нам доначислят налог.

    Что делать: составить исправленный документ и отправить клиенту.
    """

    name = "vat_rate_mismatch"
    title = "Ставка НДС не соответствует дню исполнения"
    basis = (
        "vat_rates",
        "tax_invoice",
    )
    steps = ((0, Severity.MEDIUM),)
    action = (
        "Составьте исправленный документ со ставкой, которая действовала в день исполнения, и отправьте его клиенту."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every paper with a standard rate of another time."""
        for paper in deal.papers:
            document = paper.document
            if document.vat_rate is None or not (paper.is_confirming or document.kind == TAX_INVOICE):
                continue
            if is_standard_rate(document.vat_rate) and not was_standard_on(document.vat_rate, _performed_on(paper)):
                yield Case(since=document.date, document=document.id, about=paper)

    def message(self, case: Case) -> str:
        """Which paper, which rate, and the day that decides."""
        document = case.about.document
        on = phrases.day(_performed_on(case.about))
        return f"{phrases.paper(document)}: указана ставка НДС {document.vat_rate}%, а {on} она не действовала."


def _performed_on(paper: Paper) -> date:
    """The earliest performance that the paper covers, else the paper's own day."""
    days = [item.performed_on for item, _ in paper.obligations if item.obligation.performed_on]
    return min(days, default=paper.document.date)
