"""A checked party of a kit file as the ``Party`` that papers print: requisites without spaces, genitives, gender."""

from __future__ import annotations

import re

from docgen.declension import Gender, gender_of, name_genitive, organisation_gender, position_genitive
from docgen.intake.schema import BankSection, PartySection, PowerOfAttorneySection, SignatorySection
from docgen.parties import Bank, Contact, Form, Party, PowerOfAttorney, Signatory
from docgen.requisites import normalise

_PERSON_PREFIX = re.compile(
    r"(индивидуальный\s+предприниматель|ип|физическое\s+лицо|гражданин|гражданка)\s+", re.IGNORECASE
)


def build_party(section: PartySection) -> Party:
    """The party; its checks have passed, so the gender of the signatory is known or can be told from the name."""
    signatory = _signatory(section.signatory)
    return Party(
        form=section.form,
        full_name=section.full_name,
        short_name=section.short_name,
        gender=_party_gender(section, signatory),
        inn=normalise(section.inn),
        kpp=normalise(section.kpp) if section.kpp else None,
        ogrn=normalise(section.ogrn) if section.ogrn else None,
        address=section.address,
        phone=section.phone,
        email=section.email,
        vat=section.vat,
        vat_basis=section.vat_basis,
        bank=_bank(section.bank),
        signatory=signatory,
        is_signed_in_person=_is_signed_in_person(section),
        contacts=_contacts(section),
    )


def _signatory(section: SignatorySection) -> Signatory:
    gender = _gender(section)
    return Signatory(
        position=section.position,
        position_genitive=section.position_genitive or position_genitive(section.position),
        name=section.name,
        name_genitive=section.name_genitive or name_genitive(section.name, gender),
        gender=gender,
        basis=section.basis,
        power_of_attorney=_power_of_attorney(section.power_of_attorney),
    )


def _gender(section: SignatorySection) -> Gender:
    told = Gender(section.gender.value) if section.gender else gender_of(section.name)
    return told or Gender.MASCULINE  # the checks have refused a name that does not tell


def _power_of_attorney(section: PowerOfAttorneySection | None) -> PowerOfAttorney | None:
    if section is None:
        return None
    return PowerOfAttorney(number=section.number, date=section.date, valid_until=section.valid_until)


def _party_gender(section: PartySection, signatory: Signatory) -> Gender:
    """A person agrees with their own name («именуемая»), which a signatory by power of attorney does not bear."""
    if section.form is Form.LEGAL_ENTITY:
        return organisation_gender(section.full_name)
    if _is_signed_in_person(section):
        return signatory.gender
    return gender_of(_own_name(section)) or signatory.gender


def _is_signed_in_person(section: PartySection) -> bool:
    is_same = _folded(_own_name(section)) == _folded(section.signatory.name)
    return section.form is not Form.LEGAL_ENTITY and is_same and section.signatory.power_of_attorney is None


def _own_name(section: PartySection) -> str:
    return _PERSON_PREFIX.sub("", section.full_name, count=1)


def _folded(name: str) -> str:
    """«Пётр» and «Петр» are one name; so are names in capitals."""
    return " ".join(name.casefold().replace("ё", "е").split())


def _bank(section: BankSection) -> Bank:
    return Bank(
        name=section.name,
        bic=normalise(section.bic),
        account=normalise(section.account),
        corr_account=normalise(section.corr_account),
    )


def _contacts(section: PartySection) -> tuple[Contact, ...]:
    return tuple(
        Contact(
            name=contact.name,
            position=contact.position,
            email=contact.email,
            purposes=tuple(dict.fromkeys(contact.purposes)),
        )
        for contact in section.contacts or ()
    )
