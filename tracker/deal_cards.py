"""A deal as lists and the board show it: made with its findings, from the same facts, on the same days.

Whether a client paid again depends on all its deals. So a card keeps the last day on which money of its deal came in,
and the day from which money counts as «paid again»; when receipts change, cards of the client's other deals follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, exists, select
from sqlalchemy.orm import aliased

from tracker.fact_store import StoredDeal
from tracker.judging import Judgement
from tracker.models import CounterpartyRow, DealCardRow, OrganizationRow
from tracker.rules import rules
from tracker.stages import Rung, place_in
from tracker.standing import Standing
from tracker.watch_tables import CARDS, Values, keep, replace_rows

_Client = tuple[int, int]
"""Keys of an organisation of ours and of a client of its."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DealCard:
    """Columns of ``DealCardRow``, in their order."""

    deal_id: int
    organization_id: int
    counterparty_id: int
    manager: str
    rung: Rung
    moved_on: date | None
    is_closed: bool
    is_exposed: bool
    amount: int
    exposure: int
    received: int
    confirmed: int
    findings: int
    weight: int
    agreed: int
    last_receipt_on: date | None
    confirmed_since: date | None

    @property
    def client(self) -> _Client:
        """Whose receipts decide whether it was paid again."""
        return self.organization_id, self.counterparty_id

    @property
    def values(self) -> Values:
        """As the table keeps it."""
        named = {name: getattr(self, name) for name in CARDS.columns} | {"rung": self.rung.value}
        return tuple(named[name] for name in CARDS.columns)

    def paid_again(self, last_receipt_on: date | None) -> DealCard:
        """The card where money of the client last came in on this day, by any deal."""
        since = self.confirmed_since
        is_ours = since is not None and last_receipt_on is not None and last_receipt_on > since
        return replace(self, rung=Rung.PAID_AGAIN) if is_ours else self


def card_of(deal: StoredDeal, judgement: Judgement) -> DealCard:
    """The card by the deal's own facts; a deal is closed when nothing is awaited of it and no rule finds anything."""
    standing = judgement.standing
    place = place_in(deal.facts, standing, deal.agreed_on)
    exposure = sum(found.exposure for found in judgement.findings if rules()[found.rule].total is not None)
    return DealCard(
        deal_id=deal.id,
        organization_id=deal.organization_id,
        counterparty_id=deal.counterparty_id,
        manager=deal.manager,
        rung=place.rung,
        moved_on=place.moved_on,
        is_closed=bool(deal.facts.obligations) and not judgement.open_obligations and not judgement.findings,
        is_exposed=exposure > 0,
        amount=_worth(standing),
        exposure=exposure,
        received=standing.received,
        confirmed=min(standing.received, sum(item.confirmed for item in standing.performances)),
        findings=len(judgement.findings),
        weight=max((int(found.severity) for found in judgement.findings), default=0),
        agreed=place.agreed_on.toordinal() if place.agreed_on else 0,
        last_receipt_on=place.last_receipt_on,
        confirmed_since=place.confirmed_since,
    )


def _worth(deal: Standing) -> int:
    """What the client is to pay; of a deal without terms of payment, what we are to do."""
    promised = sum(debt.obligation.amount for debt in deal.debts)
    return promised or sum(item.obligation.amount for item in deal.performances)


def keep_cards(connection: Connection, ids: Sequence[int], cards: Sequence[DealCard]) -> None:
    """Keeps the cards of these deals, and puts cards of their clients' other deals right."""
    last = _last_receipts(connection, ids, cards)
    gone, new = keep(connection, CARDS, ids, {card.paid_again(last.get(card.client)).values for card in cards})
    was, now = _receipts(values for _, values in gone), _receipts(new)
    _turn(connection, _RISEN, ids, {client for client, day in now.items() if day > was.get(client, date.min)})
    _turn(connection, _FALLEN, ids, {client for client, day in was.items() if day > now.get(client, date.min)})


_IDS: Any = bindparam("ids", expanding=True)
_OURS: Any = bindparam("ours", expanding=True)
_CLIENTS: Any = bindparam("clients", expanding=True)
_card = DealCardRow.__table__.c
_other = aliased(DealCardRow)
_LAST = (
    select(
        OrganizationRow.id,
        CounterpartyRow.id,
        select(_other.last_receipt_on)  # the head of an index, however many deals the client has
        .where(
            _other.counterparty_id == CounterpartyRow.id,
            _other.organization_id == OrganizationRow.id,
            _other.last_receipt_on.is_not(None),
            _other.deal_id.not_in(_IDS),
        )
        .order_by(_other.last_receipt_on.desc())
        .limit(1)
        .scalar_subquery(),
    )
    .join_from(CounterpartyRow, OrganizationRow, OrganizationRow.id.in_(_OURS))
    .where(CounterpartyRow.id.in_(_CLIENTS))
)
_IS_PAID_AGAIN = exists().where(
    _other.counterparty_id == _card.counterparty_id,
    _other.organization_id == _card.organization_id,
    _other.last_receipt_on > _card.confirmed_since,
)


def _misstated(rung: Rung, is_so: ColumnElement[bool]) -> Any:
    others = _card.counterparty_id.in_(_CLIENTS) & _card.deal_id.not_in(_IDS)
    return CARDS.stored(others & (_card.rung == rung.value) & _card.confirmed_since.is_not(None) & is_so)


_RISEN = _misstated(Rung.CONFIRMED, _IS_PAID_AGAIN)
_FALLEN = _misstated(Rung.PAID_AGAIN, ~_IS_PAID_AGAIN)


def _last_receipts(connection: Connection, ids: Sequence[int], cards: Iterable[DealCard]) -> dict[_Client, date]:
    """When money last came in from clients of whom a deal is confirmed and paid: by these deals, or by their others."""
    clients = {card.client for card in cards if card.confirmed_since is not None}
    if not clients:
        return {}
    ours, theirs = (sorted(set(keys)) for keys in zip(*clients, strict=True))
    given = {"ids": ids, "ours": ours, "clients": theirs}
    last = {(one, other): on for one, other, on in connection.execute(_LAST, given) if on is not None}
    for card in cards:
        if card.last_receipt_on is not None:
            last[card.client] = max(last.get(card.client, date.min), card.last_receipt_on)
    return last


def _receipts(rows: Iterable[Values]) -> dict[tuple[int, _Client], date]:
    """Days of the last receipts, by deal and client."""
    found = {}
    for values in rows:
        deal, ours, theirs, on = CARDS.picked(values, _RECEIPT)
        if on is not None:
            found[deal, (ours, theirs)] = on
    return found


_RECEIPT = ("deal_id", "organization_id", "counterparty_id", "last_receipt_on")


def _turn(connection: Connection, misstated: Any, ids: Sequence[int], of: set[tuple[int, _Client]]) -> None:
    """Puts right the rungs of other deals of these clients that say the contrary of the receipts kept now."""
    if not of:
        return
    found = connection.execute(misstated, {"ids": ids, "clients": sorted({client[1] for _, client in of})})
    gone = [(row[0], tuple(row[1:])) for row in found]
    replace_rows(connection, CARDS, gone, {_turned(values) for _, values in gone})


def _turned(values: Values) -> Values:
    place = CARDS.columns.index("rung")
    other = Rung.CONFIRMED if values[place] == Rung.PAID_AGAIN.value else Rung.PAID_AGAIN
    return (*values[:place], other.value, *values[place + 1 :])
