"""DealFacts out of the database, many deals at once: eight queries whatever the number of deals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, select

from docgen.documents import DealKind
from docgen.vat import TaxStatus
from tracker import fact_queries as queries
from tracker.facts import (
    Attorney,
    Authority,
    Claim,
    Client,
    Contact,
    Contract,
    DealFacts,
    Demand,
    Direction,
    Document,
    Evidence,
    Obligation,
    ObligationKind,
    Payment,
    Protection,
    Side,
)
from tracker.models import DealRow

FROM_FILE = "file"
"""``source`` of payments that a deals file brought."""

CHUNK = 400
"""Deals read at once: under every limit on parameters of a statement."""

Key = TypeVar("Key", int, str)

_SIDES = {side.value: side for side in Side}
_OBLIGATIONS = {kind.value: kind for kind in ObligationKind}
_AUTHORITIES = {authority.value: authority for authority in Authority}
_EVIDENCES = {evidence.value: evidence for evidence in Evidence}
_DIRECTIONS = {direction.value: direction for direction in Direction}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDeal:
    """Facts of a deal with the keys by which the database knows it. ``issued``: papers that we made.

    superseded: papers in whose place another stands now. papers: rows of ``fact_queries.DOCUMENTS``.
    """

    id: int
    organization_id: int
    counterparty_id: int
    manager: str
    subject: str
    agreed_on: date | None
    facts: DealFacts
    obligation_ids: dict[str, int]
    issued: frozenset[str]
    superseded: frozenset[str]
    papers: tuple[Any, ...]
    loaded_payments: tuple[Payment, ...]


def read_deals(connection: Connection, ids: Sequence[int], *, is_money_only: bool = False) -> Iterator[StoredDeal]:
    """Facts of these deals (at most CHUNK), in the order of their keys.

    is_money_only: without contacts, claims and demands, which a computation of debts does not ask.
    """
    if not ids:
        return
    deals = connection.execute(queries.DEALS, {"ids": ids}).all()
    parties = [] if is_money_only else sorted({deal.party_id for deal in deals})
    asked = [] if is_money_only else ids
    contacts = grouped(connection, queries.CONTACTS, parties)
    owed = grouped(connection, queries.OBLIGATIONS, ids)
    papers = grouped(connection, queries.DOCUMENTS, ids)
    covers = grouped(connection, queries.CONFIRMATIONS, ids)
    money = grouped(connection, queries.PAYMENTS, ids)
    claims = grouped(connection, queries.CLAIMS, asked)
    demands = grouped(connection, queries.DEMANDS, asked)
    for deal in deals:
        obligations = owed.get(deal.id, ())
        codes = {row.id: row.code for row in obligations}
        contracts, documents = _papers(papers.get(deal.id, ()), covers, codes)
        facts = DealFacts(
            id=deal.code,
            kind=DealKind(deal.kind),
            seller_vat=TaxStatus(deal.vat),
            client=_client(deal, contacts.get(deal.party_id, ())),
            contracts=contracts,
            obligations=tuple(map(_obligation, obligations)),
            documents=documents,
            payments=tuple(map(_payment, money.get(deal.id, ()))),
            claims=tuple(Claim(sent_on=sent_on, amount=amount) for _, sent_on, amount in claims.get(deal.id, ())),
            demands=tuple(
                Demand(received_on=received_on, amount=amount, answered_on=answered_on)
                for _, received_on, amount, answered_on in demands.get(deal.id, ())
            ),
        )
        yield StoredDeal(
            id=deal.id,
            organization_id=deal.organization_id,
            counterparty_id=deal.counterparty_id,
            manager=deal.manager or "",
            subject=deal.subject,
            agreed_on=deal.agreed_on,
            issued=frozenset(row.code for row in papers.get(deal.id, ()) if row.page_id is not None),
            superseded=frozenset(row.code for row in papers.get(deal.id, ()) if row.superseded_on is not None),
            papers=tuple(papers.get(deal.id, ())),
            obligation_ids={code: key for key, code in codes.items()},
            loaded_payments=tuple(_payment(row) for row in money.get(deal.id, ()) if row.source == FROM_FILE),
            facts=facts,
        )


def deal_keys(connection: Connection, after: int, count: int) -> list[int]:
    """Keys of the next deals in their order."""
    statement = select(DealRow.id).where(DealRow.id > after).order_by(DealRow.id).limit(count)
    return list(connection.execute(statement).scalars())


def in_chunks(keys: Iterable[Key], size: int = CHUNK) -> Iterator[list[Key]]:
    """The keys in ascending order, some at a time: a database takes only so many values in one question."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def grouped(connection: Connection, statement: Select[*tuple[Any, ...]], ids: Sequence[int]) -> dict[int, list[Any]]:
    """Rows by their first column."""
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(statement, {"ids": ids}) if ids else ():
        grouped[row[0]].append(row)
    return grouped


