"""A party of any paper: whole with its checks, or a prospect of whom little is known; people and other papers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.docgen.blocks.toys import faults, from_yaml, order, parties, toy

WHOLE = toy({"client": {"is": "party", "title": "Клиент"}})
PROSPECT = toy({"client": {"is": "party", "title": "Клиент", "partial": True}})
OTHERS = toy(
    from_yaml("""
who: {is: person, title: Кто}
contract: {is: reference, title: Договор}
period: {is: period, title: Период}
""")
)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_whole_party_is_shown_as_papers_print_it() -> None:
    client = order(WHOLE, {"client": parties()["seller"]}).context["client"]
    assert plain(client["represented"]) == (
        "Общество с ограниченной ответственностью «Светотехника», в лице Генерального директора "
        "Кравцовой Анны Сергеевны, действующей на основании Устава"
    )
    assert client["signatory"]["short_name"].replace("\u00a0", " ") == "Кравцова А. С."
    assert client["bank"]["bic"] == "044525225"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"inn": "7712345670"}, "client.inn"),
        ({"kpp": "77"}, "client.kpp"),
        ({"ogrn": "1107746123452"}, "client.ogrn"),
        ({"form": "company"}, "client.form"),
        ({"vat": "20"}, "client.vat"),
    ],
)
def test_requisites_are_checked_in_every_paper(change: dict[str, str], place: str) -> None:
    assert list(faults(WHOLE, {"client": parties()["seller"] | change})) == [place]


def test_a_power_of_attorney_must_be_in_force_on_the_papers_date() -> None:
    client = parties()["seller"]
    power = {"number": "5", "date": "2026-01-10", "valid_until": "2026-11-01"}
    client = client | {"signatory": client["signatory"] | {"power_of_attorney": power}}
    assert list(faults(WHOLE, {"client": client})) == ["client.signatory.power_of_attorney.valid_until"]


def test_a_prospect_needs_a_name_alone() -> None:
    client = order(PROSPECT, {"client": {"full_name": "ООО «Ромашка»"}}).context["client"]
    assert (client["short_name"], client["inn"], client["line"]) == ("ООО «Ромашка»", None, "ООО «Ромашка»")


def test_what_is_known_of_a_prospect_is_checked() -> None:
    given = {"full_name": "ООО «Ромашка»", "inn": "7712345670", "ogrn": "1"}
    assert list(faults(PROSPECT, {"client": given})) == ["client.inn", "client.ogrn"]


def others(**change: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "who": {"name": "Орлова Мария Викторовна", "position": "менеджер"},
        "contract": {"title": "Договор поставки", "number": "25/11", "date": "2026-11-22"},
        "period": {"from": "2026-11-01", "to": "2026-11-30"},
    }
    return usual | change


def test_people_papers_and_periods_come_with_their_phrases() -> None:
    context = order(OTHERS, others()).context
    assert plain(context["who"]["short_name"]) == "Орлова М. В."
    assert plain(context["contract"]["phrase"]) == "Договор поставки № 25/11 от 22 ноября 2026 г."
    assert plain(context["period"]["phrase"]) == "с 1 ноября 2026 г. по 30 ноября 2026 г."


def test_a_paper_without_a_number_is_called_so() -> None:
    context = order(OTHERS, others(contract={"title": "Договор", "date": "2026-11-22"})).context
    assert plain(context["contract"]["phrase"]) == "Договор б/н от 22 ноября 2026 г."


def test_a_period_cannot_end_before_it_begins() -> None:
    assert list(faults(OTHERS, others(period={"from": "2026-11-02", "to": "2026-11-01"}))) == ["period.to"]
