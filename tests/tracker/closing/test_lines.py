"""Lines of closing papers: as agreed where they give the sum, else one line of exactly that sum."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from docgen.calculation import priced_line
from docgen.documents import LineKind
from docgen.money import Money
from docgen.vat import TaxStatus, rate_on
from tests.tracker.closing.cases import CONTRACT, agreed, case, line, owed
from tracker.closing.lines import is_rate_unknown, lines_of

ON = date(2026, 11, 27)


def made(deal, *covers, on=ON):
    return lines_of(deal, covers or [(one, one.performed) for one in deal.owed], on)


def test_what_was_agreed_is_printed_as_it_was_agreed():
    deal = case(agreed=agreed(line(price=50_00, quantity="240.5", discount=Decimal("0.2079"))))
    amount = 12_000_00
    found = made(deal, (owed(amount=amount), amount))
    assert found.notes == ()
    assert found.lines == (
        {
            "name": "Светильник",
            "unit": "шт",
            "quantity": "240.5",
            "price": "50.00",
            "kind": "goods",
            "code": "LED-36",
            "discount": "0.2079",
        },
    )


def test_only_lines_of_the_same_kind_stand_in_the_paper():
    lamps, montage = line(), line(price=3_000_00, quantity="1", kind=LineKind.WORKS, code=None)
    deal = case(owed("goods"), owed("works", amount=3_000_00), agreed=agreed(lamps, montage))
    assert [one["kind"] for one in made(deal).lines] == ["goods", "works"]
    assert [one["kind"] for one in made(deal, (deal.owed[1], 3_000_00)).lines] == ["works"]


def test_a_rate_that_is_not_the_usual_one_of_the_seller_is_named():
    deal = case(agreed=agreed(line(vat="10")))
    assert made(deal).lines[0]["vat"] == "10"


def test_a_part_of_what_was_agreed_is_one_line():
    deal = case(owed(performed=5_000_00), agreed=agreed())
    found = made(deal)
    assert [(one["name"], one["price"], one["quantity"]) for one in found.lines] == [
        ("Поставка светильников по договору №\u00a025/11 от 01.10.2026", "5000.00", "1")
    ]
    assert "не всё" in found.notes[0]


def test_a_deal_whose_lines_are_not_known_is_one_line_and_a_subject_that_names_its_contract_stays():
    deal = case(subject="Услуги по договору 7")
    found = made(deal)
    assert found.lines[0]["name"] == "Услуги по договору 7"
    assert found.notes[0] == "строк договора в базе нет: в документе одна строка на всю сумму"
    assert "товар одной строкой" in found.notes[1], "a paper of goods has to name them"


def test_prices_without_vat_of_last_year_keep_their_sum_with_vat_and_say_so():
    """10 000,00 and 20 % were 12 000,00; at 22 % the same lines would ask for more than was agreed."""
    old = agreed(line(price=100_00, quantity="100"), prices_include_vat=False)
    deal = case(agreed=old, basis=None)
    assert made(deal, on=date(2025, 12, 1)).prices_include_vat is False
    found = made(deal)
    assert (found.lines[0]["price"], found.prices_include_vat) == ("12000.00", True)
    dated = replace(deal, basis=replace(CONTRACT, date=date(2025, 11, 1)))
    assert "ставка НДС с договора сменилась" in made(dated).notes[0]


def test_prices_with_vat_of_last_year_are_the_same_lines_at_the_new_rate():
    deal = case(agreed=agreed(line(price=100_00)))
    assert made(deal, on=date(2025, 12, 1)).lines == made(deal).lines
    assert made(deal).notes == ()


def test_a_rate_that_the_seller_cannot_charge_any_more_is_not_charged():
    deal = case(agreed=agreed(line(vat="standard")), seller_vat=TaxStatus.REDUCED_5)
    assert "vat" not in made(deal).lines[0]
    assert "строки договора не дают эту сумму" in made(deal).notes[0]


def test_one_obligation_that_was_agreed_otherwise_leaves_the_lines_of_others_as_they_were_agreed():
    """The tax invoice of both would else contradict the act of one."""
    deal = case(owed("goods"), owed("works", amount=1_00), agreed=agreed())
    found = made(deal)
    assert [one["price"] for one in found.lines] == ["100.00", "1.00"]
    assert found.notes == ("строки договора не дают эту сумму: в документе одна строка на неё",)


def test_a_single_line_beside_lines_without_vat_has_its_price_without_vat_too():
    deal = case(owed("goods", amount=14_640_00), owed("works", amount=1_22), agreed=agreed(prices_include_vat=False))
    found = made(deal)
    assert ([one["price"] for one in found.lines], found.prices_include_vat) == (["100.00", "1.00"], False)


def test_where_no_price_without_vat_gives_the_sum_all_are_single_lines():
    deal = case(owed("goods", amount=14_640_00), owed("works", amount=3), agreed=agreed(prices_include_vat=False))
    found = made(deal)
    assert ([one["price"] for one in found.lines], found.prices_include_vat) == (["14640.00", "0.03"], True)


def test_part_of_lines_with_rates_of_their_own_has_no_rate_that_is_known():
    deal = case(agreed=agreed(line(vat="10"), line(price=1_00)))
    part = [(deal.owed[0], 1_000_00)]
    assert is_rate_unknown(deal, part, ON)
    assert not is_rate_unknown(case(agreed=agreed(line(vat="10"))), [(deal.owed[0], 12_000_00)], ON)
    assert not is_rate_unknown(case(agreed=agreed(line())), part, ON)
    assert not is_rate_unknown(case(agreed=None), part, ON)


_PRICES = st.integers(1, 10_000_000)


@given(
    st.lists(st.tuples(_PRICES, st.integers(1, 10_000), st.integers(0, 99)), min_size=1, max_size=4),
    st.booleans(),
    st.integers(0, 2),
)
def test_whatever_was_agreed_the_lines_of_a_paper_give_exactly_what_it_covers(rows, includes_vat, error):
    lines = [
        line(price=price, quantity=f"{Decimal(quantity) / 1000:f}", discount=Decimal(discount), code=None)
        for price, quantity, discount in rows
    ]
    terms = agreed(*lines, prices_include_vat=includes_vat)
    amount = sum(_gross(one, includes_vat) for one in lines) + error
    if amount <= 0:
        return
    deal = case(owed(amount=amount), agreed=terms)
    found = made(deal)
    told = sum(_gross_of_told(one, found.prices_include_vat) for one in found.lines)
    assert told == amount


def _gross(one, includes_vat):
    return _priced(one.quantity, Money(one.price), one.discount, includes_vat)


def _gross_of_told(told, includes_vat):
    discount = Decimal(told.get("discount", "0"))
    return _priced(Decimal(told["quantity"]), Money.of(told["price"]), discount, includes_vat)


def _priced(quantity, price, discount, includes_vat):
    priced = priced_line(
        number=1,
        code=None,
        name="x",
        unit="шт",
        kind=LineKind.GOODS,
        quantity=quantity,
        price=price,
        discount=discount,
        rate=rate_on("standard", ON),
        include_vat=includes_vat,
    )
    return priced.gross.kopecks
