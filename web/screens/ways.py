"""Ways from one room of the desk to another: rooms stand or fall apart from each other, and not everybody may enter."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

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


def inside(address: str | None) -> str:
    """The address, if it is one of ours: nobody is sent elsewhere after the door or a button."""
    wanted = address or ""
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_path and not urlsplit(wanted).netloc else url_for("home.show")
