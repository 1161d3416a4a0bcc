"""Where rows of registers lead, if the visitor may go there."""

from __future__ import annotations

from typing import Any

from web.screens.ways import way


def deal(row: Any) -> str | None:
    """The page of a row's deal."""
    return way("deals.show", code=row.deal)


def deal_or_none(row: Any) -> str | None:
    """The page of a row's deal, where the row may be of none."""
    return deal(row) if row.deal else None


def client(row: Any) -> str | None:
    """The page of a row's client."""
    return way("clients.show", code=row.client)
