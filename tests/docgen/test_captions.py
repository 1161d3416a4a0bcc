"""Captions and rows of totals follow how prices were written and what is sold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from docgen import captions
from docgen.documents import DealKind, LineKind, Snapshot
from docgen.money import Money
from tests.builders import SELLER, make_line, make_snapshot


def rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    printed = captions.total_rows(snapshot.charge, "Всего к оплате:")
    return [(row["caption"], row["value"].replace("\u00a0", " ")) for row in printed]


def test_tax_that_prices_include_is_said_to_be_inside_them() -> None:
    snapshot = make_snapshot(make_line(quantity=Decimal(1), price=Money.of(1000), discount=Decimal(0)))
    assert rows(snapshot) == [
        ("Итого:", "1 000,00"),
        ("В том числе НДС (22%):", "180,33"),
        ("Всего к оплате:", "1 000,00"),
    ]


def test_tax_on_top_of_prices_is_added_below_them() -> None:
    line = make_line(quantity=Decimal(1), price=Money.of(1000), discount=Decimal(0), include_vat=False)
    snapshot = make_snapshot(line, prices_include_vat=False)
    assert rows(snapshot) == [("Итого:", "1 000,00"), ("НДС (22%):", "220,00"), ("Всего к оплате:", "1 220,00")]
    assert captions.table_captions(snapshot.charge)["amount"] == "Сумма без НДС, руб."


def test_a_seller_without_vat_says_so_and_why() -> None:
    seller = replace(SELLER, vat_basis="п. 1 ст. 145 НК РФ")
    snapshot = make_snapshot(make_line(vat="exempt", quantity=Decimal(1), discount=Decimal(0)), seller=seller)
    assert ("Без НДС (п. 1 ст. 145 НК РФ)", "—") in rows(snapshot)
    assert captions.table_captions(snapshot.charge)["price"] == "Цена, руб."


def test_zero_percent_is_a_rate_and_not_an_absence_of_tax() -> None:
    assert ("В том числе НДС (0%):", "0,00") in rows(make_snapshot(make_line(vat="0")))


def test_a_line_tells_its_rate_only_where_lines_differ_in_it() -> None:
    same = make_snapshot(make_line(1), make_line(2))
    assert captions.line_note(same.lines[0], same.charge) == "Артикул LED-36, скидка 5%"
    mixed = make_snapshot(make_line(1, code=None, discount=Decimal(0)), make_line(2, vat="10"))
    assert captions.line_note(mixed.lines[0], mixed.charge) == "НДС 22%"


def test_what_a_discount_saves_is_the_difference_of_rounded_sums() -> None:
    snapshot = make_snapshot(make_line(quantity=Decimal(7), price=Money.of("10.07"), discount=Decimal("12.5")))
    assert captions.saving(snapshot.charge) == Decimal("70.49") - Decimal("61.68")
    assert captions.saving(make_snapshot(make_line(discount=Decimal(0))).charge) is None


def test_services_have_names_and_terms_of_their_own() -> None:
    snapshot = make_snapshot(make_line(kind=LineKind.SERVICES), kind=DealKind.SERVICES)
    assert captions.table_captions(snapshot.charge)["name"] == "Наименование услуги"
    assert captions.fact_captions(snapshot)["term"] == "Срок оказания услуг"


def test_the_purpose_of_payment_names_invoice_contract_and_tax() -> None:
    purpose = captions.payment_purpose(make_snapshot()).replace("\u00a0", " ")
    assert purpose == (
        "Оплата по счету № 15 от 22.11.2026, договор № 25/11-2026 от 22.11.2026, в т. ч. НДС 22% 59 616,40 руб."
    )
