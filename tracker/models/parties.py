"""Own organisations and counterparties: requisites, bank accounts, signatories, contacts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Code, Identity, Label


class PartyRow(Base):
    """Requisites of a party, as in the input file; ``signatory`` and bank are tables of their own."""

    __tablename__ = "parties"

    id: Mapped[Identity]
    form: Mapped[Code]
    full_name: Mapped[str]
    short_name: Mapped[str]
    inn: Mapped[Code]
    kpp: Mapped[Code | None]
    ogrn: Mapped[Code | None]
    address: Mapped[str]
    phone: Mapped[Code | None]
    email: Mapped[str | None]
    vat: Mapped[Code]
    vat_basis: Mapped[str | None]

    __table_args__ = (Index(None, "inn", "kpp"),)


class BankAccountRow(Base):
    """A rouble account of a party; the one at position 0 is printed in papers."""

    __tablename__ = "bank_accounts"

    id: Mapped[Identity]
    party_id: Mapped[int] = mapped_column(ForeignKey("parties.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    bic: Mapped[Code]
    account: Mapped[Code] = mapped_column(index=True)
    corr_account: Mapped[Code]


class SignatoryRow(Base):
    """Who signs for a party and on what authority; genitives only where a person confirmed them."""

    __tablename__ = "signatories"

    id: Mapped[Identity]
    party_id: Mapped[int] = mapped_column(ForeignKey("parties.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    name: Mapped[str]
    basis: Mapped[str]
    gender: Mapped[Code | None]
    name_genitive: Mapped[str | None]
    title_genitive: Mapped[str | None]
    attorney_number: Mapped[Code | None]
    attorney_from: Mapped[date | None]
    attorney_until: Mapped[date | None]


class ContactRow(Base):
    """A person of a party. ``purposes``: what may be sent to the address (space-separated); none for a mere contact."""

    __tablename__ = "contacts"

    id: Mapped[Identity]
    party_id: Mapped[int] = mapped_column(ForeignKey("parties.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    title: Mapped[str | None]
    email: Mapped[str | None]
    purposes: Mapped[Code | None]
    left_on: Mapped[date | None]


class OrganizationRow(Base):
    """An organisation of ours."""

    __tablename__ = "organizations"

    id: Mapped[Identity]
    party_id: Mapped[int] = mapped_column(ForeignKey("parties.id"))
    inn: Mapped[Code]
    kpp: Mapped[Code]  # "" where there is none: two nulls would not be one key

    __table_args__ = (UniqueConstraint("inn", "kpp"),)


class CounterpartyRow(Base):
    """A client. ``code`` is its id in the file that brought it. ``manager``: who is in charge of it, if anybody."""

    __tablename__ = "counterparties"

    id: Mapped[Identity]
    code: Mapped[Code] = mapped_column(unique=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("parties.id"), index=True)
    tier: Mapped[str | None]
    tax_invoice_waiver_on: Mapped[date | None]
    insolvent_on: Mapped[date | None]
    insolvency_claim_on: Mapped[date | None]
    manager: Mapped[Label | None] = mapped_column(index=True)
