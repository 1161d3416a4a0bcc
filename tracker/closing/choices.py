"""What the house chooses when it closes a month: which papers, which month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self

from tracker.errors import RefusedError


class GoodsPaper(StrEnum):
    """What a delivery of goods is closed by: one УПД, or a waybill and a tax invoice."""

    UPD = "upd"
    WAYBILL = "waybill"


class ServicesPaper(StrEnum):
    """What services and works are closed by: an act and a tax invoice, or one УПД."""

    ACT = "act"
    UPD = "upd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How a month is closed, and the business day on which that was planned: papers made late bear it.

    since: how far back what is late is looked for; None for as far as there is anything.
    """

    first: date
    today: date
    goods: GoodsPaper = GoodsPaper.UPD
    services: ServicesPaper = ServicesPaper.ACT
    since: date | None = None

    @property
    def last(self) -> date:
        """The last day of the month."""
        return (self.first + timedelta(31)).replace(day=1) - timedelta(1)

    @property
    def month(self) -> str:
        """«2026-11»."""
        return f"{self.first:%Y-%m}"

    def as_params(self) -> dict[str, Any]:
        """Plain data to keep with a batch."""
        return {
            "month": self.month,
            "today": self.today.isoformat(),
            "goods": self.goods.value,
            "services": self.services.value,
            "since": self.since and self.since.isoformat(),
        }

    @classmethod
    def of_params(cls, params: Mapping[str, Any]) -> Self:
        """What was kept."""
        return cls(
            first=month_of(params["month"]),
            today=date.fromisoformat(params["today"]),
            goods=GoodsPaper(params["goods"]),
            services=ServicesPaper(params["services"]),
            since=date.fromisoformat(params["since"]) if params["since"] else None,
        )


def month_of(text: str) -> date:
    """The first day of «2026-11». Raises RefusedError."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise RefusedError(f"«{text}» — не месяц: нужен вид 2026-11 (год-месяц).") from None
