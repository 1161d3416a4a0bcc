"""Ways from one room of the desk to another: rooms stand or fall apart from each other, and not everybody may enter."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from web import access, desk


def way(endpoint: str, **values: Any) -> str | None:
    """The address, None where there is no such screen or it is not for this visitor."""
    if endpoint not in current_app.view_functions:
        return None
    who = desk.visitor()
    if not access.may(endpoint, who.role, sees_internal_prices=who.sees_internal_prices):
        return None
    return url_for(endpoint, **values)
