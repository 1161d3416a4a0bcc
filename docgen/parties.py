"""The two sides of a deal, frozen: who they are, where their bank is, who signs and on what authority."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from docgen.declension import Gender
from docgen.vat import TaxStatus


class Form(StrEnum):
    """Legal form of a party, as far as requisites and wording depend on it."""

    LEGAL_ENTITY = "legal_entity"
    ENTREPRENEUR = "entrepreneur"
    PERSON = "person"


class Purpose(StrEnum):
    """What may be sent to a contact (contract clause «Уполномоченные адреса»)."""

    INVOICES = "invoices"
    CLOSING = "closing"
    CLAIMS = "claims"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """Account of a party: БИК 9 digits, accounts 20 digits each, checked by ``requisites`` before they come here."""

    name: str
    bic: str
    account: str
    corr_account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerOfAttorney:
    """Доверенность of a signatory (ст. 185 ГК РФ); without a date of issue it would be void (ст. 186)."""

    number: str
    date: dt.date
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs for a party. Genitives are ready to print: computed, or as a person confirmed them."""

    position: str
    position_genitive: str
    name: str
    name_genitive: str
    gender: Gender
    basis: str
    power_of_attorney: PowerOfAttorney | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person of a party and what may be sent to that address."""

    name: str
    position: str | None
    email: str
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A side of the deal with checked requisites.

    ``gender`` agrees «именуемое» with the name. ``is_signed_in_person``: an entrepreneur or a person signs for
    themselves, so «в лице» is not needed.
    """

    form: Form
    full_name: str
    short_name: str
    gender: Gender
    inn: str
    kpp: str | None
    ogrn: str | None
    address: str
    phone: str | None
    email: str | None
    vat: TaxStatus
    vat_basis: str | None
    bank: Bank
    signatory: Signatory
    is_signed_in_person: bool = False
    contacts: tuple[Contact, ...] = ()
