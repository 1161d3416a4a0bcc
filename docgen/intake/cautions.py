"""What is allowed but worth a second look: warnings about a deal whose file has no faults."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.documents import Consignment, DealKind, LineKind, PaymentMoment, Snapshot
from docgen.intake.building import latest_performance
from docgen.parties import Form
from docgen.vat import TaxStatus
from docgen.words import date_long


def cautions(snapshot: Snapshot, documents: tuple[str, ...]) -> Iterator[str]:
    """Russian sentences, each says what to look at; ``documents`` are the kinds that will be made."""
    yield from _rate_change(snapshot)
    yield from _consignment(snapshot, documents)
    if snapshot.client.form is Form.PERSON:
        yield (
            "Клиент — физическое лицо. Договор рассчитан на сделку между предпринимателями; если клиент покупает "
            "для себя, действует закон о защите прав потребителей: покажите договор юристу."
        )
    for key, party in (("seller", snapshot.seller), ("client", snapshot.client)):
        if party.form is Form.LEGAL_ENTITY and not party.kpp:
            yield f"У организации нет КПП ({key}.kpp): в счёте и договоре его не будет."
    if snapshot.seller.vat is TaxStatus.EXEMPT and not snapshot.seller.vat_basis:
        yield "Не указано, почему нет НДС (seller.vat_basis): в документах будет «Без НДС» без основания."
    if snapshot.kind is DealKind.SUPPLY and all(line.kind is not LineKind.GOODS for line in snapshot.lines):
        yield "В поставке нет ни одного товара: вероятно, нужен deal.kind: services."


def _rate_change(snapshot: Snapshot) -> Iterator[str]:
    change = snapshot.rate_change
    if change is None:
        return
    latest = latest_performance(snapshot.date, snapshot.terms)
    until = f" (по {date_long(latest)})" if latest < date.max else ""
    yield (
        f"Исполнение{until} может прийтись на дни с {date_long(change.on)}, когда ставка НДС {change.old.label} "
        f"станет {change.new.label} ({change.source}). Проверьте, что договор говорит о цене на этот случай, "
        "или сократите срок."
    )


def _consignment(snapshot: Snapshot, documents: tuple[str, ...]) -> Iterator[str]:
    terms = snapshot.terms
    if terms.consignment is Consignment.COMMISSION:
        if any(stage.moment is not PaymentMoment.ON_SALE for stage in terms.payments):
            yield (
                "Комиссия: товар не продан, пока его не купил покупатель; "
                "платежи не по продаже (when: on_sale) похожи на поставку."
            )
        if "proforma_invoice" in documents:
            yield (
                "Комиссия: счёт на весь товар нужен для перечислений по отчётам, а не для оплаты сразу; "
                "его можно убрать из documents."
            )
    last = terms.last_payment_on
    if last and any(stage.on and stage.on > last for stage in terms.payments):
        yield f"Есть платёж позже последнего дня оплаты ({date_long(last)}): исправьте дату или last_payment_on."
