"""What filters of lists can be chosen of: our organisations, managers that deals name, a client by its name."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, or_, select

from tracker.lists.kept import storable
from tracker.models import CounterpartyRow, DealCardTotalRow, OrganizationRow, PartyRow

_SEVERAL: Final = 2


def organizations(connection: Connection) -> list[tuple[int, str]]:
    """Keys and short names of our organisations, by name."""
    statement = select(OrganizationRow.id, PartyRow.short_name).join(PartyRow, PartyRow.id == OrganizationRow.party_id)
    return sorted(((key, name) for key, name in connection.execute(statement)), key=lambda one: one[1].casefold())


def organizations_by_inn(connection: Connection) -> list[tuple[str, str]]:
    """ИНН and short names of our organisations, by name."""
    statement = select(OrganizationRow.inn, PartyRow.short_name).join(PartyRow, PartyRow.id == OrganizationRow.party_id)
    return sorted(((inn, name) for inn, name in connection.execute(statement)), key=lambda one: one[1].casefold())


def managers(connection: Connection) -> list[str]:
    """Labels by which deals name their managers, in alphabetical order."""
    named = connection.execute(select(DealCardTotalRow.manager).distinct()).scalars()
    return sorted(named, key=str.casefold)


def clients_called(connection: Connection, text: str) -> list[str]:
    """Ids of clients with this id, ИНН or short name; at most two, which is enough to know that it is not one.

    An id names one client whatever others are called.
    """
    wanted = storable(text)
    statement = (
        select(CounterpartyRow.code)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(or_(CounterpartyRow.code == wanted, PartyRow.inn == wanted, PartyRow.short_name == wanted))
        .order_by(CounterpartyRow.code != wanted, CounterpartyRow.code)
        .limit(_SEVERAL)
    )
    found = list(connection.execute(statement).scalars())
    return found[:1] if found and found[0] == wanted else found
