from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from docgen.documents import Consignment, PaymentMoment
from docgen.intake import KitOrder

Faults = Callable[[dict[str, Any]], dict[str, str]]
Order = Callable[..., KitOrder]
SERVICES = {"deal.kind": "services", "documents": ["contract"]}
CONSIGNMENT = {"deal.kind": "consignment"}
PERIOD = {"from": "2026-12-01", "to": "2026-12-31"}
HALF = {"percent": "50", "when": "advance", "days": 5}


def test_a_supply_needs_days_of_delivery(faults_of: Faults) -> None:
    assert list(faults_of({"terms.delivery_days": ..., "terms.period": PERIOD})) == ["terms.delivery_days"]


def test_services_need_a_period_or_days(faults_of: Faults, order_of: Order) -> None:
    assert list(faults_of(SERVICES | {"terms.delivery_days": ...})) == ["terms.period"]
    order_of(SERVICES)
    order_of(SERVICES | {"terms.period": PERIOD})
    order = order_of(SERVICES | {"terms.delivery_days": ..., "terms.period": PERIOD})
    assert order.snapshot.terms.period is not None
    assert order.snapshot.terms.period.end.isoformat() == "2026-12-31"


def test_a_period_cannot_end_before_it_begins(faults_of: Faults, order_of: Order) -> None:
    assert list(faults_of({"terms.period": {"from": "2026-12-02", "to": "2026-12-01"}})) == ["terms.period.to"]
    order_of({"terms.period": {"from": "2026-12-01", "to": "2026-12-01"}})


def test_a_consignment_must_say_which_of_the_two_it_is(faults_of: Faults, order_of: Order) -> None:
    assert list(faults_of(CONSIGNMENT)) == ["terms.consignment"]
    order = order_of(CONSIGNMENT | {"terms.consignment": "commission", "terms.delivery_days": ...})
    assert order.snapshot.terms.consignment is Consignment.COMMISSION


def test_a_deferred_supply_needs_a_last_day_of_payment(faults_of: Faults, order_of: Order) -> None:
    deferred = CONSIGNMENT | {"terms.consignment": "deferred_supply"}
    assert list(faults_of(deferred)) == ["terms.last_payment_on"]
    assert list(faults_of(deferred | {"terms.last_payment_on": "2026-11-21"})) == ["terms.last_payment_on"]
    order_of(deferred | {"terms.last_payment_on": "2026-11-22"})


@pytest.mark.parametrize("key", ["terms.consignment", "terms.last_payment_on"])
def test_conditions_of_consignment_have_no_place_elsewhere(key: str, faults_of: Faults) -> None:
    value = "commission" if key == "terms.consignment" else "2027-01-01"
    assert list(faults_of({key: value})) == [key]


def test_an_offer_cannot_expire_before_it_is_made(faults_of: Faults, order_of: Order) -> None:
    assert list(faults_of({"terms.valid_until": "2026-11-21"})) == ["terms.valid_until"]
    order_of({"terms.valid_until": "2026-11-22"})


@pytest.mark.parametrize(
    ("payment", "place"),
    [
        ({"percent": "50", "when": "on_sale", "days": 5}, "when"),
        ({"percent": "50", "when": "after_shipment"}, "days"),
        ({"percent": "50", "when": "after_shipment", "days": 5, "date": "2026-12-01"}, "date"),
        ({"percent": "50", "when": "date"}, "date"),
        ({"percent": "50", "when": "date", "date": "2026-12-01", "days": 5}, "days"),
        ({"percent": "50", "when": "2026-12-01", "days": 5}, "days"),
        ({"percent": "50", "when": "2026-12-01", "date": "2026-12-01"}, "date"),
        ({"percent": "50", "when": "2026-02-30"}, "when"),
        ({"percent": "50", "when": "2026-11-21"}, "when"),
        ({"percent": "50", "when": "date", "date": "2026-11-21"}, "date"),
        ({"percent": "50", "when": "date", "date": "2026-02-30"}, "date"),
        ({"percent": "50", "when": "later", "days": 5}, "when"),
        ({"percent": "50", "days": 5}, "when"),
    ],
)
def test_a_payment_says_when_in_one_way(payment: dict[str, Any], place: str, faults_of: Faults) -> None:
    assert list(faults_of({"terms.payments": [HALF, payment]})) == [f"terms.payments[1].{place}"]


@pytest.mark.parametrize("payment", [{"when": "2026-12-20"}, {"when": "date", "date": "2026-12-20"}])
def test_a_date_of_payment_may_be_written_in_two_ways(payment: dict[str, str], order_of: Order) -> None:
    stage = order_of({"terms.payments": [HALF, {"percent": 50} | payment]}).snapshot.terms.payments[1]
    assert stage.moment is PaymentMoment.DATE
    assert stage.days is None
    assert stage.on is not None
    assert stage.on.isoformat() == "2026-12-20"


@pytest.mark.parametrize("moment", ["advance", "before_shipment", "after_shipment", "after_acceptance"])
def test_every_moment_is_known(moment: str, order_of: Order) -> None:
    order = order_of({"terms.payments": [{"percent": "100", "when": moment, "days": 7}]})
    assert order.snapshot.terms.payments[0].moment == moment


def test_payment_as_it_sells_belongs_to_consignment(order_of: Order) -> None:
    payments = [{"percent": "100", "when": "on_sale", "days": 7}]
    order = order_of(CONSIGNMENT | {"terms.consignment": "commission", "terms.payments": payments})
    assert order.snapshot.terms.payments[0].moment is PaymentMoment.ON_SALE


def test_percents_that_add_up_with_fractions_are_taken(order_of: Order) -> None:
    shares = [{"percent": share, "when": "advance", "days": 1} for share in ("33.3333", "33.3333", "33.3334")]
    order_of({"terms.payments": shares})


def test_a_sum_of_percents_is_not_told_while_one_of_them_is_unknown(faults_of: Faults) -> None:
    assert list(faults_of({"terms.payments[0].percent": "сорок"})) == ["terms.payments[0].percent"]
