"""Who may give which discount: a deal against a catalogue in the database.

tests/builders sells LED-36 at 1450.00 by the very seller of the sample price list.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from docgen.documents import Line, Snapshot
from docgen.library import find_kind
from docgen.money import Money
from tests.builders import SELLER, make_line, make_snapshot
from tests.templates.drafts import sample
from tests.tracker.price_files import GROUP, add_file, groups, write_price_list
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House
from tracker.people import Role, add_person, block
from tracker.prices.approvals import approve
from tracker.prices.catalogue import withdraw_price_list
from tracker.prices.pricing import DiscountRefusedError, check_prices

TODAY = date(2026, 11, 22)
MANAGER = "Менеджер"


@pytest.fixture
def whose(house: House) -> int:
    """The organisation of the sample price list, and people of three titles."""
    organization_id, _ = add_file(house, find_kind("internal_price_list").folder / "sample.yaml")
    with house.work("root", TODAY) as work:
        add_person(work, login="orlova", name="Орлова Мария", role=Role.MANAGER)
        add_person(work, login="petrov", name="Петров Пётр", role=Role.HEAD)
        add_person(work, login="kravtsova", name="Кравцова Анна", role=Role.HEAD, title="Генеральный директор")
    return organization_id


def check(house: House, *lines: Line, login: str = "orlova", deal: str | None = "d1", **given: object) -> None:
    snapshot: Snapshot = make_snapshot(*lines, **given)
    with house.database.read() as connection:
        check_prices(connection, snapshot, login, deal)


def refused(house: House, *lines: Line, **given: object) -> DiscountRefusedError:
    with pytest.raises(DiscountRefusedError) as told:
        check(house, *lines, **given)
    return told.value


def line(number: int = 1, discount: str = "0", quantity: str = "10", **given: object) -> Line:
    return make_line(number, discount=Decimal(discount), quantity=Decimal(quantity), **given)


def test_a_right_of_the_sample_is_given_from_its_volume_on(house: House, whose: int) -> None:
    check(house, line(discount="5", quantity="100"))  # the group's rule, from a hundred pieces
    check(house, line(discount="3", quantity="69"))  # 100 050 roubles: the rule for everything
    assert [one.allowed for one in refused(house, line(discount="3", quantity="68")).refusals] == [0]
    assert [one.allowed for one in refused(house, line(discount="5.0001", quantity="100")).refusals] == [5]
    check(house, line(discount="12.5", quantity="500"), login="petrov")
    check(house, line(discount="17", quantity="1"), login="kravtsova")


def test_the_volume_is_of_the_whole_deal_at_list_prices(house: House, whose: int) -> None:
    baked = Money.of("1406.50")  # 3 % below 1450
    check(house, line(price=baked, quantity="69"))
    check(house, line(discount="3", quantity="1"), line(2, code="OP-6", price=Money.of("38400.00"), quantity="3"))
    swollen = line(price=Money.of("14500.00"), discount="90.3", quantity="10")
    assert len(refused(house, swollen).refusals) == 1, "a tenfold price makes no tenfold volume"


def test_the_volume_is_counted_with_vat_where_prices_are_without(house: House, whose: int) -> None:
    net = Money.of("1188.52")  # 1450 less 22/122
    enough = line(price=net, discount="3", quantity="69", include_vat=False)
    check(house, enough, prices_include_vat=False)
    short = line(price=net, discount="3", quantity="68", include_vat=False)
    assert refused(house, short, prices_include_vat=False).refusals


def test_the_refusal_names_every_line_the_list_price_the_right_and_who_may(house: House, whose: int) -> None:
    lines = (line(1, "10"), line(2), line(3, "30"), line(4, "4", code=None), line(5, "4", code="НЕТ В ПРАЙСЕ"))
    error = refused(house, *lines)
    told = str(error).replace("\u00a0", " ")
    assert [one.number for one in error.refusals] == [1, 3, 4, 5]
    assert (
        "строка 1 (LED-36): цена ниже прайс-листа (1 450,00 руб. с НДС) на 10%, вам можно не больше 0%; "
        "столько вправе дать Генеральный директор (до 20%)." in told
    )
    assert "строка 3 (LED-36): цена ниже прайс-листа (1 450,00 руб. с НДС) на 30%, вам можно не больше 0% и не" in told
    assert "строка 4: скидка 4% (цены в прайс-листе нет), вам можно не больше 0%; столько вправе дать" in told
    assert "pervichka prices approve d1 LED-36 --percent" in told


def test_the_refusal_tells_nothing_that_the_house_keeps_to_itself(house: House, whose: int) -> None:
    internal = {
        str(item[key]).removesuffix(".00")
        for group in sample("internal_price_list")["groups"]
        for item in group["items"]
        for key in ("cost", "floor_price")
        if key in item
    }
    told = str(refused(house, *(line(number, "99") for number in range(1, 4)))).replace("\u00a0", "")
    assert not [value for value in internal if value in told]
    assert "17,24" not in told, "nor the discount at which the lowest price would be reached"


def test_a_line_below_the_lowest_price_is_refused_to_everybody(house: House, whose: int) -> None:
    check(house, line(price=Money.of("1200.00")), login="kravtsova")
    error = refused(house, line(price=Money.of("1199.99")), login="kravtsova")
    assert error.refusals[0].is_below_floor
    assert "внутреннем прайс-листе" in str(error)


@pytest.mark.parametrize(("list_vat", "deal_vat"), [(True, False), (False, True), (True, True), (False, False)])
@pytest.mark.parametrize("rate", ["standard", "10", "0", "exempt"])
def test_vat_inside_or_on_top_is_the_same_price(house: House, list_vat: bool, deal_vat: bool, rate: str) -> None:
    with house.work("root", TODAY) as work:
        add_person(work, login="orlova", name="Орлова Мария", role=Role.MANAGER)
    path = write_price_list(
        house.settings.home,
        prices_include_vat=list_vat,
        groups=groups(A="1450.00"),
        discounts=[{"role": MANAGER, "percent": "7.25"}],
    )
    add_file(house, path)
    vat = make_line(vat=rate, price=Money.of("1450.00"), quantity=Decimal(1), discount=Decimal(0), include_vat=list_vat)
    price = vat.gross if deal_vat else vat.net

    def selling(cost: Money, discount: str) -> Line:
        return line(code="A", vat=rate, include_vat=deal_vat, price=cost, discount=discount)

    check(house, selling(price, "0"), login="nobody", prices_include_vat=deal_vat)
    check(house, selling(price, "7.25"), prices_include_vat=deal_vat)
    error = refused(house, selling(price, "7.2501"), prices_include_vat=deal_vat)
    assert error.refusals[0].list_price == price.kopecks
    assert ("с НДС" if deal_vat else "без НДС") in str(error)
    assert refused(house, selling(price - Money(1), "7.25"), prices_include_vat=deal_vat).refusals


def test_an_approval_lets_one_product_of_one_deal_go_lower(house: House, whose: int) -> None:
    lines = (line(1, "30"), line(2, "30", code="LED-54", price=Money.of("2260.00")))
    with house.work("petrov", TODAY) as work:
        approve(work, "petrov", whose, deal_code="d1", product_code="LED-36", percent=Decimal(30), reason="Остатки")
        assert work.touched == set()
    assert [one.number for one in refused(house, *lines).refusals] == [2]
    check(house, lines[0])
    assert refused(house, lines[0], deal="d2").refusals
    assert "approve СДЕЛКА" in str(refused(house, lines[0], deal=None))
    assert [one.allowed for one in refused(house, line(1, "30.0001")).refusals] == [30]


def test_an_approval_helps_a_code_that_no_list_names(house: House, whose: int) -> None:
    with house.work("petrov", TODAY) as work:
        approve(work, "petrov", whose, deal_code="d1", product_code="НЕТ", percent=Decimal(4), reason="Под заказ")
    check(house, line(discount="4", code="НЕТ"))
    assert "дайте строке артикул" in str(refused(house, line(discount="4", code=None)))


def test_the_day_of_the_deal_chooses_the_list(house: House, whose: int) -> None:
    cheap = line(discount="90")
    assert refused(house, cheap, date=date(2026, 12, 31)).refusals
    check(house, cheap, date=date(2027, 1, 1))
    with house.work("petrov", TODAY) as work:
        withdraw_price_list(work, 1, date(2026, 12, 1))
    assert refused(house, cheap, date=date(2026, 11, 30)).refusals
    check(house, cheap, date=date(2026, 12, 1))


def test_without_a_catalogue_nothing_is_checked(house: House) -> None:
    check(house, line(discount="90"), login="nobody")
    add_file(house, write_price_list(house.settings.home))
    check(house, line(discount="90"), login="nobody", seller=replace(SELLER, inn="7802345676", kpp="780201001"))


def test_a_catalogue_without_rules_lets_nobody_discount(house: House) -> None:
    add_file(house, write_price_list(house.settings.home, discounts=[]))
    with house.work("root", TODAY) as work:
        add_person(work, login="boss", name="Босс", role=Role.HEAD, title="Генеральный директор")
    check(house, line(), login="boss")
    assert [one.allowed for one in refused(house, line(discount="0.0001"), login="boss").refusals] == [0]
    assert refused(house, line(discount="1", code=None), login="boss").refusals


def test_a_right_belongs_to_a_person_who_is_known_and_active(house: House, whose: int) -> None:
    check(house, line(), login="nobody")  # at list prices nobody's right is needed
    with pytest.raises(NotFoundError, match="nobody"):
        check(house, line(discount="1"), login="nobody")
    with house.work("root", TODAY) as work:
        block(work, "orlova")
    with pytest.raises(RefusedError, match="заблокирован"):
        check(house, line(discount="3", quantity="100"))


def test_a_group_of_the_list_is_a_scope(house: House, whose: int) -> None:
    other = line(2, code="LED-54", price=Money.of("2260.00"), quantity="50")
    check(house, line(discount="5", quantity="50"), other)
    assert GROUP in str(sample("internal_price_list")["discounts"])
    elsewhere = line(2, code="FL-50", price=Money.of("1985.00"), quantity="50")
    assert [one.allowed for one in refused(house, line(discount="5", quantity="50"), elsewhere).refusals] == [3]
