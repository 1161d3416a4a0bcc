"""A deal with papers that can be shared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.docgen.scanning.here import run_here
from tests.tracker.scans.quick import TODAY, make_paper
from tests.tracker.search.conftest import DATA, load_deals
from tracker.models import DealRow, OrganizationRow
from tracker.sharing.links import create_link

EXPIRES = TODAY + timedelta(14)


@pytest.fixture
def in_process(monkeypatch):
    """The jobs of scans done in this process."""
    for module in ("reading", "papers"):
        monkeypatch.setattr(f"docgen.scanning.{module}.run", run_here)
    monkeypatch.setattr("docgen.scanning.job.find_hidden_codes", lambda _: [])


class Shared:
    """The house, the keys of its deals, two papers of the first and one of nobody's deal."""

    def __init__(self, house, folder):
        load_deals(house, folder, DATA)
        self.house = house
        with house.database.read() as connection:
            self.owner = connection.execute(select(OrganizationRow.id)).scalar_one()
            self.deals = dict(connection.execute(select(DealRow.code, DealRow.id)).all())
        self.act = make_paper(house, self.owner, 1, deal_id=self.deals["d1"])
        self.bill = make_paper(house, self.owner, 1, deal_id=self.deals["d1"], kind="proforma_invoice")

    def link(self, *papers, expires_on=EXPIRES, today=TODAY, deal="d1"):
        keys = [paper.key for paper in papers or (self.act, self.bill)]
        with self.house.work("anna", today) as work:
            return create_link(work, self.deals[deal], keys, expires_on=expires_on, note="для Ольги")


@pytest.fixture
def shared(house, tmp_path):
    return Shared(house, tmp_path)
