"""To whom reminders go: the client's addresses for closing papers, the manager of the deal, people of a role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, or_, select

from docgen.parties import Purpose
from tracker.chasing.schedule import Step
from tracker.chasing.unreturned import Unreturned
from tracker.fact_store import in_chunks
from tracker.letters.addresses import AddressError, checked
from tracker.models import ContactRow, CounterpartyRow, PartyRow
from tracker.people import Person, Role, list_people

_ROLES = {Step.CONTROL: Role.CONTROL, Step.LAWYER: Role.LAWYER}
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Addresses of a step; with none, ``reason`` says why nobody can be reached."""

    addresses: tuple[str, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressees:
    """Everybody whom letters can reach. ``clients``: addresses by the key of a client."""

    people: tuple[Person, ...]
    clients: dict[int, tuple[str, ...]]

    def of(self, paper: Unreturned, step: Step) -> Reached:
        """Whom a step about this paper reaches."""
        match step:
            case Step.CONTACT:
                return self._client(paper)
            case Step.MANAGER:
                return self._manager(paper)
            case _:
                return self._role(paper, _ROLES[step])

    def manager(self, named: str) -> Person | None:
        """The active person whom a deal names as its manager, by login or by name."""
        wanted = " ".join(named.casefold().split())
        known = (person for person in self.people if person.is_active)
        return next((one for one in known if wanted in {one.login, one.name.casefold()}), None)

    def _client(self, paper: Unreturned) -> Reached:
        if paper.held is not None:
            return Reached(addresses=(), reason=paper.held)
        found = self.clients.get(paper.counterparty_id, ())
        return Reached(addresses=found, reason=None if found else "у клиента нет адреса для закрывающих документов")

    def _manager(self, paper: Unreturned) -> Reached:
        if not paper.manager:
            return Reached(addresses=(), reason="у сделки нет менеджера")
        person = self.manager(paper.manager)
        if person is None:
            return Reached(addresses=(), reason=f"менеджера «{paper.manager}» нет среди действующих пользователей")
        if person.email is None:
            return Reached(addresses=(), reason=f"у пользователя {person.login} нет адреса почты")
        return Reached(addresses=(person.email,))

    def _role(self, paper: Unreturned, role: Role) -> Reached:
        if not paper.is_begun:
            return Reached(addresses=(), reason="по сделке ещё ничего не исполнено и не получено")
        people = [person for person in self.people if person.role is role and person.is_active]
        found = tuple(person.email for person in people if person.email)
        return Reached(addresses=found, reason=None if found else f"нет пользователя с ролью «{role.label}» и адресом")


def addressees(connection: Connection, papers: Iterable[Unreturned], today: date) -> Addressees:
    """Whom reminders of these papers can reach on the day."""
    clients: dict[int, tuple[str, ...]] = {}
    for keys in in_chunks({paper.counterparty_id for paper in papers}):
        clients |= _of_clients(connection, keys, today)
    return Addressees(people=tuple(list_people(connection)), clients=clients)


def client_addresses(connection: Connection, counterparty_id: int, today: date) -> tuple[str, ...]:
    """Where closing papers may be sent to a client: named addresses, else the general one, else nothing."""
    return _of_clients(connection, [counterparty_id], today)[counterparty_id]


_PARTIES = (
    select(CounterpartyRow.id, PartyRow.email)
    .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    .where(CounterpartyRow.id.in_(_IDS))
)
_CONTACTS = (
    select(CounterpartyRow.id, ContactRow.email, ContactRow.purposes)
    .join(ContactRow, ContactRow.party_id == CounterpartyRow.party_id)
    .where(
        CounterpartyRow.id.in_(_IDS),
        ContactRow.email.is_not(None),
        ContactRow.purposes.is_not(None),
        or_(ContactRow.left_on.is_(None), ContactRow.left_on > bindparam("today")),
    )
    .order_by(CounterpartyRow.id, ContactRow.position)
)


def _of_clients(connection: Connection, keys: list[int], today: date) -> dict[int, tuple[str, ...]]:
    """Addresses named for closing papers; without any, the client's general one."""
    named: dict[int, list[str]] = {}
    for key, email, purposes in connection.execute(_CONTACTS, {"ids": keys, "today": today}):
        if email and Purpose.CLOSING.value in (purposes or "").split() and is_usable(email):
            named.setdefault(key, []).append(email)
    general = {key: email for key, email in connection.execute(_PARTIES, {"ids": keys}) if email and is_usable(email)}
    return {key: tuple(named.get(key, [])) or ((general[key],) if key in general else ()) for key in keys}


def is_usable(email: str) -> bool:
    """Whether a letter can be sent to the address; one that came from outside may have what mail does not take."""
    try:
        checked(email)
    except AddressError:
        return False
    return True
