"""Filters that lists of work have in common, and how far the caller's own deals go in them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from tracker.prices.catalogue import choose_organization
from web import desk
from web.api.shapes import Age, Code, Name, PageAsked, Roubles, kopecks


class WorkAsked(PageAsked):
    """Whose work is wanted."""

    client: Code | None = Field(None, title="Клиент", description="Идентификатор клиента")
    manager: Name | None = Field(None, title="Менеджер", description="Кто ведёт сделку, как в ней указано")
    inn: Code | None = Field(None, title="ИНН", description="ИНН нашей организации")
    least_age: Age | None = Field(None, title="Не моложе", description="Дней")
    least_sum: Roubles | None = Field(None, title="Сумма не меньше", description="Рублей")
    most_sum: Roubles | None = Field(None, title="Сумма не больше", description="Рублей")


def work_filter(asked: WorkAsked) -> dict[str, Any]:
    """Fields of ``tracker.lists.kept.WorkFilter``; a manager's lists are cut down to their own deals."""
    return {
        "client": asked.client,
        "manager": asked.manager,
        "managers": desk.own_labels(),
        "organization": organization_of(asked.inn),
        "least_age": asked.least_age,
        "least_sum": None if asked.least_sum is None else kopecks(asked.least_sum),
        "most_sum": None if asked.most_sum is None else kopecks(asked.most_sum),
    }


def organization_of(inn: str | None) -> int | None:
    """The key of our organisation with this ИНН, None for any. Raises NotFoundError."""
    return None if inn is None else choose_organization(desk.reading(), inn)
