"""Screens, one package or module for one room of the desk. Each has a ``blueprint``."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from web.screens import (
    account,
    admin,
    approvals,
    clients,
    closing,
    deals,
    doors,
    home,
    kit,
    legal,
    library,
    money,
    papers,
    prices,
    reports,
    scans,
    search,
    sharing,
    vip,
)
from web.screens.registers import control

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    doors.blueprint,
    account.blueprint,
    home.blueprint,
    deals.blueprint,
    papers.blueprint,
    clients.blueprint,
    kit.blueprint,
    control.blueprint,
    money.blueprint,
    scans.blueprint,
    closing.blueprint,
    legal.blueprint,
    library.blueprint,
    vip.blueprint,
    reports.blueprint,
    approvals.blueprint,
    prices.blueprint,
    admin.blueprint,
    sharing.staff,
    sharing.by_link,
    search.blueprint,
)
