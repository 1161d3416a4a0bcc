"""The administrator's room of the desk: its tabs, and what its pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import Blueprint, request, url_for

if TYPE_CHECKING:
    from web.forms.base import AskForm

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

TABS: Final = (
    ("admin.show", "Обзор"),
    ("admin.people", "Пользователи"),
    ("admin.logins", "Входы"),
    ("admin.organizations", "Организации"),
    ("admin.numbering", "Нумерация"),
    ("admin.law", "Ставки"),
    ("admin.calendar", "Календарь"),
    ("admin.mail", "Почта"),
    ("admin.copies", "Копии"),
    ("admin.journal", "Журнал"),
    ("admin.machine", "Состояние"),
)
_OF_TABS: Final = {
    "admin.person": "admin.people",
    "admin.person_new": "admin.people",
    "admin.person_change": "admin.people",
    "admin.organization": "admin.organizations",
    "admin.organization_new": "admin.organizations",
}
"""Pages under a tab."""


@blueprint.context_processor
def _shared() -> dict[str, object]:
    return {"admin_tabs": TABS, "admin_tab": _OF_TABS.get(request.endpoint or "", request.endpoint)}


def asked_again(endpoint: str, form: AskForm, before: int | None = None) -> str:
    """The address of a list with the same filters: its first page, or the one after a row."""
    told = [(field.name, request.args[field.name]) for field in form if request.args.get(field.name)]
    query = urlencode([*told, ("before", before)] if before is not None else told)
    return url_for(endpoint) + (f"?{query}" if query else "")
