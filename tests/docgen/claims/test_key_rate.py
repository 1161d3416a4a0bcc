from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.claims.key_rate import KeyRateError, KeyRates, published
from docgen.dated import Entry, History

DAY = timedelta(days=1)
days = st.dates(date(2013, 9, 13), date(2030, 1, 1))

# Effective day and percent, written down apart from the table.
PUBLISHED = """
2013-09-13 5.5 2014-03-03 7 2014-04-28 7.5 2014-07-28 8 2014-11-05 9.5 2014-12-12 10.5 2014-12-16 17
2015-02-02 15 2015-03-16 14 2015-05-05 12.5 2015-06-16 11.5 2015-08-03 11 2016-06-14 10.5 2016-09-19 10
2017-03-27 9.75 2017-05-02 9.25 2017-06-19 9 2017-09-18 8.5 2017-10-30 8.25 2017-12-18 7.75
2018-02-12 7.5 2018-03-26 7.25 2018-09-17 7.5 2018-12-17 7.75
2019-06-17 7.5 2019-07-29 7.25 2019-09-09 7 2019-10-28 6.5 2019-12-16 6.25
2020-02-10 6 2020-04-27 5.5 2020-06-22 4.5 2020-07-27 4.25
2021-03-22 4.5 2021-04-26 5 2021-06-15 5.5 2021-07-26 6.5 2021-09-13 6.75 2021-10-25 7.5 2021-12-20 8.5
2022-02-14 9.5 2022-02-28 20 2022-04-11 17 2022-05-04 14 2022-05-27 11 2022-06-14 9.5 2022-07-25 8 2022-09-19 7.5
2023-07-24 8.5 2023-08-15 12 2023-09-18 13 2023-10-30 15 2023-12-18 16 2024-07-29 18 2024-09-16 19 2024-10-28 21
2025-06-09 20 2025-07-28 18 2025-09-15 17 2025-10-27 16.5 2025-12-22 16
2026-02-16 15.5 2026-03-23 15 2026-04-27 14.5 2026-06-22 14.25 2026-07-27 14
"""
WORDS = PUBLISHED.split()
CHANGES = [(date.fromisoformat(day), Decimal(rate)) for day, rate in zip(WORDS[::2], WORDS[1::2], strict=True)]


def rates(*entries):
    return KeyRates(
        History(
            tuple(
                Entry(since, Decimal(percent), announced, "решение", checked)
                for since, percent, announced, checked in entries
            )
        )
    )


def test_the_table_changes_on_the_effective_days_and_on_no_other():
    changes = [(period.start, period.percent) for period in published().periods(CHANGES[0][0], date(2026, 10, 23))]
    assert changes == CHANGES


def test_decisions_come_before_their_rates_by_days_and_not_by_weeks():
    for entry in published().history.entries:
        assert timedelta(0) <= entry.since - entry.announced_on <= timedelta(days=5), entry
        assert entry.announced_on <= entry.checked_on


@given(days, st.integers(0, 3000))
def test_periods_cover_every_day_once_at_the_rate_of_that_day(start, length):
    end = start + DAY * length
    periods = published().periods(start, end)
    assert (periods[0].start, periods[-1].end) == (start, end)
    for before, after in pairwise(periods):
        assert after.start == before.end + DAY
        assert after.percent != before.percent
    for period in periods:
        assert period.start <= period.end
        assert published().on(period.start) == published().on(period.end) == period.percent


def test_no_days_have_no_periods():
    assert published().periods(date(2026, 1, 2), date(2026, 1, 1)) == ()


def test_the_rate_of_a_day_before_the_first_one_is_refused():
    with pytest.raises(KeyRateError, match=r"известна с 13\.09\.2013"):
        published().on(date(2013, 9, 12))


def test_a_table_knows_its_newest_decision_and_its_newest_check():
    table = rates(
        (date(2026, 1, 12), "16", date(2026, 1, 9), date(2026, 3, 2)),
        (date(2026, 2, 16), "15", date(2026, 2, 13), date(2026, 2, 20)),
    )
    assert (table.last_checked, table.last_decision) == (date(2026, 3, 2), date(2026, 2, 13))


def test_a_warning_comes_once_the_bank_may_have_decided_anew():
    table = rates((date(2026, 2, 16), "15", date(2026, 2, 13), date(2026, 2, 20)))
    assert table.caution(date(2026, 3, 19)) is None
    warning = table.caution(date(2026, 3, 20))
    assert warning is not None
    assert "от 13.02.2026, таблица сверена 20.02.2026" in warning
    assert "по 20.03.2026" in warning
