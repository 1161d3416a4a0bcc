"""The house's own key rates: they stand before the shipped table, and claims are computed by them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.claims.computing import Interest, compute
from docgen.claims.debts import Debt
from docgen.claims.key_rate import KeyRates, published
from docgen.dated import Entry, History
from docgen.money import Money
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House
from tracker.journal_pages import events
from tracker.key_rates import NewRate, add_rate, added_days, house_rates, remove_rate
from tracker.law_checks import KEY_RATE, VAT_RATES, checks, confirm

TODAY = date(2026, 11, 27)
OCTOBER = NewRate(
    since=date(2026, 10, 26),
    percent=Decimal("13.5"),
    announced_on=date(2026, 10, 23),
    source="решение Банка России от 23.10.2026",
)


def _rates(house: House) -> KeyRates:
    with house.database.read() as connection:
        return house_rates(connection)


def test_a_house_that_added_nothing_computes_by_the_shipped_table(house: House) -> None:
    assert _rates(house) == published()


def test_interest_is_counted_by_the_rate_that_the_house_has_added(house: House) -> None:
    with house.work("admin", TODAY) as work:
        add_rate(work, OCTOBER)
    debt = Debt(title="накладная № 1", amount=Money(365_000_00), due_on=date(2026, 10, 15))
    claim = compute([debt], computed_on=date(2026, 11, 4), terms=Interest(rates=_rates(house)))
    # 365 000 roubles: ten days (16–25 October) at 14 % are 140 a day, ten more at 13.5 % are 135
    assert claim.sanction == Money(10 * 140_00 + 10 * 135_00)
    assert claim.cautions == ()


def test_a_rate_from_the_same_day_takes_the_place_of_the_former_and_is_taken_away_again(house: House) -> None:
    again = NewRate(since=OCTOBER.since, percent=Decimal(13), announced_on=OCTOBER.announced_on, source="уточнение")
    with house.work("admin", TODAY) as work:
        add_rate(work, OCTOBER)
        add_rate(work, again)
    assert _rates(house).on(OCTOBER.since) == 13
    with house.work("admin", TODAY) as work:
        assert added_days(work.connection) == {OCTOBER.since}
        remove_rate(work, OCTOBER.since)
    assert _rates(house).history == published().history
    with house.work("admin", TODAY) as work, pytest.raises(NotFoundError):
        remove_rate(work, OCTOBER.since)
    with house.database.read() as connection:
        kinds = [one.kind for one in events(connection, kind="key_rate.")]
    assert kinds == ["key_rate.removed", "key_rate.added", "key_rate.added"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"percent": Decimal(0)}, "не подходит"),
        ({"percent": Decimal("100.5")}, "не подходит"),
        ({"percent": Decimal("13.555")}, "не подходит"),
        ({"percent": Decimal("NaN")}, "не подходит"),
        ({"announced_on": TODAY + timedelta(1), "since": TODAY + timedelta(2)}, "ещё не принято"),
        ({"since": OCTOBER.announced_on - timedelta(1)}, "проверьте обе даты"),
        ({"since": OCTOBER.announced_on + timedelta(93)}, "проверьте обе даты"),
        ({"since": date(2013, 9, 12), "announced_on": date(2013, 9, 12)}, "существует с 13.09.2013"),
        ({"source": "  "}, "Источник"),
        ({"source": "и" * 301}, "Источник"),
    ],
)
def test_a_rate_that_cannot_be_is_refused_and_nothing_is_kept(
    house: House, changed: dict[str, object], told: str
) -> None:
    facts = {name: getattr(OCTOBER, name) for name in ("since", "percent", "announced_on", "source")}
    with pytest.raises(RefusedError, match=told), house.work("admin", TODAY) as work:
        add_rate(work, NewRate(**(facts | changed)))
    assert _rates(house) == published()


def test_a_comparison_with_the_source_quiets_the_caution_through_its_day_and_no_longer(house: House) -> None:
    assert _rates(house).caution(TODAY) is not None
    with house.work("admin", TODAY) as work:
        confirm(work, KEY_RATE)
    rates = _rates(house)
    assert rates.caution(TODAY) is None
    later = rates.caution(TODAY + timedelta(1))
    assert later is not None
    assert "сверена 27.11.2026" in later


def test_a_comparison_is_kept_once_a_day_for_a_person_and_goes_stale(house: House) -> None:
    with house.work("admin", TODAY) as work:
        confirm(work, VAT_RATES)
        confirm(work, VAT_RATES)
        found = checks(work.connection)[VAT_RATES]
        assert (found.checked_on, found.checked_by) == (TODAY, "admin")
        assert not found.is_stale(TODAY + timedelta(30))
        assert found.is_stale(TODAY + timedelta(31))
        with pytest.raises(NotFoundError):
            confirm(work, "moon")
    with house.database.read() as connection:
        assert len(events(connection, kind="law.")) == 1


@given(
    st.lists(st.tuples(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(1, 100)), unique_by=lambda one: one[0])
)
def test_every_day_has_the_rate_of_the_last_entry_before_it_whoever_added_it(added: list[tuple[date, int]]) -> None:
    """The merge itself, without a database: the same that ``house_rates`` does with its rows."""
    shipped = {entry.since: entry for entry in published().history.entries}
    own = {day: Entry(day, Decimal(value), day, "своя", day) for day, value in added}
    merged = shipped | own
    rates = KeyRates(History(tuple(merged[day] for day in sorted(merged))))
    for day, value in added:
        assert rates.on(day) == value
