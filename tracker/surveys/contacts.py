"""Business contacts that clients recommended, and what the law lets us write to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from tracker.house import Work
from tracker.lists.paging import PAGE, Page
from tracker.models import RecommendedRow
from tracker.recording.changes import change, find, refuse_future
from tracker.surveys.pages import Said, Whose, conditions, page, said, said_in
from tracker.texts import words

_Row = RecommendedRow
_OUTCOME = 1_000

ADVERTISING_NOTICE: Final = (
    "Только деловые контакты. Рекламу по почте, телефону и в мессенджерах посылают лишь тем, кто заранее на это "
    "согласился; доказывать согласие будем мы (ч. 1 ст. 18 Закона о рекламе, 38-ФЗ)."
)
"""What stands beside recommended contacts, wherever they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFilter(Whose):
    """Which contacts to show. is_open: nobody has said yet what came of it."""

    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """A contact. may_name: whether we may refer to the client; None is unsaid, and then we may not.

    may_advertise: whether the person has agreed, by the day of the list, to advertising by mail and phone.
    """

    id: int
    said: Said
    company: str
    person: str | None
    title: str | None
    may_name: bool | None
    may_advertise: bool
    advertising_consent_on: date | None
    closed_on: date | None
    outcome: str | None


def recommended(
    connection: Connection,
    today: date,
    *,
    chosen: ContactFilter | None = None,
    after: str | None = None,
    size: int = PAGE,
) -> Page[Recommended]:
    """A page of contacts, the newest first. Raises RefusedError for a broken place."""
    wanted = chosen or ContactFilter()
    statement = said(_Row).where(*conditions(wanted))
    if wanted.is_open:
        statement = statement.where(_Row.closed_on.is_(None))
    return page(connection, statement, ("id",), lambda row: _contact(row, today), after=after, size=size)


def _contact(row: Any, today: date) -> Recommended:
    consent_on = row.advertising_consent_on
    return Recommended(
        id=row.id,
        said=said_in(row),
        company=row.company,
        person=row.person,
        title=row.title,
        may_name=row.may_name,
        may_advertise=consent_on is not None and consent_on <= today,
        advertising_consent_on=consent_on,
        closed_on=row.closed_on,
        outcome=row.outcome,
    )


def accept_advertising(work: Work, contact_id: int, on: date | None) -> None:
    """The person agreed to advertising on the day; None: never did, or took it back."""
    known = find(work, _Row, contact_id, "Контакта")
    if on is not None:
        refuse_future(work, on, "Согласие на рекламу")
    _change(work, known, "advertising_consent", advertising_consent_on=on)


def close_contact(work: Work, contact_id: int, on: date, outcome: str) -> None:
    """We got in touch, or gave it up; what came of it."""
    known = find(work, _Row, contact_id, "Контакта")
    refuse_future(work, on, "Итог по контакту")
    _change(work, known, "closed", closed_on=on, outcome=words(outcome, "Итог", _OUTCOME))


def _change(work: Work, known: Any, what: str, **new: Any) -> None:
    change(work, _Row, known, (f"recommended_contact.{what}", f"recommended_contact:{known['id']}"), new)
