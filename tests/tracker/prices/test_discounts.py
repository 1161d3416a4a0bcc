"""Which discount a person may give on a line: the arithmetic by itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.catalogue import DiscountRule
from docgen.money import Money
from tracker.prices.discounts import Listed, Offer, Volumes, allowed_discount, refusals

MANAGER = "Менеджер"
STEP = Decimal("0.0001")

percents = st.decimals("0", "99.9999", places=4)
kopecks = st.integers(1, 10**9)
scopes = st.sampled_from([None, "A", "B", "Группа"])
rules = st.builds(
    DiscountRule,
    role=st.sampled_from([MANAGER, "Руководитель"]),
    scope=scopes,
    from_sum=st.none() | st.integers(1, 10**6).map(Money),
    from_quantity=st.none() | st.decimals("0.001", "100", places=3),
    percent=percents,
    delivery=st.none(),
    payment=st.none(),
)


def rule(percent: str = "3", role: str = MANAGER, **given: object) -> DiscountRule:
    facts = dict.fromkeys(("scope", "from_sum", "from_quantity", "delivery", "payment"))
    return DiscountRule(**(facts | {"role": role, "percent": Decimal(percent)} | given))


def offer(code: str | None = "A", listed: int | None = 1000_00, *, floor: int | None = None, **given: object) -> Offer:
    known = Listed(group_title="Группа", price=listed, floor=floor) if code else None
    facts = {"number": 1, "quantity": Decimal(1), "price": 1000_00, "discount": Decimal(0), "volume": 1000_00}
    return Offer(**(facts | {"code": code, "listed": known} | given))


def right(one: Offer, *others: Offer, title: str = MANAGER) -> Decimal:
    return allowed_discount(title, one, Volumes.of([one, *others]))


@st.composite
def deals(draw) -> list[Offer]:
    shared = draw(st.lists(rules, max_size=5))
    lines = draw(
        st.lists(st.tuples(st.sampled_from(["A", "B", None]), kopecks, percents, kopecks), min_size=1, max_size=5)
    )
    return [
        offer(code, price, number=number, price=price, discount=percent, volume=volume, rules=shared)
        for number, (code, price, percent, volume) in enumerate(lines, 1)
    ]


@given(kopecks, percents)
def test_exactly_the_allowed_percent_passes_and_a_ten_thousandth_more_does_not(price: int, percent: Decimal) -> None:
    allowed = (rule(str(percent)),)
    exact = offer(listed=price, price=price, discount=percent, rules=allowed)
    assert refusals(MANAGER, [exact]) == []
    refused = refusals(MANAGER, [replace(exact, discount=percent + STEP)])
    assert [(one.given, one.allowed) for one in refused] == [(percent + STEP, percent)]


@given(kopecks, percents)
def test_a_discount_written_into_the_price_passes_to_the_nearest_kopeck(listed: int, percent: Decimal) -> None:
    exact = listed * (100 - Fraction(percent)) / 100
    least = int(exact + Fraction(1, 2))
    baked = offer(listed=listed, price=least, rules=(rule(str(percent)),))
    assert refusals(MANAGER, [baked]) == []
    if least > 0:
        refused = refusals(MANAGER, [replace(baked, price=least - 1)])
        assert len(refused) == 1
        assert refused[0].given > percent, "an excess is always seen"


@given(kopecks, kopecks, percents)
def test_a_percent_over_another_price_is_weighed_exactly(listed: int, price: int, percent: Decimal) -> None:
    half = Decimal(50)
    one = offer(listed=listed, price=price, discount=percent, rules=(rule("50"),))
    is_fine = price * (100 - Fraction(percent)) >= listed * 50 or (not percent and 2 * price >= listed)
    assert one.is_within(half) == is_fine == (refusals(MANAGER, [one]) == [])


@given(deals(), st.data())
def test_more_volume_never_takes_a_right_away(deal: list[Offer], data: st.DataObject) -> None:
    before = Volumes.of(deal)
    place = data.draw(st.integers(0, len(deal) - 1))
    bigger = replace(deal[place], quantity=deal[place].quantity + 5, volume=deal[place].volume + 10**5)
    grown = Volumes.of([*deal[:place], bigger, *deal[place + 1 :], *data.draw(st.lists(st.sampled_from(deal)))])
    for one in deal:
        assert allowed_discount(MANAGER, one, grown) >= allowed_discount(MANAGER, one, before)


@given(deals(), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_rules_does_not_matter(deal: list[Offer], random) -> None:
    mixed = [replace(one, rules=random.sample(one.rules, len(one.rules))) for one in deal]
    random.shuffle(mixed)
    allowed = {one.number: allowed_discount(MANAGER, one, Volumes.of(deal)) for one in deal}
    assert {one.number: allowed_discount(MANAGER, one, Volumes.of(mixed)) for one in mixed} == allowed
    numbers = sorted(one.number for one in refusals(MANAGER, mixed))
    assert numbers == [one.number for one in refusals(MANAGER, deal)]


@given(deals())
def test_the_right_is_the_largest_percent_that_a_plain_reading_of_the_rules_gives(deal: list[Offer]) -> None:
    for one in deal:
        fit = [Decimal(0)]
        for each in one.rules:
            scope = {None, "Группа", one.code} if one.code else {None}
            inside = [
                other for other in deal if each.scope is None or (other.code and each.scope in {other.code, "Группа"})
            ]
            total = sum(other.volume for other in inside)
            quantity = sum(other.quantity for other in inside)
            reached = [
                limit is not None and size >= limit
                for limit, size in ((each.from_sum and each.from_sum.kopecks, total), (each.from_quantity, quantity))
            ]
            is_free = each.from_sum is None and each.from_quantity is None
            if each.role == MANAGER and each.scope in scope and (is_free or any(reached)):
                fit.append(each.percent)
        assert allowed_discount(MANAGER, one, Volumes.of(deal)) == max(fit)


@pytest.mark.parametrize("role", ["менеджер", "МЕНЕДЖЕР", " Менеджер "])
def test_a_title_is_the_same_in_either_case(role: str) -> None:
    assert right(offer(rules=(rule(role=role),))) == 3


def test_yo_and_ye_are_one_letter_in_titles() -> None:
    assert right(offer(rules=(rule(role="Приёмщик"),)), title="приемщик") == 3


def test_the_largest_of_the_rights_counts_and_somebody_elses_does_not() -> None:
    several = (rule("3"), rule("5", scope="A"), rule("4", scope="Группа"), rule("20", "Директор"), rule("9", scope="B"))
    assert right(offer(rules=several)) == 5
    assert right(offer(rules=several), title="Директор") == 20
    assert right(offer(rules=several), title="Стажёр") == 0


def test_a_sum_is_counted_over_the_scope_of_the_rule() -> None:
    limits = (rule("3", from_sum=Money(3000_00)), rule("9", scope="A", from_sum=Money(2000_00)))
    one = offer(rules=limits)
    assert right(one) == 0
    assert right(one, offer("B"), offer("B")) == 3
    assert right(one, offer("A")) == 9
    assert right(one, replace(offer("A"), volume=999_99)) == 0, "a kopeck short"


def test_a_quantity_is_counted_over_the_scope_of_the_rule() -> None:
    one = offer(rules=(rule("5", scope="Группа", from_quantity=Decimal("2.5")),))
    assert right(one, offer("B", quantity=Decimal("1.4"))) == 0
    assert right(one, offer("B", quantity=Decimal("1.5"))) == 5
    assert right(one, offer(None, quantity=Decimal(100))) == 0, "a line without a code is in no group"


def test_of_a_sum_and_a_quantity_one_is_enough_as_the_price_list_prints_it() -> None:
    one = offer(rules=(rule(from_sum=Money(1000_00), from_quantity=Decimal(100)),))
    assert right(one) == 3
    assert right(replace(one, volume=999_99)) == 0
    assert right(replace(one, volume=1, quantity=Decimal(100))) == 3


def test_a_line_without_a_list_price_needs_a_rule_for_everything() -> None:
    scoped = (rule("3"), rule("9", scope="A"), rule("9", scope="Группа"))
    for one in (offer(None, rules=scoped), offer("A", None, rules=scoped)):
        assert refusals(MANAGER, [replace(one, discount=Decimal(3))]) == []
        assert refusals(MANAGER, [replace(one, discount=Decimal("3.0001"))]) != []
        assert refusals("Стажёр", [replace(one, price=1)]) == [], "nothing to compare the price with"


def test_a_price_above_the_list_is_fine_and_so_is_a_discount_that_brings_it_to_the_list() -> None:
    assert refusals("Стажёр", [offer(price=2000_00)]) == []
    assert refusals("Стажёр", [offer(price=2000_00, discount=Decimal(50))]) == []
    assert len(refusals("Стажёр", [offer(price=2000_00, discount=Decimal("50.0001"))])) == 1


def test_below_the_lowest_price_only_an_approval_helps() -> None:
    one = offer(floor=900_00, discount=Decimal(10), rules=(rule("50"),))
    assert refusals(MANAGER, [one]) == []
    low = replace(one, discount=Decimal("10.0001"))
    (refused,) = refusals(MANAGER, [low])
    assert (refused.is_below_floor, refused.may, refused.allowed) == (True, (), 50)
    assert refusals(MANAGER, [replace(low, approved=Decimal("10.0001"))]) == []
    assert refusals(MANAGER, [replace(low, approved=Decimal(10))]) == [replace(refused, allowed=Decimal(50))]
    on_request = offer("A", None, floor=900_00, price=899_99)
    assert refusals(MANAGER, [on_request])[0].is_below_floor


def test_who_may_give_more_is_told_from_the_least_sufficient_on() -> None:
    several = (
        rule("20", "Директор"),
        rule("5"),
        rule("12", "Руководитель"),
        rule("15", "руководитель"),
        rule("9", "Кто-то"),
    )
    (refused,) = refusals(MANAGER, [offer(discount=Decimal(10), rules=several)])
    assert refused.may == (("руководитель", Decimal(15)), ("Директор", Decimal(20)))
    assert refused.allowed == 5


def test_no_lowest_price_is_ever_printed() -> None:
    (refused,) = refusals(MANAGER, [offer(floor=987_65, price=1_00)])
    assert "98765" not in repr(refused) + repr(offer(floor=987_65))
