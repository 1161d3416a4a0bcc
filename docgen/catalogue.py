"""Goods and prices: what anybody may see, and what only the house may.

One file makes both price lists. What a client sees is made from ``PublicGroup`` and ``PublicItem``, which have no place
for anything internal; ``public`` is the only way from the one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from docgen.money import Money
from docgen.vat import VatRate


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicItem:
    """A position of a price list. ``price`` is of a unit, as given; None is «по запросу». ``net + vat == gross``."""

    code: str | None
    name: str
    unit: str
    price: Money | None
    rate: VatRate
    net: Money | None
    vat: Money | None
    gross: Money | None
    lot: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicGroup:
    """Positions under one title."""

    title: str
    items: tuple[PublicItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A position with what only the house knows: purchase cost, the lowest price, a note for the seller."""

    public: PublicItem
    cost: Money | None
    floor_price: Money | None
    remark: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Positions under one title, with what only the house knows of them."""

    title: str
    items: tuple[Item, ...]

    @property
    def public(self) -> PublicGroup:
        """The group as a client may see it."""
        return PublicGroup(title=self.title, items=tuple(item.public for item in self.items))


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountRule:
    """Who may give which discount from which volume, and on which further terms.

    scope: title of a group or a code; None is everything. Volumes are at least: roubles, pieces; None is any.
    """

    role: str
    scope: str | None
    from_sum: Money | None
    from_quantity: Decimal | None
    percent: Decimal
    delivery: str | None
    payment: str | None


def priced_item(
    *,
    code: str | None,
    name: str,
    unit: str,
    price: Money | None,
    rate: VatRate,
    include_vat: bool,
    lot: Decimal | None,
) -> PublicItem:
    """A position with its VAT: inside the price if ``include_vat``, else on top of it."""
    if price is None:
        return PublicItem(
            code=code, name=name, unit=unit, price=None, rate=rate, net=None, vat=None, gross=None, lot=lot
        )
    vat = rate.included_in(price) if include_vat else rate.on_top_of(price)
    net = price - vat if include_vat else price
    return PublicItem(
        code=code, name=name, unit=unit, price=price, rate=rate, net=net, vat=vat, gross=net + vat, lot=lot
    )
