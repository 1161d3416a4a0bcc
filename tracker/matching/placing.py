"""Matches as allocations: one for a deal, with the invoices that it pays there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tracker.matching.items import Decision, Part
from tracker.recording.allocations import Allocation


def allocations_of(payment_id: int, decision: Decision) -> list[Allocation]:
    """What is applied of a decision, deal by deal."""
    if decision.applied is None:
        return []
    reasons = decision.applied.told
    return [replace(one, reasons=reasons) for one in by_deals(payment_id, decision.applied.parts)]


def by_deals(payment_id: int, parts: Iterable[Part]) -> list[Allocation]:
    """Parts of a payment as allocations: one for a deal, with the invoices that it pays there."""
    found: dict[int, dict[str, Any]] = {}
    for part in parts:
        deal = found.setdefault(part.deal_id, {"amount": 0, "invoices": {}})
        deal["amount"] += part.amount
        if part.document_id is not None:
            deal["invoices"][part.document_id] = deal["invoices"].get(part.document_id, 0) + part.amount
    return [Allocation(payment_id=payment_id, deal_id=deal_id, **deal) for deal_id, deal in found.items()]
