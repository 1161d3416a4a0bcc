from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kit_form.numbers import plain_day, plain_number
from tracker.kit_form.pasting import pasted_lines
from tracker.kit_form.typed import LINE


def row(text: str) -> tuple[str, ...]:
    (line,) = pasted_lines(text)
    return tuple(line[key] for key in ("code", "name", "quantity", "unit", "price", "discount"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("LED-1\tЛампа\t3\tшт\t1 450,50\t5", ("LED-1", "Лампа", "3", "шт", "1450,50", "5")),
        ("LED-1\tЛампа\t1\u00a0200\tшт.\t1\u202f450,5 ₽\t5%", ("LED-1", "Лампа", "1200", "шт", "1450,5", "5")),
        ("1\tLED-1\tЛампа\t3\tшт\t10", ("LED-1", "Лампа", "3", "шт", "10", "")),
        ("Лампа\t3\tшт\t10", ("", "Лампа", "3", "шт", "10", "")),
        ("LED-1\tЛампа\t3\t10,00\tшт", ("LED-1", "Лампа", "3", "шт", "10,00", "")),
        ('LED-1\t"Лампа ""Север""\nна складе"\t3\tшт\t10', ("LED-1", 'Лампа "Север" на складе', "3", "шт", "10", "")),
        ("LED-1\tЛампа\tмного\tшт\tдорого", ("LED-1", "Лампа", "много", "шт", "дорого", "")),
        ("LED-1\tЛампа\t1.234,50\tшт\t1,234.50", ("LED-1", "Лампа", "1234,50", "шт", "1234,50", "")),
    ],
)
def test_a_row_of_a_spreadsheet_is_read_by_its_cells(text: str, wanted: tuple[str, ...]) -> None:
    assert row(text) == wanted


def test_headings_say_which_column_is_what() -> None:
    text = "Цена, руб.\tНаименование товара\tЕд. изм.\tКол-во\tАртикул\n10\tЛампа\tшт\t3\tA-1\n\n20\tШнур\tм\t5\tA-2"
    first, second = pasted_lines(text)
    assert (first["code"], first["name"], first["unit"], first["quantity"], first["price"]) == (
        "A-1", "Лампа", "шт", "3", "10",
    )  # fmt: skip
    assert second["code"] == "A-2"


def test_a_product_that_is_called_like_a_heading_is_a_line() -> None:
    assert row("A-1\tТовар\t2\tшт\t10")[1] == "Товар"


def test_nothing_is_no_line() -> None:
    assert pasted_lines("") == pasted_lines(" \t \n\t\n") == []


@given(st.integers(1, 10**9), st.integers(0, 99), st.sampled_from([" ", "\u00a0", "\u202f", ""]), st.booleans())
def test_a_number_with_thousands_is_read_to_the_kopeck(roubles: int, kopecks: int, gap: str, is_comma: bool) -> None:
    shown = f"{roubles:,}".replace(",", gap) + ("," if is_comma else ".") + f"{kopecks:02}"
    assert plain_number(shown) == f"{roubles}.{kopecks:02}"


@given(st.text(max_size=60))
def test_what_is_no_number_stays_as_it_is(text: str) -> None:
    plain = plain_number(text)
    assert plain == text or plain.replace(".", "").isdigit()


@given(st.text(alphabet='aб1,. \t\n"шт', max_size=120))
def test_any_paste_gives_whole_lines(text: str) -> None:
    for line in pasted_lines(text):
        assert tuple(line) == LINE
        assert all("\t" not in value and "\n" not in value for value in line.values())


def test_days_are_read_as_people_write_them() -> None:
    assert plain_day("27.11.2026") == plain_day("2026-11-27") == "2026-11-27"
    assert plain_day("31.02.2026") == "2026-02-31"
    assert plain_day("завтра") == "завтра"
