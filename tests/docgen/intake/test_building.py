from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.declension import Gender
from docgen.documents import LineKind, PaymentMoment
from docgen.errors import InputError
from docgen.intake import KitOrder
from docgen.intake.building import latest_performance
from docgen.money import Money
from docgen.parties import Purpose
from tests.builders import make_snapshot

Faults = Callable[[dict[str, Any]], dict[str, str]]
Order = Callable[..., KitOrder]

OLD_20 = {"deal.date": "2025-12-01", "terms.valid_until": "2025-12-15"}


def test_the_sample_has_the_sums_of_its_arithmetic(order_of: Order) -> None:
    totals = order_of().snapshot.totals
    assert (str(totals.net), str(totals.vat), str(totals.gross)) == ("166639.34", "36660.66", "203300.00")
    assert totals.count == 2
    assert [str(line.gross) for line in order_of().snapshot.lines] == ["165300.00", "38000.00"]


def test_vat_is_added_on_top_when_prices_are_without_it(order_of: Order) -> None:
    totals = order_of({"prices_include_vat": False}).snapshot.totals
    assert (str(totals.net), str(totals.vat), str(totals.gross)) == ("203300.00", "44726.00", "248026.00")


def test_prices_include_vat_unless_told_otherwise(order_of: Order) -> None:
    assert order_of({"prices_include_vat": ...}).snapshot == order_of().snapshot


def test_totals_by_rate_go_from_the_highest_and_without_vat_last(order_of: Order, sample: Callable[[], Any]) -> None:
    lines = [sample()["lines"][1] | {"vat": vat} for vat in ("exempt", 0, "10", "standard", 10)]
    by_rate = order_of({"lines": lines}).snapshot.totals.by_rate
    assert [total.rate.label for total in by_rate] == ["22%", "10%", "0%", "без НДС"]
    assert [str(total.gross) for total in by_rate] == ["38000.00", "76000.00", "38000.00", "38000.00"]


def test_the_rate_is_that_of_the_deals_date(order_of: Order) -> None:
    assert order_of(OLD_20).snapshot.lines[0].rate.label == "20%"


def test_a_seller_without_vat_has_none_in_any_line(order_of: Order) -> None:
    totals = order_of({"seller.vat": "exempt"}).snapshot.totals
    assert totals.vat == Money(0)
    assert totals.net == totals.gross


@pytest.mark.parametrize(
    ("deal", "kind"),
    [
        ({"deal.kind": "supply"}, LineKind.GOODS),
        ({"deal.kind": "services"}, LineKind.SERVICES),
        ({"deal.kind": "consignment", "terms.consignment": "commission"}, LineKind.GOODS),
    ],
)
def test_a_line_is_of_the_usual_kind_for_its_deal(deal: dict[str, str], kind: LineKind, order_of: Order) -> None:
    assert order_of(deal).snapshot.lines[0].kind is kind
    assert order_of(deal | {"lines[0].kind": "works"}).snapshot.lines[0].kind is LineKind.WORKS


@given(
    kopecks=st.lists(st.integers(100, 10**9), min_size=1, max_size=5),
    cuts=st.lists(st.integers(1, 99), max_size=3, unique=True),
    include_vat=st.booleans(),
)
def test_parts_always_add_up_to_the_whole(
    kopecks: list[int], cuts: list[int], include_vat: bool, order_of: Order
) -> None:
    edges = [0, *sorted(cuts), 100]
    shares = [end - start for start, end in pairwise(edges)]
    snapshot = order_of(
        {
            "lines": [
                {"name": "Услуга", "unit": "шт", "quantity": 1, "price": f"{price / 100:.2f}"} for price in kopecks
            ],
            "terms.payments": [{"percent": share, "when": "advance", "days": 1} for share in shares],
            "prices_include_vat": include_vat,
        }
    ).snapshot
    totals = snapshot.totals
    assert totals.net + totals.vat == totals.gross
    assert all(line.net + line.vat == line.gross for line in snapshot.lines)
    assert Money.total(total.gross for total in totals.by_rate) == totals.gross
    assert Money.total(stage.amount for stage in snapshot.terms.payments) == totals.gross
    for stage in snapshot.terms.payments[:-1]:
        assert stage.amount == totals.gross.share(stage.percent)
    whole = Money.total(Money(price) for price in kopecks)
    assert (totals.gross if include_vat else totals.net) == whole


