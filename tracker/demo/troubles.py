"""What goes wrong with deals: each trouble spoils a healthy deal the way life does, so that one rule at least finds it.

A trouble has the name of the rule that it is made for; others often speak of the same deal, as they do in life.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from docgen.vat import TaxStatus, default_code, rate_on
from tracker.demo.past import ADVANCE, CLOSING, GOODS, OURS, REST, SERVICES, TAX, Past, paid

_SIGNED: Final = ("signed_by_client_on", "signer_authority", "scan_on", "original_on")
_REPLACED: Final = ("20", "22")  # percents of the standard rate that papers of these years state


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """How to spoil a deal. ``of``: whose deal, by the key of our organisation; ``kind``: what it must be about.

    whose: «insolvent» or «left» where the client must be such a one. age: days since its start, or None for any.
    count: how many deals have it; share: how big they are beside others.
    """

    spoil: Callable[[Past], None]
    of: str = "trade"
    kind: str = GOODS
    whose: str = ""
    age: int | None = None
    count: int = 1
    share: float = 1.0


def _drop(past: Past, *keys: str) -> None:
    for key in keys:
        past.documents.pop(key, None)


def _unsigned(past: Past) -> None:
    for key in _SIGNED:
        past.closing.pop(key, None)


def _unpaid(past: Past, key: str = REST) -> None:
    amount = past.obligations[key]["amount"]
    left = [*past.payments]
    for payment in reversed(left):
        if payment["amount"] == amount:
            past.payments.remove(payment)
            return


def _advance_overdue(past: Past) -> None:
    past.obligations[OURS].pop("performed_on")
    past.obligations.pop(REST)
    past.payments = past.payments[:1]
    _drop(past, CLOSING, TAX)


def _claim_not_sent(past: Past) -> None:
    _unpaid(past)


def _client_insolvent(past: Past) -> None:
    _unpaid(past)
    past.data["claims"] = [{"sent_on": str(past.performed + timedelta(50)), "amount": past.obligations[REST]["amount"]}]


def _missing(past: Past) -> None:
    _drop(past, CLOSING, TAX)


def _unreturned(past: Past) -> None:
    _unsigned(past)


def _unsent(past: Past) -> None:
    _unsigned(past)
    for key in ("sent_on", "delivered_on"):
        past.closing.pop(key)


def _contract_unsigned(past: Past) -> None:
    for key in ("signed_by_client_on", "scan_on", "original_on"):
        past.contract.pop(key)


def _delivery_unproven(past: Past) -> None:
    _unsigned(past)
    past.closing.pop("delivered_on")


def _demand(past: Past) -> None:
    _advance_overdue(past)
    received = past.performed + timedelta(25)
    past.data["demands"] = [{"received_on": str(received), "amount": past.obligations[ADVANCE]["amount"]}]


def _old_debt(past: Past) -> None:
    """Three years since the term of payment are nearly over, and nobody has reconciled since."""
    _unpaid(past)
    past.obligations[REST]["due_on"] = str(past.performed + timedelta(7))


def _one_sided(past: Past) -> None:
    _unsigned(past)
    past.contract["protections"] = [*past.contract["protections"], "deemed_acceptance"]


def _payment_claimed(past: Past) -> None:
    _unpaid(past)
    word = "payment_order" if past.dice.chance(0.5) else "client_word"
    past.payments.append(paid(past, REST, past.performed + timedelta(12), word))


def _reconciled_only(past: Past) -> None:
    signed = past.performed + timedelta(70)
    covers = past.closing["covers"]
    _unsigned(past)
    past.documents["r1"] = {
        "id": "r1",
        "kind": "reconciliation_statement",
        "number": "1",
        "date": str(signed - timedelta(10)),
        "covers": covers,
        "sent_on": str(signed - timedelta(10)),
        "signed_by_client_on": str(signed),
        "signer_authority": "head",
        "original_on": str(signed + timedelta(9)),
    }


def _refused(past: Past) -> None:
    _unsigned(past)
    past.closing["refused_on"] = str(past.performed + timedelta(4))


def _scan_only(past: Past) -> None:
    past.closing.pop("original_on")


def _shipped_first(past: Past) -> None:
    """Goods went out on a word: no signature under the contract yet, no money, and the paper came back as a scan."""
    late = past.performed + timedelta(9)
    days = {"signed_by_client_on": late, "scan_on": late, "original_on": late + timedelta(12)}
    past.contract.update({key: str(day) for key, day in days.items()})
    past.payments = [payment | {"date": str(past.performed + timedelta(13))} for payment in past.payments]
    _scan_only(past)


def _unauthorised(past: Past) -> None:
    past.closing["signer_authority"] = past.dice.pick(["none", "unknown"])


def _tax_invoice_late(past: Past) -> None:
    late = past.performed + timedelta(16)
    invoice = past.documents.get(TAX)
    if invoice is not None:
        invoice |= {"date": str(late), "signed_by_us_on": str(late), "sent_on": str(late)}
    else:
        past.closing["status"] = "2"


def _tax_invoice_only(past: Past) -> None:
    closing = past.documents.pop(CLOSING)
    keys = ("date", "covers", "vat_rate", *_SIGNED, "sent_on")
    kept = {key: closing[key] for key in keys if key in closing}
    past.documents[TAX] = {"id": TAX, "kind": "tax_invoice", "number": closing["number"]} | kept


def _unproven(past: Past) -> None:
    _unsigned(past)
    past.payments = []


def _wrong_rate(past: Past) -> None:
    right = rate_on(default_code(TaxStatus.STANDARD), past.performed).percent
    past.closing["vat_rate"] = next(rate for rate in _REPLACED if rate != f"{right:f}")


TROUBLES: Final = {
    "advance_overdue": Trouble(spoil=_advance_overdue, count=2, share=0.6),
    "claim_not_sent": Trouble(spoil=_claim_not_sent, count=2),
    "client_insolvent": Trouble(spoil=_client_insolvent, whose="insolvent", count=2, share=0.8),
    "closing_document_missing": Trouble(spoil=_missing, of="supplies", count=2, share=0.5),
    "closing_document_unreturned": Trouble(spoil=_unreturned, of="service", kind=SERVICES, count=3, share=0.7),
    "closing_document_unsent": Trouble(spoil=_unsent, of="service", kind=SERVICES, count=2, share=0.6),
    "contact_left": Trouble(spoil=_unreturned, whose="left", count=2, share=0.6),
    "contract_unsigned": Trouble(spoil=_contract_unsigned, of="supplies", count=2, share=0.6),
    "delivery_unproven": Trouble(spoil=_delivery_unproven, of="service", kind=SERVICES, count=2, share=0.6),
    "demand_unanswered": Trouble(spoil=_demand, share=0.5),
    "limitation_near": Trouble(spoil=_old_debt, age=1086, share=0.5),
    "one_sided_only": Trouble(spoil=_one_sided, of="service", kind=SERVICES, count=2, share=0.8),
    "paid_unconfirmed": Trouble(spoil=_unreturned, count=3),
    "payment_claimed": Trouble(spoil=_payment_claimed, of="supplies", share=0.5),
    "payment_overdue": Trouble(spoil=_claim_not_sent, of="supplies", count=2, share=0.5),
    "reconciliation_only": Trouble(spoil=_reconciled_only, share=0.8),
    "reconciliation_stale": Trouble(spoil=_unreturned, age=620, share=0.6),
    "refusal_unanswered": Trouble(spoil=_refused, of="service", kind=SERVICES, share=0.9),
    "scan_only": Trouble(spoil=_scan_only, of="supplies", count=3, share=0.8),
    "shipped_before_papers": Trouble(spoil=_shipped_first, of="supplies", count=2, share=0.6),
    "signer_unauthorised": Trouble(spoil=_unauthorised, count=2, share=0.7),
    "tax_invoice_late": Trouble(spoil=_tax_invoice_late, count=2),
    "tax_invoice_only": Trouble(spoil=_tax_invoice_only, share=0.6),
    "unproven_debt": Trouble(spoil=_unproven, of="service", kind=SERVICES, share=0.6),
    "vat_rate_mismatch": Trouble(spoil=_wrong_rate, count=2),
}
"""By rules."""


def age_of(trouble: Trouble, start: date, today: date) -> date:
    """The day on which the spoiled deal began: its own, or as long ago as the trouble needs."""
    return start if trouble.age is None else today - timedelta(trouble.age)
