"""Money of a deal with the papers that tell of it, as a claim counts it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from docgen.phrases import with_sign
from tracker.facts import MONEY_IN_HAND, Direction, Evidence
from tracker.models import AllocationRow, PaymentRow

_PAPERS: Final = {
    Evidence.BANK_STATEMENT: "платёжное поручение",
    Evidence.CASH_RECEIPT: "кассовый документ",
}
_WITHOUT_NUMBER: Final = {Evidence.BANK_STATEMENT: "выписка банка", Evidence.CASH_RECEIPT: "касса"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money that bank or cash desk confirmed. ``amount``: kopecks that belong to the deal. ``document`` names a paper.

    returned: it went back to the client.
    """

    on: date
    amount: int
    document: str = ""
    returned: bool = False


def read_receipts(connection: Connection, deal_id: int) -> list[Receipt]:
    """Confirmed money of a deal, oldest first."""
    statement = (
        select(PaymentRow.date, AllocationRow.amount, PaymentRow.evidence, PaymentRow.direction, PaymentRow.number)
        .join(AllocationRow, AllocationRow.payment_id == PaymentRow.id)
        .where(
            AllocationRow.deal_id == deal_id,
            PaymentRow.evidence.in_(sorted(evidence.value for evidence in MONEY_IN_HAND)),
        )
        .order_by(PaymentRow.date, PaymentRow.position, PaymentRow.id)
    )
    return [
        Receipt(
            on=row.date,
            amount=row.amount,
            document=_document(Evidence(row.evidence), row.number),
            returned=row.direction == Direction.OUT.value,
        )
        for row in connection.execute(statement)
    ]


def kept(receipts: Iterable[Receipt]) -> list[Receipt]:
    """What came in and was not given back, oldest first: money that went back takes the latest that had come by then.

    Where more went back than had come by that day, the rest takes what came later.
    """
    left: list[Receipt] = []
    owed_back = 0
    for one in sorted(receipts, key=lambda one: (one.on, one.returned)):
        if one.returned:
            owed_back += one.amount
        else:
            left.append(one)
        while owed_back and left:
            last = left.pop()
            taken = min(last.amount, owed_back)
            owed_back -= taken
            if taken < last.amount:
                left.append(replace(last, amount=last.amount - taken))
    return left


def _document(evidence: Evidence, number: str | None) -> str:
    return f"{_PAPERS[evidence]} {with_sign(number)}" if number else _WITHOUT_NUMBER[evidence]
