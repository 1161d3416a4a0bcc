"""One deal from before the program, as a deals file has it: healthy from the first paper to the last.

What can go wrong with a deal is told in ``troubles.py``, which takes such a deal and spoils it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from docgen.vat import TaxStatus, default_code, rate_on
from tracker.demo.clients import Client
from tracker.demo.data import Dice, Values, working
from tracker.demo.organizations import Organization

OURS, ADVANCE, REST, CLOSING, TAX = "o1", "p1", "p2", "z1", "f1"
"""Ids inside a deal: what we owe, both payments, the closing paper, its tax invoice."""

GOODS, SERVICES, WORKS = "goods", "services", "works"
_ACCEPTANCE_DAYS: Final = 5
_PROTECTIONS: Final = ["email_counts", "scan_force", "authorised_receivers"]


@dataclass(slots=True, kw_only=True)
class Past:
    """A deal that is being written. ``paid``: shares of the sum that were paid in advance and after; days are known."""

    data: Values
    organization: Organization
    client: Client
    dice: Dice
    amount: Decimal
    start: date
    performed: date
    obligations: dict[str, Values] = field(default_factory=dict)
    documents: dict[str, Values] = field(default_factory=dict)
    payments: list[Values] = field(default_factory=list)

    @property
    def contract(self) -> Values:
        """The contract."""
        contract: Values = self.data["contract"]
        return contract

    @property
    def closing(self) -> Values:
        """The paper that the client confirms by."""
        return self.documents[CLOSING]

    @property
    def kind(self) -> str:
        """What we owe: goods, services or works."""
        return str(self.obligations[OURS]["kind"])

    def as_section(self) -> Values:
        """The deal as the file has it."""
        lists = {
            "obligations": [*self.obligations.values()],
            "documents": [*self.documents.values()],
            "payments": self.payments,
        }
        return self.data | lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What a deal begins with. ``number``: of its contract and of its other papers; ``kind``: what we owe."""

    code: str
    number: str
    paper_number: int
    subject: str
    kind: str
    amount: Decimal
    start: date
    is_consignment: bool = False


def healthy(agreed: Agreed, organization: Organization, client: Client, dice: Dice) -> Past:
    """The deal, done, paid for and confirmed by originals."""
    past = Past(
        data=_head(agreed, client),
        organization=organization,
        client=client,
        dice=dice,
        amount=agreed.amount,
        start=agreed.start,
        performed=working(agreed.start + dice.days(8, 35)),
    )
    past.data["contract"] = _contract(agreed, dice)
    _owe(past, agreed)
    _invoice(past, agreed)
    _close(past, agreed)
    _pay(past, agreed)
    return past


def _head(agreed: Agreed, client: Client) -> Values:
    kind = "services" if agreed.kind != GOODS else "consignment" if agreed.is_consignment else "supply"
    return {
        "id": agreed.code,
        "client": client.code,
        "manager": client.manager,
        "subject": agreed.subject,
        "kind": kind,
    }


def _contract(agreed: Agreed, dice: Dice) -> Values:
    signed = working(agreed.start + dice.days(1, 5))
    return {
        "number": agreed.number,
        "date": str(agreed.start),
        "signed_by_us_on": str(agreed.start),
        "signed_by_client_on": str(signed),
        "scan_on": str(signed),
        "original_on": str(working(signed + dice.days(5, 20))),
        "acceptance_days": _ACCEPTANCE_DAYS,
        "protections": [*_PROTECTIONS],
    }


def _owe(past: Past, agreed: Agreed) -> None:
    due = past.performed + past.dice.days(0, 6)
    ours = {"id": OURS, "by": "us", "kind": agreed.kind, "amount": roubles(past.amount)}
    past.obligations[OURS] = ours | {"due_on": str(due), "performed_on": str(past.performed)}
    advance = Decimal(0) if agreed.is_consignment else half(past.amount)
    if advance:
        past.obligations[ADVANCE] = _payment(ADVANCE, advance, agreed.start + timedelta(7))
    days = 60 if agreed.is_consignment else 14
    past.obligations[REST] = _payment(REST, past.amount - advance, past.performed + timedelta(days))


def _payment(key: str, amount: Decimal, due: date) -> Values:
    return {"id": key, "by": "client", "kind": "payment", "amount": roubles(amount), "due_on": str(due)}


def _invoice(past: Past, agreed: Agreed) -> None:
    if not agreed.is_consignment:
        sum_of = {"covers": {OURS: roubles(past.amount)}}
        paper = {"id": "i1", "kind": "proforma_invoice", "number": str(agreed.paper_number), "date": str(agreed.start)}
        past.documents["i1"] = paper | sum_of | {"sent_on": str(agreed.start)}


def _close(past: Past, agreed: Agreed) -> None:
    """A УПД, or a waybill or an act with its tax invoice; all sent, signed and returned."""
    status = TaxStatus(past.organization.vat)
    is_taxed = status is not TaxStatus.EXEMPT
    is_whole = agreed.kind == GOODS and past.dice.chance(0.7)
    kind = "acceptance_certificate" if agreed.kind != GOODS else "waybill"
    paper = _paper(past, CLOSING, "universal_transfer_document" if is_whole else kind, agreed.paper_number)
    if is_whole:
        paper["status"] = "1" if is_taxed else "2"
    signed = working(past.performed + past.dice.days(1, 5))
    paper |= {
        "sent_on": str(past.performed),
        "delivered_on": str(past.performed + timedelta(1)),
        "signed_by_client_on": str(signed),
        "signer_authority": past.dice.weighed({"head": 5, "power_of_attorney": 3, "approved": 1}),
        "scan_on": str(signed),
        "original_on": str(working(signed + past.dice.days(4, 25))),
    }
    past.documents[CLOSING] = paper
    if is_taxed and not is_whole and not agreed.is_consignment:
        past.documents[TAX] = _paper(past, TAX, "tax_invoice", agreed.paper_number) | {"sent_on": str(past.performed)}


def _paper(past: Past, key: str, kind: str, number: int) -> Values:
    code = default_code(TaxStatus(past.organization.vat))
    percent = rate_on(code, past.performed).percent
    paper = {
        "id": key,
        "kind": kind,
        "number": str(number),
        "date": str(past.performed),
        "covers": {OURS: roubles(past.amount)},
        "signed_by_us_on": str(past.performed),
    }
    return paper if percent is None else paper | {"vat_rate": f"{percent:f}"}


def _pay(past: Past, agreed: Agreed) -> None:
    if ADVANCE in past.obligations:
        past.payments.append(paid(past, ADVANCE, agreed.start + past.dice.days(3, 6)))
    past.payments.append(paid(past, REST, past.performed + past.dice.days(2, 13)))


def paid(past: Past, key: str, on: date, evidence: str = "bank_statement") -> Values:
    """What an obligation of the client was paid by."""
    return {"date": str(on), "amount": past.obligations[key]["amount"], "evidence": evidence}


def half(amount: Decimal) -> Decimal:
    """Half of a sum, in whole roubles."""
    return (amount / 2).quantize(Decimal(1))


def roubles(amount: Decimal) -> str:
    """A sum as files have it."""
    return f"{amount:.2f}"
