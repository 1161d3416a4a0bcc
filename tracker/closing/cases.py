"""Facts of a deal that a closing needs, many deals at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection

from docgen.documents import DealKind, LineKind
from docgen.intake.building import WITHOUT_NUMBER
from docgen.library import find_kind
from docgen.money import Money
from docgen.titles import printed_title
from docgen.vat import TaxStatus
from tracker import fact_queries
from tracker.closing import queries
from tracker.evidence import RECONCILIATION, TAX_INVOICE, TRANSFER_DOCUMENT, confirmed_by
from tracker.fact_store import grouped
from tracker.facts import ObligationKind, Side
from tracker.papers.titles import contract_title
from tracker.stages import INVOICE

LINE_KINDS: Final = {
    ObligationKind.GOODS: LineKind.GOODS,
    ObligationKind.SERVICES: LineKind.SERVICES,
    ObligationKind.WORKS: LineKind.WORKS,
    ObligationKind.HANDOVER: LineKind.GOODS,
}
TRANSFER_ONLY: Final = 2
"""Status of a УПД that is no tax invoice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A performed obligation of ours. ``confirmed`` and ``taxed``: what papers in force cover of it, signed or not."""

    id: int
    code: str
    kind: ObligationKind
    amount: int
    performed: int
    performed_on: date
    confirmed: int
    taxed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A paper as another one refers to it. ``number`` is None for «б/н»."""

    title: str
    number: str | None
    date: date
    is_contract: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepaid:
    """Money that came in, or a tax invoice on an advance. ``amount``: kopecks; ``number``: None where not known."""

    number: str | None
    on: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """A confirming paper in force and the keys of what it covers."""

    paper: Named
    covers: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedLine:
    """A line of what was agreed; ``price`` in kopecks, ``vat`` a code of a rate."""

    code: str | None
    name: str
    unit: str
    kind: LineKind
    quantity: Decimal
    price: int
    discount: Decimal
    vat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What the deal's contract or proforma invoice was made from. ``consignment``: «commission», «deferred_supply»."""

    lines: tuple[AgreedLine, ...]
    prices_include_vat: bool
    city: str | None
    period: tuple[date, date] | None
    consignment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A deal before its closing. basis: its contract, else its proforma invoice. payments, advances: oldest first.

    seller_party, client_party: keys of their requisites.
    """

    deal_id: int
    code: str
    kind: DealKind
    organization_id: int
    seller_party: int
    client_party: int
    client: str
    subject: str
    seller_vat: TaxStatus
    waiver_on: date | None
    is_contract_signed: bool
    basis: Named | None
    agreed: Agreed | None
    owed: tuple[Owed, ...]
    shipments: tuple[Shipment, ...]
    payments: tuple[Prepaid, ...]
    advances: tuple[Prepaid, ...] = ()


def read_cases(connection: Connection, ids: Sequence[int]) -> Iterator[Case]:
    """Cases of these deals (at most ``fact_store.CHUNK``), in the order of their keys: five queries for all."""
    owed = grouped(connection, fact_queries.OBLIGATIONS, ids)
    papers = grouped(connection, queries.PAPERS, ids)
    covers = grouped(connection, fact_queries.CONFIRMATIONS, ids)
    payments = grouped(connection, queries.PAYMENTS, ids)
    for deal in connection.execute(queries.DEALS, {"ids": ids}):
        yield _case(deal, owed[deal.id], _papers(papers[deal.id], covers), payments[deal.id])


@dataclass(frozen=True, slots=True)
class _Paper:
    """A paper in force: its row, and kopecks by the keys of what it covers."""

    row: Any
    covers: Mapping[int, int]


def _papers(rows: Iterable[Any], covers: Mapping[int, Sequence[Any]]) -> list[_Paper]:
    return [_Paper(row, {key: amount for _, key, amount in covers.get(row.id, ())}) for row in rows]


def _case(deal: Any, owed: Iterable[Any], papers: Sequence[_Paper], payments: Iterable[Any]) -> Case:
    bases = [paper.row for paper in papers if paper.row.is_contract or paper.row.kind == INVOICE]
    base = bases[0] if bases else None
    owed = tuple(owed)
    about = {row.id: LINE_KINDS[ObligationKind(row.kind)] for row in owed if row.kind in LINE_KINDS}
    return Case(
        deal_id=deal.id,
        code=deal.code,
        kind=DealKind(deal.kind),
        organization_id=deal.organization_id,
        seller_party=deal.seller_party,
        client_party=deal.party_id,
        client=deal.client_name,
        subject=deal.subject,
        seller_vat=TaxStatus(deal.vat),
        waiver_on=deal.tax_invoice_waiver_on,
        is_contract_signed=any(row.is_contract and row.signed_by_client_on is not None for row in bases),
        basis=None if base is None else _named(base, _title_of_basis(base)),
        agreed=next((_agreed(json.loads(row.input)) for row in bases if row.input is not None), None),
        owed=tuple(_owed(row, papers) for row in owed if _is_performed(row)),
        shipments=tuple(_shipment(paper, about) for paper in papers if _confirms(paper.row)),
        payments=tuple(Prepaid(number=row.number, on=row.date, amount=row.amount) for row in payments),
        advances=tuple(_advances(papers)),
    )


def _advances(papers: Iterable[_Paper]) -> Iterator[Prepaid]:
    """Tax invoices on advances, oldest first."""
    rows = [paper.row for paper in papers if paper.row.kind == TAX_INVOICE and paper.row.is_advance]
    for row in sorted(rows, key=lambda row: (row.date, row.id)):
        yield Prepaid(number=row.number, on=row.date, amount=row.total or 0)


def _is_performed(row: Any) -> bool:
    return bool(row.by == Side.US.value and row.performed_on is not None and row.cancelled_on is None)


def _owed(row: Any, papers: Iterable[_Paper]) -> Owed:
    kind = ObligationKind(row.kind)
    confirmed = taxed = 0
    for paper in papers:
        covered = paper.covers.get(row.id, 0)
        confirmed += covered if _confirms(paper.row) and kind in confirmed_by(paper.row.kind) else 0
        taxed += covered if _is_tax_invoice(paper.row) else 0
    return Owed(
        id=row.id,
        code=row.code,
        kind=kind,
        amount=row.amount,
        performed=row.amount if row.performed_amount is None else row.performed_amount,
        performed_on=row.performed_on,
        confirmed=confirmed,
        taxed=taxed,
    )


def _confirms(row: Any) -> bool:
    """A reconciliation statement proves, but it is no paper of the performance itself: that is still lacking."""
    return row.kind != RECONCILIATION and bool(confirmed_by(row.kind))


def _is_tax_invoice(row: Any) -> bool:
    """One on an advance is none of the shipment."""
    if row.kind == TAX_INVOICE:
        return not row.is_advance
    return bool(row.kind == TRANSFER_DOCUMENT and row.status != TRANSFER_ONLY)


def _shipment(paper: _Paper, about: Mapping[int, LineKind]) -> Shipment:
    kinds = {about[key] for key in paper.covers if key in about}
    return Shipment(
        paper=_named(paper.row, printed_title(find_kind(paper.row.kind), kinds)), covers=frozenset(paper.covers)
    )


def _title_of_basis(row: Any) -> str:
    return find_kind(row.kind).title if row.input is None else contract_title(row.kind, json.loads(row.input))


def _named(row: Any, title: str) -> Named:
    number = None if row.number == WITHOUT_NUMBER else row.number
    return Named(title=title, number=number, date=row.date, is_contract=find_kind(row.kind).has_clauses)


def _agreed(frozen: Mapping[str, Any]) -> Agreed | None:
    """What a paper of a kit was made from, as ``tracker.papers.drafts.plain`` wrote it; None for any other paper."""
    snapshot = frozen.get("snapshot")
    if snapshot is None:
        return None
    period = snapshot["terms"]["period"]
    return Agreed(
        lines=tuple(_line(line) for line in snapshot["lines"]),
        prices_include_vat=snapshot["prices_include_vat"],
        city=snapshot["city"],
        period=(date.fromisoformat(period["start"]), date.fromisoformat(period["end"])) if period else None,
        consignment=snapshot["terms"].get("consignment"),
    )


def _line(line: Mapping[str, Any]) -> AgreedLine:
    return AgreedLine(
        code=line["code"],
        name=line["name"],
        unit=line["unit"],
        kind=LineKind(line["kind"]),
        quantity=Decimal(line["quantity"]),
        price=Money(line["price"]["kopecks"]).kopecks,
        discount=Decimal(line["discount"]),
        vat=line["rate"]["code"],
    )
