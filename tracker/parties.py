"""Parties in the database: the section of an input file becomes rows, and rows become the section again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, delete, func, insert, select, text, update

from docgen.intake.schema import (
    BankSection,
    ContactSection,
    PartySection,
    PowerOfAttorneySection,
    SignatoryGender,
    SignatorySection,
)
from docgen.parties import Form, Purpose
from docgen.requisites import normalise
from docgen.vat import TaxStatus
from tracker.errors import NotFoundError
from tracker.house import Work
from tracker.models import (
    BankAccountRow,
    ContactRow,
    CounterpartyRow,
    DealRow,
    OrganizationRow,
    PartyRow,
    SignatoryRow,
)

Values = dict[str, Any]
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_PARTIES = select(PartyRow.__table__).where(PartyRow.id.in_(_IDS))


def reserve_ids(connection: Connection, table: Any, count: int) -> Sequence[int]:
    """Keys for ``count`` new rows, so that rows that name them can be written in bulk; the writers' lock is held."""
    if count == 0:
        return ()
    if connection.dialect.name == "postgresql":
        statement = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
        return sorted(connection.execute(statement, {"table": table.name, "count": count}).scalars())
    last = connection.execute(select(func.max(table.c.id))).scalar() or 0
    return range(last + 1, last + count + 1)


def insert_parties(connection: Connection, sections: Sequence[PartySection]) -> Sequence[int]:
    """Adds parties with their accounts, signatories and addresses; answers their keys in the same order."""
    ids = reserve_ids(connection, PartyRow.__table__, len(sections))
    parties = [{"id": key, **_party(section)} for key, section in zip(ids, sections, strict=True)]
    if parties:
        connection.execute(insert(PartyRow), parties)
    _insert_parts(connection, list(zip(ids, sections, strict=True)))
    return ids


def replace_party(connection: Connection, party_id: int, section: PartySection) -> None:
    """Gives a party new requisites. Contacts that are no addresses of the party stay."""
    connection.execute(update(PartyRow).where(PartyRow.id == party_id).values(**_party(section)))
    connection.execute(delete(BankAccountRow).where(BankAccountRow.party_id == party_id))
    connection.execute(delete(SignatoryRow).where(SignatoryRow.party_id == party_id))
    connection.execute(delete(ContactRow).where(ContactRow.party_id == party_id, ContactRow.purposes.is_not(None)))
    _insert_parts(connection, [(party_id, section)])


def _insert_parts(connection: Connection, parties: Iterable[tuple[int, PartySection]]) -> None:
    accounts, signatories, contacts = [], [], []
    for party_id, section in parties:
        whose = {"party_id": party_id, "position": 0}
        accounts.append(whose | _account(section.bank))
        signatories.append(whose | _signatory(section.signatory))
        for place, contact in enumerate(section.contacts or ()):
            contacts.append({"party_id": party_id, "position": place, **_address(contact)})
    for row, values in ((BankAccountRow, accounts), (SignatoryRow, signatories), (ContactRow, contacts)):
        if values:
            connection.execute(insert(row), values)


def read_parties(connection: Connection, ids: Iterable[int]) -> dict[int, PartySection]:
    """Parties by their keys, as the sections that they came as."""
    keys = sorted(set(ids))
    parties = connection.execute(_PARTIES, {"ids": keys}).mappings().all()
    accounts = _of_parties(connection, BankAccountRow, keys)
    signatories = _of_parties(connection, SignatoryRow, keys)
    contacts = _of_parties(connection, ContactRow, keys)
    return {
        party["id"]: _section(dict(party), accounts[party["id"]][0], signatories[party["id"]][0], contacts[party["id"]])
        for party in parties
    }


