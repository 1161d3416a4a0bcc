"""Deals that are not closed, rung by rung: how many, what they are worth, what is at risk, and the first of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, func, select, union_all

from tracker.lists.deals import CARDS, ListedDeal, listed_card
from tracker.lists.kept import storable
from tracker.lists.paging import Total, check_size
from tracker.models import DealCardRow, DealCardTotalRow
from tracker.stages import Rung

CARDS_SHOWN: Final = 12
"""Cards of a rung that a board shows; the rest is a list away."""

_card = DealCardRow.__table__.c
_sums = DealCardTotalRow.__table__.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A rung with the total of its open deals, and the first of them by exposure, then the newest."""

    rung: Rung
    total: Total
    cards: tuple[ListedDeal, ...]


def board(
    connection: Connection,
    *,
    managers: tuple[str, ...] | None = None,
    organization: int | None = None,
    size: int = CARDS_SHOWN,
) -> tuple[Column, ...]:
    """Every rung in its order, in two statements. ``managers``: labels of one person's deals; None for everybody's."""
    labels = None if managers is None else tuple(str(storable(label)) for label in managers)
    totals = _totals(connection, labels, organization)
    cards: dict[Rung, list[Any]] = {rung: [] for rung in Rung}
    for row in _first(connection, labels, organization, check_size(size)):
        cards[Rung(row.rung)].append(row)
    return tuple(
        Column(
            rung=rung,
            total=totals.get(rung, Total(count=0, amount=0)),
            cards=tuple(listed_card(row) for row in sorted(cards[rung], key=_place, reverse=True)[:size]),
        )
        for rung in Rung
    )


def _totals(connection: Connection, labels: tuple[str, ...] | None, organization: int | None) -> dict[Rung, Total]:
    statement = (
        select(_sums.rung, func.sum(_sums["count"]), func.sum(_sums.amount), func.sum(_sums.exposure))
        .where(_sums.is_closed.is_(False))
        .group_by(_sums.rung)
    )
    if labels is not None:
        statement = statement.where(_sums.manager.in_(labels))
    if organization is not None:
        statement = statement.where(_sums.organization_id == organization)
    return {
        Rung(rung): Total(count=int(count), amount=int(amount), exposure=int(exposure))
        for rung, count, amount, exposure in connection.execute(statement)
    }


def _first(
    connection: Connection, labels: tuple[str, ...] | None, organization: int | None, size: int
) -> Iterator[Any]:
    """The first cards of each rung and label: each part of the union is the head of an index, however many deals."""
    if labels == ():
        return
    given: dict[str, Any] = {f"label{place}": label for place, label in enumerate(labels or ())}
    if organization is not None:
        given["organization"] = organization
    statement = _first_of(None if labels is None else len(labels), organization is not None)
    yield from connection.execute(statement, {**given, "size": size})


@cache
def _first_of(labels: int | None, of_organization: bool) -> Select[Any]:
    """Building the statement takes longer than running it, so it is kept ready."""
    of_whom = [None] if labels is None else [f"label{place}" for place in range(labels)]
    whole = union_all(*(_part(rung, label, of_organization) for rung, label in product(Rung, of_whom))).subquery()
    return CARDS.where(_card.deal_id.in_(select(whole.c.deal_id)))


def _part(rung: Rung, label: str | None, of_organization: bool) -> Select[Any]:
    statement = select(_card.deal_id).where(_card.rung == rung.value, _card.is_closed == False)  # noqa: E712
    if label is not None:
        statement = statement.where(_card.manager == bindparam(label))
    if of_organization:
        statement = statement.where(_card.organization_id == bindparam("organization"))
    order = (_card.exposure.desc(), _card.agreed.desc(), _card.deal_id.desc())
    return select(statement.order_by(*order).limit(bindparam("size")).subquery().c.deal_id)


def _place(row: Any) -> tuple[int, int, int]:
    return row.exposure, row.agreed, row.deal_id
