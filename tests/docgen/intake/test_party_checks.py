from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from docgen.declension import Gender
from docgen.intake import KitOrder

Faults = Callable[[dict[str, Any]], dict[str, str]]
Order = Callable[..., KitOrder]
PERSON = {"client.form": "person", "client.ogrn": ..., "client.full_name": "Шевченко Пётр Андреевич"}


def test_a_person_has_neither_kpp_nor_ogrn(faults_of: Faults, order_of: Order) -> None:
    told = faults_of({"client.form": "person", "client.kpp": "500101001"})
    assert list(told) == ["client.ogrn", "client.kpp"]
    assert order_of(PERSON).snapshot.client.ogrn is None


def test_requisites_pasted_with_spaces_are_taken(order_of: Order) -> None:
    order = order_of({"seller.inn": "77 1234 5671", "seller.bank.account": "40702 810 9 3800\u00a00012345"})
    assert order.snapshot.seller.inn == "7712345671"
    assert order.snapshot.seller.bank.account == "40702810938000012345"


def test_the_length_of_an_inn_is_told_even_if_the_form_is_unknown(faults_of: Faults) -> None:
    told = faults_of(
        {"client.form": "ИП", "client.inn": "500123456751", "seller.form": ..., "seller.inn": "7712345670"}
    )
    assert set(told) == {"client.form", "client.inn", "seller.form", "seller.inn"}


def test_a_wrong_bic_is_told_alone(faults_of: Faults) -> None:
    assert list(faults_of({"client.bank.bic": "04452559"})) == ["client.bank.bic"]


def test_both_accounts_are_held_against_the_bic(faults_of: Faults) -> None:
    told = faults_of({"client.bank.bic": "042202603"})
    assert list(told) == ["client.bank.account", "client.bank.corr_account"]


@pytest.mark.parametrize("name", ["Дюма Саша", "Ли Ким"])
def test_a_name_that_does_not_tell_the_gender_asks_for_it(name: str, faults_of: Faults, order_of: Order) -> None:
    told = faults_of({"seller.signatory.name": name})
    assert list(told) == ["seller.signatory.gender"]
    assert "m или f" in told["seller.signatory.gender"]
    order = order_of({"seller.signatory.name": name, "seller.signatory.gender": "f"})
    assert order.snapshot.seller.signatory.gender is Gender.FEMININE


def test_a_gender_given_wrong_is_told_once(faults_of: Faults) -> None:
    assert list(faults_of({"seller.signatory.gender": "женский"})) == ["seller.signatory.gender"]
    assert list(faults_of({"seller.signatory.gender": "n"})) == ["seller.signatory.gender"]


@pytest.mark.parametrize(
    ("paper", "place"),
    [
        ({"number": "5", "date": "2026-11-23"}, "date"),
        ({"number": "5", "date": "2025-11-22"}, "date"),
        ({"number": "5", "date": "2026-01-01", "valid_until": "2026-11-21"}, "valid_until"),
        ({"number": "5", "date": "2026-01-02", "valid_until": "2026-01-01"}, "valid_until"),
        ({"number": "5"}, "date"),
        ({"date": "2026-01-01"}, "number"),
    ],
)
def test_a_power_of_attorney_must_be_in_force(paper: dict[str, str], place: str, faults_of: Faults) -> None:
    assert list(faults_of({"seller.signatory.power_of_attorney": paper})) == [
        f"seller.signatory.power_of_attorney.{place}"
    ]


@pytest.mark.parametrize(
    "paper",
    [
        {"number": "5", "date": "2026-11-22"},
        {"number": "5", "date": "2025-11-23"},
        {"number": "5", "date": "2020-01-01", "valid_until": "2026-11-22"},
    ],
)
def test_a_power_of_attorney_in_force_is_taken(paper: dict[str, str], order_of: Order) -> None:
    taken = order_of({"seller.signatory.power_of_attorney": paper}).snapshot.seller.signatory.power_of_attorney
    assert taken is not None
    assert taken.date.isoformat() == paper["date"]


def test_a_power_of_attorney_of_29_february_lasts_through_the_year(order_of: Order, faults_of: Faults) -> None:
    paper = {
        "seller.signatory.power_of_attorney": {"number": "5", "date": "2028-02-29"},
        "terms.valid_until": "2030-01-01",
    }
    order_of(paper | {"deal.date": "2029-02-28"})
    assert "seller.signatory.power_of_attorney.date" in faults_of(paper | {"deal.date": "2029-03-01"})


def test_one_party_cannot_be_on_both_sides(faults_of: Faults, sample: Callable[[], Any]) -> None:
    told = faults_of({"client": sample()["seller"]})
    assert list(told) == ["client.inn"]
    assert "тот же, что у продавца" in told["client.inn"]


def test_another_branch_is_another_party(order_of: Order, sample: Callable[[], Any]) -> None:
    order_of({"client": sample()["seller"] | {"kpp": "500143001"}})


def test_each_contact_is_looked_at(faults_of: Faults) -> None:
    contacts = [{"name": "Бухгалтерия", "email": "buh@example.ru", "for": ["invoices"]}, {"name": "x", "for": ["all"]}]
    assert list(faults_of({"client.contacts": contacts})) == ["client.contacts[1].for[0]", "client.contacts[1].email"]
