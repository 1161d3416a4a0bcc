"""Records what happens to deals, as it happens: each function checks, notes old and new, and touches the deal.

To record the same fact once more changes nothing and notes nothing. Every function raises NotFoundError for a key that
is not there and RefusedError, in Russian, for what contradicts what is stored.
"""

from __future__ import annotations

from tracker.recording.allocations import allocate, withdraw_allocation
from tracker.recording.clients import (
    accept_waiver,
    add_claim,
    add_demand,
    answer_demand,
    declare_insolvent,
    file_insolvency_claim,
    mark_contact_left,
)
from tracker.recording.money import PaymentFacts, add_payment
from tracker.recording.obligations import NewObligation, add_obligation, cancel, perform
from tracker.recording.papers import (
    answer_refusal,
    receive_electronic,
    receive_original,
    receive_scan,
    record_delivery,
    record_refusal,
    send,
    sign_by_client,
    sign_by_us,
)

__all__ = [
    "NewObligation",
    "PaymentFacts",
    "accept_waiver",
    "add_claim",
    "add_demand",
    "add_obligation",
    "add_payment",
    "allocate",
    "answer_demand",
    "answer_refusal",
    "cancel",
    "declare_insolvent",
    "file_insolvency_claim",
    "mark_contact_left",
    "perform",
    "receive_electronic",
    "receive_original",
    "receive_scan",
    "record_delivery",
    "record_refusal",
    "send",
    "sign_by_client",
    "sign_by_us",
    "withdraw_allocation",
]