def _client(deal: Any, contacts: Iterable[Any]) -> Client:
    return Client(
        id=deal.client,
        name=deal.client_name,
        contacts=tuple(Contact(name=name, position=title, left_on=left_on) for _, name, title, left_on in contacts),
        tax_invoice_waiver_on=deal.tax_invoice_waiver_on,
        insolvent_on=deal.insolvent_on,
        insolvency_claim_on=deal.insolvency_claim_on,
    )


def _obligation(row: Any) -> Obligation:
    _, _, code, by, kind, amount, due_on, performed_on, performed_amount, cancelled_on = row
    return Obligation(
        id=code,
        by=_SIDES[by],
        kind=_OBLIGATIONS[kind],
        amount=amount,
        due_on=due_on,
        performed_on=performed_on,
        performed_amount=performed_amount,
        cancelled_on=cancelled_on,
    )


def _papers(
    rows: Iterable[Any], covers: dict[int, list[Any]], codes: dict[int, str]
) -> tuple[tuple[Contract, ...], tuple[Document, ...]]:
    """The contract (with those it took the place of), and all other papers."""
    contracts, documents = [], []
    for row in rows:
        if row.is_contract:
            contracts.append(_contract(row))
        else:
            covered = tuple((codes[obligation], amount) for _, obligation, amount in covers.get(row.id, ()))
            documents.append(_document(row, covered))
    return tuple(contracts), tuple(documents)


def _attorney(row: Any) -> Attorney | None:
    known = (row.attorney_number, row.attorney_from, row.attorney_until)
    return None if known == (None, None, None) else Attorney(*known)


def _ended_on(row: Any) -> date | None:
    """A paper that another took the place of is no more, like an annulled one."""
    days: list[date] = [day for day in (row.annulled_on, row.superseded_on) if day is not None]
    return min(days, default=None)


def _contract(row: Any) -> Contract:
    return Contract(
        number=row.number,
        date=row.date,
        signed_by_us_on=row.signed_by_us_on,
        signed_by_client_on=row.signed_by_client_on,
        signer_authority=_AUTHORITIES[row.signer_authority or Authority.HEAD.value],
        attorney=_attorney(row),
        scan_on=row.scan_on,
        original_on=row.original_on,
        electronic_on=row.electronic_on,
        acceptance_days=row.acceptance_days,
        protections=frozenset(Protection(word) for word in (row.protections or "").split()),
        known_from=row.known_from,
        annulled_on=_ended_on(row),
    )


def _document(row: Any, covers: tuple[tuple[str, int], ...]) -> Document:
    return Document(
        id=row.code,
        kind=row.kind,
        number=row.number,
        date=row.date,
        covers=covers,
        status=row.status,
        vat_rate=row.vat_rate,
        signed_by_us_on=row.signed_by_us_on,
        sent_on=row.sent_on,
        delivered_on=row.delivered_on,
        signed_by_client_on=row.signed_by_client_on,
        signer_authority=_AUTHORITIES[row.signer_authority or Authority.UNKNOWN.value],
        attorney=_attorney(row),
        scan_on=row.scan_on,
        original_on=row.original_on,
        electronic_on=row.electronic_on,
        refused_on=row.refused_on,
        refusal_answered_on=row.refusal_answered_on,
        known_from=row.known_from,
        annulled_on=_ended_on(row),
    )


def _payment(row: Any) -> Payment:
    _, on, amount, evidence, direction, _ = row
    return Payment(date=on, amount=amount, evidence=_EVIDENCES[evidence], direction=_DIRECTIONS[direction])
