"""DealFacts: everything that the rules may know of one deal, frozen. Money is whole kopecks, days are dates.

What has happened is kept with its day; ``known_on`` answers the facts as they stood at the end of one day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, TypeVar

from docgen.documents import DealKind
from docgen.vat import TaxStatus


class Side(StrEnum):
    """Who owes an obligation."""

    US = "us"
    CLIENT = "client"


class ObligationKind(StrEnum):
    """What is owed. The first four are ours, the last is the client's."""

    GOODS = "goods"
    SERVICES = "services"
    WORKS = "works"
    HANDOVER = "handover"
    PAYMENT = "payment"


class Authority(StrEnum):
    """By what right the client's signer signed."""

    HEAD = "head"
    POWER_OF_ATTORNEY = "power_of_attorney"
    CIRCUMSTANCES = "circumstances"
    APPROVED = "approved"
    NONE = "none"
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    """How we know of money."""

    CLIENT_WORD = "client_word"
    PAYMENT_ORDER = "payment_order"
    BANK_STATEMENT = "bank_statement"
    CASH_RECEIPT = "cash_receipt"


class Direction(StrEnum):
    """Where money went."""

    IN = "in"
    OUT = "out"


class Protection(StrEnum):
    """What the clauses of a contract grant us."""

    DEEMED_ACCEPTANCE = "deemed_acceptance"
    GOODS_RECEIPT = "goods_receipt"
    AUTHORISED_RECEIVERS = "authorised_receivers"
    EMAIL_COUNTS = "email_counts"
    SCAN_FORCE = "scan_force"
    ORIGINALS_PENALTY = "originals_penalty"


MONEY_IN_HAND: Final = frozenset({Evidence.BANK_STATEMENT, Evidence.CASH_RECEIPT})


