"""Drafts, clients, products, requests of discounts and issuing, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from docgen.calculation import total_of
from docgen.errors import InputError
from docgen.vat import TaxStatus
from tests.builders import SELLER
from tests.tracker.price_files import add_file, write_price_list
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House
from tracker.kit_form.clients import Whose, clients_by_inn, search_clients, whose_client
from tracker.kit_form.drafts import MOST, DraftChangedError, begin, draft, drafts_of, drop, reserve_code, save
from tracker.kit_form.issuing import Issuer, issue_draft
from tracker.kit_form.presets import presets, with_preset
from tracker.kit_form.products import Shop, search_products, with_catalogue
from tracker.kit_form.rights import rights_of
from tracker.kit_form.sellers import sides_of
from tracker.kit_form.source import order_of
from tracker.kit_form.sums import sums_of
from tracker.kit_form.typed import LINE, PARTY, Typed, packed, typed_from, unpacked
from tracker.models import DealRow, PersonRow
from tracker.parties import counterparty_id_of
from tracker.party_sections import section_of
from tracker.people import Role, add_person
from tracker.prices.requests import ask, decide, find_request, list_requests, standing_of

TODAY = date(2026, 11, 23)
PARTY_OF_CLIENT = {
    "form": "legal_entity", "full_name": "Общество с ограниченной ответственностью «Ромашка»",
    "short_name": "ООО «Ромашка»", "inn": "7707083893", "kpp": "770701001", "ogrn": "1027700132195",
    "address": "117312, г. Москва", "vat": "standard", "bank_name": "ПАО Сбербанк", "bic": "044525225",
    "account": "40702810938000012345", "corr_account": "30101810400000000225", "position": "Директор",
    "name": "Лебедева Ольга Павловна", "basis": "Устава",
}  # fmt: skip


def typed(**changed: Any) -> Typed:
    """A whole form of a new client."""
    data = {
        "client": "new",
        "party": PARTY_OF_CLIENT,
        "deal": {"kind": "supply", "date": "2026-11-23", "subject": "Поставка ламп"},
        "lines": [{"name": "Лампа", "unit": "шт", "quantity": "3", "price": "100,50"}],
        "documents": ["contract", "proforma_invoice"],
    }
    return with_preset(typed_from(data | changed), "advance", TODAY)


@pytest.fixture
def people(house: House, tmp_path: Path) -> dict[str, int]:
    """A house with a price list and three persons; their keys by login."""
    add_file(house, write_price_list(tmp_path / "prices"))
    with house.work("tests", TODAY) as work:
        add_person(work, login="orlova", name="Орлова Мария", role=Role.MANAGER)
        add_person(work, login="belov", name="Белов Пётр", role=Role.MANAGER)
        add_person(work, login="head", name="Зимина Ольга", role=Role.HEAD)
        rows = work.connection.execute(select(PersonRow.login, PersonRow.id)).all()
    return {row.login: row.id for row in rows}


def issuer(people: dict[str, int], login: str = "orlova", labels: tuple[str, ...] | None = ("Орлова Мария",)) -> Issuer:
    names = {"orlova": "Орлова Мария", "belov": "Белов Пётр", "head": "Зимина Ольга"}
    return Issuer(person_id=people[login], login=login, labels=labels, manager=names[login], manager_login=login)


def make(house: House, people: dict[str, int], form: Typed, login: str = "orlova") -> int:
    with house.work(login, TODAY) as work:
        return begin(work, people[login], form)


def organization(house: House) -> int:
    with house.database.read() as connection:
        return next(iter(sides_of(connection, None).sellers))


def test_a_draft_keeps_whatever_is_typed(house: House, people: dict[str, int]) -> None:
    form = typed(lines=[{"name": "«»<>&", "quantity": "сколько-то", "price": "1 0"}])
    key = make(house, people, form)
    with house.database.read() as connection:
        assert draft(connection, key, people["orlova"]).typed == form
        assert [one.id for one in drafts_of(connection, people["orlova"])] == [key]
        assert drafts_of(connection, people["belov"]) == []
        with pytest.raises(NotFoundError):
            draft(connection, key, people["belov"])


def test_a_window_overwrites_its_own_saves_and_not_anothers(house: House, people: dict[str, int]) -> None:
    key = make(house, people, typed())
    one, other = typed(lines=[{"name": "А"}]), typed(lines=[{"name": "Б"}])
    with house.work("orlova", TODAY) as work:
        first = save(work, key, people["orlova"], one, revision=1, author="a")
        assert save(work, key, people["orlova"], one, revision=1, author="a") == first
        assert save(work, key, people["orlova"], other, revision=1, author="a") == first + 1
        with pytest.raises(DraftChangedError):
            save(work, key, people["orlova"], one, revision=first, author="b")
        save(work, key, people["orlova"], one, revision=first + 1, author="b")
        assert draft(work.connection, key, people["orlova"]).typed == one
        drop(work, key, people["orlova"])
        with pytest.raises(NotFoundError):
            save(work, key, people["orlova"], one, revision=3, author="b")


def test_a_person_keeps_no_more_drafts_than_one_can_look_through(house: House, people: dict[str, int]) -> None:
    with house.work("orlova", TODAY) as work:
        for _ in range(MOST):
            begin(work, people["orlova"], typed())
        with pytest.raises(RefusedError, match="черновиков"):
            begin(work, people["orlova"], typed())
        begin(work, people["belov"], typed())


def test_a_new_client_is_led_by_whoever_brought_it(house: House, people: dict[str, int]) -> None:
    key = make(house, people, typed())
    with house.work("orlova", TODAY) as work:
        made = issue_draft(work, key, issuer(people))
        with pytest.raises(RefusedError, match="уже выпущен"):
            issue_draft(work, key, issuer(people))
    with house.database.read() as connection:
        mine = clients_by_inn(connection, ("Орлова Мария",), "7707083893")
        others = clients_by_inn(connection, ("Белов Пётр",), "7707083893")
        assert [(one.whose, one.code) for one in mine] == [(Whose.OWN, "7707083893")]
        assert [(one.whose, one.code, one.name) for one in others] == [(Whose.FOREIGN, "", "")]
        assert search_clients(connection, ("Белов Пётр",), "ромашка") == []
        assert [one.name for one in search_clients(connection, ("Орлова Мария",), "ромашка")] == ["ООО «Ромашка»"]
        assert search_clients(connection, None, "770708")[0].code == "7707083893"
        assert whose_client(connection, None, "нет такого") is None
        assert draft(connection, key, people["orlova"]).issued_as == made.deal_code
    stolen = make(house, people, typed(), "belov")
    with house.work("belov", TODAY) as work, pytest.raises(InputError) as refused:
        issue_draft(work, stolen, issuer(people, "belov", ("Белов Пётр",)))
    assert [fault.path for fault in refused.value.faults] == ["party.inn"]
    chosen = make(house, people, typed(client="7707083893"), "belov")
    with house.work("belov", TODAY) as work, pytest.raises(InputError):
        issue_draft(work, chosen, issuer(people, "belov", ("Белов Пётр",)))
    with house.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(DealRow)).scalar() == 1


def test_a_client_whom_nobody_leads_goes_to_whoever_issues_first(house: House, people: dict[str, int]) -> None:
    form = typed()
    with house.work("tests", TODAY) as work:
        client = order_of(form, order_seller(), None).snapshot.client
        counterparty_id_of(work, section_of(client))
        assert whose_client(work.connection, ("Белов Пётр",), "7707083893") is Whose.FREE
    key = make(house, people, replace(form, client="7707083893"), "belov")
    with house.work("belov", TODAY) as work:
        issue_draft(work, key, issuer(people, "belov", ("Белов Пётр",)))
    with house.database.read() as connection:
        assert whose_client(connection, ("Белов Пётр",), "7707083893") is Whose.OWN
        assert whose_client(connection, ("Орлова Мария",), "7707083893") is Whose.FOREIGN


def test_a_discount_is_asked_for_answered_and_then_allows_the_deal(house: House, people: dict[str, int]) -> None:
    line = {"code": "LED-36", "name": "Лампа", "unit": "шт", "quantity": "2", "price": "1450", "discount": "50"}
    key = make(house, people, typed(lines=[line]))
    whose = organization(house)
    with house.work("orlova", TODAY) as work, pytest.raises(InputError) as refused:
        issue_draft(work, key, issuer(people))
    assert [fault.path for fault in refused.value.faults] == ["line.0.discount"]
    with house.work("orlova", TODAY) as work:
        code = reserve_code(work, key, people["orlova"])
        assert reserve_code(work, key, people["orlova"]) == code
        facts = {"deal_code": code, "product_code": "LED-36"}
        request = ask(work, whose, **facts, percent=Decimal(40), reason="Берёт много")
        assert ask(work, whose, **facts, percent=Decimal(50), reason="Берёт очень много") == request
        assert standing_of(work.connection, whose, code)["LED-36"].is_waiting
        with pytest.raises(RefusedError, match="только"):
            decide(work, request, is_granted=True)
    with house.work("head", TODAY) as work:
        with pytest.raises(RefusedError):
            decide(work, request, is_granted=False)
        decide(work, request, is_granted=False, answer="Дорого")
        with pytest.raises(RefusedError, match="уже ответили"):
            decide(work, request, is_granted=True)
    with house.database.read() as connection:
        assert standing_of(connection, whose, code)["LED-36"].refused == "Дорого"
        assert list_requests(connection) == []
        assert [one.answer for one in list_requests(connection, is_waiting=False)] == ["Дорого"]
    with house.work("orlova", TODAY) as work:
        again = ask(work, whose, **facts, percent=Decimal(50), reason="Последний раз")
    with house.work("head", TODAY) as work:
        assert decide(work, again, is_granted=True).is_granted
        assert find_request(work.connection, again).decided_by == "head"
    with house.work("orlova", TODAY) as work:
        assert standing_of(work.connection, whose, code)["LED-36"].approved == 50
        assert issue_draft(work, key, issuer(people)).deal_code == code


def test_rights_say_what_may_be_given_and_nothing_internal_in_words(house: House, people: dict[str, int]) -> None:
    whose = organization(house)
    form = typed(lines=[{"code": "LED-36", "name": "Л", "unit": "шт", "quantity": "2", "price": "1000"}])
    lines = sums_of(form, TaxStatus.STANDARD, TODAY).counted
    with house.database.read() as connection:
        found = rights_of(connection, whose, lines, title="Менеджер", on=TODAY, includes_vat=True, deal_code=None)
        late = rights_of(
            connection,
            whose,
            lines,
            title="Менеджер",
            on=TODAY + timedelta(days=900),
            includes_vat=True,
            deal_code=None,
        )
    assert found[1].list_price == 145_000
    assert found[1].needs == Decimal("31.04")
    assert found[1].floor is not None
    assert str(found[1].floor) not in repr(found[1])
    assert late == {}


def test_products_are_found_by_code_and_by_words_and_fill_what_is_empty(house: House, people: dict[str, int]) -> None:
    shop = Shop(organization_id=organization(house), status=TaxStatus.STANDARD, on=TODAY, includes_vat=True)
    with house.database.read() as connection:
        assert "LED-36" in [one.code for one in search_products(connection, shop, "led-3")]
        assert "LED-36" in [one.code for one in search_products(connection, shop, "СВЕТИЛЬНИК")]
        assert search_products(connection, replace(shop, on=TODAY + timedelta(days=900)), "LED") == []
        assert search_products(connection, shop, "%") == []
        empty = dict.fromkeys(LINE, "")
        rows = with_catalogue(connection, shop, [empty | {"code": "LED-36", "price": "7"}, empty | {"code": "нет"}])
        net = search_products(connection, replace(shop, includes_vat=False), "LED-36")
    assert (rows[0]["price"], rows[0]["quantity"], rows[0]["unit"]) == ("7", "1", "шт")
    assert rows[1] == empty | {"code": "нет"}
    assert net[0].price == 118_852


def test_sums_of_the_form_are_those_of_the_papers(house: House, people: dict[str, int]) -> None:
    lines = [
        {"name": "А", "unit": "шт", "quantity": "3", "price": "0,35", "discount": "7,5"},
        {"name": "Б", "unit": "шт", "quantity": "1,333", "price": "1 999,99", "vat": "10"},
    ]
    form = typed(lines=lines)
    with house.database.read() as connection:
        (seller,) = sides_of(connection, None).sellers.values()
    for includes_vat in (True, False):
        one = replace(form, includes_vat=includes_vat)
        snapshot = order_of(one, seller.section, None).snapshot
        found = sums_of(one, seller.section.vat, TODAY)
        assert found.totals == snapshot.totals
        assert total_of(found.counted) == snapshot.totals


def test_every_preset_makes_terms_that_the_checks_take(house: House, people: dict[str, int]) -> None:
    with house.database.read() as connection:
        (seller,) = sides_of(connection, None).sellers.values()
    for one in presets():
        for kind in one.kinds:
            form = typed(deal={"kind": kind, "date": "23.11.2026", "subject": "Предмет"})
            form = with_preset(form, one.key, TODAY)
            if kind == "consignment":
                form = replace(form, terms={**form.terms, "last_payment_on": "2026-12-31"})
                if one.terms["consignment"] == "commission":
                    form = replace(form, terms={**form.terms, "last_payment_on": ""})
            assert order_of(form, seller.section, None).snapshot.terms.payments
    with pytest.raises(RefusedError):
        with_preset(typed(), "нет такого", TODAY)


TEXTS = st.text(max_size=30)
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(LINE, TEXTS)), max_size=4)


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        lambda party, lines, deal: typed_from({"client": "new", "party": party, "lines": lines, "deal": deal}),
        st.fixed_dictionaries(dict.fromkeys(PARTY, TEXTS)),
        ROWS,
        st.fixed_dictionaries({"kind": st.sampled_from(["supply", "services", "x"]), "date": TEXTS, "subject": TEXTS}),
    )
)
def test_whatever_is_typed_is_kept_counted_and_told_of_by_fields_of_the_form(form: Typed) -> None:
    assert unpacked(packed(form)) == form
    sums = sums_of(form, TaxStatus.STANDARD, TODAY)
    assert len(sums.lines) == len(form.lines)
    seller = order_seller()
    with pytest.raises(InputError) as refused:
        order_of(form, seller, None)
    heads = {fault.path.partition(".")[0] for fault in refused.value.faults}
    assert heads <= {"", "party", "deal", "line", "payment", "terms", "documents", "seller"}


def order_seller() -> Any:
    return section_of(SELLER)
