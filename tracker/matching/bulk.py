"""Proposals of many payments accepted at once, payment by payment, and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tracker.batches.ledger import NewItem
from tracker.errors import RefusedError
from tracker.house import House, Work
from tracker.matching import proposals
from tracker.matching.register import ListedPayment
from tracker.matching.sorting import accept, undo

ACCEPTED: Final = "payments_accepted"
"""Kind of the batch."""


def items_to_accept(work: Work, payments: Sequence[ListedPayment]) -> list[NewItem]:
    """The likeliest proposal of each payment, as it is now. Raises RefusedError where none has any."""
    kept = proposals.kept(work.connection, [payment.id for payment in payments])
    first = {key: one for key, offers in kept.items() for one in offers if one.number == 1 and one.parts}
    items = [
        NewItem(
            key=str(payment.id),
            subject={"payment": payment.id, "seal": first[payment.id].seal, "client": payment.payer},
        )
        for payment in payments
        if payment.id in first
    ]
    if not items:
        raise RefusedError("У выбранных платежей нет предложений: разберите их по одному.")
    return items


def accept_item(house: House, work: Work, params: Mapping[str, Any], subject: Mapping[str, Any]) -> Mapping[str, Any]:
    """Accepts what the person saw. Raises RefusedError if something else is proposed by now."""
    del house, params
    kept = proposals.kept(work.connection, [subject["payment"]]).get(subject["payment"], [])
    if not kept or kept[0].seal != subject["seal"]:
        raise RefusedError("Предложение уже другое: откройте платёж и решите сами.")
    return {"score": accept(work, subject["payment"]).score}


def undo_item(house: House, work: Work, params: Mapping[str, Any], subject: Mapping[str, Any]) -> Mapping[str, Any]:
    """Takes the payment's allocations back. Raises RefusedError if a person has taken them back already."""
    del house, params
    return {"withdrawn": undo(work, subject["payment"])}
