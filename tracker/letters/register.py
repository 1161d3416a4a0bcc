"""The log of letters as a list: by state, deal, addressee, for those who see their own deals alone too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from tracker.letters.states import State
from tracker.lists.kept import storable
from tracker.lists.paging import PAGE, Page, Total, check_size, page_of, place_of
from tracker.models import CounterpartyRow, DealRow, LetterRow, PartyRow

_KEYS: Final = (LetterRow.__table__.c.id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFilter:
    """What to show; None lets everything through. ``managers``: labels of one person's deals; then letters of no deal,
    or of several, are nobody's. deal: id of a deal. address: one that it went to, whole.
    """

    state: State | None = None
    deal: str | None = None
    address: str | None = None
    managers: tuple[str, ...] | None = None


class ListedLetter(NamedTuple):
    """A row of the log. ``error``: what the last attempt ended in."""

    id: int
    state: State
    subject: str
    recipients: tuple[str, ...]
    deal: str | None
    client: str | None
    client_name: str | None
    created_at: str
    created_by: str
    sent_on: date | None
    error: str | None


def listed_letters(
    connection: Connection, *, chosen: LetterFilter | None = None, after: str | None = None, size: int = PAGE
) -> Page[ListedLetter]:
    """A page of the log, the newest first, and how many there are. Raises RefusedError for a broken place."""
    conditions = _conditions(chosen or LetterFilter())
    counted = select(func.count()).select_from(LetterRow).outerjoin(DealRow, DealRow.id == LetterRow.deal_id)
    count = connection.execute(counted.where(*conditions)).scalar_one()
    statement = page_of(_ROWS.where(*conditions), _KEYS, after, check_size(size))
    rows: Sequence[Any] = connection.execute(statement).all()
    return Page(
        rows=tuple(map(_listed, rows[:size])),
        next=place_of(rows[size - 1], _KEYS) if len(rows) > size else None,
        total=Total(count=count, amount=0),
    )


_ROWS = (
    select(
        LetterRow.id,
        LetterRow.state,
        LetterRow.subject,
        LetterRow.recipients,
        DealRow.code,
        CounterpartyRow.code.label("client"),
        PartyRow.short_name,
        LetterRow.created_at,
        LetterRow.created_by,
        LetterRow.sent_on,
        LetterRow.error,
    )
    .outerjoin(DealRow, DealRow.id == LetterRow.deal_id)
    .outerjoin(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
    .outerjoin(PartyRow, PartyRow.id == CounterpartyRow.party_id)
)


def _conditions(chosen: LetterFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.state is not None:
        found.append(LetterRow.state == chosen.state.value)
    if chosen.deal is not None:
        found.append(DealRow.code == storable(chosen.deal))
    if chosen.address is not None:
        found.append(LetterRow.recipients.contains(f'"{storable(chosen.address)}"', autoescape=True))
    if chosen.managers is not None:
        found.append(DealRow.manager.in_([storable(label) for label in chosen.managers]))
    return found


def _listed(row: Any) -> ListedLetter:
    key, state, subject, recipients, *rest = row
    return ListedLetter(key, State(state), subject, tuple(json.loads(recipients)), *rest)
