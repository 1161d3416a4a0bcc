"""Search over everything, and who of the VIP programme is due an interview."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field

from docgen.intake.fields import Choice
from tracker.search.searching import search
from tracker.search.subjects import Kind
from tracker.surveys.due import DueFilter, due_clients
from web import desk
from web.api.calls import call
from web.api.shapes import Code, Date, Name, Out, PageAsked, PageOut, Yes

TAG = "Поиск и VIP-программа"


class SearchAsked(PageAsked):
    """What to look for."""

    q: Name = Field(title="Что искать", description="Слова, номер, ИНН, сумма")
    kind: Annotated[Kind, Choice(Kind)] | None = Field(None, title="Где", description="Только такие")


class HitOut(Out):
    """Найденное. id — чем оно называется в других вызовах."""

    kind: Kind
    id: str
    deal: str | None
    title: str
    snippet: str
    is_exact: bool


@call("GET /search", "search", TAG, "Искать", answer=PageOut[HitOut], query=SearchAsked)
def find(query: SearchAsked) -> Any:
    """Clients, deals, papers and money by words, numbers and sums."""
    kinds = None if query.kind is None else {query.kind}
    return search(desk.reading(), query.q, managers=desk.own_labels(), kinds=kinds, after=query.after, size=query.size)


class DueAsked(PageAsked):
    """Who."""

    manager: Name | None = Field(None, title="Менеджер", description="Кто ведёт клиента")
    tier: Code | None = Field(None, title="Уровень", description="Уровень клиента")
    by: Date | None = Field(None, title="К дню", description="Кому пора к этому дню")
    is_overdue: Yes = Field(False, title="Просрочено", description="true — только те, чей срок прошёл")


class DueOut(Out):
    """Клиент, с которым пора поговорить."""

    client: str
    name: str
    tier: str | None
    months: int
    held_on: dt.date | None
    due_on: dt.date
    days_late: int
    managers: tuple[str, ...]
    problems: int


@call("GET /surveys/due", "surveys_due", TAG, "Кому пора интервью", answer=PageOut[DueOut], query=DueAsked)
def due(query: DueAsked) -> Any:
    """Clients of the programme by the day on which they are due. A manager sees their own."""
    chosen = DueFilter(
        manager=query.manager, managers=desk.own_labels(), tier=query.tier, by=query.by, is_overdue=query.is_overdue
    )
    return due_clients(desk.reading(), desk.today(), chosen=chosen, after=query.after, size=query.size)
