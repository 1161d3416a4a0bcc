"""The menu: what a visitor may open, by the parts of their day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import request, url_for

from web import access, desk
from web.language import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of the menu: where it leads, its text in the visitor's language, its icon, whether it is open now."""

    url: str
    text: str
    icon: str
    is_here: bool


ITEMS: Final[tuple[tuple[str, str, str], ...]] = (
    ("home.show", "Сегодня", "home"),
    ("deals.list", "Сделки", "briefcase"),
    ("kit.drafts", "Новый комплект", "file-plus"),
    ("clients.list", "Клиенты", "building"),
    ("control.findings", "Контроль", "alert-triangle"),
    ("money.payments", "Деньги", "coin"),
    ("scans.awaiting", "Сканы", "scan"),
    ("closing.show", "Закрытие месяца", "calendar-due"),
    ("legal.show", "Претензии и риски", "scale"),
    ("library.show", "Шаблоны", "template"),
    ("vip.show", "VIP-программа", "star"),
    ("reports.commercial", "Отчёты", "report-analytics"),
    ("approvals.show", "Согласования", "percentage"),
    ("prices.show", "Прайс-листы", "discount"),
    ("admin.show", "Настройки", "settings"),
)
"""Endpoint, Russian text, icon; those that the visitor may not open are left out."""


def menu() -> list[Item]:
    """The visitor's menu; empty for a stranger."""
    who = desk.visitor_or_none()
    if who is None or who.must_change:
        return []
    here = (request.endpoint or "").partition(".")[0]
    return [
        Item(url=url_for(endpoint), text=_(text), icon=icon, is_here=endpoint.partition(".")[0] == here)
        for endpoint, text, icon in ITEMS
        if access.may(endpoint, who.role, sees_internal_prices=who.sees_internal_prices)
    ]
