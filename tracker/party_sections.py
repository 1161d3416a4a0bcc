"""The party of a snapshot as a section of an input file, which is how the database keeps parties."""

from __future__ import annotations

from docgen.declension import name_genitive, position_genitive
from docgen.intake.schema import (
    BankSection,
    ContactSection,
    PartySection,
    PowerOfAttorneySection,
    SignatoryGender,
    SignatorySection,
)
from docgen.parties import Party, Signatory


def section_of(party: Party) -> PartySection:
    """The section that gives this party again; genitives are kept where a person chose others than the computed."""
    bank = party.bank
    contacts = tuple(
        ContactSection.model_construct(
            name=contact.name, position=contact.position, email=contact.email, purposes=contact.purposes
        )
        for contact in party.contacts
    )
    return PartySection.model_construct(
        form=party.form,
        full_name=party.full_name,
        short_name=party.short_name,
        inn=party.inn,
        kpp=party.kpp,
        ogrn=party.ogrn,
        address=party.address,
        phone=party.phone,
        email=party.email,
        vat=party.vat,
        vat_basis=party.vat_basis,
        bank=BankSection.model_construct(
            name=bank.name, bic=bank.bic, account=bank.account, corr_account=bank.corr_account
        ),
        signatory=_signatory(party.signatory),
        contacts=contacts or None,
    )


def _signatory(one: Signatory) -> SignatorySection:
    attorney = one.power_of_attorney
    usual_name = name_genitive(one.name, one.gender)
    usual_position = position_genitive(one.position)
    return SignatorySection.model_construct(
        position=one.position,
        name=one.name,
        basis=one.basis,
        gender=SignatoryGender(one.gender.value),
        name_genitive=None if one.name_genitive == usual_name else one.name_genitive,
        position_genitive=None if one.position_genitive == usual_position else one.position_genitive,
        power_of_attorney=PowerOfAttorneySection.model_construct(
            number=attorney.number, date=attorney.date, valid_until=attorney.valid_until
        )
        if attorney
        else None,
    )
