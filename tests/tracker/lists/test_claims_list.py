"""Claims and demands as lists: their terms, whose they are, pages that neither lose nor repeat a row."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.deals_file.files import sample, write
from tracker.claim_terms import answer_by
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.house import House
from tracker.lists.claims import ClaimFilter, ClaimState, _last_over, claims_sent
from tracker.lists.demands import DemandFilter, client_demands
from tracker.lists.limitation import limitations
from tracker.lookup import deal_key, open_demand_key
from tracker.recording import add_claim, add_demand, answer_demand

TODAY = date(2026, 11, 23)


@pytest.fixture
def deals(house: House, tmp_path: Path) -> House:
    """Two deals of two managers; the debt of the first is three years old in a month."""
    data = sample()
    first = data["deals"][0] | {"claims": [], "demands": [], "payments": []}
    for owed in first["obligations"]:
        if owed["by"] == "client":
            owed["due_on"] = "2023-12-20"
        else:
            owed["performed_on"] = "2023-12-01"
    second = {"id": "d2", "client": "c1", "subject": "Лампы", "manager": "Белов Пётр Ильич"}
    data["deals"] = [first | {"manager": "Орлова Мария Викторовна"}, second]
    with read_deals_file(write(tmp_path, data)) as file, house.work("anna", TODAY) as work:
        load(work, file, is_update=False)
    return house


def claim(house: House, deal: str, sent_on: date, amount: int = 100_00, **more: date) -> None:
    with house.work("anna", TODAY) as work:
        add_claim(work, deal_key(work.connection, deal), sent_on, amount, **more)


def test_claims_are_listed_by_state_and_by_whose_they_are(deals: House) -> None:
    claim(deals, "d1", date(2026, 10, 1), 300_00)
    claim(deals, "d2", date(2026, 11, 20), 500_00, answer_by=date(2026, 12, 5))
    with deals.database.read() as connection:
        page = claims_sent(connection, TODAY)
        over = claims_sent(connection, TODAY, chosen=ClaimFilter(state=ClaimState.OVER))
        awaited = claims_sent(connection, TODAY, chosen=ClaimFilter(state=ClaimState.AWAITED))
        own = claims_sent(connection, TODAY, chosen=ClaimFilter(managers=("Белов Пётр Ильич",)))
        client = claims_sent(connection, TODAY, chosen=ClaimFilter(client="c1", state=ClaimState.OVER))
    assert [row.deal for row in page.rows] == ["d2", "d1"]
    assert (page.total.count, page.total.amount) == (2, 800_00)
    assert [row.deal for row in over.rows] == [row.deal for row in client.rows] == ["d1"]
    assert [(row.deal, row.suit_from) for row in awaited.rows] == [("d2", date(2026, 12, 6))]
    assert [row.deal for row in own.rows] == ["d2"]
    assert own.total.amount == 500_00


def test_a_claim_is_over_on_the_day_after_its_last_one(deals: House) -> None:
    claim(deals, "d1", date(2026, 11, 1), answer_by=TODAY)
    with deals.database.read() as connection:
        for on, state in ((TODAY, ClaimState.AWAITED), (TODAY + timedelta(1), ClaimState.OVER)):
            listed = claims_sent(connection, on, chosen=ClaimFilter(state=state))
            assert [row.state(on) for row in listed.rows] == [state]


def test_pages_of_claims_follow_each_other(deals: House) -> None:
    for number in range(1, 6):
        claim(deals, "d1", TODAY, number * 100)
    seen: list[int] = []
    with deals.database.read() as connection:
        after = None
        while True:
            page = claims_sent(connection, TODAY, after=after, size=2)
            seen += [row.amount for row in page.rows]
            after = page.next
            if after is None:
                break
    assert seen == [500, 400, 300, 200, 100]


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_the_border_of_usual_terms_is_where_the_terms_say(today: date) -> None:
    last = _last_over(today)
    assert answer_by(last) < today <= answer_by(last + timedelta(1))


def test_demands_are_listed_and_an_answer_takes_them_off_the_open_ones(deals: House) -> None:
    with deals.work("anna", TODAY) as work:
        key = deal_key(work.connection, "d1")
        add_demand(work, key, date(2026, 11, 2), 900_00)
        add_demand(work, key, date(2026, 11, 3), 100_00)
        answer_demand(work, open_demand_key(work.connection, key), TODAY)
    with deals.database.read() as connection:
        every = client_demands(connection, chosen=DemandFilter(deal="d1"))
        opened = client_demands(connection, chosen=DemandFilter(is_open=True, managers=("Орлова Мария Викторовна",)))
        foreign = client_demands(connection, chosen=DemandFilter(managers=("Белов Пётр Ильич",)))
    assert [row.amount for row in every.rows] == [100_00, 900_00]
    assert [row.amount for row in opened.rows] == [100_00]
    assert opened.rows[0].suit_from == answer_by(date(2026, 11, 3)) + timedelta(1)
    assert foreign.rows == ()


def test_limitation_tells_its_end_what_suspends_it_and_what_began_it_anew(deals: House) -> None:
    deals.sweep(TODAY)
    with deals.database.read() as connection:
        before = limitations(connection, TODAY).rows
    assert [(row.end, row.is_begun_anew, row.suspended) for row in before] == [(date(2026, 12, 20), False, None)]
    assert before[0].days_left(TODAY) == 27
    claim(deals, "d1", date(2026, 11, 20))
    with deals.database.read() as connection:
        (row,) = limitations(connection, TODAY).rows
    assert row.suspended is not None
    assert (row.suspended.sent_on, row.suspended.answer_by) == (date(2026, 11, 20), date(2026, 12, 21))
