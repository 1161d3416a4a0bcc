"""Counts, masses and numbers of sheets in words, as they are filled into forms."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.measures import capitalised, count_in_words, mass_in_words, quantity_in_words, sheets_in_words
from docgen.words import WordsError, number_in_words


@pytest.mark.parametrize(
    ("kilograms", "words"),
    [
        ("240.5", "двести сорок килограммов пятьсот граммов"),
        ("1", "один килограмм"),
        ("22.001", "двадцать два килограмма один грамм"),
        ("0.252", "двести пятьдесят два грамма"),
        ("0", "ноль граммов"),
        ("1000.000", "одна тысяча килограммов"),
    ],
)
def test_a_mass_is_told_in_kilograms_and_grams(kilograms: str, words: str) -> None:
    assert mass_in_words(Decimal(kilograms)) == words


def test_a_mass_finer_than_a_gram_is_refused() -> None:
    with pytest.raises(WordsError, match="до грамма"):
        mass_in_words(Decimal("0.0005"))


@given(st.integers(0, 10**12))
def test_a_mass_in_words_says_every_gram(grams: int) -> None:
    said = mass_in_words(Decimal(grams) / 1000)
    whole, rest = divmod(grams, 1000)
    assert said.startswith(number_in_words(whole or rest))
    assert ("килограмм" in said, "грамм" in said.replace("килограмм", "")) == (whole > 0, rest > 0 or whole == 0)


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "одном"), (2, "двух"), (12, "двенадцати"), (21, "двадцати одном"), (40, "сорока"), (90, "девяноста"),
     (100, "ста"), (243, "двухстах сорока трёх"), (999, "девятистах девяноста девяти"), (0, "нуле")],
)  # fmt: skip
def test_sheets_stand_in_the_prepositional(count: int, words: str) -> None:
    assert sheets_in_words(count) == words


@pytest.mark.parametrize("count", [-1, 1000])
def test_a_number_of_sheets_beyond_reason_is_refused(count: int) -> None:
    with pytest.raises(WordsError, match="999"):
        sheets_in_words(count)


def test_a_count_agrees_with_the_noun_that_the_form_prints() -> None:
    assert (count_in_words(21), count_in_words(21, "n"), count_in_words(2, "f")) == (
        "двадцать один", "двадцать одно", "две",
    )  # fmt: skip


def test_what_is_filled_in_begins_with_a_capital() -> None:
    assert (capitalised("два"), capitalised("")) == ("Два", "")


@pytest.mark.parametrize(
    ("quantity", "gender", "words"),
    [
        ("120", "f", "сто двадцать"),
        ("121", "f", "сто двадцать одна"),
        ("42", "m", "сорок два"),
        ("412.5", "m", "четыреста двенадцать целых пять десятых"),
        ("1.250", "m", "одна целая двадцать пять сотых"),
        ("0.001", "f", "ноль целых одна тысячная"),
        ("2.021", "f", "две целых двадцать одна тысячная"),
        ("21.1", "m", "двадцать одна целая одна десятая"),
    ],
)
def test_a_quantity_is_told_with_its_fraction(quantity: str, gender: str, words: str) -> None:
    assert quantity_in_words(Decimal(quantity), gender) == words


def test_a_quantity_finer_than_a_thousandth_is_refused() -> None:
    with pytest.raises(WordsError, match="до тысячной"):
        quantity_in_words(Decimal("0.0005"))


@given(st.integers(0, 10**12))
def test_a_quantity_in_words_has_a_fraction_only_where_there_is_one(thousandths: int) -> None:
    said = quantity_in_words(Decimal(thousandths) / 1000)
    assert ("цел" in said) == (thousandths % 1000 > 0)
