"""Numbers, sums and dates as Russian papers print them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen import filters


@pytest.mark.parametrize(
    ("value", "printed"),
    [("0", "0,00"), ("1450", "1\u00a0450,00"), ("1234567.8", "1\u00a0234\u00a0567,80"), ("-5000.05", "-5\u00a0000,05")],
)
def test_a_sum_has_no_break_spaces_and_two_decimals(value: str, printed: str) -> None:
    assert filters.money(Decimal(value)) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [("120", "120"), ("412.500", "412,5"), ("0.001", "0,001"), ("12000.25", "12\u00a0000,25"), ("1E+3", "1\u00a0000")],
)
def test_a_quantity_has_no_needless_zeros(value: str, printed: str) -> None:
    assert filters.qty(Decimal(value)) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (1, "1\u00a0календарного дня"),
        (2, "2\u00a0календарных дней"),
        (11, "11\u00a0календарных дней"),
        (21, "21\u00a0календарного дня"),
        (111, "111\u00a0календарных дней"),
    ],
)
def test_days_stand_in_the_genitive_after_v_techenie(value: int, printed: str) -> None:
    assert filters.days(value) == printed


def test_working_days_are_called_so() -> None:
    assert filters.days(3, "working") == "3\u00a0рабочих дней"


def test_a_sum_stands_with_its_words() -> None:
    assert filters.sum_with_words(Decimal("1200.50")) == (
        "1\u00a0200,50\u00a0руб. (Одна тысяча двести рублей 50\u00a0копеек)"
    )


@given(st.lists(st.integers(), max_size=200))
def test_head_and_tail_give_every_row_once_and_in_order(rows: list[int]) -> None:
    chunks = list(filters.head(rows))
    assert [row for chunk in chunks for row in chunk] + list(filters.tail(rows)) == rows
    assert all(chunks), "an empty row group is not valid HTML"


@given(st.text())
def test_a_css_string_can_neither_end_itself_nor_open_a_tag(text: str) -> None:
    assert not set(filters.css_string(text)) & set("\"'<>\n{};")


def test_a_term_begins_on_the_day_after() -> None:
    assert filters.days_after(date(2026, 12, 29), 5) == date(2027, 1, 3)


def test_a_term_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    assert filters.working_day(date(2026, 12, 11)) == date(2026, 12, 11)
    assert filters.working_day(date(2026, 12, 12)) == date(2026, 12, 14)
    assert filters.working_day(date(2025, 12, 31)) == date(2026, 1, 12)


@pytest.mark.parametrize(
    ("start", "end", "known_on", "is_told"),
    [
        (date(2025, 12, 31), date(2026, 1, 1), date(2025, 12, 31), True),
        (date(2026, 1, 1), date(2026, 12, 31), date(2026, 1, 1), False),
        (date(2025, 12, 1), date(2025, 12, 31), date(2025, 12, 1), False),
        (date(2025, 11, 1), date(2026, 2, 1), date(2025, 11, 27), False),
    ],
    ids=["crossed", "after", "before", "not announced"],
)
def test_a_change_of_vat_is_told_where_a_term_crosses_it(start: date, end: date, known_on: date, is_told: bool) -> None:
    change = filters.vat_change(start, end, known_on)
    assert change == ({"since": date(2026, 1, 1), "old": "20%", "new": "22%"} if is_told else None)


@pytest.mark.parametrize(
    ("name", "gender", "greeting"),
    [
        ("Римская-Корсакова Мария Никитична", "f", "Уважаемая Мария Никитична!"),
        ("ШЕВЧЕНКО ПЁТР АНДРЕЕВИЧ", "m", "Уважаемый Пётр Андреевич!"),
        ("Пётр Андреевич Шевченко", "m", "Уважаемый Пётр Андреевич!"),
        ("Дюпон Жан-Поль", "m", ""),
        ("Шевченко П. А.", "m", ""),
    ],
)
def test_a_letter_greets_by_name_and_patronymic_or_not_at_all(name: str, gender: str, greeting: str) -> None:
    assert filters.dear(name, gender) == greeting


def test_a_place_that_is_not_given_is_not_printed() -> None:
    assert [filters.place(city) for city in ("Москва", "г. Москва", None)] == ["г.\u00a0Москва", "г. Москва", ""]


@pytest.mark.parametrize(
    ("value", "printed"),
    [("1450", "1\u00a0450,00"), ("1450.500000", "1\u00a0450,50"), ("819.672100", "819,6721"), ("0.000001", "0,000001")],
)
def test_a_unit_price_has_two_decimals_or_those_that_it_needs(value: str, printed: str) -> None:
    assert filters.price(Decimal(value)) == printed


@pytest.mark.parametrize(
    ("quantity", "unit", "said"),
    [
        ("121", "шт.", "Сто двадцать одна"),
        ("2", "т", "Две"),
        ("2", "м", "Два"),
        ("412.5", "м", "Четыреста двенадцать целых пять десятых"),
        ("1", "мешок", "Один"),
    ],
)
def test_a_quantity_in_words_agrees_with_its_unit(quantity: str, unit: str, said: str) -> None:
    assert filters.quantity_words(Decimal(quantity), unit) == said


def test_a_name_that_does_not_tell_the_gender_stays_in_the_nominative() -> None:
    assert [filters.name_dative(name) for name in ("Мельник Ольга Игоревна", "Мельник О. И.")] == [
        "Мельник Ольге Игоревне",
        "Мельник О. И.",
    ]


def test_a_phrase_goes_into_a_sentence_with_a_small_letter_but_an_abbreviation_stays() -> None:
    assert [filters.lowered(text) for text in ("Договору поставки", "ТЗ", "")] == ["договору поставки", "ТЗ", ""]
