"""What may be paid, by client, number and sum. Sums run: what one payment is matched with is not open for the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from tracker.facts import Direction
from tracker.matching.items import Client, Deal, Invoice, Paper, Part
from tracker.matching.vat_stated import InvoiceVat

MOST_SEARCHED: Final = 200
"""Deals or invoices of a client that are looked through one by one for a guess; beyond it nobody guesses."""

_Whose = tuple[int, int]  # an organisation of ours and a client


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money that came from a client under a number, and the deals that it was allocated to."""

    date: date
    deals: frozenset[int]


@dataclass(slots=True)
class OpenItems:
    """Open items of the clients that were added so far. ``book`` keeps sums current; all else only looks."""

    clients: dict[int, Client] = field(default_factory=dict)
    deals: dict[int, Deal] = field(default_factory=dict)
    invoices: dict[int, Invoice] = field(default_factory=dict)
    vat: dict[int, InvoiceVat] = field(default_factory=dict)
    _received: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    _paid: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    _totals: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    _deals_of: dict[_Whose, list[int]] = field(default_factory=lambda: defaultdict(list))
    _invoices_of_deal: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_number: dict[tuple[int, int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_open: dict[tuple[int, int, int], dict[int, None]] = field(default_factory=lambda: defaultdict(dict))
    _by_contract: dict[tuple[int, int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    _papers: dict[tuple[int, int, str], list[Paper]] = field(default_factory=lambda: defaultdict(list))
    _receipts: dict[tuple[int, int, str], list[Receipt]] = field(default_factory=lambda: defaultdict(list))

    def add_deal(self, deal: Deal, received: int) -> None:
        """Adds a deal; ``received``: the client's money in hand that belongs to it, less what went back."""
        self.deals[deal.id] = deal
        self._received[deal.id] = received
        self._deals_of[deal.organization_id, deal.client_id].append(deal.id)
        for key in dict.fromkeys(contract.key for contract in deal.contracts):
            self._by_contract[deal.organization_id, deal.client_id, key].append(deal.id)

    def add_invoice(self, invoice: Invoice, paid: int) -> None:
        """Adds an invoice of a deal that is there; ``paid``: what payments are said to have paid of it."""
        self.invoices[invoice.id] = invoice
        self._paid[invoice.id] = paid
        whose = self._whose(invoice.deal_id)
        self._by_number[(*whose, invoice.key)].append(invoice.id)
        self._invoices_of_deal[invoice.deal_id].append(invoice.id)
        if not invoice.ended:
            self._totals[invoice.deal_id] += invoice.total or 0
            self._list_open(invoice, is_there=True)

    def add_paper(self, paper: Paper) -> None:
        """Adds a closing paper of a deal that is there."""
        self._papers[(*self._whose(paper.deal_id), paper.key)].append(paper)

    def add_receipt(self, organization_id: int, client_id: int, key: str, receipt: Receipt) -> None:
        """Adds money that came, by the number of its order as it is compared."""
        self._receipts[organization_id, client_id, key].append(receipt)

    def invoices_named(self, organization_id: int, clients: Iterable[int], key: str) -> list[Invoice]:
        """Invoices with this number, of any state."""
        found = (self._by_number.get((organization_id, client, key), ()) for client in clients)
        return [self.invoices[one] for ids in found for one in ids]

    def papers_named(self, organization_id: int, clients: Iterable[int], key: str) -> list[Paper]:
        """Closing papers with this number."""
        return [one for client in clients for one in self._papers.get((organization_id, client, key), ())]

    def deals_by_contract(self, organization_id: int, clients: Iterable[int], key: str) -> list[Deal]:
        """Deals whose contract has this number."""
        found = (self._by_contract.get((organization_id, client, key), ()) for client in clients)
        return [self.deals[one] for ids in found for one in ids]

    def receipts_named(self, organization_id: int, clients: Iterable[int], key: str) -> list[Receipt]:
        """Money that came under this number."""
        return [one for client in clients for one in self._receipts.get((organization_id, client, key), ())]

    def deals_of(self, organization_id: int, clients: Iterable[int]) -> Sequence[Deal]:
        """All deals of the clients; none if there are too many to look through."""
        found = [one for client in clients for one in self._deals_of.get((organization_id, client), ())]
        return [self.deals[one] for one in found] if len(found) <= MOST_SEARCHED else ()

    def invoices_of_deal(self, deal_id: int) -> list[Invoice]:
        """Invoices of a deal that are in force and not paid up."""
        every = (self.invoices[one] for one in self._invoices_of_deal.get(deal_id, ()))
        return [one for one in every if not one.ended and self.open_of(one) != 0]

    def invoices_of_sum(self, organization_id: int, clients: Iterable[int], amount: int) -> list[Invoice]:
        """Invoices on which just so much is open."""
        found = (self._by_open.get((organization_id, client, amount), {}) for client in clients)
        return [self.invoices[one] for ids in found for one in ids]

    def open_of(self, invoice: Invoice) -> int | None:
        """What of an invoice is not paid; None where its sum is not known."""
        return None if invoice.total is None else max(0, invoice.total - self._paid[invoice.id])

    def paid_of(self, invoice: Invoice) -> int:
        """What of an invoice is paid."""
        return self._paid[invoice.id]

    def room_of(self, deal_id: int) -> int | None:
        """What the deal still waits for; None where neither obligations nor invoices say what it is worth."""
        owed, invoiced = self.deals[deal_id].owed, self._totals[deal_id]
        if owed is None and not invoiced:
            return None
        is_cancelled = owed == 0
        return (0 if is_cancelled else max(owed or 0, invoiced)) - self._received[deal_id]

    def received_of(self, deal_id: int) -> int:
        """The client's money in hand that belongs to the deal, less what went back."""
        return self._received[deal_id]

    def book(self, direction: Direction, parts: Iterable[Part]) -> None:
        """What was matched is open no more."""
        for part in parts:
            self._received[part.deal_id] += part.amount if direction is Direction.IN else -part.amount
            if part.document_id is not None:
                invoice = self.invoices[part.document_id]
                self._list_open(invoice, is_there=False)
                self._paid[invoice.id] += part.amount
                self._list_open(invoice, is_there=True)

    def _list_open(self, invoice: Invoice, *, is_there: bool) -> None:
        amount = self.open_of(invoice)
        if not amount:
            return
        listed = self._by_open[(*self._whose(invoice.deal_id), amount)]
        if is_there:
            listed[invoice.id] = None
        else:
            listed.pop(invoice.id, None)

    def _whose(self, deal_id: int) -> _Whose:
        deal = self.deals[deal_id]
        return deal.organization_id, deal.client_id
