"""Open items out of the database, many clients at once, each client once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from tracker import phrases
from tracker.fact_store import in_chunks
from tracker.facts import Direction
from tracker.matching import item_queries as queries
from tracker.matching.items import Client, Contract, Deal, Invoice, Paper
from tracker.matching.open_items import OpenItems, Receipt
from tracker.matching.purpose import Purpose
from tracker.matching.spelling import key_of
from tracker.matching.vat_stated import InvoiceVat, vat_of_frozen
from tracker.models import IssuedPaperRow

MOST_STRANGERS: Final = 5
"""Clients whose papers a stranger may have meant; with more of them the number says nothing."""


@dataclass(slots=True)
class Loader:
    """Fills ``items`` as clients turn up; what was loaded is not loaded again."""

    connection: Connection
    items: OpenItems = field(default_factory=OpenItems)
    _clients: set[int] = field(default_factory=set)
    _with_receipts: set[int] = field(default_factory=set)
    _vat_known: set[int] = field(default_factory=set)
    _numbers: _Numbers | None = None

    def add_clients(self, ids: Iterable[int]) -> set[int]:
        """Loads clients with their deals and papers; answers those that are new here."""
        new = set(ids) - self._clients
        for keys in in_chunks(new):
            self._load(keys)
        self._clients |= new
        return new

    def _load(self, ids: list[int]) -> None:
        items = self.items
        for key, code, name in self._rows(queries.CLIENTS, ids):
            items.clients[key] = Client(id=key, code=code, name=name)
        owed = {row[0]: int(row[1]) for row in self._rows(queries.OWED, ids)}
        contracts = self._contracts(ids)
        received: dict[int, int] = defaultdict(int)
        for deal_id, direction, amount in self._rows(queries.RECEIVED, ids):
            received[deal_id] += int(amount) if direction == Direction.IN.value else -int(amount)
        for row in self._rows(queries.DEALS, ids):
            deal = Deal(
                id=row.id,
                code=row.code,
                organization_id=row.organization_id,
                client_id=row.counterparty_id,
                contracts=tuple(contracts[row.id]),
                owed=owed.get(row.id),
            )
            items.add_deal(deal, received[row.id])
        self._add_invoices(ids)
        for row in self._rows(queries.PAPERS, ids):
            key = key_of(row.number)
            items.add_paper(Paper(deal_id=row.deal_id, kind=row.kind, key=key, number=row.number, date=row.date))

    def _contracts(self, ids: list[int]) -> dict[int, list[Contract]]:
        found: dict[int, list[Contract]] = defaultdict(list)
        for row in self._rows(queries.CONTRACTS, ids):
            found[row.deal_id].append(Contract(key=key_of(row.number), number=row.number, date=row.date))
        return found

    def _add_invoices(self, ids: list[int]) -> None:
        paid = {row[0]: int(row[1]) for row in self._rows(queries.PAID, ids)}
        rows = self._rows(queries.INVOICES, ids)
        successors = {row.supersedes_id: row.id for row in rows if row.supersedes_id is not None}
        for row in rows:
            self.items.add_invoice(_invoice(row, successors.get(row.id)), paid.get(row.id, 0))

    def add_receipts(self, ids: Iterable[int]) -> None:
        """Loads numbers and days of money that came from these clients: what goes back may name them."""
        new = set(ids) - self._with_receipts
        self._with_receipts |= new
        for keys in in_chunks(new):
            for row in self._rows(queries.RECEIPTS, keys):
                receipt = Receipt(date=row.date, deals=frozenset({row.deal_id}))
                self.items.add_receipt(row.organization_id, row.counterparty_id, key_of(row.number), receipt)

    def vat_needed(self, organization_id: int, clients: Iterable[int], purpose: Purpose) -> list[int]:
        """Keys of invoices whose VAT the purpose is held against; ``load_vat`` takes those of many payments at once."""
        if not purpose.vat.is_said:
            return []
        named = (
            one
            for client in clients
            for reference in purpose.invoices
            for key in reference.keys
            for one in self.items.invoices_named(organization_id, (client,), key)
        )
        return [one.id for one in named]

    def load_vat(self, ids: Iterable[int]) -> None:
        """Loads VAT of invoices: as they state it in full, or the rate that a file gave."""
        new = set(ids) - self._vat_known
        self._vat_known |= new
        for key in new:
            rate = self.items.invoices[key].vat_rate
            if rate is not None:
                self.items.vat[key] = InvoiceVat(rates=frozenset({rate}))
        for keys in in_chunks(key for key in new if self.items.invoices[key].is_issued):
            statement = select(IssuedPaperRow.document_id, IssuedPaperRow.input)
            for key, frozen in self.connection.execute(statement.where(IssuedPaperRow.document_id.in_(keys))):
                stated = vat_of_frozen(frozen)
                if stated is not None:
                    self.items.vat[key] = stated

    def strangers(self, organization_id: int, purpose: Purpose) -> tuple[int, ...]:
        """Clients with an invoice that the purpose of an unknown payer names; none if there are too many of them."""
        if not purpose.invoices:
            return ()
        self._numbers = self._numbers or _Numbers(self.connection)
        found: dict[int, None] = {}
        for reference in purpose.invoices:
            on = reference.date or reference.shared_date
            for key in reference.keys:
                named = self._numbers.known.get((organization_id, key), ())
                found.update((client, None) for client, date in named if on is None or date == on)
        return tuple(found) if len(found) <= MOST_STRANGERS else ()

    def _rows(self, statement: Select[*tuple[Any, ...]], ids: list[int]) -> Sequence[Any]:
        return self.connection.execute(statement, {"ids": ids}).all()


class _Numbers:
    """Numbers of all invoices, read when the first stranger names one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def known(self) -> dict[tuple[int, str], list[tuple[int, dt.date]]]:
        found: dict[tuple[int, str], list[tuple[int, dt.date]]] = defaultdict(list)
        for organization_id, client, number, date in self._connection.execute(queries.NUMBERS):
            found[organization_id, key_of(number)].append((client, date))
        return found


def _invoice(row: Any, successor_id: int | None) -> Invoice:
    total = row.total if row.issued_id is not None else row.covered
    return Invoice(
        id=row.id,
        deal_id=row.deal_id,
        client_id=row.counterparty_id,
        key=key_of(row.number),
        number=row.number,
        date=row.date,
        total=None if total is None else int(total),
        vat_rate=row.vat_rate,
        is_issued=row.issued_id is not None,
        ended=_ended(row),
        successor_id=successor_id,
    )


def _ended(row: Any) -> str:
    if row.annulled_on is not None:
        return f"аннулирован {phrases.day(row.annulled_on)}"
    return "" if row.superseded_on is None else f"заменён {phrases.day(row.superseded_on)}"
