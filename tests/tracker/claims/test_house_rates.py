"""A claim of a stored deal asks for interest by the key rates of the house."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.tracker.deals_file.files import sample, write
from tracker.claims.computing import DealClaim
from tracker.claims.preparing import ClaimChoice, claim_of
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.house import House
from tracker.key_rates import NewRate, add_rate
from tracker.lookup import deal_key

TODAY = date(2027, 3, 1)


def _claim(house: House, deal_id: int) -> DealClaim:
    with house.database.read() as connection:
        return claim_of(connection, deal_id, TODAY, 5, ClaimChoice())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_rate_that_the_house_adds_halves_the_interest_of_its_days(house: House, tmp_path: Path) -> None:
    data = sample()
    data["deals"][0]["claims"] = []
    with read_deals_file(write(tmp_path, data)) as file, house.work("anna", TODAY) as work:
        load(work, file, is_update=False)
        deal_id = deal_key(work.connection, "d1")
    before = _claim(house, deal_id).claim
    assert before.cautions, "nobody has compared the table since the newest decision that it knows"
    rate = NewRate(since=TODAY, percent=Decimal(7), announced_on=TODAY, source="решение Банка России от 01.03.2027")
    with house.work("admin", TODAY) as work:
        add_rate(work, rate)
    after = _claim(house, deal_id).claim
    # a day of 60 000 roubles at 14 % and at 7 %
    assert (before.further_day.kopecks, after.further_day.kopecks) == (2301, 1151)
    assert after.sanction < before.sanction
    assert after.cautions == ()
