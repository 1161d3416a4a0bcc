"""Where a payment may be put by hand: deals of its organisation with their invoices, and what is not paid of these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from tracker.facts import ObligationKind, Side
from tracker.lists.kept import storable
from tracker.models import (
    AllocationRow,
    CounterpartyRow,
    DealRow,
    DocumentRow,
    ObligationRow,
    PartyRow,
    PaymentRow,
)
from tracker.papers.stored import name_of
from tracker.recording.allocations import open_sums
from tracker.stages import INVOICE

MOST: Final = 20
"""Deals that are offered at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInvoice:
    """An invoice in force. ``left``: kopecks that are not paid, None where nobody knows its sum."""

    id: int
    name: str
    left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A deal. ``owed``: what the client has to pay by it; ``paid``: what has come; kopecks."""

    id: int
    code: str
    subject: str
    client: str
    owed: int
    paid: int
    invoices: tuple[OpenInvoice, ...]

    @property
    def left(self) -> int:
        """What is still to be paid."""
        return max(0, self.owed - self.paid)


def candidates(connection: Connection, payment_id: int, text: str = "") -> list[Candidate]:
    """Deals that a text speaks of, or, without one, those of the payer; what is not paid comes first."""
    deals = _deals().where(DealRow.organization_id == _of_payment(PaymentRow.organization_id, payment_id))
    words = str(storable(text)).split()
    if words:
        deals = deals.where(*map(_speaks_of, words))
    else:
        deals = deals.where(DealRow.counterparty_id == _of_payment(PaymentRow.counterparty_id, payment_id))
    return _read(connection, deals)


def deal_candidate(connection: Connection, code: str) -> Candidate | None:
    """One deal with its invoices; None for a deal that is not there."""
    return next(iter(_read(connection, _deals().where(DealRow.code == storable(code)))), None)


_OWED: Final = (
    select(func.coalesce(func.sum(ObligationRow.amount), 0))
    .where(
        ObligationRow.deal_id == DealRow.id,
        ObligationRow.by == Side.CLIENT.value,
        ObligationRow.kind == ObligationKind.PAYMENT.value,
        ObligationRow.cancelled_on.is_(None),
    )
    .scalar_subquery()
)
_PAID: Final = (
    select(func.coalesce(func.sum(AllocationRow.amount), 0))
    .join(PaymentRow, PaymentRow.id == AllocationRow.payment_id)
    .where(AllocationRow.deal_id == DealRow.id, PaymentRow.direction == "in")
    .scalar_subquery()
)


def _deals() -> Select[Any]:
    return (
        select(
            DealRow.id,
            DealRow.code,
            DealRow.subject,
            PartyRow.short_name,
            _OWED.label("owed"),
            _PAID.label("paid"),
        )
        .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    )


def _of_payment(column: Any, payment_id: int) -> Any:
    return select(column).where(PaymentRow.id == payment_id).scalar_subquery()


def _speaks_of(word: str) -> ColumnElement[bool]:
    spelled = sorted({word, word.lower(), word.upper(), word.capitalize()})
    columns = (DealRow.code, DealRow.subject, PartyRow.short_name, PartyRow.inn)
    billed = select(DocumentRow.deal_id).where(DocumentRow.kind == INVOICE, DocumentRow.number.in_(spelled))
    named = (column.contains(one, autoescape=True) for column in columns for one in spelled)
    return or_(*named, DealRow.id.in_(billed))


def _read(connection: Connection, deals: Select[Any]) -> list[Candidate]:
    rows = connection.execute(deals.order_by((_OWED > _PAID).desc(), DealRow.id.desc()).limit(MOST)).all()
    invoices = _invoices(connection, [row.id for row in rows])
    return [
        Candidate(
            id=row.id,
            code=row.code,
            subject=row.subject or "",
            client=row.short_name,
            owed=int(row.owed),
            paid=int(row.paid),
            invoices=tuple(invoices.get(row.id, ())),
        )
        for row in rows
    ]


def _invoices(connection: Connection, deal_ids: Sequence[int]) -> dict[int, list[OpenInvoice]]:
    statement = (
        select(DocumentRow.__table__)
        .where(
            DocumentRow.deal_id.in_(deal_ids),
            DocumentRow.kind == INVOICE,
            DocumentRow.annulled_on.is_(None),
            DocumentRow.superseded_on.is_(None),
        )
        .order_by(DocumentRow.date, DocumentRow.id)
    )
    rows = connection.execute(statement).mappings().all()
    left = open_sums(connection, _keys(rows))
    found: dict[int, list[OpenInvoice]] = {}
    for row in rows:
        one = OpenInvoice(id=row["id"], name=name_of(row), left=left[row["id"]])
        found.setdefault(row["deal_id"], []).append(one)
    return found


def _keys(rows: Iterable[Any]) -> list[int]:
    return [row["id"] for row in rows]