def test_the_last_payment_takes_what_rounding_left(order_of: Order) -> None:
    line = {"name": "Услуга", "unit": "шт", "quantity": "1", "price": "0.05"}
    payments = [{"percent": share, "when": "advance", "days": 1} for share in ("30", "30", "40")]
    stages = order_of({"lines": [line], "terms.payments": payments}).snapshot.terms.payments
    assert [str(stage.amount) for stage in stages] == ["0.02", "0.02", "0.01"]


def test_a_payment_of_nothing_is_refused(faults_of: Faults) -> None:
    line = {"name": "Услуга", "unit": "шт", "quantity": "1", "price": "0.01"}
    told = faults_of({"lines": [line]})
    assert list(told) == ["terms.payments[1].percent"]


def test_numbers_not_given_are_made_of_the_date(order_of: Order) -> None:
    series = ("contract", "proforma_invoice", "commercial_offer")
    given = order_of().snapshot.numbers
    assert [given.of(name) for name in series] == ["25/11-2026", "15", "20261122-1"]
    made = order_of({"deal.numbers": ...}).snapshot.numbers
    assert [made.of(name) for name in series] == ["б/н", "20261122-1", "20261122-1"]
    assert order_of({"deal.numbers": {"contract": None}}).snapshot.numbers == made


def test_genitives_are_made_unless_given(order_of: Order) -> None:
    made = order_of().snapshot.seller.signatory
    assert (made.position_genitive, made.name_genitive) == ("Генерального директора", "Кравцовой Анны Сергеевны")
    given = order_of(
        {"seller.signatory.position_genitive": "Гендиректора", "seller.signatory.name_genitive": "Кравцовой А."}
    )
    signatory = given.snapshot.seller.signatory
    assert (signatory.position_genitive, signatory.name_genitive) == ("Гендиректора", "Кравцовой А.")


@pytest.mark.parametrize(
    ("changes", "gender"),
    [
        ({}, Gender.MASCULINE),
        ({"client.signatory.gender": "f"}, Gender.FEMININE),
        ({"client.full_name": "Индивидуальный предприниматель Жук Дарья Вячеславовна"}, Gender.FEMININE),
        ({"client.full_name": "ИП Жук Дарья Вячеславовна"}, Gender.FEMININE),
        ({"client.form": "person", "client.ogrn": ..., "client.full_name": "Жук Дарья Вячеславовна"}, Gender.FEMININE),
        ({"client.full_name": "ИП Дюма Саша"}, Gender.MASCULINE),
    ],
)
def test_a_person_agrees_with_their_own_name(changes: dict[str, Any], gender: Gender, order_of: Order) -> None:
    assert order_of(changes).snapshot.client.gender is gender


def test_an_organisation_agrees_with_its_form(order_of: Order) -> None:
    assert order_of().snapshot.seller.gender is Gender.NEUTER


def test_contacts_keep_their_purposes_once(order_of: Order) -> None:
    contact = {"name": "Бухгалтерия", "email": "почта@пример.рф", "for": ["closing", "invoices", "closing"]}
    (kept,) = order_of({"client.contacts": [contact]}).snapshot.client.contacts
    assert kept.purposes == (Purpose.CLOSING, Purpose.INVOICES)
    assert kept.email == "почта@пример.рф"


def test_a_name_is_kept_exactly(order_of: Order) -> None:
    name = "ﬁ «A & B» <script>alert(1)</script> | 'x' \"y\" 👩‍👩‍👧 " + "я" * 300
    snapshot = order_of({"lines[0].name": name, "client.full_name": name}).snapshot
    assert snapshot.lines[0].name == name
    assert snapshot.client.full_name == name


def test_an_order_is_frozen(order_of: Order) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        order_of().snapshot.lines[0].price = Money(1)  # type: ignore[misc]


