"""How a deal stands on a day: what is performed, confirmed, paid and owed. Every rule reads it, none changes it.

Money covers confirmed performance first, then unconfirmed performance oldest first; the client's payments are covered
oldest first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from docgen.documents import DealKind
from docgen.vat import TaxStatus
from tracker import evidence
from tracker.evidence import RECONCILIATION, TAX_INVOICE, Strength, working_day
from tracker.facts import (
    Claim,
    Client,
    Contract,
    DealFacts,
    Demand,
    Direction,
    Document,
    Obligation,
    ObligationKind,
    Payment,
    Side,
    known_on,
)


@dataclass(slots=True, kw_only=True)
class Paper:
    """A paper and what it is worth on the day. ``cover``: what it states, kopecks; ``obligations``: whom it covers."""

    document: Document
    strength: Strength
    cover: int
    obligations: tuple[tuple[Performance, int], ...] = ()

    @property
    def is_confirming(self) -> bool:
        """Whether papers of its kind confirm anything at all."""
        return bool(evidence.confirmed_by(self.document.kind))

    @property
    def is_signed(self) -> bool:
        """Whether the client signed it."""
        return self.document.signed_by_client_on is not None


@dataclass(slots=True, kw_only=True)
class Performance:
    """An obligation of ours. Sums are kopecks; all are 0 until it is performed.

    refund: what of ``unconfirmed`` the client has paid for and may ask back; unproven: the rest of it.
    """

    obligation: Obligation
    performed: int
    confirmed: int = 0
    confirmed_fully: int = 0
    confirmed_without_statements: int = 0
    refund: int = 0
    unproven: int = 0
    has_confirming_paper: bool = False
    has_tax_invoice: bool = False

    @property
    def unconfirmed(self) -> int:
        """What of the performance no paper confirms."""
        return self.performed - self.confirmed

    @property
    def performed_on(self) -> date:
        """The day of performance of what is performed."""
        if self.obligation.performed_on is None:
            raise ValueError("the obligation is not performed")
        return self.obligation.performed_on


@dataclass(slots=True, kw_only=True)
class Debt:
    """A payment of the client and what money has not covered of it. ``due_on`` is its term moved to a working day."""

    obligation: Obligation
    amount: int
    due_on: date
    is_due: bool


class Standing:
    """A deal on the day ``today``, by what was known then. ``grace_days``: for papers after performance."""

    def __init__(self, facts: DealFacts, today: date, grace_days: int) -> None:
        self.today = today
        self.grace_days = grace_days
        known = known_on(facts, today)
        self.id: str = known.id
        self.kind: DealKind = known.kind
        self.seller_vat: TaxStatus = known.seller_vat
        self.client: Client = known.client
        self.contract: Contract | None = known.contracts[-1] if known.contracts else None
        self.payments: tuple[Payment, ...] = known.payments
        self.claims: tuple[Claim, ...] = known.claims
        self.demands: tuple[Demand, ...] = known.demands
        self.performances: list[Performance] = []
        self._promised: list[Obligation] = []
        for owed in known.obligations:
            if owed.by is Side.US:
                self.performances.append(Performance(obligation=owed, performed=_performed(owed)))
            else:
                self._promised.append(owed)
        self.performed: int = sum(item.performed for item in self.performances)
        self.received: int = max(0, sum(_signed_amount(payment) for payment in self.payments if payment.is_in_hand))
        self.papers: list[Paper] = self._weighed(known.documents)
        for paper in self.papers:
            self._cover(paper)
        self._split_unconfirmed()

    def _weighed(self, documents: Iterable[Document]) -> list[Paper]:
        ours = {item.obligation.id: item for item in self.performances}
        return [
            Paper(
                document=document,
                strength=evidence.strength(document, self.contract, self.today),
                cover=sum(amount for _, amount in document.covers),
                obligations=tuple((ours[name], amount) for name, amount in document.covers if name in ours),
            )
            for document in documents
        ]

    def _cover(self, paper: Paper) -> None:
        kind = paper.document.kind
        confirmable = evidence.confirmed_by(kind)
        for item, amount in paper.obligations:
            if kind == TAX_INVOICE:
                item.has_tax_invoice = True
            if item.obligation.kind not in confirmable:
                continue
            item.has_confirming_paper = True
            if evidence.counts_for(paper.document, paper.strength, item.obligation.kind):
                item.confirmed += amount
                item.confirmed_fully += amount if paper.strength is Strength.FULL else 0
                item.confirmed_without_statements += 0 if kind == RECONCILIATION else amount

    def _split_unconfirmed(self) -> None:
        for item in self.performances:
            item.confirmed = min(item.confirmed, item.performed)
            item.confirmed_without_statements = min(item.confirmed_without_statements, item.performed)
        left = max(0, self.received - sum(item.confirmed for item in self.performances))
        for item in sorted(self.performed_items, key=lambda item: (item.performed_on, item.obligation.id)):
            item.refund = min(left, item.unconfirmed)
            item.unproven = item.unconfirmed - item.refund
            left -= item.refund

    @cached_property
    def performed_items(self) -> list[Performance]:
        """Our obligations that are performed, in the order in which they were entered."""
        return [item for item in self.performances if item.obligation.performed_on is not None]

    @cached_property
    def debts(self) -> list[Debt]:
        """The client's payments oldest first, each with what received money does not cover of it."""
        left = self.received
        debts = []
        for owed in sorted(self._promised, key=lambda owed: (owed.due_on, owed.id)):
            covered = min(left, owed.amount)
            left -= covered
            due_on = working_day(owed.due_on)
            debts.append(Debt(obligation=owed, amount=owed.amount - covered, due_on=due_on, is_due=due_on < self.today))
        return debts

    @cached_property
    def unpaid(self) -> list[Debt]:
        """Those of the debts that are due and not paid in full."""
        return [debt for debt in self.debts if debt.is_due and debt.amount > 0]

    @cached_property
    def receipts(self) -> list[Payment]:
        """Money that came in, by bank or cash desk, oldest first."""
        came = [one for one in self.payments if one.is_in_hand and one.direction is Direction.IN]
        return sorted(came, key=lambda payment: payment.date)

    @cached_property
    def statements(self) -> list[Paper]:
        """Reconciliation statements of full strength."""
        return [
            paper for paper in self.papers if paper.document.kind == RECONCILIATION and paper.strength is Strength.FULL
        ]

    @cached_property
    def statement_days(self) -> list[date]:
        """Days on which the client signed reconciliation statements that are of full strength today."""
        days = (paper.document.signed_by_client_on for paper in self.statements)
        return sorted(day for day in days if day is not None)

    @cached_property
    def silence_days(self) -> tuple[date, ...]:
        """Days, still to come, from which a paper that the client keeps silent about is one-sided."""
        ends = (evidence.deemed_accepted_after(paper.document, self.contract) for paper in self.papers)
        return tuple(end + timedelta(1) for end in ends if end is not None and end >= self.today)

    def grace_end(self, item: Performance) -> date:
        """The last day on which it is too early to ask for papers of a performance."""
        return item.performed_on + timedelta(self.grace_days)


def _performed(owed: Obligation) -> int:
    if owed.performed_on is None:
        return 0
    return owed.amount if owed.performed_amount is None else owed.performed_amount


def _signed_amount(payment: Payment) -> int:
    return payment.amount if payment.direction is Direction.IN else -payment.amount


def is_goods(item: Performance) -> bool:
    """Whether the obligation is to deliver goods."""
    return item.obligation.kind is ObligationKind.GOODS
