"""What state a paper is in on a day: computed from what has happened to it by then, never set.

There are no drafts among stored papers: a ``Draft`` is what a person is still writing, and it becomes a paper when it
is issued. So a paper is a draft on the days before its issue alone. A paper that came from a file was issued on its own
date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, select

from tracker.models import DocumentRow, IssuedPaperRow


class PaperState(StrEnum):
    """A state of a paper, in the order in which the more advanced one is shown."""

    DRAFT = "draft"
    ISSUED = "issued"
    SIGNED_BY_US = "signed_by_us"
    SENT = "sent"
    DELIVERED = "delivered"
    REFUSED = "refused"
    REFUSAL_ANSWERED = "refusal_answered"
    SIGNED_BY_CLIENT = "signed_by_client"
    SCAN = "scan"
    ELECTRONIC = "electronic"
    ORIGINAL = "original"
    SUPERSEDED = "superseded"
    ANNULLED = "annulled"

    @property
    def label(self) -> str:
        """The state as people read it: «Подписан клиентом»."""
        return _LABELS[self]


_LABELS: Final = {
    PaperState.DRAFT: "Черновик",
    PaperState.ISSUED: "Выпущен",
    PaperState.SIGNED_BY_US: "Подписан нами",
    PaperState.SENT: "Отправлен",
    PaperState.DELIVERED: "Доставлен",
    PaperState.REFUSED: "Мотивированный отказ",
    PaperState.REFUSAL_ANSWERED: "Ответ на отказ дан",
    PaperState.SIGNED_BY_CLIENT: "Подписан клиентом",
    PaperState.SCAN: "Скан-копия у нас",
    PaperState.ELECTRONIC: "ЭДО (КЭП)",
    PaperState.ORIGINAL: "Оригинал у нас",
    PaperState.SUPERSEDED: "Заменён",
    PaperState.ANNULLED: "Аннулирован",
}
_RANK: Final = {state: rank for rank, state in enumerate(PaperState)}
DATED: Final = tuple(state for state in PaperState if state is not PaperState.DRAFT)
"""States that begin on a day of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDays:
    """Days on which something happened to a paper; None for what did not."""

    issued_on: date
    signed_by_us_on: date | None = None
    sent_on: date | None = None
    delivered_on: date | None = None
    refused_on: date | None = None
    refusal_answered_on: date | None = None
    signed_by_client_on: date | None = None
    scan_on: date | None = None
    electronic_on: date | None = None
    original_on: date | None = None
    superseded_on: date | None = None
    annulled_on: date | None = None


def states_on(days: PaperDays, day: date) -> frozenset[PaperState]:
    """Every state that holds at the end of the day."""
    if days.issued_on > day:
        return frozenset({PaperState.DRAFT})
    began = {state: getattr(days, f"{state.value}_on") for state in DATED}
    return frozenset(state for state, on in began.items() if on is not None and on <= day)


def shown_state(days: PaperDays, day: date) -> PaperState:
    """The most advanced state of the day, for lists."""
    return max(states_on(days, day), key=_RANK.__getitem__)


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_COLUMNS = [DocumentRow.__table__.c[f"{state.value}_on"] for state in DATED if state is not PaperState.ISSUED]
_DAYS = (
    select(DocumentRow.id, DocumentRow.date, IssuedPaperRow.issued_on, *_COLUMNS)
    .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
    .where(DocumentRow.id.in_(_IDS))
)


def read_days(connection: Connection, document_ids: Iterable[int]) -> dict[int, PaperDays]:
    """What happened to these papers, by their keys."""
    rows = connection.execute(_DAYS, {"ids": sorted(set(document_ids))}).mappings()
    return {row["id"]: days_of(row) for row in rows}


def days_of(row: RowMapping) -> PaperDays:
    """The days of a row with the columns of a document and ``issued_on``.

    A paper may be dated before or after the day on which it was made; the earlier of the two is when it was there.
    """
    made = row["issued_on"]
    issued_on = row["date"] if made is None else min(row["date"], made)
    return PaperDays(issued_on=issued_on, **{column.name: row[column.name] for column in _COLUMNS})
