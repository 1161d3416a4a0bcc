"""Deadlines as an iCalendar feed (RFC 5545) that any calendar subscribes to: whole days with lasting UIDs.

It tells of papers to come back, obligations that are due, claims to be answered, limitation that ends and powers of
attorney that run out. Sums are those of the deals; nothing of price lists is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from icalendar import Calendar, Event
from sqlalchemy import ColumnElement, Connection, Select, and_, select

from tracker import phrases
from tracker.chasing.unreturned import unreturned
from tracker.evidence import working_day
from tracker.facts import ObligationKind
from tracker.judging import Awaits
from tracker.models import (
    ClaimRow,
    CounterpartyRow,
    DealRow,
    FindingRow,
    ObligationRow,
    OpenObligationRow,
    OrganizationRow,
    PartyRow,
    SignatoryRow,
)
from tracker.papers.checks import organization_inn

_CLAIM_DAYS: Final = 30  # the usual term to answer a claim (ч. 5 ст. 4 АПК РФ)
_LIMITATION_WARNED: Final = timedelta(180)  # the rule limitation_near begins so long before the end
_PRODUCT = "-//Pervichka//Deadlines//RU"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFilter:
    """Whose deadlines; None for everybody's. ``since`` and ``until`` are the first and the last day, both included."""

    since: date
    until: date
    manager: str | None = None
    organization: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day by which something is to happen. ``uid`` names it for ever, even if its day is moved."""

    uid: str
    on: date
    title: str
    about: str
    category: str


def feed(connection: Connection, today: date, grace_days: int, chosen: FeedFilter, stamp: datetime) -> bytes:
    """The calendar. ``stamp``: the instant that it says it was made at; the same data and stamp give the same bytes.

    Kept tables are read as they are: sweep before.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Первичка: сроки" + (f", {chosen.manager}" if chosen.manager else ""))
    for deadline in deadlines(connection, today, grace_days, chosen):
        calendar.add_component(_event(deadline, stamp))
    content: bytes = calendar.to_ical()
    return content


def deadlines(connection: Connection, today: date, grace_days: int, chosen: FeedFilter) -> list[Deadline]:
    """Every deadline that the filter lets through, by its day."""
    found = [
        *_papers(connection, today, grace_days, chosen),
        *_obligations(connection, chosen),
        *_claims(connection, chosen),
        *_limitation(connection, chosen),
        *_attorneys(connection, chosen),
    ]
    house = _domain(connection)
    within = (one for one in found if chosen.since <= one.on <= chosen.until)
    named = (replace(one, uid=f"{one.uid}@{house}") for one in within)
    return sorted(named, key=lambda one: (one.on, one.uid))


def _domain(connection: Connection) -> str:
    """What tells the UIDs of this house from another's: the ИНН of its first organisation."""
    first = connection.execute(select(OrganizationRow.id).order_by(OrganizationRow.id).limit(1)).scalar()
    inn = "house" if first is None else organization_inn(connection, first)
    return f"{inn}.pervichka"


def _event(deadline: Deadline, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", deadline.uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", deadline.on)
    event.add("dtend", deadline.on + timedelta(1))
    event.add("summary", deadline.title)
    event.add("description", deadline.about)
    event.add("categories", [deadline.category])
    event.add("transp", "TRANSPARENT")
    return event


def _papers(connection: Connection, today: date, grace_days: int, chosen: FeedFilter) -> Iterator[Deadline]:
    for paper in unreturned(connection, today, grace_days):
        if chosen.manager not in {None, paper.manager} or chosen.organization not in {None, paper.organization_id}:
            continue
        yield Deadline(
            uid=f"paper-{paper.document_id}-{paper.wanted.value}",
            on=paper.last_day,
            title=f"{paper.name}: ждём {paper.wanted.label}, {paper.client}",
            about=_about(paper.deal, paper.manager, "Срок возврата" + (f": {paper.held}." if paper.held else ".")),
            category="Документы",
        )


