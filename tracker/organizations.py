"""Our own organisations for people who look after their requisites: seen, added, corrected; nothing issued changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Connection, delete, func, insert, select, update

from docgen.errors import Fault, InputError
from docgen.intake.cleaning import clean
from docgen.intake.messages import problems_of
from docgen.intake.party_checks import check_party
from docgen.intake.problems import input_error
from docgen.intake.raw import Place
from docgen.intake.schema import BankSection, PartySection
from docgen.requisites import normalise
from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.models import BankAccountRow, DealRow, OrganizationRow
from tracker.parties import find_organization, input_of, normal_party, organization_id_of, read_parties, replace_party

MOST_ACCOUNTS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """One of ours. ``party``: its requisites, with the account that papers print; ``accounts``: its other ones.

    deals: how many deals it has.
    """

    id: int
    party: PartySection
    accounts: tuple[BankSection, ...]
    deals: int


def list_organizations(connection: Connection) -> list[Organization]:
    """All of ours, in the order in which they came; six statements."""
    return _read(connection)


def find_own(connection: Connection, organization_id: int) -> Organization:
    """One of ours. Raises NotFoundError."""
    found = _read(connection, organization_id)
    if not found:
        raise NotFoundError("Такой нашей организации нет: обновите список.")
    return found[0]


def read_party(data: Mapping[str, Any], on: date) -> PartySection:
    """Requisites as a person gave them, in the shape of an input file. ``on``: the day of the signatory's authority.

    Raises InputError with a fault for each place: «inn», «bank.bic», «signatory.name».
    """
    plain, problems = clean(dict(data))
    problems.extend(check_party(Place(plain), on))
    try:
        section = PartySection.model_validate(plain)
    except ValidationError as error:
        raise input_error([*problems, *problems_of(error, PartySection)], plain) from error
    if problems:
        raise input_error(problems, plain)
    return normal_party(section)


def add_organization(work: Work, party: PartySection, accounts: Sequence[BankSection] = ()) -> int:
    """A new organisation of ours; answers its key. Raises RefusedError for one that is there."""
    if find_organization(work.connection, party) is not None:
        raise RefusedError("Организация с такими ИНН и КПП уже есть: исправьте её реквизиты, новая не нужна.")
    key = organization_id_of(work, party)
    _keep_accounts(work.connection, _party_id(work.connection, key), accounts)
    return key


def change_organization(work: Work, organization_id: int, party: PartySection, accounts: Sequence[BankSection]) -> bool:
    """Gives an organisation of ours new requisites, for papers made from now on; False if they are what they were.

    Raises NotFoundError, and RefusedError for another ИНН (another legal person is another organisation) and for the
    ИНН and КПП of another one of ours.
    """
    known = find_own(work.connection, organization_id)
    if (party, tuple(accounts)) == (known.party, known.accounts):
        return False
    inn, kpp = normalise(party.inn), normalise(party.kpp or "")
    if inn != known.party.inn:
        raise RefusedError("ИНН организации не меняется: с другим ИНН это другая организация, добавьте её отдельно.")
    if find_organization(work.connection, party) not in {None, organization_id}:
        raise RefusedError("Организация с такими ИНН и КПП уже есть среди наших.")
    party_id = _party_id(work.connection, organization_id)
    replace_party(work.connection, party_id, party)
    _keep_accounts(work.connection, party_id, accounts)
    work.connection.execute(update(OrganizationRow).where(OrganizationRow.id == organization_id).values(kpp=kpp))
    work.note(
        "organization.changed",
        f"organization:{inn}",
        party=party.model_dump(mode="json", exclude_none=True),
        accounts=[account.account for account in accounts],
    )
    return True


def as_input(party: PartySection) -> dict[str, Any]:
    """Requisites in the shape of an input file, for a form."""
    return input_of(party)


def check_accounts(accounts: Sequence[BankSection], party: PartySection) -> None:
    """Raises InputError where an account is there twice or there are too many."""
    numbers = [normalise(party.bank.account), *(normalise(one.account) for one in accounts)]
    faults = [
        Fault(f"accounts[{place - 1}].account", "Этот счёт уже указан выше.")
        for place, number in enumerate(numbers)
        if place and number in numbers[:place]
    ]
    if len(accounts) > MOST_ACCOUNTS:
        faults.append(Fault("", f"Других счетов может быть не больше {MOST_ACCOUNTS}."))
    if faults:
        raise InputError(faults)


def _party_id(connection: Connection, organization_id: int) -> int:
    return connection.execute(
        select(OrganizationRow.party_id).where(OrganizationRow.id == organization_id)
    ).scalar_one()


def _keep_accounts(connection: Connection, party_id: int, accounts: Sequence[BankSection]) -> None:
    """The accounts beside the one that papers print: money on them is ours too."""
    connection.execute(delete(BankAccountRow).where(BankAccountRow.party_id == party_id, BankAccountRow.position > 0))
    rows = [
        {
            "party_id": party_id,
            "position": place,
            "name": one.name,
            "bic": normalise(one.bic),
            "account": normalise(one.account),
            "corr_account": normalise(one.corr_account),
        }
        for place, one in enumerate(accounts, 1)
    ]
    if rows:
        connection.execute(insert(BankAccountRow), rows)


def _read(connection: Connection, organization_id: int | None = None) -> list[Organization]:
    deals = select(func.count()).where(DealRow.organization_id == OrganizationRow.id).scalar_subquery()
    statement = select(OrganizationRow.id, OrganizationRow.party_id, deals.label("deals")).order_by(OrganizationRow.id)
    if organization_id is not None:
        statement = statement.where(OrganizationRow.id == organization_id)
    rows = connection.execute(statement).all()
    ids = [row.party_id for row in rows]
    parties = read_parties(connection, ids)
    others = _other_accounts(connection, ids)
    return [
        Organization(
            id=row.id, party=parties[row.party_id], accounts=tuple(others.get(row.party_id, ())), deals=row.deals
        )
        for row in rows
    ]


def _other_accounts(connection: Connection, party_ids: Sequence[int]) -> dict[int, list[BankSection]]:
    columns = BankAccountRow.__table__.c
    statement = (
        select(columns.party_id, columns.name, columns.bic, columns.account, columns.corr_account)
        .where(columns.party_id.in_(party_ids), columns.position > 0)
        .order_by(columns.party_id, columns.position)
    )
    found: dict[int, list[BankSection]] = {}
    for party_id, name, bic, account, corr_account in connection.execute(statement):
        one = BankSection.model_construct(name=name, bic=bic, account=account, corr_account=corr_account)
        found.setdefault(party_id, []).append(one)
    return found
