"""Requisites of ours in a file that somebody sent: a paper in our name bears our account and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from docgen.errors import Fault, InputError
from docgen.intake.schema import PartySection
from tracker.organizations import find_own
from tracker.parties import find_organization, normal_party

_SAME: Final = ("full_name", "short_name", "ogrn", "address")
_STRANGER: Final = "такой нашей организации нет: её добавляет администратор"
_OTHER: Final = "в программе иначе; реквизиты нашей организации меняет администратор"
_ACCOUNT: Final = "такого счёта у нашей организации нет: счета добавляет администратор"


def refuse_other_requisites(connection: Connection, seller: PartySection, path: str = "seller") -> None:
    """Raises InputError if the seller is none of ours, or its names, address or account are not those that we keep."""
    faults = list(_faults(connection, normal_party(seller), path))
    if faults:
        raise InputError(faults)


def _faults(connection: Connection, seller: PartySection, path: str) -> Iterator[Fault]:
    key = find_organization(connection, seller)
    if key is None:
        yield Fault(f"{path}.inn", _STRANGER)
        return
    known = find_own(connection, key)
    for name in _SAME:
        if getattr(seller, name) != getattr(known.party, name):
            yield Fault(f"{path}.{name}", _OTHER)
    if seller.bank not in {known.party.bank, *known.accounts}:
        yield Fault(f"{path}.bank.account", _ACCOUNT)