def test_a_quantity_keeps_three_decimals(order_of: Order) -> None:
    assert order_of({"lines[0].quantity": "0.125"}).snapshot.lines[0].quantity == Decimal("0.125")


@pytest.mark.parametrize(
    ("changes", "crosses"),
    [
        ({"terms.payments[0].days": 5, "terms.delivery_days": 25}, False),  # until 31 December
        ({"terms.payments[0].days": 5, "terms.delivery_days": 26}, True),
        ({"terms.payments[0].days": 6, "terms.delivery_days": 25}, True),
        ({"terms.payments[0].when": "after_shipment", "terms.delivery_days": 30}, False),
        ({"terms.payments[0].when": "after_shipment", "terms.delivery_days": 31}, True),
        ({"terms.payments[0]": {"percent": 50, "when": "2025-12-12"}, "terms.delivery_days": 20}, True),
        ({"terms.payments[1]": {"percent": 50, "when": "2025-12-31"}, "terms.delivery_days": 20}, False),
        ({"terms.period": {"from": "2025-12-01", "to": "2025-12-31"}}, False),
        ({"terms.period": {"from": "2025-12-01", "to": "2026-01-01"}}, True),
        ({"deal.kind": "consignment", "terms.consignment": "commission"}, True),
        ({"deal.kind": "consignment", "terms.consignment": "commission", "terms.last_payment_on": "2025-12-31"}, False),
        (
            {"deal.kind": "consignment", "terms.consignment": "deferred_supply", "terms.last_payment_on": "2026-06-01"},
            False,
        ),
        (
            {
                "deal.kind": "consignment",
                "terms.consignment": "deferred_supply",
                "terms.last_payment_on": "2026-06-01",
                "terms.delivery_days": ...,
            },
            True,
        ),
        ({"terms.delivery_days": 60, "seller.vat": "exempt"}, False),
        ({"terms.delivery_days": 60, "seller.vat": "reduced_5"}, False),
        ({"terms.delivery_days": 60, "lines[0].vat": 10, "lines[1].vat": 0}, False),
        ({"terms.delivery_days": 60, "lines[0].vat": 10}, True),
        ({"terms.delivery_days": 60, "deal.date": "2025-11-27"}, False),  # the law is of 28 November
    ],
)
def test_performance_that_may_cross_a_known_change_of_rate_is_warned_of(
    changes: dict[str, Any], crosses: bool, order_of: Order
) -> None:
    order = order_of(OLD_20 | changes)
    assert bool(order.snapshot.rate_change) is crosses
    assert any("ставка НДС" in warning for warning in order.warnings) is crosses


def test_the_warning_says_what_changes_and_when(order_of: Order) -> None:
    order = order_of(OLD_20 | {"terms.delivery_days": 60})
    (warning,) = order.warnings
    change = order.snapshot.rate_change
    assert change is not None
    assert (change.on, change.old.label, change.new.label) == (date(2026, 1, 1), "20%", "22%")
    for part in ("4\u00a0февраля 2026", "1\u00a0января 2026", "20%", "22%", "425-ФЗ"):
        assert part in warning.replace("\u00a02026", " 2026")


def test_a_kit_of_today_has_no_warning(order_of: Order) -> None:
    assert order_of().warnings == ()
    assert order_of().snapshot.rate_change is None


def test_reading_twice_gives_the_same(order_of: Order) -> None:
    assert order_of() == order_of()


def test_an_error_reads_as_lines_of_path_and_text(order_of: Order) -> None:
    with pytest.raises(InputError) as caught:
        order_of({"client.inn": ..., "deal.date": "2026-02-30"})
    first, second = str(caught.value).splitlines()
    assert first.startswith("client.inn: нет обязательного ключа")
    assert second.startswith("deal.date: даты")


def test_a_payment_before_shipment_puts_the_shipment_off() -> None:
    snapshot = make_snapshot()
    paid = dataclasses.replace(snapshot.terms.payments[0], moment=PaymentMoment.BEFORE_SHIPMENT, days=30)
    terms = dataclasses.replace(snapshot.terms, payments=(paid,), delivery_days=20)
    assert latest_performance(date(2025, 12, 1), terms) == date(2026, 1, 20)
