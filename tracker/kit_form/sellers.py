"""Organisations of ours for the form: who can sell, with requisites, and whose price lists each sells by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from docgen.intake.schema import PartySection
from tracker.models import OrganizationRow, PriceListRow
from tracker.parties import read_parties


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """An organisation of ours. prices_of: the organisation by whose price lists it sells, of the same ИНН."""

    id: int
    prices_of: int
    section: PartySection


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """All who can sell, by key, and the chosen client, if one of ours is chosen."""

    sellers: Mapping[int, Seller]
    client: PartySection | None

    def seller(self, typed_key: str) -> Seller | None:
        """The seller that the form names; the only one there is, where it names none."""
        if not typed_key and len(self.sellers) == 1:
            return next(iter(self.sellers.values()))
        return self.sellers.get(int(typed_key)) if typed_key.isascii() and typed_key.isdigit() else None


def sides_of(connection: Connection, client_party: int | None) -> Sides:
    """Both sides of a form, in five statements whatever there is."""
    has_prices = select(PriceListRow.id).where(PriceListRow.organization_id == OrganizationRow.id).exists()
    rows = connection.execute(
        select(
            OrganizationRow.id, OrganizationRow.party_id, OrganizationRow.inn, has_prices.label("has_prices")
        ).order_by(OrganizationRow.id)
    ).all()
    keys = [row.party_id for row in rows] + ([client_party] if client_party is not None else [])
    sections = read_parties(connection, keys)
    selling = {row.inn: row.id for row in reversed(rows) if row.has_prices}
    sellers = {
        row.id: Seller(
            id=row.id,
            prices_of=row.id if row.has_prices else selling.get(row.inn, row.id),
            section=sections[row.party_id],
        )
        for row in rows
    }
    return Sides(sellers=sellers, client=sections.get(client_party) if client_party is not None else None)
