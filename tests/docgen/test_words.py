import random
from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from docgen.declension import Gender
from docgen.money import LIMIT_KOPECKS, Money
from docgen.words import (
    WordsError,
    count_in_words,
    date_long,
    date_quoted,
    date_short,
    number_in_words,
    plural,
    sum_in_words,
)

NBSP = "\u00a0"


def by_num2words(money):
    """num2words takes an int for kopecks, starts lower case and has plain spaces."""
    text = num2words(money.roubles, lang="ru", to="currency", currency="RUB", separator="", cents=False)
    words, _, kopeck = text.rpartition(" ")
    return f"{words[:1].upper()}{words[1:]}{NBSP}{kopeck}"


@pytest.mark.parametrize(
    ("sum_", "words"),
    [
        ("0", "Ноль рублей 00 копеек"),
        ("0.01", "Ноль рублей 01 копейка"),
        ("1", "Один рубль 00 копеек"),
        ("2.05", "Два рубля 05 копеек"),
        ("11.11", "Одиннадцать рублей 11 копеек"),
        ("1000", "Одна тысяча рублей 00 копеек"),
        ("1200.50", "Одна тысяча двести рублей 50 копеек"),
        ("2002.02", "Две тысячи два рубля 02 копейки"),
        ("21000", "Двадцать одна тысяча рублей 00 копеек"),
        ("1000001", "Один миллион один рубль 00 копеек"),
        ("12000000000", "Двенадцать миллиардов рублей 00 копеек"),
        ("2000000000000.22", "Два триллиона рублей 22 копейки"),
        ("1000000000000000", "Один квадриллион рублей 00 копеек"),
    ],
)
def test_a_sum_in_words(sum_, words):
    assert sum_in_words(Money.of(sum_)).replace(NBSP, " ") == words


def test_only_kopecks_are_tied_to_their_number():
    assert sum_in_words(Money.of("1200.05")) == f"Одна тысяча двести рублей 05{NBSP}копеек"


def test_twenty_thousand_random_sums_read_as_num2words_reads_them():
    dice = random.Random(20261122)
    sums = [Money(dice.randrange(10 ** dice.randint(1, 17))) for _ in range(20_000)]
    assert [money for money in sums if sum_in_words(money) != by_num2words(money)] == []


@given(st.integers(0, LIMIT_KOPECKS).map(Money))
def test_any_sum_that_money_holds_reads_as_num2words_reads_it(money):
    assert sum_in_words(money) == by_num2words(money)


@given(st.integers(0, 10**18 - 1))
def test_any_number_reads_as_num2words_reads_it(number):
    assert number_in_words(number) == num2words(number, lang="ru")


@given(st.integers(0, 10**6 - 1), st.sampled_from(Gender))
def test_one_and_two_agree_with_the_noun_as_in_num2words(number, gender):
    assert number_in_words(number, gender) == num2words(number, lang="ru", gender=gender.value)


def test_a_million_stays_masculine_whatever_is_counted():
    assert number_in_words(1_000_001, Gender.FEMININE) == "один миллион одна"  # num2words says «одна миллион»


@pytest.mark.parametrize("number", [-1, 10**18])
def test_a_number_beyond_words_is_refused(number):
    with pytest.raises(WordsError, match="прописью"):
        number_in_words(number)


def test_a_negative_sum_is_refused():
    with pytest.raises(WordsError, match="минус"):
        sum_in_words(Money(-1))


@pytest.mark.parametrize(("count", "words"), [(1, "одно"), (2, "два"), (21, "двадцать одно"), (1000, "одна тысяча")])
def test_a_count_of_names_is_neuter(count, words):
    assert count_in_words(count) == words


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (0, "дней"), (1, "день"), (2, "дня"), (4, "дня"), (5, "дней"), (10, "дней"), (11, "дней"), (12, "дней"),
        (14, "дней"), (15, "дней"), (20, "дней"), (21, "день"), (22, "дня"), (25, "дней"), (100, "дней"), (101, "день"),
        (111, "дней"), (112, "дней"), (121, "день"), (1011, "дней"), (-1, "день"), (-2, "дня"), (-11, "дней"),
    ],
)  # fmt: skip
def test_a_noun_agrees_with_its_number(number, form):
    assert plural(number, "день", "дня", "дней") == form


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_dates_read_as_babel_writes_them(day):
    assert date_long(day).replace(NBSP, " ") == format_date(day, "d MMMM y г.", locale="ru")
    assert date_quoted(day).replace(NBSP, " ") == format_date(day, "«dd» MMMM y г.", locale="ru")
    assert date_short(day) == format_date(day, "dd.MM.y", locale="ru")


def test_a_date_never_breaks_across_lines():
    for number in range(366):
        day = date(2028, 1, 1) + timedelta(days=number)
        assert len(date_long(day).split(" ")) == len(date_quoted(day).split(" ")) == 1
    assert date_long(date(2026, 11, 2)) == f"2{NBSP}ноября{NBSP}2026{NBSP}г."
    assert date_quoted(date(2026, 11, 2)) == f"«02»{NBSP}ноября{NBSP}2026{NBSP}г."
