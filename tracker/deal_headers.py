"""What a screen about one deal has at its head: what the deal is called, with whom it is, who leads it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from tracker.errors import NotFoundError
from tracker.lists.kept import storable
from tracker.models import CounterpartyRow, DealRow, PartyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DealHeader:
    """A deal as the head of a screen names it. ``id``: its key; ``client`` and ``client_name``: its other side."""

    id: int
    code: str
    subject: str
    client: str
    client_name: str
    manager: str


def header_of(connection: Connection, code: str) -> DealHeader:
    """The head of a deal, in one statement. Raises NotFoundError."""
    statement = (
        select(DealRow.id, DealRow.code, DealRow.subject, DealRow.manager, CounterpartyRow.code, PartyRow.short_name)
        .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(DealRow.code == storable(code))
    )
    row = connection.execute(statement).first()
    if row is None:
        raise NotFoundError(f"Сделки «{code}» в базе нет: проверьте идентификатор.")
    key, own, subject, manager, client, name = row
    return DealHeader(id=key, code=own, subject=subject, client=client, client_name=name, manager=manager or "")
