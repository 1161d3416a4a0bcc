from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from docgen.money import Money
from docgen.reconciliation.differences import compare
from docgen.reconciliation.sides import Entry, Side

START, END = date(2026, 1, 1), date(2026, 6, 30)


def shipment(number, debit, day=START):
    return Entry(date=day, title="Накладная", number=number, debit=Money.of(debit))


def purchase(number, credit, day=START):
    return Entry(date=day, title="Поступление", number=number, credit=Money.of(credit))


def sides(ours, theirs, opening=0, their_opening=0):
    return (
        Side(opening=Money.of(opening), entries=tuple(ours)),
        Side(opening=Money.of(their_opening), entries=tuple(theirs)),
    )


def pairs(comparison):
    return [(line.ours and line.ours.number, line.theirs and line.theirs.number) for line in comparison.lines]


def booked(day, number, kopecks, is_debit):
    column = "debit" if is_debit else "credit"
    return Entry(date=day, title="Документ", number=number, **{column: Money(kopecks)})


books = st.lists(
    st.builds(
        booked, st.dates(START, END), st.sampled_from(["1", "2", "б/н"]), st.sampled_from([1, 2, 500]), st.booleans()
    ),
    max_size=8,
)
balances = st.integers(-1000, 1000).map(Money)


def test_debit_of_one_side_answers_credit_of_the_other_whatever_the_paper_is_called():
    comparison = compare(*sides([shipment("15", 100)], [purchase("№ 0015", 100, date(2026, 1, 3))]))
    assert comparison.agrees
    assert pairs(comparison) == [("15", "№ 0015")]


def test_the_same_column_in_both_books_is_no_match():
    comparison = compare(*sides([shipment("15", 100)], [shipment("15", 100)]))
    assert pairs(comparison) == [("15", None), (None, "15")]
    assert comparison.closing == Money.of(200)


def test_the_same_number_with_another_sum_is_one_disputed_line():
    comparison = compare(*sides([shipment("15", 100)], [purchase("15", 90)]))
    (line,) = comparison.disputed
    assert (line.ours.number, line.theirs.number, line.gap) == ("15", "15", Money.of(10))
    assert comparison.closing == Money.of(10)


def test_an_exact_match_is_not_lost_to_an_earlier_entry_with_another_sum():
    comparison = compare(*sides([shipment("15", 90), shipment("15", 100)], [purchase("15", 100)]))
    assert [(line.ours.debit, line.theirs and line.theirs.credit) for line in comparison.lines] == [
        (Money.of(90), None),
        (Money.of(100), Money.of(100)),
    ]


def test_two_equal_entries_need_two_answers():
    comparison = compare(*sides([shipment("1", 5), shipment("1", 5)], [purchase("1", 5)]))
    assert pairs(comparison) == [("1", "1"), ("1", None)]


def test_papers_without_number_are_matched_by_sum_alone():
    comparison = compare(*sides([shipment("б/н", 5), shipment("б/н", 7)], [purchase("Б/Н", 7), purchase("б/н", 8)]))
    assert pairs(comparison) == [("б/н", None), ("б/н", "Б/Н"), (None, "б/н")]


def test_lines_stand_by_date_ours_first_on_a_day():
    ours = [shipment("3", 1, date(2026, 2, 1)), shipment("4", 1, date(2026, 4, 1))]
    theirs = [purchase("1", 1, date(2026, 1, 5)), purchase("2", 1, date(2026, 2, 1))]
    assert pairs(compare(*sides(ours, theirs))) == [(None, "1"), ("3", None), (None, "2"), ("4", None)]


def test_opening_balances_that_disagree_are_a_difference_without_any_line():
    comparison = compare(*sides([], [], opening=100, their_opening=-90))
    assert not comparison.agrees
    assert (comparison.opening, comparison.disputed) == (Money.of(10), ())


@given(balances, books, balances, books)
def test_the_lines_explain_the_whole_difference_of_the_closing_balances(opening, ours, their_opening, theirs):
    one, other = Side(opening=opening, entries=tuple(ours)), Side(opening=their_opening, entries=tuple(theirs))
    comparison = compare(one, other)
    assert comparison.closing == comparison.opening + Money.total(line.gap for line in comparison.disputed)
    counted = (
        [line.ours for line in comparison.lines if line.ours],
        [line.theirs for line in comparison.lines if line.theirs],
    )
    assert [sorted(map(str, some)) for some in counted] == [sorted(map(str, ours)), sorted(map(str, theirs))]


@given(balances, books, st.randoms())
def test_a_mirrored_book_agrees_in_any_order(opening, ours, random):
    one = Side(opening=opening, entries=tuple(ours))
    shuffled = [*one.mirrored.entries]
    random.shuffle(shuffled)
    assert compare(one, Side(opening=-opening, entries=tuple(shuffled))).agrees
