"""Price lists for people: lists of the house, positions of one page by page, and its papers for clients and for us."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import Connection, func, or_, select

from docgen.intake.source import Source
from docgen.library import find_kind
from docgen.papers.reading import paper_from
from docgen.rendering import render_paper
from tracker.errors import NotFoundError, RefusedError
from tracker.models import OrganizationRow, PartyRow, PriceListRow, PriceRow, ProductRow
from tracker.prices.catalogue import Price, PriceList, catalogue_on, lists_in_force

PUBLIC: Final = "price_list"
INTERNAL: Final = "internal_price_list"
FORMATS: Final = ("pdf", "xlsx")
PAGE: Final = 100
_MOST_FOUND: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnList:
    """A price list with whose it is. ``has_papers``: whether its papers can be drawn."""

    price_list: PriceList
    organization_id: int
    organization: str
    added_at: str
    has_papers: bool

    def is_in_force(self, on: date) -> bool:
        """Whether prices of it hold on the day."""
        one = self.price_list
        return one.valid_from <= on <= one.valid_until and not (one.withdrawn_on and one.withdrawn_on <= on)


class Position(NamedTuple):
    """A position of a list; kopecks for a unit, None for «по запросу» and for what the list does not say."""

    position: int
    code: str
    name: str
    unit: str
    group_title: str
    lot: str | None
    price: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What of a position only the house may see."""

    cost: int | None = field(repr=False)
    floor_price: int | None = field(repr=False)
    remark: str | None = field(repr=False)


def own_lists(connection: Connection, price_list_id: int | None = None) -> list[OwnList]:
    """Price lists of all our organisations, the newest first; in one statement."""
    names = ("id", "number", "valid_from", "valid_until", "includes_vat", "withdrawn_on")
    counted = select(func.count()).where(PriceRow.price_list_id == PriceListRow.id).scalar_subquery()
    statement = (
        select(
            *(getattr(PriceListRow, name) for name in names), counted.label("positions"), PriceListRow.added_at,
            PriceListRow.organization_id, PartyRow.short_name, PriceListRow.source.is_not(None).label("has_papers"),
        )
        .join(OrganizationRow, OrganizationRow.id == PriceListRow.organization_id)
        .join(PartyRow, PartyRow.id == OrganizationRow.party_id)
        .order_by(PriceListRow.valid_from.desc(), PriceListRow.id.desc())
    )  # fmt: skip
    if price_list_id is not None:
        statement = statement.where(PriceListRow.id == price_list_id)
    return [
        OwnList(
            price_list=PriceList(**{name: getattr(row, name) for name in (*names, "positions")}),
            organization_id=row.organization_id,
            organization=row.short_name,
            added_at=row.added_at,
            has_papers=bool(row.has_papers),
        )
        for row in connection.execute(statement)
    ]


def own_list(connection: Connection, price_list_id: int) -> OwnList:
    """One list. Raises NotFoundError."""
    found = own_lists(connection, price_list_id)
    if not found:
        raise NotFoundError("Такого прайс-листа нет: обновите список.")
    return found[0]


def positions(connection: Connection, price_list_id: int, after: int | None = None) -> list[Position]:
    """Positions of a list in the order of its file, at most a page of them after a place. Nothing internal is read."""
    columns = (PriceRow.position, ProductRow.code, ProductRow.name, ProductRow.unit)
    statement = (
        select(*columns, PriceRow.group_title, PriceRow.lot, PriceRow.price)
        .join(ProductRow, ProductRow.id == PriceRow.product_id)
        .where(PriceRow.price_list_id == price_list_id)
    )
    if after is not None:
        statement = statement.where(PriceRow.position > after)
    return [Position(*row) for row in connection.execute(statement.order_by(PriceRow.position).limit(PAGE + 1))]


def insides(connection: Connection, price_list_id: int, places: tuple[int, ...]) -> dict[int, Inside]:
    """What only the house may see of positions of a list, by their places. Ask only for whoever has the right."""
    columns = (PriceRow.position, PriceRow.cost, PriceRow.floor_price, PriceRow.remark)
    statement = select(*columns).where(PriceRow.price_list_id == price_list_id, PriceRow.position.in_(places))
    return {
        row.position: Inside(cost=row.cost, floor_price=row.floor_price, remark=row.remark)
        for row in connection.execute(statement)
    }


def find_prices(connection: Connection, organization_id: int, text: str, on: date) -> list[Price]:
    """What is in force on the day for codes that begin with the text or names that have it; by code."""
    asked = " ".join(text.split())
    lists = lists_in_force(connection, organization_id, on)
    if not asked or not lists:
        return []
    words = [ProductRow.name.contains(form, autoescape=True) for form in {asked, asked.lower(), asked.capitalize()}]
    starts = [ProductRow.code.startswith(form, autoescape=True) for form in {asked, asked.upper()}]
    is_sold = select(PriceRow.product_id).where(PriceRow.product_id == ProductRow.id, PriceRow.price_list_id.in_(lists))
    statement = select(ProductRow.code).where(
        ProductRow.organization_id == organization_id, or_(*words, *starts), is_sold.exists()
    )
    codes = connection.execute(statement.order_by(ProductRow.code).limit(_MOST_FOUND)).scalars().all()
    found = catalogue_on(connection, organization_id, codes, on).prices
    return [found[code] for code in codes if code in found]


def draw_list(connection: Connection, price_list_id: int, kind_name: str, fmt: str) -> bytes:
    """A list as a paper: PUBLIC for clients, INTERNAL for us alone; «pdf» or «xlsx».

    Raises NotFoundError, RefusedError for a list of an older program, whose file is not kept, and what drawing raises.
    """
    own_list(connection, price_list_id)
    source = connection.execute(select(PriceListRow.source).where(PriceListRow.id == price_list_id)).scalar()
    if source is None:
        raise RefusedError(
            "Этот прайс-лист загружен прежней версией программы: загрузите тот же файл ещё раз, и документ появится."
        )
    order = paper_from(Source(json.loads(source), ()), find_kind(kind_name))
    return render_paper(order.kind, order.context, fmt)
