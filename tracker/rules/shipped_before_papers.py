"""Goods left before contract or money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tracker import phrases
from tracker.rules.base import Case, Rule, Severity
from tracker.standing import Standing, is_goods


class ShippedBeforePapers(Rule):
    """Товар отгружен, когда договор ещё не был подписан клиентом и денег не было.

    Почему это важно: такую отгрузку ничто не обеспечивает: клиент может сказать, что товара не заказывал и на цену не
    соглашался.

    Что делать: получить подписанные клиентом накладную или УПД (оригинал или ЭДО) и договор; впредь отгружать после
    подписи или оплаты.
    """

    name = "shipped_before_papers"
    title = "Отгружено до договора и оплаты"
    basis = (
        "written_form",
        "payment_for_goods",
    )
    steps = ((0, Severity.HIGH),)
    action = (
        "Получите подписанную клиентом накладную или УПД на этот товар и договор; следующую отгрузку держите до "
        "подписи или оплаты."
    )

    def cases(self, deal: Standing) -> Iterator[Case]:
        """Every delivery of goods that nothing stood behind on its day."""
        signed_on = deal.contract.signed_by_client_on if deal.contract else None
        paid_on = deal.receipts[0].date if deal.receipts else None
        for item in deal.performed_items:
            if not is_goods(item) or item.confirmed_fully >= item.performed:
                continue
            shipped_on = item.performed_on
            if not (_is_by(signed_on, shipped_on) or _is_by(paid_on, shipped_on)):
                yield Case(since=shipped_on, exposure=item.performed, obligation=item.obligation.id)

    def message(self, case: Case) -> str:
        """When and for how much goods were shipped."""
        shipped = phrases.day(case.since)
        return (
            f"Товар на {phrases.roubles(case.exposure)} отгружен {shipped}, когда договор не был подписан клиентом и "
            "денег не поступало."
        )


def _is_by(on: date | None, day: date) -> bool:
    """Whether it had happened by the end of the day: the same day is in time."""
    return on is not None and on <= day