def _of_parties(connection: Connection, row: Any, keys: Sequence[int]) -> Mapping[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for values in connection.execute(_parts(row.__table__), {"ids": keys}).mappings():
        found[values["party_id"]].append(dict(values))
    return found


@cache
def _parts(table: Any) -> Select[Any]:
    """The query of a table that belongs to parties, made once: a closing reads parties paper by paper."""
    return select(table).where(table.c.party_id.in_(_IDS)).order_by(table.c.party_id, table.c.position)


def input_of(section: PartySection) -> Values:
    """The section as an input file has it."""
    return section.model_dump(mode="json", by_alias=True, exclude_none=True)


def inputs_of_deal(connection: Connection, deal_id: int) -> tuple[Values, Values]:
    """Requisites of ours and of the client of a deal, as an input file has them."""
    statement = (
        select(OrganizationRow.party_id, CounterpartyRow.party_id)
        .select_from(DealRow)
        .join(OrganizationRow, OrganizationRow.id == DealRow.organization_id)
        .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .where(DealRow.id == deal_id)
    )
    ours, theirs = connection.execute(statement).one()
    sections = read_parties(connection, (ours, theirs))
    return input_of(sections[ours]), input_of(sections[theirs])


def normal_party(section: PartySection) -> PartySection:
    """The section as it comes back from the database: no spaces in requisites, no empty lists."""
    return _section(
        _party(section),
        _account(section.bank),
        _signatory(section.signatory),
        [_address(contact) for contact in section.contacts or ()],
    )


def organization_id_of(work: Work, section: PartySection) -> int:
    """Our organisation with this ИНН and КПП; made, with an event, if it is not there yet."""
    found = find_organization(work.connection, section)
    if found is not None:
        return found
    (party_id,) = insert_parties(work.connection, [section])
    (key,) = reserve_ids(work.connection, OrganizationRow.__table__, 1)
    inn, kpp = _key(section)
    work.connection.execute(insert(OrganizationRow).values(id=key, party_id=party_id, inn=inn, kpp=kpp))
    work.note("organization.added", f"organization:{inn}", party=section.model_dump(mode="json", exclude_none=True))
    return key


def find_organization(connection: Connection, section: PartySection) -> int | None:
    """The key of our organisation with this ИНН and КПП; None if it is not there."""
    inn, kpp = _key(section)
    statement = select(OrganizationRow.id).where(OrganizationRow.inn == inn, OrganizationRow.kpp == kpp)
    return connection.execute(statement).scalar()


def counterparty_id_of(work: Work, section: PartySection) -> int:
    """The client with this ИНН and КПП (the first of several); made, with an event, if it is not there yet."""
    inn, kpp = _key(section)
    statement = (
        select(CounterpartyRow.id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(PartyRow.inn == inn, func.coalesce(PartyRow.kpp, "") == kpp)
        .order_by(CounterpartyRow.id)
        .limit(1)
    )
    found = work.connection.execute(statement).scalar()
    if found is not None:
        return found
    (party_id,) = insert_parties(work.connection, [section])
    (key,) = reserve_ids(work.connection, CounterpartyRow.__table__, 1)
    code = _free_code(work.connection, inn)
    work.connection.execute(insert(CounterpartyRow).values(id=key, code=code, party_id=party_id))
    work.note("client.added", f"client:{code}", party=section.model_dump(mode="json", exclude_none=True))
    return key


def counterparty_id(connection: Connection, code: str) -> int:
    """The key of a client by its id. Raises NotFoundError."""
    found = connection.execute(select(CounterpartyRow.id).where(CounterpartyRow.code == code)).scalar()
    if found is None:
        raise NotFoundError(f"Клиента «{code}» в базе нет: проверьте идентификатор.")
    return found


def _free_code(connection: Connection, wanted: str) -> str:
    """An id for a client that came without one: its ИНН, with a number where that is taken."""
    statement = select(CounterpartyRow.code).where(CounterpartyRow.code.startswith(wanted, autoescape=True))
    taken = set(connection.execute(statement).scalars())
    number = 1
    while (code := wanted if number == 1 else f"{wanted}-{number}") in taken:
        number += 1
    return code


def _key(section: PartySection) -> tuple[str, str]:
    return normalise(section.inn), normalise(section.kpp) if section.kpp else ""


def _party(section: PartySection) -> Values:
    return {
        "form": section.form.value,
        "full_name": section.full_name,
        "short_name": section.short_name,
        "inn": normalise(section.inn),
        "kpp": normalise(section.kpp) if section.kpp else None,
        "ogrn": normalise(section.ogrn) if section.ogrn else None,
        "address": section.address,
        "phone": section.phone,
        "email": section.email,
        "vat": section.vat.value,
        "vat_basis": section.vat_basis,
    }


def _account(bank: BankSection) -> Values:
    return {
        "name": bank.name,
        "bic": normalise(bank.bic),
        "account": normalise(bank.account),
        "corr_account": normalise(bank.corr_account),
    }


def _signatory(section: SignatorySection) -> Values:
    attorney = section.power_of_attorney
    return {
        "title": section.position,
        "name": section.name,
        "basis": section.basis,
        "gender": section.gender.value if section.gender else None,
        "name_genitive": section.name_genitive,
        "title_genitive": section.position_genitive,
        "attorney_number": attorney.number if attorney else None,
        "attorney_from": attorney.date if attorney else None,
        "attorney_until": attorney.valid_until if attorney else None,
    }


def _address(contact: ContactSection) -> Values:
    return {
        "name": contact.name,
        "title": contact.position,
        "email": contact.email,
        "purposes": " ".join(purpose.value for purpose in contact.purposes),
        "left_on": None,
    }


def _section(
    party: Mapping[str, Any],
    account: Mapping[str, Any],
    signatory: Mapping[str, Any],
    contacts: Sequence[Mapping[str, Any]],
) -> PartySection:
    """The section of rows; they were checked when they came in."""
    addresses = tuple(
        ContactSection.model_construct(
            name=contact["name"],
            position=contact["title"],
            email=contact["email"],
            purposes=tuple(Purpose(word) for word in contact["purposes"].split()),
        )
        for contact in contacts
        if contact["purposes"] is not None
    )
    plain = ("full_name", "short_name", "inn", "kpp", "ogrn", "address", "phone", "email", "vat_basis")
    return PartySection.model_construct(
        **{key: party[key] for key in plain},
        form=Form(party["form"]),
        vat=TaxStatus(party["vat"]),
        bank=BankSection.model_construct(**{key: account[key] for key in ("name", "bic", "account", "corr_account")}),
        signatory=_signatory_section(signatory),
        contacts=addresses or None,
    )


def _signatory_section(row: Mapping[str, Any]) -> SignatorySection:
    attorney = None
    if row["attorney_from"] is not None:
        attorney = PowerOfAttorneySection.model_construct(
            number=row["attorney_number"], date=row["attorney_from"], valid_until=row["attorney_until"]
        )
    return SignatorySection.model_construct(
        position=row["title"],
        name=row["name"],
        basis=row["basis"],
        gender=SignatoryGender(row["gender"]) if row["gender"] else None,
        name_genitive=row["name_genitive"],
        position_genitive=row["title_genitive"],
        power_of_attorney=attorney,
    )
