"""What the database holds of the clients and deals that a file names, in the file's own terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, exists, select

from tracker.deals_file.entries import ClientEntry, DealEntry
from tracker.fact_store import StoredDeal, read_deals
from tracker.facts import Contact
from tracker.models import ContactRow, CounterpartyRow, DealRow, FilledSurveyRow, SurveyRow
from tracker.parties import read_parties


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownClient:
    """A client in the database."""

    id: int
    party_id: int
    entry: ClientEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDeal:
    """A deal in the database."""

    id: int
    organization_id: int
    issued: frozenset[str]
    superseded: frozenset[str]
    obligation_ids: dict[str, int]
    entry: DealEntry


def known_clients(connection: Connection, codes: Iterable[str]) -> dict[str, KnownClient]:
    """Clients with these ids, as entries of a file."""
    statement = select(CounterpartyRow.__table__).where(CounterpartyRow.code.in_(sorted(codes)))
    rows = connection.execute(statement).mappings().all()
    parties = read_parties(connection, [row["party_id"] for row in rows])
    contacts = _contacts(connection, [row["party_id"] for row in rows])
    surveys = _surveys(connection, [row["id"] for row in rows])
    return {
        row["code"]: KnownClient(
            id=row["id"],
            party_id=row["party_id"],
            entry=ClientEntry(
                id=row["code"],
                party=parties[row["party_id"]],
                tier=row["tier"],
                contacts=tuple(contacts[row["party_id"]]),
                surveys=tuple(surveys[row["id"]]),
                tax_invoice_waiver_on=row["tax_invoice_waiver_on"],
                insolvent_on=row["insolvent_on"],
                insolvency_claim_on=row["insolvency_claim_on"],
            ),
        )
        for row in rows
    }


def _contacts(connection: Connection, party_ids: Sequence[int]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    statement = (
        select(ContactRow.party_id, ContactRow.name, ContactRow.title, ContactRow.left_on)
        .where(ContactRow.party_id.in_(party_ids), ContactRow.purposes.is_(None))
        .order_by(ContactRow.party_id, ContactRow.position)
    )
    for party_id, name, title, left_on in connection.execute(statement):
        found[party_id].append(Contact(name=name, position=title, left_on=left_on))
    return found


def _surveys(connection: Connection, keys: Sequence[int]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    statement = (
        select(SurveyRow.counterparty_id, SurveyRow.held_on)
        .where(SurveyRow.counterparty_id.in_(keys), only_told())
        .order_by(SurveyRow.counterparty_id, SurveyRow.position)
    )
    for key, held_on in connection.execute(statement):
        found[key].append(held_on)
    return found


def only_told() -> ColumnElement[bool]:
    """Whether a survey came from a file, which tells its day alone; what people filled in here is no fact of a file."""
    return ~exists().where(FilledSurveyRow.survey_id == SurveyRow.id)


def client_keys(connection: Connection, codes: Iterable[str]) -> dict[str, int]:
    """Keys of clients by their ids."""
    statement = select(CounterpartyRow.code, CounterpartyRow.id).where(CounterpartyRow.code.in_(sorted(codes)))
    return {row.code: row.id for row in connection.execute(statement)}


def known_deals(connection: Connection, codes: Iterable[str]) -> dict[str, KnownDeal]:
    """Deals with these ids, as entries of a file."""
    ids = connection.execute(select(DealRow.id).where(DealRow.code.in_(sorted(codes)))).scalars().all()
    return {deal.facts.id: _known(deal) for deal in read_deals(connection, sorted(ids))}


def _known(deal: StoredDeal) -> KnownDeal:
    facts = deal.facts
    contracts = [contract for contract in facts.contracts if contract.annulled_on is None]
    return KnownDeal(
        id=deal.id,
        organization_id=deal.organization_id,
        issued=deal.issued,
        superseded=deal.superseded,
        obligation_ids=deal.obligation_ids,
        entry=DealEntry(
            id=facts.id,
            client=facts.client.id,
            manager=deal.manager or None,
            subject=deal.subject,
            kind=facts.kind,
            contract=contracts[-1] if contracts else None,
            obligations=facts.obligations,
            documents=facts.documents,
            payments=deal.loaded_payments,
            claims=facts.claims,
            demands=facts.demands,
        ),
    )
