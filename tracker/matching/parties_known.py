"""Whose accounts and ИНН are ours, and whose are clients': read for the operations that turn up, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, select

from tracker.fact_store import CHUNK
from tracker.facts import Direction
from tracker.models import BankAccountRow, CounterpartyRow, OrganizationRow, PartyRow
from tracker.statements.base import Operation

BY_REQUISITES: Final = 40
"""Score of a payer that its ИНН, or without one its account, makes known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whose the other side of an operation is: clients, and by what they are known."""

    clients: tuple[int, ...]
    by: str

    def how(self, direction: Direction, names: Iterable[str]) -> str:
        """«ИНН плательщика — клиент ООО «Ромашка»»; "" for nobody."""
        if not self.clients:
            return ""
        side = "плательщика" if direction is Direction.IN else "получателя"
        return f"{self.by} {side} — клиент {' или '.join(names)}"


_NOBODY = Known(clients=(), by="")


@dataclass(slots=True)
class Sides:
    """Both sides of operations. ``own_accounts``: keys of our organisations by their accounts."""

    connection: Connection
    own_accounts: dict[str, int] = field(init=False)
    own_inns: dict[str, set[int]] = field(init=False)
    _by_inn: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _by_account: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Reads what is ours."""
        statement = select(BankAccountRow.account, OrganizationRow.id, OrganizationRow.inn).join(
            OrganizationRow, OrganizationRow.party_id == BankAccountRow.party_id
        )
        self.own_accounts, self.own_inns = {}, defaultdict(set)
        for account, key, inn in self.connection.execute(statement):
            self.own_accounts[account] = key
            self.own_inns[inn].add(key)

    def is_internal(self, operation: Operation) -> bool:
        """Whether money moved between accounts of one organisation of ours."""
        ours = self.own_accounts[operation.account]
        other = operation.other
        return (
            operation.is_internal
            or self.own_accounts.get(other.account) == ours
            or ours in self.own_inns.get(other.inn, ())
        )

    def load(self, operations: Iterable[Operation]) -> None:
        """Reads clients with the ИНН and accounts of these operations."""
        others = [operation.other for operation in operations]
        parties = select(PartyRow.inn, CounterpartyRow.id).join(
            CounterpartyRow, CounterpartyRow.party_id == PartyRow.id
        )
        accounts = select(BankAccountRow.account, CounterpartyRow.id).join(
            CounterpartyRow, CounterpartyRow.party_id == BankAccountRow.party_id
        )
        self._read(parties, PartyRow.inn, {other.inn for other in others}, self._by_inn)
        self._read(accounts, BankAccountRow.account, {other.account for other in others}, self._by_account)

    def _read(self, statement: Any, column: Any, values: set[str], known: dict[str, tuple[int, ...]]) -> None:
        new = sorted(values - known.keys() - {""})
        found: dict[str, list[int]] = defaultdict(list)
        for start in range(0, len(new), CHUNK):
            chosen = statement.where(column.in_(new[start : start + CHUNK])).order_by(CounterpartyRow.id)
            for value, client in self.connection.execute(chosen):
                found[value].append(client)
        known.update((value, tuple(found[value])) for value in new)

    def other(self, operation: Operation) -> Known:
        """The clients that the other side may be: by its ИНН, its account choosing among several, or by its account."""
        inn, account = operation.other.inn, operation.other.account
        by_account = self._by_account.get(account, ())
        if not inn:
            return Known(clients=by_account, by="счёт в банке") if by_account else _NOBODY
        clients = self._by_inn.get(inn, ())
        if not clients:
            return _NOBODY
        both = tuple(client for client in clients if client in by_account)
        return Known(clients=both or clients, by="ИНН")
