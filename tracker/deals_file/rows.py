"""Entries of a file as columns of the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tracker.deal_kinds import CONTRACT_KINDS
from tracker.deals_file.entries import ClientEntry, DealEntry
from tracker.facts import Attorney, Contact, Contract, Document, Obligation

Values = dict[str, Any]


def client_values(entry: ClientEntry) -> Values:
    """Columns of a client."""
    return {
        "code": entry.id,
        "tier": entry.tier,
        "tax_invoice_waiver_on": entry.tax_invoice_waiver_on,
        "insolvent_on": entry.insolvent_on,
        "insolvency_claim_on": entry.insolvency_claim_on,
    }


def contacts_rows(party_id: int, contacts: Sequence[Contact]) -> Iterator[Values]:
    """Rows of a client's people."""
    for place, contact in enumerate(contacts):
        yield {
            "party_id": party_id,
            "position": place,
            "name": contact.name,
            "title": contact.position,
            "email": None,
            "purposes": None,
            "left_on": contact.left_on,
        }


def surveys_rows(key: int, entry: ClientEntry) -> Iterator[Values]:
    """Rows of a client's questionnaires."""
    for place, held_on in enumerate(entry.surveys):
        yield {"counterparty_id": key, "position": place, "held_on": held_on}


def deal_values(entry: DealEntry, clients: Mapping[str, int]) -> Values:
    """Columns of a deal. ``clients``: keys of clients by their ids."""
    return {
        "code": entry.id,
        "counterparty_id": clients[entry.client],
        "manager": entry.manager,
        "subject": entry.subject,
        "kind": entry.kind.value,
    }


def obligation_values(deal_id: int, owed: Obligation, place: int) -> Values:
    """Columns of an obligation."""
    return {
        "deal_id": deal_id,
        "code": owed.id,
        "position": place,
        "by": owed.by.value,
        "kind": owed.kind.value,
        "amount": owed.amount,
        "due_on": owed.due_on,
        "performed_on": owed.performed_on,
        "performed_amount": owed.performed_amount,
        "cancelled_on": owed.cancelled_on,
    }


def new_document_values(organization_id: int, deal_id: int, place: int) -> Values:
    """Columns that a file does not tell of a paper."""
    return {"organization_id": organization_id, "deal_id": deal_id, "position": place, "revision": 0} | {
        "is_contract": False,
        "acceptance_days": None,
        "protections": None,
    }


def new_contract_values(organization_id: int, deal_id: int) -> Values:
    """Columns that a file does not tell of a contract."""
    return {
        "organization_id": organization_id,
        "deal_id": deal_id,
        "position": 0,
        "revision": 0,
        "is_contract": True,
        "code": None,
        "status": None,
        "vat_rate": None,
        "sent_on": None,
        "delivered_on": None,
        "refused_on": None,
        "refusal_answered_on": None,
        "annulled_on": None,
    }


def _paper(paper: Document | Contract) -> Values:
    """What a contract and any other paper have in common."""
    attorney = paper.attorney or Attorney()
    return {
        "number": paper.number,
        "date": paper.date,
        "signed_by_us_on": paper.signed_by_us_on,
        "signed_by_client_on": paper.signed_by_client_on,
        "signer_authority": paper.signer_authority.value,
        "attorney_number": attorney.number,
        "attorney_from": attorney.valid_from,
        "attorney_until": attorney.valid_until,
        "scan_on": paper.scan_on,
        "original_on": paper.original_on,
        "electronic_on": paper.electronic_on,
    }


def document_values(paper: Document) -> Values:
    """Columns of a paper."""
    return _paper(paper) | {
        "code": paper.id,
        "kind": paper.kind,
        "status": paper.status,
        "vat_rate": paper.vat_rate,
        "sent_on": paper.sent_on,
        "delivered_on": paper.delivered_on,
        "refused_on": paper.refused_on,
        "refusal_answered_on": paper.refusal_answered_on,
        "annulled_on": paper.annulled_on,
    }


def contract_values(entry: DealEntry) -> Values:
    """Columns of the contract of a deal that has one."""
    contract = entry.contract
    if contract is None:
        raise ValueError("the deal has no contract")
    return _paper(contract) | {
        "kind": CONTRACT_KINDS[entry.kind],
        "acceptance_days": contract.acceptance_days,
        "protections": " ".join(sorted(one.value for one in contract.protections)) or None,
    }


def covers_rows(key: int, deal_id: int, paper: Document, owed_ids: Mapping[tuple[int, str], int]) -> Iterator[Values]:
    """Rows of what a paper covers."""
    for place, (name, amount) in enumerate(paper.covers):
        yield {
            "document_id": key,
            "obligation_id": owed_ids[deal_id, name],
            "deal_id": deal_id,
            "position": place,
            "amount": amount,
        }


def claims_rows(deal_id: int, entry: DealEntry) -> Iterator[Values]:
    """Rows of our claims."""
    for place, claim in enumerate(entry.claims):
        yield {"deal_id": deal_id, "position": place, "sent_on": claim.sent_on, "amount": claim.amount}


def demands_rows(deal_id: int, entry: DealEntry) -> Iterator[Values]:
    """Rows of the client's demands."""
    for place, demand in enumerate(entry.demands):
        yield {
            "deal_id": deal_id,
            "position": place,
            "received_on": demand.received_on,
            "amount": demand.amount,
            "answered_on": demand.answered_on,
        }
