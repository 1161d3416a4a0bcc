"""The demo company: a house filled with three years of lifelike deals, to look at the program with."""

from __future__ import annotations

from tracker.demo.company import DemoCompany, DemoOrganization, DemoPerson, FirstDeal
from tracker.demo.seeding import seed

__all__ = ["DemoCompany", "DemoOrganization", "DemoPerson", "FirstDeal", "seed"]
