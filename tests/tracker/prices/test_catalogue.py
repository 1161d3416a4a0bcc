"""The catalogue: what a file brings, and which of several lists is in force on a day."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from docgen.errors import InputError
from docgen.library import find_kind
from tests.templates.drafts import sample
from tests.tracker.price_files import GROUP, add_file, groups, write_price_list
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House
from tracker.models import DiscountRuleRow, EventRow, PriceRow, ProductRow
from tracker.prices.catalogue import (
    Price,
    catalogue_on,
    choose_organization,
    list_price_lists,
    price_on,
    withdraw_price_list,
)
from tracker.prices.price_list_file import read_price_list

FIRST, LAST = date(2026, 11, 22), date(2026, 12, 31)


def price(house: House, organization_id: int, code: str, day: date = FIRST) -> Price | None:
    with house.database.read() as connection:
        return price_on(connection, organization_id, code, day)


def kopecks(house: House, organization_id: int, code: str, day: date = FIRST) -> int | None:
    found = price(house, organization_id, code, day)
    assert found is not None
    return found.price


def count(house: House, row: type) -> int:
    with house.database.read() as connection:
        return connection.execute(select(func.count()).select_from(row)).scalar_one()


@pytest.mark.parametrize("kind", ["internal_price_list", "price_list"])
def test_the_file_of_either_price_list_fills_the_catalogue(house: House, kind: str) -> None:
    whose, added = add_file(house, find_kind(kind).folder / "sample.yaml")
    assert added.is_new
    assert (added.price_list.valid_from, added.price_list.valid_until) == (FIRST, LAST)
    assert (added.price_list.number, added.price_list.positions) == ("12", 20)
    assert price(house, whose, "LED-36") == Price(
        price_list_id=added.price_list.id,
        code="LED-36",
        name="Светильник светодиодный встраиваемый 36 Вт, 4000 К, 595×595 мм",
        unit="шт",
        group_title=GROUP,
        price=1450_00,
        includes_vat=True,
        floor_price=1200_00,
        cost=910_00,
    )
    assert kopecks(house, whose, "HB-200-EX") is None, "по запросу"
    assert price(house, whose, "НЕТ") is None


def test_all_that_the_file_says_is_kept(house: House) -> None:
    add_file(house, find_kind("internal_price_list").folder / "sample.yaml")
    with house.database.read() as connection:
        rows = connection.execute(select(PriceRow.__table__).order_by(PriceRow.position)).all()
        rules = connection.execute(select(DiscountRuleRow.__table__).order_by(DiscountRuleRow.position)).all()
    assert (rows[0].lot, rows[0].cost, rows[0].remark, rows[0].vat) == ("4", 910_00, "Основная позиция", None)
    assert [rule.percent for rule in rules] == ["3", "5", "8", "12.5", "20"]
    assert (rules[0].from_sum, rules[0].scope, rules[0].from_quantity) == (100_000_00, None, None)
    assert (rules[3].from_sum, rules[3].scope, rules[3].from_quantity) == (None, "LED-36", "500")
    assert (rules[1].payment, rules[3].delivery) == ("Предоплата 100%", "Самовывоз")


def test_rules_come_back_as_the_file_gave_them(house: House) -> None:
    path = find_kind("internal_price_list").folder / "sample.yaml"
    whose, added = add_file(house, path)
    with house.database.read() as connection:
        catalogue = catalogue_on(connection, whose, ["LED-36"], FIRST)
    assert tuple(catalogue.rules[added.price_list.id]) == read_price_list(path).rules


def test_a_list_is_in_force_on_its_first_and_its_last_day_and_not_beside_them(house: House) -> None:
    whose, _ = add_file(house, write_price_list(house.settings.home))
    assert kopecks(house, whose, "LED-36", FIRST) == kopecks(house, whose, "LED-36", LAST) == 1450_00
    assert price(house, whose, "LED-36", FIRST - timedelta(days=1)) is None
    assert price(house, whose, "LED-36", LAST + timedelta(days=1)) is None


def test_the_same_file_twice_changes_nothing_however_it_is_spelled(house: House) -> None:
    folder = house.settings.home
    whose, first = add_file(house, write_price_list(folder))
    before = [count(house, row) for row in (ProductRow, PriceRow, DiscountRuleRow, EventRow)]
    respelled = sample("internal_price_list")
    respelled["groups"][0]["items"][0]["price"] = "1450"
    respelled["terms"] = ["Иначе."]
    path = folder / "respelled.yaml"
    path.write_text(yaml.safe_dump(respelled, allow_unicode=True), encoding="utf-8")
    again = add_file(house, path)
    assert again == (whose, type(first)(price_list=first.price_list, is_new=False))
    assert [count(house, row) for row in (ProductRow, PriceRow, DiscountRuleRow, EventRow)] == before


def test_a_withdrawn_list_is_not_brought_back_by_loading_its_file_again(house: House) -> None:
    path = write_price_list(house.settings.home)
    whose, first = add_file(house, path)
    with house.work("orlova", FIRST) as work:
        withdraw_price_list(work, first.price_list.id, FIRST)
    _, again = add_file(house, path)
    assert not again.is_new
    assert again.price_list.withdrawn_on == FIRST
    assert price(house, whose, "LED-36") is None


def test_the_list_that_came_into_force_later_wins_and_leaves_other_products_to_the_earlier(house: House) -> None:
    folder, december = house.settings.home, date(2026, 12, 1)
    whose, _ = add_file(house, write_price_list(folder, date="2026-12-01", groups=groups(A="20.00"), discounts=[]))
    add_file(house, write_price_list(folder, groups=groups(A="10.00", B="11.00"), discounts=[]))
    assert kopecks(house, whose, "A", FIRST) == 10_00
    assert kopecks(house, whose, "A", december) == 20_00
    assert kopecks(house, whose, "B", december) == 11_00


def test_of_two_lists_of_one_day_the_one_added_later_wins(house: House) -> None:
    folder = house.settings.home
    whose, _ = add_file(house, write_price_list(folder, groups=groups(A="20.00"), discounts=[]))
    add_file(house, write_price_list(folder, groups=groups(A="10.00"), discounts=[]))
    assert kopecks(house, whose, "A") == 10_00


def test_a_product_on_request_in_the_newest_list_has_no_price_of_an_older_one(house: House) -> None:
    folder = house.settings.home
    whose, _ = add_file(house, write_price_list(folder, groups=groups(A="20.00"), discounts=[]))
    add_file(house, write_price_list(folder, groups=groups(A=None), discounts=[]))
    assert kopecks(house, whose, "A") is None


def test_a_list_is_withdrawn_from_a_day_on(house: House) -> None:
    folder, day = house.settings.home, date(2026, 12, 10)
    whose, _ = add_file(house, write_price_list(folder, groups=groups(A="10.00"), discounts=[]))
    _, added = add_file(house, write_price_list(folder, date="2026-12-01", groups=groups(A="20.00"), discounts=[]))
    with house.work("orlova", FIRST) as work:
        withdrawn = withdraw_price_list(work, added.price_list.id, day)
        assert withdraw_price_list(work, added.price_list.id, day) == withdrawn
        assert len(work.changes) == 1
    assert withdrawn.withdrawn_on == day
    assert kopecks(house, whose, "A", day - timedelta(days=1)) == 20_00
    assert kopecks(house, whose, "A", day) == 10_00


def test_a_withdrawal_that_changes_nothing_or_contradicts_an_earlier_one_is_refused(house: House) -> None:
    _, added = add_file(house, write_price_list(house.settings.home))
    with house.work("orlova", FIRST) as work:
        with pytest.raises(RefusedError, match=r"31\.12\.2026"):
            withdraw_price_list(work, added.price_list.id, LAST + timedelta(days=1))
        withdraw_price_list(work, added.price_list.id, LAST)
        with pytest.raises(RefusedError, match="уже отозван"):
            withdraw_price_list(work, added.price_list.id, FIRST)
        with pytest.raises(NotFoundError, match="prices list"):
            withdraw_price_list(work, 404, FIRST)


def test_products_take_the_name_and_unit_of_the_list_loaded_last(house: House) -> None:
    folder = house.settings.home
    renamed = groups(A="10.00", B="1.00")
    renamed[0]["items"][0] |= {"name": "Новое имя", "unit": "м"}
    whose, _ = add_file(house, write_price_list(folder, groups=groups(A="10.00"), discounts=[]))
    add_file(house, write_price_list(folder, groups=renamed, discounts=[]))
    found = price(house, whose, "A")
    assert found is not None
    assert (found.name, found.unit) == ("Новое имя", "м")
    assert count(house, ProductRow) == 2


def test_rules_of_an_older_list_hold_where_the_newer_one_is_silent_about_discounts(house: House) -> None:
    folder = house.settings.home
    rule = [{"role": "Менеджер", "percent": "3"}]
    whose, base = add_file(house, write_price_list(folder, groups=groups(A="1.00", B="1.00"), discounts=rule))
    add_file(house, write_price_list(folder, date="2026-11-23", groups=groups(A="2.00"), discounts=[]))
    own = [{"role": "Менеджер", "percent": "7"}]
    add_file(house, write_price_list(folder, date="2026-11-24", groups=groups(C="3.00"), discounts=own))
    with house.database.read() as connection:
        catalogue = catalogue_on(connection, whose, ["A", "B", "C"], date(2026, 11, 24))
    percents = {code: str(catalogue.rules_for(catalogue.prices[code])[0].percent) for code in "ABC"}
    assert percents == {"A": "7", "B": "3", "C": "7"}
    assert str(catalogue.rules_for(None)[0].percent) == "7"
    assert base.price_list.id in catalogue.rules


def test_with_no_list_in_force_there_is_nothing(house: House) -> None:
    whose, _ = add_file(house, write_price_list(house.settings.home))
    with house.database.read() as connection:
        catalogue = catalogue_on(connection, whose, ["LED-36"], LAST + timedelta(days=1))
    assert (catalogue.price_list_ids, catalogue.prices, catalogue.rules_for(None)) == ((), {}, ())


def test_lists_of_another_organisation_do_not_matter(house: House) -> None:
    whose, _ = add_file(house, write_price_list(house.settings.home))
    assert price(house, whose + 1, "LED-36") is None


def test_positions_without_a_code_are_counted_and_left_out(house: House) -> None:
    given = groups(A="10.00", B="11.00")
    del given[0]["items"][1]["code"]
    path = write_price_list(house.settings.home, groups=given, discounts=[])
    assert read_price_list(path).uncoded == 1
    assert add_file(house, path)[1].price_list.positions == 1


def test_a_code_with_two_prices_is_a_fault_of_the_file(tmp_path: Path) -> None:
    given = [*groups(A="10.00"), *groups("Ещё", B="1.00", A="11.00")]
    with pytest.raises(InputError) as refused:
        read_price_list(write_price_list(tmp_path, groups=given, discounts=[]))
    assert [fault.path for fault in refused.value.faults] == ["groups[1].items[1].code"]


def test_the_rules_of_the_printed_list_hold_for_the_catalogue_too(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_price_list(write_price_list(tmp_path, valid_until="2026-11-21"))
    assert [fault.path for fault in refused.value.faults] == ["valid_until"]
    assert read_price_list(write_price_list(tmp_path, discounts=[])).warnings


def test_the_journal_tells_of_a_list_without_its_internal_prices(house: House) -> None:
    _, added = add_file(house, write_price_list(house.settings.home))
    with house.work("orlova", FIRST) as work:
        withdraw_price_list(work, added.price_list.id, LAST)
    with house.database.read() as connection:
        rows = connection.execute(select(EventRow.kind, EventRow.details).order_by(EventRow.seq)).all()
    assert [row.kind for row in rows] == ["organization.added", "price_list.added", "price_list.withdrawn"]
    told = json.loads(rows[1].details)
    assert (told["positions"], told["rules"], told["valid_until"]) == (20, 5, "2026-12-31")
    assert "1200" not in rows[1].details
    assert json.loads(rows[2].details) == {"withdrawn_on": "2026-12-31"}


def test_the_only_organisation_is_ours_without_being_named(house: House) -> None:
    with house.database.read() as connection, pytest.raises(NotFoundError, match="prices load"):
        choose_organization(connection)
    whose, _ = add_file(house, write_price_list(house.settings.home))
    with house.database.read() as connection:
        assert choose_organization(connection) == choose_organization(connection, "7712345671") == whose
        with pytest.raises(NotFoundError, match="7700000000"):
            choose_organization(connection, "7700000000")
    seller = sample("internal_price_list")["seller"] | {"kpp": "771201002"}
    add_file(house, write_price_list(house.settings.home, seller=seller))
    with house.database.read() as connection, pytest.raises(RefusedError, match="несколько"):
        choose_organization(connection, "7712345671")


spans = st.tuples(st.integers(0, 9), st.integers(0, 9), st.sets(st.sampled_from("ABC"), min_size=1), st.booleans())


@given(st.lists(spans, min_size=1, max_size=5))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_overlap_follows_the_rule(house: House, tmp_path: Path, lists) -> None:
    """Against a plain reading of the rule: of the lists in force that name the product, the latest start, then add."""
    with house.database.write() as connection:
        for table in ("prices", "discount_rules", "price_lists"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    model, whose = [], 0
    for place, (start, length, codes, is_withdrawn) in enumerate(lists):
        first, last = FIRST + timedelta(days=start), FIRST + timedelta(days=start + length)
        named = groups(**dict.fromkeys(sorted(codes), f"{place + 1}.00"))
        path = write_price_list(
            tmp_path, date=str(first), valid_until=str(last), number=str(place), groups=named, discounts=[]
        )
        whose, added = add_file(house, path)
        if is_withdrawn:
            last -= timedelta(days=1)
            with house.work("orlova", FIRST) as work:
                withdraw_price_list(work, added.price_list.id, last + timedelta(days=1))
        model.append((first, place, last, codes, (place + 1) * 100))
    for day in (FIRST + timedelta(days=shift) for shift in range(-1, 20)):
        for code in "ABC":
            fit = [one for one in model if one[0] <= day <= one[2] and code in one[3]]
            found = price(house, whose, code, day)
            assert (found.price if found else None) == (max(fit)[4] if fit else None)


def test_lists_are_told_newest_first(house: House) -> None:
    folder = house.settings.home
    whose, first = add_file(house, write_price_list(folder, number="1"))
    _, second = add_file(house, write_price_list(folder, number="2"))
    _, third = add_file(house, write_price_list(folder, number="3", date="2026-11-21"))
    with house.database.read() as connection:
        found = list_price_lists(connection, whose)
    assert found == [second.price_list, first.price_list, third.price_list]
