"""Requisites of our organisations: checked as an input file's, changed for papers to come, other accounts kept."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from docgen.errors import InputError
from docgen.intake.schema import BankSection
from tests.templates.drafts import sample
from tests.web.desk import TODAY
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House
from tracker.models import OrganizationRow
from tracker.organizations import (
    add_organization,
    as_input,
    change_organization,
    check_accounts,
    find_own,
    list_organizations,
    read_party,
)

SECOND = BankSection.model_construct(
    name="ПАО Сбербанк", bic="044525225", account="40702810538000054321", corr_account="30101810400000000225"
)


def _seller(**changed: Any) -> dict[str, Any]:
    return {**sample("price_list")["seller"], **changed}


@pytest.fixture
def ours(house: House) -> int:
    with house.work("admin", TODAY) as work:
        return add_organization(work, read_party(_seller(), TODAY), [SECOND])


def test_an_organisation_comes_back_with_its_other_accounts(house: House, ours: int) -> None:
    with house.database.read() as connection:
        (found,) = list_organizations(connection)
    assert (found.id, found.deals) == (ours, 0)
    assert as_input(found.party) == _seller(email="sales@example.ru")
    assert found.accounts == (SECOND,)


def test_new_requisites_keep_the_addresses_and_replace_the_accounts(house: House, ours: int) -> None:
    contacts = [{"name": "Бухгалтерия", "email": "buh@example.ru", "for": ["invoices"]}]
    with house.work("admin", TODAY) as work:
        assert change_organization(work, ours, read_party(_seller(contacts=contacts), TODAY), [SECOND])
        changed = read_party(_seller(contacts=contacts, kpp="770101001", address="101000, г. Москва"), TODAY)
        assert change_organization(work, ours, changed, [])
        assert not change_organization(work, ours, changed, [])
    with house.database.read() as connection:
        found = find_own(connection, ours)
        kpp = connection.execute(select(OrganizationRow.kpp)).scalar_one()
    assert (found.party.address, found.party.kpp, kpp) == ("101000, г. Москва", "770101001", "770101001")
    assert found.accounts == ()
    assert found.party.contacts is not None
    assert [one.email for one in found.party.contacts] == ["buh@example.ru"]


def test_another_legal_person_is_another_organisation(house: House, ours: int) -> None:
    with house.work("admin", TODAY) as work:
        with pytest.raises(RefusedError, match="ИНН организации не меняется"):
            change_organization(work, ours, read_party(_seller(inn="7707083893"), TODAY), [])
        with pytest.raises(RefusedError, match="уже есть"):
            add_organization(work, read_party(_seller(), TODAY))
        with pytest.raises(NotFoundError):
            change_organization(work, ours + 1, read_party(_seller(), TODAY), [])
        other = add_organization(work, read_party(_seller(kpp="770101001"), TODAY))
        with pytest.raises(RefusedError, match="уже есть среди наших"):
            change_organization(work, other, read_party(_seller(), TODAY), [])


def test_every_fault_of_requisites_is_told_with_its_place() -> None:
    wrong = _seller(inn="7712345672", bank={**_seller()["bank"], "account": "40702810938000012346"}, address="")
    with pytest.raises(InputError) as caught:
        read_party(wrong, TODAY)
    assert {fault.path for fault in caught.value.faults} == {"inn", "bank.account", "address"}


def test_an_account_is_not_kept_twice() -> None:
    party = read_party(_seller(), TODAY)
    check_accounts([SECOND], party)
    with pytest.raises(InputError) as caught:
        check_accounts([SECOND, SECOND, BankSection.model_construct(**party.bank.model_dump())], party)
    assert [fault.path for fault in caught.value.faults] == ["accounts[1].account", "accounts[2].account"]
    with pytest.raises(InputError, match="не больше 10"):
        check_accounts([SECOND] * 11, party)
