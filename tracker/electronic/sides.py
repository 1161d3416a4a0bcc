"""The two sides of a paper by their ИНН, and whose a signature is. No ИНН is checked: it is the certificate's word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from tracker.models import CounterpartyRow, DealRow, DocumentRow, OrganizationRow, PartyRow


class Whose(StrEnum):
    """Whose signature it is, as far as the ИНН in its certificate tells."""

    OURS = "ours"
    CLIENT = "client"
    PERSON = "person"
    OTHER = "other"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """In Russian, with what to do about it."""
        return _LABELS[self]


_LABELS = {
    Whose.OURS: "наша подпись",
    Whose.CLIENT: "подпись клиента",
    Whose.PERSON: "подпись физического лица — проверьте его доверенность (МЧД)",
    Whose.OTHER: "подпись третьего лица — проверьте",
    Whose.UNKNOWN: "чья подпись, неизвестно: ИНН в ней нет — проверьте",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """ИНН of both sides; ``client`` is None for a paper outside deals."""

    ours: str | None
    client: str | None

    def whose(self, inn: str | None, organization_inn: str | None) -> Whose:
        """Whose signature bears these two ИНН. A certificate of an organisation names a person's ИНН too."""
        named = organization_inn or inn
        if named is None:
            return Whose.UNKNOWN
        if named == self.client:
            return Whose.CLIENT
        if named == self.ours:
            return Whose.OURS
        return Whose.OTHER if organization_inn else Whose.PERSON


def sides_of(connection: Connection, document_id: int) -> Sides:
    """The sides of a paper."""
    return sides_of_papers(connection, [document_id])[document_id]


def sides_of_papers(connection: Connection, document_ids: Iterable[int]) -> dict[int, Sides]:
    """The sides of papers by their keys."""
    statement = (
        select(DocumentRow.id, OrganizationRow.inn, PartyRow.inn.label("client"))
        .select_from(DocumentRow)
        .join(OrganizationRow, OrganizationRow.id == DocumentRow.organization_id)
        .outerjoin(DealRow, DealRow.id == DocumentRow.deal_id)
        .outerjoin(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .outerjoin(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(DocumentRow.id.in_(sorted(document_ids)))
    )
    return {row.id: Sides(ours=row.inn, client=row.client) for row in connection.execute(statement)}
