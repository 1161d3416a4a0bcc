"""How parties, authority, prices and payments read in a Russian contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from docgen import phrases
from docgen.declension import Gender
from docgen.documents import DealKind, PaymentMoment, PaymentStage
from docgen.money import Money
from docgen.parties import Form, PowerOfAttorney
from tests.builders import CLIENT, SELLER, make_line, make_snapshot


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_company_is_introduced_through_its_head_in_the_genitive() -> None:
    assert plain(phrases.introduction(SELLER, "Поставщик")) == (
        "Общество с ограниченной ответственностью «Светотехника», именуемое в дальнейшем «Поставщик», "
        "в лице Генерального директора Кравцовой Анны Сергеевны, действующей на основании Устава"
    )


def test_an_entrepreneur_who_signs_in_person_needs_no_face() -> None:
    assert plain(phrases.introduction(CLIENT, "Покупатель")) == (
        "Индивидуальный предприниматель Шевченко Пётр Андреевич, именуемый в дальнейшем «Покупатель», "
        "действующий на основании записи в ЕГРИП, ОГРНИП 318505300012349"
    )


def test_an_entrepreneur_who_is_a_woman_is_called_so() -> None:
    name = "Орлова Мария Викторовна"
    party = replace(
        CLIENT,
        full_name=f"Индивидуальный предприниматель {name}",
        gender=Gender.FEMININE,
        signatory=replace(CLIENT.signatory, name=name, gender=Gender.FEMININE),
    )
    assert ", именуемая в дальнейшем «Заказчик», действующая на основании" in plain(
        phrases.introduction(party, "Заказчик")
    )


def test_a_representative_of_an_entrepreneur_signs_by_a_power_of_attorney() -> None:
    power = PowerOfAttorney(number="17", date=date(2026, 1, 12), valid_until=date(2026, 12, 31))
    signatory = replace(SELLER.signatory, basis="доверенности", power_of_attorney=power)
    represented = replace(CLIENT, signatory=signatory, is_signed_in_person=False)
    introduced = plain(phrases.introduction(represented, "Покупатель"))
    assert introduced.endswith(
        "действующей на основании доверенности № 17 от 12 января 2026 г., действительной по 31 декабря 2026 г."
    )
    assert "ОГРНИП" not in introduced


def test_a_power_of_attorney_is_named_once_whatever_the_basis_says() -> None:
    power = PowerOfAttorney(number="5", date=date(2026, 3, 1))
    for basis, said in (
        ("Устава", "доверенности № 5 от 1 марта 2026 г."),
        ("доверенности", "доверенности № 5 от 1 марта 2026 г."),
        ("доверенности № 5 от 01.03.2026", "доверенности № 5 от 01.03.2026"),
    ):
        signatory = replace(SELLER.signatory, basis=basis, power_of_attorney=power)
        assert plain(phrases.authority(signatory)) == said


def test_a_person_acts_in_its_own_name() -> None:
    person = replace(CLIENT, form=Form.PERSON, full_name="Шевченко Пётр Андреевич", ogrn=None)
    assert phrases.introduction(person, "Покупатель").endswith("действующий от своего имени")


def test_a_number_has_its_sign_but_none_for_a_contract_without_one() -> None:
    assert phrases.with_sign("15") == "№\u00a015"
    assert phrases.with_sign("б/н") == "б/н"


def test_each_rate_of_vat_is_named_with_its_sum() -> None:
    lines = make_line(1), make_line(2, vat="10"), make_line(3, vat="exempt")
    phrase = plain(phrases.price_phrase(make_snapshot(*lines).charge))
    assert "НДС 22% — " in phrase
    assert "НДС 10% — " in phrase
    assert phrase.endswith("— без НДС")


def test_a_seller_without_vat_names_its_ground() -> None:
    seller = replace(SELLER, vat_basis="п. 1 ст. 145 НК РФ")
    snapshot = make_snapshot(make_line(vat="exempt"), seller=seller)
    assert plain(phrases.price_phrase(snapshot.charge)).endswith(" копеек), без НДС (п. 1 ст. 145 НК РФ)")


@pytest.mark.parametrize("kind", DealKind)
@pytest.mark.parametrize("moment", PaymentMoment)
def test_every_moment_of_payment_reads_as_a_whole_phrase(kind: DealKind, moment: PaymentMoment) -> None:
    on = date(2026, 12, 20) if moment is PaymentMoment.DATE else None
    stage = PaymentStage(percent=Decimal(40), amount=Money.of(10), moment=moment, days=None if on else 3, on=on)
    phrase = plain(phrases.payment_phrase(stage, kind))
    assert phrase.startswith("40% — 10,00 руб. (Десять рублей 00 копеек) — ")
    assert ("20 декабря 2026 г." if on else "в течение 3 календарных дней со дня") in phrase
    assert not set("{}") & set(phrase)


def test_a_single_payment_does_not_speak_of_percents() -> None:
    stage = PaymentStage(percent=Decimal(100), amount=Money.of(10), moment=PaymentMoment.ADVANCE, days=3, on=None)
    assert phrases.payment_phrase(stage, DealKind.SUPPLY).startswith("10,00")
