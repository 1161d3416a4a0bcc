"""Clients and deals of a file as frozen entries: what is compared with the database and written into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from docgen.documents import DealKind
from docgen.intake.building import WITHOUT_NUMBER
from docgen.intake.schema import PartySection
from docgen.money import Money
from tracker.deals_file.schema import (
    AttorneySection,
    ClientSection,
    ContractSection,
    DealSection,
    DocumentSection,
)
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
    Obligation,
    Payment,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientEntry:
    """A client of a file."""

    id: str
    party: PartySection
    tier: str | None
    contacts: tuple[Contact, ...]
    surveys: tuple[date, ...]
    tax_invoice_waiver_on: date | None
    insolvent_on: date | None
    insolvency_claim_on: date | None

    @property
    def client(self) -> Client:
        """What of it matters to the rules."""
        return Client(
            id=self.id,
            name=self.party.short_name,
            contacts=self.contacts,
            tax_invoice_waiver_on=self.tax_invoice_waiver_on,
            insolvent_on=self.insolvent_on,
            insolvency_claim_on=self.insolvency_claim_on,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DealEntry:
    """A deal of a file."""

    id: str
    client: str
    manager: str | None
    subject: str
    kind: DealKind
    contract: Contract | None
    obligations: tuple[Obligation, ...]
    documents: tuple[Document, ...]
    payments: tuple[Payment, ...]
    claims: tuple[Claim, ...]
    demands: tuple[Demand, ...]

    def facts(self, client: Client, seller: PartySection) -> DealFacts:
        """The deal as the rules see it."""
        return DealFacts(
            id=self.id,
            kind=self.kind,
            seller_vat=seller.vat,
            client=client,
            contracts=(self.contract,) if self.contract else (),
            obligations=self.obligations,
            documents=self.documents,
            payments=self.payments,
            claims=self.claims,
            demands=self.demands,
        )


def client_entry(section: ClientSection) -> ClientEntry:
    """The entry of a checked client."""
    return ClientEntry(
        id=section.id,
        party=section.party,
        tier=section.tier,
        contacts=tuple(
            Contact(name=one.name, position=one.position, left_on=one.left_on) for one in section.contacts or ()
        ),
        surveys=tuple(one.held_on for one in section.surveys or ()),
        tax_invoice_waiver_on=section.tax_invoice_waiver_on,
        insolvent_on=section.insolvent_on,
        insolvency_claim_on=section.insolvency_claim_on,
    )


def deal_entry(section: DealSection) -> DealEntry:
    """The entry of a checked deal."""
    return DealEntry(
        id=section.id,
        client=section.client,
        manager=section.manager,
        subject=section.subject,
        kind=section.kind or DealKind.SUPPLY,
        contract=_contract(section.contract) if section.contract else None,
        obligations=tuple(
            Obligation(
                id=owed.id,
                by=owed.by,
                kind=owed.kind,
                amount=_kopecks(owed.amount),
                due_on=owed.due_on,
                performed_on=owed.performed_on,
                performed_amount=_kopecks(owed.performed_amount) if owed.performed_amount is not None else None,
                cancelled_on=owed.cancelled_on,
            )
            for owed in section.obligations or ()
        ),
        documents=tuple(map(_document, section.documents or ())),
        payments=tuple(
            Payment(
                date=paid.date,
                amount=_kopecks(paid.amount),
                evidence=paid.evidence,
                direction=paid.direction or Direction.IN,
            )
            for paid in section.payments or ()
        ),
        claims=tuple(Claim(sent_on=one.sent_on, amount=_kopecks(one.amount)) for one in section.claims or ()),
        demands=tuple(
            Demand(received_on=one.received_on, amount=_kopecks(one.amount), answered_on=one.answered_on)
            for one in section.demands or ()
        ),
    )


def _contract(section: ContractSection) -> Contract:
    return Contract(
        number=section.number or WITHOUT_NUMBER,
        date=section.date,
        signed_by_us_on=section.signed_by_us_on,
        signed_by_client_on=section.signed_by_client_on,
        signer_authority=section.signer_authority or Authority.HEAD,
        attorney=_attorney(section.power_of_attorney),
        scan_on=section.scan_on,
        original_on=section.original_on,
        electronic_on=section.electronic_on,
        acceptance_days=section.acceptance_days,
        protections=frozenset(section.protections or ()),
    )


def _document(section: DocumentSection) -> Document:
    return Document(
        id=section.id,
        kind=section.kind,
        number=section.number or WITHOUT_NUMBER,
        date=section.date,
        covers=tuple((name, _kopecks(amount)) for name, amount in (section.covers or {}).items()),
        status=int(section.status) if section.status else None,
        vat_rate=_percent(section.vat_rate),
        signed_by_us_on=section.signed_by_us_on,
        sent_on=section.sent_on,
        delivered_on=section.delivered_on,
        signed_by_client_on=section.signed_by_client_on,
        signer_authority=section.signer_authority or Authority.UNKNOWN,
        attorney=_attorney(section.power_of_attorney),
        scan_on=section.scan_on,
        original_on=section.original_on,
        electronic_on=section.electronic_on,
        refused_on=section.refused_on,
        refusal_answered_on=section.refusal_answered_on,
        annulled_on=section.annulled_on,
    )


def _attorney(section: AttorneySection | None) -> Attorney | None:
    """A power of attorney of which nothing is known says nothing."""
    if section is None or (section.number, section.valid_from, section.valid_until) == (None, None, None):
        return None
    return Attorney(number=section.number, valid_from=section.valid_from, valid_until=section.valid_until)


def _percent(rate: Decimal | None) -> str | None:
    """«20» whether the file says 20, "20" or "20.0"."""
    if rate is None:
        return None
    text = f"{rate:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _kopecks(roubles: Decimal) -> int:
    return Money.of(roubles).kopecks
