"""Warnings: each for its own cause, and none for an ordinary deal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from docgen.documents import Consignment, DealKind, LineKind, PaymentMoment, PaymentStage, Snapshot
from docgen.intake.cautions import cautions
from docgen.money import Money
from docgen.parties import Form
from docgen.vat import TaxStatus, change_between
from tests.builders import CLIENT, SELLER, make_line, make_snapshot

THREE = ("supply_contract", "proforma_invoice", "commercial_offer")


def on_sale(percent: int = 100) -> PaymentStage:
    return PaymentStage(percent=Decimal(percent), amount=Money.of(1), moment=PaymentMoment.ON_SALE, days=10, on=None)


def told(snapshot: Snapshot, documents: tuple[str, ...] = THREE) -> str:
    return "\n".join(cautions(snapshot, documents))


def commission(**terms: object) -> Snapshot:
    given = {"consignment": Consignment.COMMISSION, "payments": (on_sale(),)} | terms
    return make_snapshot(kind=DealKind.CONSIGNMENT, terms=given)


def test_an_ordinary_deal_has_no_warnings() -> None:
    assert told(make_snapshot()) == ""
    assert told(commission(), ("consignment_contract",)) == ""


def test_a_known_change_of_the_rate_is_told() -> None:
    change = change_between(date(2025, 12, 20), date(2025, 12, 20), date(2026, 1, 30))
    assert "ставка НДС 20% станет 22%" in told(make_snapshot(rate_change=change))


def test_an_invoice_for_goods_on_commission_is_told() -> None:
    assert "счёт на весь товар" in told(commission())


def test_payments_of_a_commission_that_do_not_wait_for_a_sale_are_told() -> None:
    advance = replace(on_sale(50), moment=PaymentMoment.ADVANCE)
    assert "похожи на поставку" in told(commission(payments=(advance, on_sale(50))))


def test_a_payment_after_the_last_day_is_told() -> None:
    late = replace(on_sale(), moment=PaymentMoment.DATE, days=None, on=date(2027, 4, 1))
    deferred = commission(consignment=Consignment.DEFERRED_SUPPLY, payments=(late,), last_payment_on=date(2027, 3, 31))
    assert "позже последнего дня оплаты" in told(deferred)


@pytest.mark.parametrize(
    ("snapshot", "part"),
    [
        (make_snapshot(client=replace(CLIENT, form=Form.PERSON)), "физическое лицо"),
        (make_snapshot(make_line(vat="exempt"), seller=replace(SELLER, vat=TaxStatus.EXEMPT)), "vat_basis"),
        (make_snapshot(make_line(kind=LineKind.SERVICES)), "нет ни одного товара"),
        (make_snapshot(seller=replace(SELLER, kpp=None)), "seller.kpp"),
    ],
)
def test_what_deserves_a_second_look_is_told(snapshot: Snapshot, part: str) -> None:
    assert part in told(snapshot)
