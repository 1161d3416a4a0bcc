"""What awaits a person and what became of the rest: payments page by page. One in full: ``payment_views``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from tracker.errors import NotFoundError
from tracker.fact_store import in_chunks
from tracker.facts import Direction
from tracker.lists.kept import storable
from tracker.lists.paging import PAGE, Page, Total, check_size, page_of, place_of
from tracker.matching.items import CERTAIN
from tracker.matching.parties_known import BY_REQUISITES
from tracker.matching.rematching import ALLOCATED, IS_AWAITING
from tracker.models import (
    AllocationRow,
    CounterpartyRow,
    IgnoredPaymentRow,
    OperationRow,
    PartyRow,
    PaymentRow,
    ProposalRow,
)
from tracker.recording.operation_states import NOTHING, OperationState, state_of


class Confidence(StrEnum):
    """How sure the likeliest proposal of a payment is.

    HIGH: a paper of the purpose and its sum agree, so only a doubt keeps it from being applied; MIDDLE: the payer is
    known and something more speaks for the deal; LOW: anything less.
    """

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


MIDDLE: Final = BY_REQUISITES + 1
"""The least score of the middle confidence."""


def confidence_of(score: int) -> Confidence:
    """The confidence that a score stands for."""
    if score >= CERTAIN:
        return Confidence.HIGH
    return Confidence.MIDDLE if score >= MIDDLE else Confidence.LOW


class PaymentOrder(StrEnum):
    """How payments are sorted: the newest first, or the largest free sum first."""

    NEWEST = "newest"
    LARGEST = "largest"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFilter:
    """Which payments; None lets everything through. Sums are kopecks.

    state: None with neither a statement nor a deal for those that await a person. text: a part of the payer's name, the
    purpose, an ИНН or the number of the order. confidence: of the likeliest proposal. deal_id: with money in this deal.
    """

    state: OperationState | None = None
    statement_id: int | None = None
    deal_id: int | None = None
    organization: int | None = None
    text: str | None = None
    confidence: Confidence | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    least_sum: int | None = None
    most_sum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPayment:
    """A payment in a list. ``payer``: the client, or what the statement calls it; ``client``: its id, "" if unknown.

    free: what of ``amount`` is not allocated; kopecks. score: of the likeliest proposal, None without one.
    """

    id: int
    date: dt.date
    amount: int
    free: int
    direction: Direction
    payer: str
    client: str
    number: str
    purpose: str
    state: OperationState
    score: int | None = None


_FREE: Final = PaymentRow.amount - ALLOCATED
_SCORE: Final = (
    select(func.max(ProposalRow.score))
    .where(ProposalRow.payment_id == PaymentRow.id, ProposalRow.parts != NOTHING)
    .scalar_subquery()
)
_COLUMNS: Final = (
    PaymentRow.id,
    PaymentRow.date,
    PaymentRow.amount,
    PaymentRow.direction,
    PaymentRow.number,
    PaymentRow.purpose,
    PaymentRow.counterparty_id.label("client_id"),
    CounterpartyRow.code,
    PartyRow.short_name,
    OperationRow.counterparty_name,
    OperationRow.counterparty_inn,
    OperationRow.state,
    _FREE.label("free"),
    _SCORE.label("score"),
    select(IgnoredPaymentRow.payment_id)
    .where(IgnoredPaymentRow.payment_id == PaymentRow.id)
    .exists()
    .label("is_ignored"),
)
_ID: Final = PaymentRow.__table__.c.id
_KEYS: Final = {PaymentOrder.NEWEST: (_ID,), PaymentOrder.LARGEST: (PaymentRow.__table__.c.amount, _ID)}


def payments(
    connection: Connection,
    *,
    state: OperationState | None = None,
    statement_id: int | None = None,
    wanted: PaymentFilter | None = None,
    order: PaymentOrder = PaymentOrder.NEWEST,
    after: str | None = None,
    size: int = PAGE,
) -> Page[ListedPayment]:
    """A page of payments: of a state or a statement, or, of neither, those that await a person; or by ``wanted``.

    The total is of sums that are free. Raises RefusedError for a place or a size that is none.
    """
    chosen = wanted or PaymentFilter(state=state, statement_id=statement_id)
    conditions = [*_conditions(chosen)]
    keys = _KEYS[order]
    listed = page_of(_joined(select(*_COLUMNS)).where(*conditions), keys, after, check_size(size))
    rows = connection.execute(listed).all()
    count, amount = connection.execute(_joined(select(func.count(), func.sum(_FREE))).where(*conditions)).one()
    return Page(
        rows=tuple(map(_listed, rows[:size])),
        next=place_of(rows[size - 1], keys) if len(rows) > size else None,
        total=Total(count=count, amount=int(amount or 0)),
    )


def _conditions(wanted: PaymentFilter) -> Iterable[ColumnElement[bool]]:
    if wanted.state is not None:
        yield OperationRow.state == wanted.state.value
    elif wanted.statement_id is None and wanted.deal_id is None:
        yield IS_AWAITING
    if wanted.statement_id is not None:
        yield OperationRow.statement_id == wanted.statement_id
    if wanted.deal_id is not None:
        yield PaymentRow.id.in_(select(AllocationRow.payment_id).where(AllocationRow.deal_id == wanted.deal_id))
    if wanted.organization is not None:
        yield PaymentRow.organization_id == wanted.organization
    if wanted.text:
        yield _speaks_of(wanted.text)
    if wanted.confidence is not None:
        yield _is_as_sure_as(wanted.confidence)
    yield from _between(PaymentRow.date, wanted.since, wanted.until)
    yield from _between(PaymentRow.amount, wanted.least_sum, wanted.most_sum)


def _between(column: Any, least: Any, most: Any) -> Iterable[ColumnElement[bool]]:
    if least is not None:
        yield column >= least
    if most is not None:
        yield column <= most


def _is_as_sure_as(confidence: Confidence) -> ColumnElement[bool]:
    if confidence is Confidence.HIGH:
        return _SCORE >= CERTAIN
    if confidence is Confidence.MIDDLE:
        return _SCORE.between(MIDDLE, CERTAIN - 1)
    return _SCORE < MIDDLE


def _speaks_of(text: str) -> ColumnElement[bool]:
    """Every word, in any case of letters as far as the database knows them: as typed, capitalised and in capitals."""
    columns = (
        PaymentRow.purpose,
        PaymentRow.number,
        PartyRow.short_name,
        OperationRow.counterparty_name,
        OperationRow.counterparty_inn,
    )

    def is_in(word: str) -> ColumnElement[bool]:
        spelled = {word, word.lower(), word.upper(), word.capitalize()}
        return or_(*(column.contains(one, autoescape=True) for column in columns for one in sorted(spelled)))

    return and_(*map(is_in, str(storable(text)).split()))


def listed_payment(connection: Connection, payment_id: int) -> ListedPayment:
    """A payment as lists have it. Raises NotFoundError."""
    found = find_payments(connection, [payment_id])
    if not found:
        raise NotFoundError(f"Платежа с ключом {payment_id} в базе нет. Обновите список и выберите снова.")
    return found[0]


def find_payments(connection: Connection, payment_ids: Iterable[int]) -> list[ListedPayment]:
    """These payments, in the order of their keys; keys of nothing are left out."""
    found: list[ListedPayment] = []
    for ids in in_chunks(set(payment_ids)):
        statement = _joined(select(*_COLUMNS)).where(PaymentRow.id.in_(ids)).order_by(PaymentRow.id)
        found += map(_listed, connection.execute(statement))
    return found


def _joined(statement: Any) -> Select[Any]:
    joined: Select[Any] = (
        statement.select_from(PaymentRow)
        .outerjoin(OperationRow, OperationRow.payment_id == PaymentRow.id)
        .outerjoin(CounterpartyRow, CounterpartyRow.id == PaymentRow.counterparty_id)
        .outerjoin(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    )
    return joined


def _listed(row: Any) -> ListedPayment:
    named = row.counterparty_name or "плательщик не назван"
    inn = f", ИНН {row.counterparty_inn}" if row.counterparty_inn else ""
    return ListedPayment(
        id=row.id,
        date=row.date,
        amount=row.amount,
        free=int(row.free),
        direction=Direction(row.direction),
        payer=row.short_name or f"{named}{inn}",
        client=row.code or "",
        number=row.number or "",
        purpose=row.purpose or "",
        state=OperationState(row.state) if row.state else _state(row),
        score=row.score,
    )


def _state(row: Any) -> OperationState:
    """Of a payment that no statement has told of."""
    if row.is_ignored:
        return OperationState.IGNORED
    return state_of(row.amount, row.amount - int(row.free), row.client_id, has_proposals=row.score is not None)