def _obligations(connection: Connection, chosen: FeedFilter) -> Iterator[Deadline]:
    """What we have to do and what the client has to pay. A confirmation has no term of its own: its paper has."""
    statement = _of_deals(
        select(
            OpenObligationRow.obligation_id,
            OpenObligationRow.awaits,
            OpenObligationRow.amount,
            OpenObligationRow.since,
            ObligationRow.kind,
            *_DEAL,
        )
        .join(ObligationRow, ObligationRow.id == OpenObligationRow.obligation_id)
        .join(DealRow, DealRow.id == OpenObligationRow.deal_id)
        .where(OpenObligationRow.awaits != Awaits.CONFIRMATION.value),
        chosen,
    )
    for row in connection.execute(statement):
        is_ours = row.awaits == Awaits.PERFORMANCE.value
        what = phrases.thing(ObligationKind(row.kind)) if is_ours else "оплата от клиента"
        sum_of = phrases.roubles(row.amount)
        yield Deadline(
            uid=f"obligation-{row.obligation_id}-{row.awaits}",
            on=working_day(row.since),
            title=f"{'Исполнить' if is_ours else 'Получить'}: {what}, {sum_of}, {row.short_name}",
            about=_about(row.code, row.manager, f"Срок по сделке «{row.subject}»."),
            category="Обязательства" if is_ours else "Оплата",
        )


def _claims(connection: Connection, chosen: FeedFilter) -> Iterator[Deadline]:
    statement = _of_deals(
        select(ClaimRow.id, ClaimRow.sent_on, ClaimRow.answer_by, ClaimRow.amount, *_DEAL).join(
            DealRow, DealRow.id == ClaimRow.deal_id
        ),
        chosen,
    )
    for row in connection.execute(statement):
        yield Deadline(
            uid=f"claim-{row.id}",
            on=row.answer_by or row.sent_on + timedelta(_CLAIM_DAYS),
            title=f"Претензия на {phrases.roubles(row.amount)}: конец срока ответа, {row.short_name}",
            about=_about(row.code, row.manager, f"Отправлена {phrases.day(row.sent_on)}. Дальше можно идти в суд."),
            category="Претензии",
        )


def _limitation(connection: Connection, chosen: FeedFilter) -> Iterator[Deadline]:
    statement = _of_deals(
        select(ObligationRow.id, FindingRow.exposure, FindingRow.since, *_DEAL)
        .join(DealRow, DealRow.id == FindingRow.deal_id)
        .join(ObligationRow, and_(ObligationRow.deal_id == DealRow.id, ObligationRow.code == FindingRow.obligation))
        .where(FindingRow.rule == "limitation_near"),
        chosen,
    )
    for row in connection.execute(statement):
        yield Deadline(
            uid=f"limitation-{row.id}",
            on=row.since + _LIMITATION_WARNED,
            title=f"Истекает исковая давность: {phrases.roubles(row.exposure)}, {row.short_name}",
            about=_about(row.code, row.manager, "До этого дня нужен иск или подписанный акт сверки."),
            category="Суд",
        )


def _attorneys(connection: Connection, chosen: FeedFilter) -> Iterator[Deadline]:
    """Powers of attorney of our signatories and of those of clients who have deals here."""
    for owner, key in ((OrganizationRow, DealRow.organization_id), (CounterpartyRow, DealRow.counterparty_id)):
        mine = select(key).where(*_conditions(chosen))
        statement = (
            select(SignatoryRow.id, SignatoryRow.name, SignatoryRow.attorney_number, SignatoryRow.attorney_until)
            .add_columns(PartyRow.short_name, PartyRow.inn)
            .join(PartyRow, PartyRow.id == SignatoryRow.party_id)
            .join(owner, owner.party_id == PartyRow.id)
            .where(SignatoryRow.attorney_until.is_not(None), owner.id.in_(mine))
            .order_by(SignatoryRow.id)
        )
        for row in connection.execute(statement):
            yield Deadline(
                uid=f"attorney-{row.inn}-{row.attorney_number}",
                on=row.attorney_until,
                title=f"Кончается доверенность № {row.attorney_number}: {row.name}, {row.short_name}",
                about="Запросите новую: после этого дня подпись полномочий не имеет.",
                category="Доверенности",
            )


_DEAL: Final = (DealRow.code, DealRow.manager, DealRow.subject, PartyRow.short_name)


def _of_deals(statement: Select[*tuple[Any, ...]], chosen: FeedFilter) -> Select[*tuple[Any, ...]]:
    return (
        statement.join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(*_conditions(chosen))
    )


def _conditions(chosen: FeedFilter) -> list[ColumnElement[bool]]:
    given = {DealRow.manager: chosen.manager, DealRow.organization_id: chosen.organization}
    return [column == value for column, value in given.items() if value is not None]


def _about(deal: str, manager: str | None, text: str) -> str:
    who = f", ведёт {manager}" if manager else ""
    return f"Сделка {deal}{who}. {text}"
