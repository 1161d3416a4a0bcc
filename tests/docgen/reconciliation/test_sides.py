from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.money import Money
from docgen.reconciliation.sides import Entry, EntryError, Favour, PeriodError, Side, columns, conclusion, favour, side

START, END = date(2026, 1, 1), date(2026, 6, 30)


def entry(day, number="1", title="Товарная накладная", **sums):
    return Entry(date=day, title=title, number=number, **{key: Money.of(value) for key, value in sums.items()})


def shipped_or_paid(day, kopecks, is_debit):
    sums = {"debit": Money(kopecks)} if is_debit else {"credit": Money(kopecks)}
    return Entry(date=day, title="Документ", number="1", **sums)


entries = st.lists(st.builds(shipped_or_paid, st.dates(START, END), st.integers(1, 10**12), st.booleans()), max_size=8)
balances = st.integers(-(10**12), 10**12).map(Money)


@given(balances, entries)
def test_the_closing_balance_is_opening_plus_debit_minus_credit(opening, some):
    made = side(opening, some, START, END)
    assert made.closing == opening + made.debit - made.credit
    assert made.closing == opening + Money.total(one.change for one in some)


@given(balances, entries)
def test_the_mirrored_side_owes_what_we_are_owed_and_mirrors_back(opening, some):
    made = side(opening, some, START, END)
    assert made.mirrored.closing == -made.closing
    assert (made.mirrored.debit, made.mirrored.credit) == (made.credit, made.debit)
    assert made.mirrored.mirrored == made


@given(balances, entries, st.randoms())
def test_totals_do_not_depend_on_the_order_of_entries(opening, some, random):
    shuffled = [*some]
    random.shuffle(shuffled)
    one, other = side(opening, some, START, END), side(opening, shuffled, START, END)
    assert (one.debit, one.credit, one.closing) == (other.debit, other.credit, other.closing)
    assert [item.date for item in other.entries] == sorted(item.date for item in some)


def test_entries_of_one_day_keep_their_order():
    day = date(2026, 3, 1)
    some = [entry(day, "2", debit=1), entry(START, "3", debit=1), entry(day, "1", credit=1)]
    assert [item.number for item in side(Money(0), some, START, END).entries] == ["3", "2", "1"]


@pytest.mark.parametrize("sums", [{}, {"debit": 1, "credit": 1}, {"debit": -1}, {"debit": 5, "credit": -1}])
def test_an_entry_has_one_sum_above_zero(sums):
    with pytest.raises(EntryError, match=r"^Товарная накладная №\u00a015 от 01\.03\.2026: нужна одна сумма"):
        entry(date(2026, 3, 1), "15", **sums)


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 7, 1)])
def test_an_entry_outside_the_period_is_refused(day):
    with pytest.raises(EntryError, match=r"вне периода с 01\.01\.2026 по 30\.06\.2026"):
        side(Money(0), [entry(day, debit=1)], START, END)


def test_both_ends_of_the_period_belong_to_it():
    assert side(Money(0), [entry(START, debit=1), entry(END, credit=1)], START, END).debit == Money.of(1)


def test_a_period_that_runs_backwards_is_refused():
    with pytest.raises(PeriodError, match="раньше, чем начинается"):
        side(Money(0), [], END, START)


def test_a_paper_without_number_is_named_without_a_sign():
    assert entry(START, "б/н", "Акт", debit=1).document == "Акт б/н от 01.01.2026"


@pytest.mark.parametrize(
    ("balance", "whose", "shown"),
    [(100, Favour.OURS, (100, 0)), (-100, Favour.THEIRS, (0, 100)), (0, Favour.NOBODY, (0, 0))],
)
def test_a_balance_stands_in_the_column_of_whom_it_is_owed_to(balance, whose, shown):
    assert favour(Money(balance)) is whose
    assert Side(opening=Money(balance)).favour is whose
    assert columns(Money(balance)) == tuple(map(Money, shown))


@pytest.mark.parametrize(
    ("balance", "text"),
    [
        ("1200.5", "в пользу ООО «А» составляет 1\u00a0200,50\u00a0руб. (Одна тысяча двести рублей 50\u00a0копеек)."),
        ("-0.01", "в пользу ИП Иванова И. И. составляет 0,01\u00a0руб. (Ноль рублей 01\u00a0копейка)."),
    ],
)
def test_the_conclusion_names_the_creditor_and_the_sum_without_a_minus(balance, text):
    told = conclusion(Money.of(balance), END, "ООО «А»", "ИП Иванова И. И.")
    assert told == f"На 30\u00a0июня\u00a02026\u00a0г. задолженность {text}"


def test_no_balance_is_no_debt():
    assert conclusion(Money(0), END, "А", "Б") == "На 30\u00a0июня\u00a02026\u00a0г. задолженность отсутствует."
