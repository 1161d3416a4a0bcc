"""`load`: a checked file into the database, all of it or nothing; what differs is told, and applied only when asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import select

from tracker import watch
from tracker.deals_file.comparing import (
    Difference,
    differences_of_client,
    differences_of_deal,
    differences_of_party,
)
from tracker.deals_file.entries import ClientEntry, DealEntry
from tracker.deals_file.reading import DealsFile
from tracker.deals_file.stored import KnownClient, KnownDeal, client_keys, known_clients, known_deals
from tracker.deals_file.writing import add_clients, add_deals, change_client, change_deal
from tracker.errors import RefusedError
from tracker.fact_store import CHUNK
from tracker.house import Work
from tracker.models import DealRow, OrganizationRow
from tracker.parties import find_organization, normal_party, organization_id_of, read_parties, replace_party

T = TypeVar("T")


class DifferencesError(RefusedError):
    """The file contradicts what is stored; nothing was written."""

    def __init__(self, differences: Iterable[Difference]) -> None:
        self.differences = tuple(differences)
        super().__init__("\n".join(map(str, self.differences)))


@dataclass(slots=True, kw_only=True)
class Loaded:
    """What a load did: how many clients and deals are new, were changed, or are as they were."""

    new_clients: int = 0
    new_deals: int = 0
    changed: int = 0
    same: int = 0
    differences: list[Difference] = field(default_factory=list)


def load(work: Work, file: DealsFile, *, is_update: bool) -> Loaded:
    """Writes a file. Without ``is_update`` a stored fact that differs raises DifferencesError with all of them."""
    loading = _Loading(work, file, is_update=is_update)
    loading.find_differences()
    if loading.done.differences and not is_update:
        raise DifferencesError(loading.done.differences)
    loading.write()
    return loading.done


class _Loading:
    def __init__(self, work: Work, file: DealsFile, *, is_update: bool) -> None:
        self._work = work
        self._connection = work.connection
        self._file = file
        self._is_update = is_update
        self._differing: dict[str, list[Difference]] = {}
        self._organization_id = find_organization(work.connection, file.organization)
        self.done = Loaded()

    def find_differences(self) -> None:
        """Compares everything first, so that all differences are told before anything is written."""
        self.done.differences.extend(self._differences_of_organization())
        for clients in _chunks(self._file.clients()):
            known = known_clients(self._connection, [entry.id for entry in clients])
            for entry in clients:
                if entry.id in known:
                    self._compare_client(known[entry.id], entry)
        for deals in _chunks(self._file.deals()):
            stored = known_deals(self._connection, [entry.id for entry in deals])
            for deal in deals:
                if deal.id in stored:
                    self._compare_deal(stored[deal.id], deal)

    def _differences_of_organization(self) -> list[Difference]:
        if self._organization_id is None:
            return []
        statement = select(OrganizationRow.party_id).where(OrganizationRow.id == self._organization_id)
        party_id = self._connection.execute(statement).scalar_one()
        stored = read_parties(self._connection, [party_id])[party_id]
        return differences_of_party("organization", stored, normal_party(self._file.organization))

    def _compare_client(self, known: KnownClient, entry: ClientEntry) -> None:
        found = differences_of_client(known.entry, entry)
        self.done.differences.extend(found)
        if found:
            self._differing[f"client:{entry.id}"] = found
        else:
            self.done.same += 1

    def _compare_deal(self, known: KnownDeal, entry: DealEntry) -> None:
        if known.organization_id != self._organization_id:
            raise RefusedError(
                f"Сделка «{entry.id}» уже есть у другой нашей организации. Дайте сделкам этого файла другие "
                "идентификаторы; ничего не записано."
            )
        found = differences_of_deal(known.entry, entry, known.issued, known.superseded)
        self.done.differences.extend(found)
        if found:
            self._differing[f"deal:{entry.id}"] = found
        else:
            self.done.same += 1

    def write(self) -> None:
        if not self._connection.execute(select(DealRow.id).limit(1)).first():
            watch.keep_basis(self._connection, self._work.grace_days)
        self._write_organization()
        for clients in _chunks(self._file.clients()):
            self._write_clients(clients)
        for deals in _chunks(self._file.deals()):
            self._write_deals(deals)

    def _write_organization(self) -> None:
        section = self._file.organization
        differing = [found for found in self.done.differences if found.path.startswith("organization")]
        self._organization_id = organization_id_of(self._work, section)
        if differing:
            statement = select(OrganizationRow.party_id).where(OrganizationRow.id == self._organization_id)
            replace_party(self._connection, self._connection.execute(statement).scalar_one(), section)
            self._note("organization.changed", f"organization:{section.inn}", differing)
            self._touch(DealRow.organization_id == self._organization_id)
            self.done.changed += 1

    def _write_clients(self, clients: list[ClientEntry]) -> None:
        known = known_clients(self._connection, [entry.id for entry in clients])
        new = [entry for entry in clients if entry.id not in known]
        add_clients(self._connection, new)
        self.done.new_clients += len(new)
        for entry in new:
            self._work.note(
                "client.added", f"client:{entry.id}", **_CLIENT.dump_python(entry, mode="json", exclude_none=True)
            )
        for entry in clients:
            if (subject := f"client:{entry.id}") in self._differing:
                change_client(self._connection, known[entry.id], entry)
                self._note("client.changed", subject, self._differing[subject])
                self._touch(DealRow.counterparty_id == known[entry.id].id)
                self.done.changed += 1
        self._work.flush()

    def _write_deals(self, deals: list[DealEntry]) -> None:
        known = known_deals(self._connection, [entry.id for entry in deals])
        clients = client_keys(self._connection, {entry.client for entry in deals})
        new = [entry for entry in deals if entry.id not in known]
        organization_id = self._organization_id
        if organization_id is None:
            raise ValueError("the organisation is written first")
        self._work.touch(*add_deals(self._connection, organization_id, new, clients))
        self.done.new_deals += len(new)
        for entry in new:
            self._work.note(
                "deal.added", f"deal:{entry.id}", **_DEAL.dump_python(entry, mode="json", exclude_none=True)
            )
        for entry in deals:
            if (subject := f"deal:{entry.id}") in self._differing:
                change_deal(self._connection, organization_id, known[entry.id], entry, clients)
                self._note("deal.changed", subject, self._differing[subject])
                self._work.touch(known[entry.id].id)
                self.done.changed += 1
        self._work.flush()

    def _note(self, kind: str, subject: str, differences: list[Difference]) -> None:
        facts = [{"path": one.path, "stored": one.stored, "given": one.given} for one in differences]
        self._work.note(kind, subject, facts=facts)

    def _touch(self, condition: Any) -> None:
        self._work.touch(*self._connection.execute(select(DealRow.id).where(condition)).scalars())


_CLIENT = TypeAdapter(ClientEntry)
_DEAL = TypeAdapter(DealEntry)


def _chunks(entries: Iterator[T]) -> Iterator[list[T]]:
    while chunk := list(islice(entries, CHUNK)):
        yield chunk
