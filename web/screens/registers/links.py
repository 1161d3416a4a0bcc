"""Where rows of registers lead, if the visitor may go there."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from web import access, desk


def deal(row: Any) -> str | None:
    """The page of a row's deal."""
    return _to("deals.show", row.deal)


def deal_or_none(row: Any) -> str | None:
    """The page of a row's deal, where the row may be of none."""
    return deal(row) if row.deal else None


def client(row: Any) -> str | None:
    """The page of a row's client."""
    return _to("clients.show", row.client)


def _to(endpoint: str, code: str) -> str | None:
    """None where the address is not for this visitor: the cell is plain text then."""
    if endpoint not in current_app.view_functions:
        return None
    who = desk.visitor()
    if not access.may(endpoint, who.role, sees_internal_prices=who.sees_internal_prices):
        return None
    return url_for(endpoint, code=code)
