"""Clients for the form: found by name among one's own, by ИНН among all; of a colleague's only that there is one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from docgen.requisites import normalise
from tracker.kit_form.looking import has_words
from tracker.models import CounterpartyRow, DealRow, PartyRow
from tracker.ownership import is_own_client

MOST: Final = 12


class Whose(StrEnum):
    """Whose client it is, as seen by whoever asks."""

    OWN = "own"
    FREE = "free"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClient:
    """A client. Of a colleague's nothing is told: its ``code``, ``name``, ``kpp`` are empty."""

    inn: str
    whose: Whose
    code: str = ""
    name: str = ""
    kpp: str = ""


_COLUMNS = (CounterpartyRow.code, PartyRow.short_name, PartyRow.inn, PartyRow.kpp)


def search_clients(connection: Connection, labels: tuple[str, ...] | None, text: str) -> list[FoundClient]:
    """Clients by words of the name or by ИНН, at most MOST, by name. labels: of the manager; None sees everybody's."""
    asked = text.strip()
    digits = normalise(asked)
    if digits.isdigit() and digits.isascii() and len(digits) in {10, 12}:
        return clients_by_inn(connection, labels, digits)
    if len(asked) < 2:
        return []
    is_named = or_(has_words(PartyRow.short_name, asked), has_words(PartyRow.full_name, asked))
    is_meant = PartyRow.inn.startswith(digits, autoescape=True) if digits.isdigit() else is_named
    mine = () if labels is None else (is_own_client(labels),)
    statement = _clients().where(is_meant, *mine).order_by(PartyRow.short_name, CounterpartyRow.id).limit(MOST)
    return [_told(row, Whose.OWN) for row in connection.execute(statement)]


def clients_by_inn(connection: Connection, labels: tuple[str, ...] | None, inn: str) -> list[FoundClient]:
    """Clients with this ИНН: one's own and those that nobody leads whole, of a colleague's only that there is one."""
    statement = (
        _clients(_is_own(labels), _is_free()).where(PartyRow.inn == inn).order_by(CounterpartyRow.id).limit(MOST)
    )
    found = [_told(row, _whose(row)) for row in connection.execute(statement)]
    foreign = [one for one in found if one.whose is Whose.FOREIGN][:1]
    return [one for one in found if one.whose is not Whose.FOREIGN] or foreign


def whose_client(connection: Connection, labels: tuple[str, ...] | None, code: str) -> Whose | None:
    """Whose the client of this id is; None for no such client."""
    statement = _clients(_is_own(labels), _is_free()).where(CounterpartyRow.code == code)
    row = connection.execute(statement).first()
    return None if row is None else _whose(row)


def _clients(*more: ColumnElement[Any]) -> Any:
    return select(*_COLUMNS, *more).join(PartyRow, PartyRow.id == CounterpartyRow.party_id)


def _is_own(labels: tuple[str, ...] | None) -> ColumnElement[Any]:
    owned = CounterpartyRow.id.is_not(None) if labels is None else is_own_client(labels)
    return owned.label("is_own")


def _is_free() -> ColumnElement[Any]:
    dealt = select(DealRow.id).where(DealRow.counterparty_id == CounterpartyRow.id).exists()
    return and_(CounterpartyRow.manager.is_(None), ~dealt).label("is_free")


def _whose(row: Any) -> Whose:
    if row.is_own:
        return Whose.OWN
    return Whose.FREE if row.is_free else Whose.FOREIGN


def _told(row: Any, whose: Whose) -> FoundClient:
    if whose is Whose.FOREIGN:
        return FoundClient(inn=row.inn, whose=whose)
    return FoundClient(inn=row.inn, whose=whose, code=row.code, name=row.short_name, kpp=row.kpp or "")
