"""Clients as a list by name: whose they are, how many deals they have, what is at risk with them."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, case, func, literal, or_, select, tuple_

from docgen.requisites import normalise
from tracker.errors import RefusedError
from tracker.kit_form.looking import has_words
from tracker.lists.kept import storable
from tracker.lists.paging import PAGE, Page, Total, check_size
from tracker.models import CounterpartyRow, DealCardRow, PartyRow
from tracker.ownership import is_own_client

_BAD_PLACE: Final = "Такого места в списке нет: откройте список с начала."


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFilter:
    """Whom to show; None lets everybody through.

    labels: of one person, whose deals alone are counted then. text: words of the name, ИНН or id. tier: as the card has
    it. manager: who was put in charge.
    """

    labels: tuple[str, ...] | None = None
    text: str | None = None
    tier: str | None = None
    manager: str | None = None


class ListedClient(NamedTuple):
    """A client in the list. Sums are kopecks; ``deals`` counts all, ``open`` those of which something is awaited."""

    code: str
    name: str
    inn: str
    tier: str | None
    manager: str | None
    deals: int
    open: int
    exposure: int


class _Deals(NamedTuple):
    deals: int = 0
    open: int = 0
    exposure: int = 0


def list_clients(
    connection: Connection, *, chosen: ClientFilter | None = None, after: str | None = None, size: int = PAGE
) -> Page[ListedClient]:
    """A page by name, and how many clients there are; three statements. Raises RefusedError for a broken place."""
    wanted = chosen or ClientFilter()
    conditions = list(_conditions(wanted))
    columns = (PartyRow.short_name, CounterpartyRow.id)
    statement = (
        select(
            CounterpartyRow.id,
            CounterpartyRow.code,
            PartyRow.short_name,
            PartyRow.inn,
            CounterpartyRow.tier,
            CounterpartyRow.manager,
        )
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(*conditions)
        .order_by(*columns)
        .limit(check_size(size) + 1)
    )
    if after is not None:
        name, key = _opened(after)
        statement = statement.where(tuple_(*columns) > tuple_(literal(name), literal(key)))
    rows = connection.execute(statement).all()
    shown = rows[:size]
    count = select(func.count()).select_from(CounterpartyRow).join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    return Page(
        rows=_listed(shown, _deals(connection, [row.id for row in shown], wanted.labels)),
        next=_place(shown[-1]) if len(rows) > size else None,
        total=Total(count=connection.execute(count.where(*conditions)).scalar_one(), amount=0),
    )


def tiers(connection: Connection) -> list[str]:
    """Tiers that cards of clients name; few, for a house has few."""
    named = select(CounterpartyRow.tier).where(CounterpartyRow.tier.is_not(None)).distinct()
    return sorted((tier for tier in connection.execute(named).scalars() if tier), key=str.casefold)


def _conditions(wanted: ClientFilter) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.labels is not None:
        found.append(is_own_client(wanted.labels))
    if wanted.tier is not None:
        found.append(CounterpartyRow.tier == storable(wanted.tier))
    if wanted.manager is not None:
        found.append(CounterpartyRow.manager == storable(wanted.manager))
    text = str(storable(wanted.text or "")).strip()
    if text:
        is_named = or_(has_words(PartyRow.short_name, text), has_words(PartyRow.full_name, text))
        found.append(or_(is_named, PartyRow.inn == normalise(text), CounterpartyRow.code == text))
    return found


def _deals(connection: Connection, ids: Sequence[int], labels: tuple[str, ...] | None) -> Mapping[int, _Deals]:
    """What lists of deals know of these clients."""
    card = DealCardRow.__table__.c
    is_open = func.sum(case((card.is_closed, 0), else_=1))
    statement = (
        select(card.counterparty_id, func.count(), is_open, func.sum(card.exposure))
        .where(card.counterparty_id.in_(ids))
        .group_by(card.counterparty_id)
    )
    if labels is not None:
        statement = statement.where(card.manager.in_([storable(label) for label in labels]))
    return {key: _Deals(int(count), int(left), int(risk)) for key, count, left, risk in connection.execute(statement)}


def _listed(rows: Sequence[Any], deals: Mapping[int, _Deals]) -> tuple[ListedClient, ...]:
    nothing = _Deals()
    return tuple(
        ListedClient(row.code, row.short_name, row.inn, row.tier, row.manager, *deals.get(row.id, nothing))
        for row in rows
    )


def _place(row: Any) -> str:
    return (
        base64.urlsafe_b64encode(json.dumps([row.short_name, row.id], ensure_ascii=False).encode()).decode().rstrip("=")
    )


def _opened(place: str) -> tuple[str, int]:
    try:
        name, key = json.loads(base64.urlsafe_b64decode(place + "=" * (-len(place) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise RefusedError(_BAD_PLACE) from error
    if not isinstance(name, str) or type(key) is not int or not 0 <= key < 2**63:
        raise RefusedError(_BAD_PLACE)
    return str(storable(name)), key
