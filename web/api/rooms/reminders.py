"""Reminders of papers that did not come back, and the calendar of deadlines."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from docgen.bundle import File
from docgen.errors import Fault, InputError
from docgen.intake.fields import Count
from tracker.calendar_feed import FeedFilter, feed
from tracker.chasing.planning import list_reminders, renew
from tracker.chasing.schedule import Step
from tracker.chasing.unreturned import Wanted
from tracker.chasing.writing import run
from tracker.letters.sending import JOB
from tracker.lookup import deal_key
from web import desk
from web.api.calls import Media, call
from web.api.rooms.background import wake
from web.api.rooms.filters import organization_of
from web.api.rooms.letters import TAG
from web.api.shapes import Asked, Code, Name, Out, Size, Yes
from web.guard import require_deal

if TYPE_CHECKING:
    from tracker.house import Work

_PAST_DAYS = 30


class RenewedOut(Out):
    """Что стало с планом."""

    papers: int
    added: int
    moved: int
    closed: int
    withdrawn: int


@call("POST /reminders/plan", "plan_reminders", TAG, "Составить план напоминаний", answer=RenewedOut, is_change=True)
def plan(work: Work) -> Any:
    """Renews the plan; writes no letters."""
    return renew(work)


class RanOut(Out):
    """Письма, которые написаны, и что не вышло. is_day_off — сегодня выходной, напоминаний нет."""

    is_day_off: bool
    letters: tuple[int, ...]
    problems: tuple[str, ...]


@call(
    "POST /reminders/run", "run_reminders", TAG, "Написать напоминания, срок которых настал", answer=RanOut, status=202
)
def run_due() -> Any:
    """Writes what is due; each letter is a change of its own, so a repeated call writes nothing twice."""
    desk.stop_reading()
    done = run(desk.house(), desk.visitor().login, desk.today())
    if done.letters:
        wake(*JOB)
    return {"is_day_off": done.renewed is None, "letters": done.letters, "problems": done.problems}


class RemindersAsked(Asked):
    """Which reminders."""

    deal: Code | None = Field(None, title="Сделка", description="Идентификатор сделки")
    open: Yes | None = Field(None, title="Предстоящие", description="true — предстоящие, false — сделанные")
    size: Size = Field(50, title="Сколько", description="Сколько строк")


class ReminderOut(Out):
    """Напоминание."""

    id: int
    paper: str
    wanted: Wanted
    step: Step
    planned_on: dt.date
    letter_id: int | None
    done_on: dt.date | None
    outcome: str | None


@call("GET /reminders", "reminders", TAG, "Напоминания", answer=tuple[ReminderOut, ...], query=RemindersAsked)
def reminders(query: RemindersAsked) -> Any:
    """Reminders by day; a manager asks for a deal of theirs."""
    if desk.own_labels() is not None:
        if query.deal is None:
            raise InputError([Fault("deal", "назовите свою сделку: напоминания других сделок вам не видны")])
        require_deal(query.deal)
    key = None if query.deal is None else deal_key(desk.reading(), query.deal)
    found = list_reminders(desk.reading(), deal_id=key, is_open=query.open, size=query.size)
    names = ("id", "wanted", "step", "planned_on", "letter_id", "done_on", "outcome")
    return tuple(
        {"paper": paper} | {name: getattr(one, name) for name in names} for one, paper in islice(found, query.size)
    )


class CalendarAsked(Asked):
    """Which deadlines."""

    manager: Name | None = Field(None, title="Менеджер", description="Только его сделки")
    inn: Code | None = Field(None, title="ИНН", description="ИНН нашей организации")
    days: Annotated[int, Count(1, 3660)] = Field(120, title="Дней", description="На сколько дней вперёд")


@call(
    "GET /calendar.ics",
    "calendar",
    TAG,
    "Сроки для календаря",
    text="iCalendar: возврат документов, обязательства, претензии, давность, доверенности.",
    answer=Media(("text/calendar",)),
    query=CalendarAsked,
)
def calendar(query: CalendarAsked) -> File:
    """The feed; what ended in the last month is in it too. A manager gets their own deadlines."""
    day = desk.today()
    manager = query.manager if desk.own_labels() is None else desk.visitor().person.name
    chosen = FeedFilter(
        since=day - timedelta(_PAST_DAYS),
        until=day + timedelta(query.days),
        manager=manager,
        organization=organization_of(query.inn),
    )
    return File("deadlines.ics", feed(desk.reading(), day, desk.house().settings.grace_days, chosen, desk.now()))
