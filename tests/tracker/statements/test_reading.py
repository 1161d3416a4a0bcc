"""Sums, days, encodings and keys by themselves."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.money import LIMIT_KOPECKS
from tracker.statements.base import Warnings
from tracker.statements.reading.decoding import encoding_of
from tracker.statements.reading.keys import Repeats
from tracker.statements.reading.notes import Notes, cut
from tracker.statements.reading.terms import Term, Terms
from tracker.statements.reading.values import account_of, day_of, kopecks_of


@given(
    st.integers(-LIMIT_KOPECKS, LIMIT_KOPECKS), st.sampled_from([".", ","]), st.sampled_from(["", " ", "\u00a0", "'"])
)
def test_a_sum_is_read_to_the_kopeck_however_it_is_grouped(kopecks, point, group):
    told = f"{abs(kopecks) // 100:,}".replace(",", group) + f"{point}{abs(kopecks) % 100:02}"
    assert kopecks_of(f"{'-' * (kopecks < 0)}{told}") == kopecks


@given(st.integers(10**5, LIMIT_KOPECKS))
def test_groups_by_the_other_sign_are_told_from_kopecks(kopecks):
    told = f"{kopecks // 100:,}.{kopecks % 100:02}"
    assert kopecks_of(told) == kopecks
    assert kopecks_of(told.replace(",", "_").replace(".", ",").replace("_", ".")) == kopecks


@given(st.text(st.sampled_from("0123456789.,-+ '()eErub\u00a0"), max_size=12))
def test_whatever_is_read_as_a_sum_has_no_other_digits_than_were_written(told):
    kopecks = kopecks_of(told)
    if kopecks is not None:
        written = "".join(filter(str.isdigit, told)).lstrip("0")
        assert written.rstrip("0") == str(abs(kopecks)).rstrip("0")


@given(st.text(max_size=20))
def test_any_text_is_a_sum_and_a_day_or_none(told):
    assert kopecks_of(told) is None or abs(kopecks_of(told)) <= LIMIT_KOPECKS
    assert day_of(told) is None or 2000 <= day_of(told).year < 2100
    assert account_of(told).strip() == account_of(told)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_the_same_in_every_spelling(day):
    for told in (
        f"{day:%d.%m.%Y}",
        f"{day:%d.%m.%y}",
        f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day.year}",
        str(day),
    ):
        assert day_of(told) == day
    assert day_of(f"{day.isoformat()}T10:00:00+03:00") == day


@pytest.mark.parametrize("text", ["Выписка по счёту", "СекцияДокумент=Платежное поручение", "оплата"])
def test_an_encoding_is_known_from_a_few_words(text):
    for encoding in ("cp1251", "cp866"):
        assert encoding_of(text.encode(encoding)) == encoding
    assert encoding_of(text.encode("utf-8")) == "utf-8-sig"
    assert encoding_of(text.encode("utf-8")[:-1]) == "utf-8-sig", "a letter may be cut"


def test_what_the_file_says_of_itself_decides_only_where_its_content_does_not():
    assert encoding_of(b"plain", is_dos_declared=True) == "utf-8-sig"
    assert encoding_of(b"\xff", is_dos_declared=True) == "cp866"
    assert encoding_of("Оплата".encode("cp1251"), is_dos_declared=True) == "cp1251"


@given(st.lists(st.integers(0, 40), max_size=200))
def test_repeats_are_counted_as_a_dictionary_would(numbers):
    repeats, seen = Repeats(), {}
    for number in numbers:
        key = f"{number:016x}" + "0" * 48
        assert repeats.count(key) == seen.get(number, 0)
        seen[number] = seen.get(number, 0) + 1


def test_many_keys_are_told_apart_while_the_table_grows():
    rng = random.Random(5)
    keys = [f"{rng.getrandbits(64):016x}" for _ in range(20_000)]
    repeats = Repeats()
    assert sum(repeats.count(key) for key in keys) == 0
    assert [repeats.count(key) for key in keys[:100]] == [1] * 100


def test_a_warning_shows_foreign_text_in_one_short_line():
    assert cut("а\x1b[31m\nб") == "а [31m б"
    assert cut("a" * 100) == "a" * 60 + "…"


@given(st.lists(st.integers(0, 20), min_size=1, max_size=8, unique=True), st.randoms(use_true_random=False))
def test_days_in_any_order_join_into_one_term(days, rng):
    terms = Terms(Notes(warnings := Warnings()))
    told = [
        Term(
            since=date(2026, 11, day + 1),
            until=date(2026, 11, day + 1),
            opening=day,
            closing=day,
            credited=1,
            debited=1,
        )
        for day in days
    ]
    for term in rng.sample(told, len(told)):
        terms.add("1", term)
    (account,) = terms.joined(Term())
    assert (account.since.day - 1, account.until.day - 1) == (min(days), max(days))
    assert (account.opening, account.closing) == (min(days), max(days))
    assert (account.credited, account.debited) == (len(days), len(days))
    gaps = sum(later - day > 1 for day, later in zip(sorted(days), sorted(days)[1:], strict=False))
    assert sum("нет дней" in text for text in warnings.texts) == gaps