@dataclass(frozen=True, slots=True)
class Attorney:
    """A power of attorney of the client's signer; a day that is not known bounds nothing."""

    number: str | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether it was in force on the day, as far as its days are known."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The contract of a deal. ``known_from``: since when it stands in the place of another, whatever its own date."""

    number: str
    date: dt.date
    signed_by_us_on: dt.date | None = None
    signed_by_client_on: dt.date | None = None
    signer_authority: Authority = Authority.HEAD
    attorney: Attorney | None = None
    scan_on: dt.date | None = None
    original_on: dt.date | None = None
    electronic_on: dt.date | None = None
    acceptance_days: int | None = None
    protections: frozenset[Protection] = frozenset()
    known_from: dt.date | None = None
    annulled_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """What one side owes. ``performed_amount`` is None when all of ``amount`` was performed."""

    id: str
    by: Side
    kind: ObligationKind
    amount: int
    due_on: dt.date
    performed_on: dt.date | None = None
    performed_amount: int | None = None
    cancelled_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper of a deal other than its contract. ``kind`` is a name of the library.

    covers: (id of an obligation, kopecks) as the paper states. status: 1 or 2 of a УПД. vat_rate: percent it states.
    known_from: since when it stands in the place of another, whatever its own date.
    """

    id: str
    kind: str
    number: str
    date: dt.date
    covers: tuple[tuple[str, int], ...] = ()
    status: int | None = None
    vat_rate: str | None = None
    signed_by_us_on: dt.date | None = None
    sent_on: dt.date | None = None
    delivered_on: dt.date | None = None
    signed_by_client_on: dt.date | None = None
    signer_authority: Authority = Authority.UNKNOWN
    attorney: Attorney | None = None
    scan_on: dt.date | None = None
    original_on: dt.date | None = None
    electronic_on: dt.date | None = None
    refused_on: dt.date | None = None
    refusal_answered_on: dt.date | None = None
    known_from: dt.date | None = None
    annulled_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money allocated to the deal, in the order in which it was entered."""

    date: dt.date
    amount: int
    evidence: Evidence
    direction: Direction = Direction.IN

    @property
    def is_in_hand(self) -> bool:
        """Whether a bank or a cash desk says so, and not the client alone."""
        return self.evidence in MONEY_IN_HAND


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim that we sent."""

    sent_on: dt.date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A demand of the client: refund, termination."""

    received_on: dt.date
    amount: int
    answered_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person on the client's side."""

    name: str
    position: str | None = None
    left_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What of the client matters to the rules."""

    id: str
    name: str
    contacts: tuple[Contact, ...] = ()
    tax_invoice_waiver_on: dt.date | None = None
    insolvent_on: dt.date | None = None
    insolvency_claim_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFacts:
    """One deal with its client, papers and money. ``contracts``: one, after those that it took the place of."""

    id: str
    kind: DealKind
    seller_vat: TaxStatus
    client: Client
    contracts: tuple[Contract, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    documents: tuple[Document, ...] = ()
    payments: tuple[Payment, ...] = ()
    claims: tuple[Claim, ...] = ()
    demands: tuple[Demand, ...] = ()


R = TypeVar("R", Contract, Obligation, Document, Demand, Client, Contact)

_CONTRACT = ("signed_by_us_on", "signed_by_client_on", "scan_on", "original_on", "electronic_on", "annulled_on")
_DOCUMENT = (*_CONTRACT, "sent_on", "delivered_on", "refused_on", "refusal_answered_on")
_OBLIGATION = ("performed_on", "cancelled_on")
_CLIENT = ("tax_invoice_waiver_on", "insolvent_on", "insolvency_claim_on")


def days_of(facts: DealFacts) -> Iterator[dt.date]:
    """Days on which something becomes known. Terms (``due_on``, the days of a power of attorney) are no facts."""
    for day in _all_days(facts):
        if day is not None:
            yield day


def _all_days(facts: DealFacts) -> Iterator[dt.date | None]:
    paper: Contract | Document
    for paper in facts.contracts:
        yield from (paper.date, paper.signed_by_us_on, paper.signed_by_client_on)
        yield from (paper.scan_on, paper.original_on, paper.electronic_on, paper.known_from, paper.annulled_on)
    for owed in facts.obligations:
        yield owed.performed_on
        yield owed.cancelled_on
    for paper in facts.documents:
        yield from (paper.date, paper.signed_by_us_on, paper.sent_on, paper.delivered_on, paper.signed_by_client_on)
        yield from (paper.scan_on, paper.original_on, paper.electronic_on)
        yield from (paper.refused_on, paper.refusal_answered_on, paper.known_from, paper.annulled_on)
    for payment in facts.payments:
        yield payment.date
    for claim in facts.claims:
        yield claim.sent_on
    for demand in facts.demands:
        yield demand.received_on
        yield demand.answered_on
    yield from _days_of_client(facts.client)


def _days_of_client(client: Client) -> Iterator[dt.date | None]:
    yield client.tax_invoice_waiver_on
    yield client.insolvent_on
    yield client.insolvency_claim_on
    for contact in client.contacts:
        yield contact.left_on


def known_on(facts: DealFacts, day: dt.date) -> DealFacts:
    """The facts as they stood at the end of ``day``: what is dated later is not there.

    A paper exists from its own date (or ``known_from``) until ``annulled_on``, an obligation until ``cancelled_on``.
    """
    return replace(
        facts,
        client=_client_on(facts.client, day),
        contracts=tuple(_without_later(paper, _CONTRACT, day) for paper in facts.contracts if _is_there(paper, day)),
        obligations=tuple(
            _without_later(owed, _OBLIGATION, day)
            for owed in facts.obligations
            if not _happened(owed.cancelled_on, day)
        ),
        documents=tuple(_without_later(paper, _DOCUMENT, day) for paper in facts.documents if _is_there(paper, day)),
        payments=tuple(payment for payment in facts.payments if payment.date <= day),
        claims=tuple(claim for claim in facts.claims if claim.sent_on <= day),
        demands=tuple(
            _without_later(demand, ("answered_on",), day) for demand in facts.demands if demand.received_on <= day
        ),
    )


def _client_on(client: Client, day: dt.date) -> Client:
    contacts = tuple(_without_later(contact, ("left_on",), day) for contact in client.contacts)
    return replace(_without_later(client, _CLIENT, day), contacts=contacts)


def _is_there(paper: Contract | Document, day: dt.date) -> bool:
    return paper.date <= day and _is_known(paper.known_from, day) and not _happened(paper.annulled_on, day)


def _happened(on: dt.date | None, day: dt.date) -> bool:
    return on is not None and on <= day


def _without_later(record: R, keys: tuple[str, ...], day: dt.date) -> R:
    later: dict[str, Any] = {key: None for key in keys if not _is_known(getattr(record, key), day)}
    return replace(record, **later) if later else record


def _is_known(on: dt.date | None, day: dt.date) -> bool:
    return on is None or on <= day
