"""The catalogue for the form: what is sold on the day, by code or by words of the name. Nothing internal is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, or_, select

from docgen.money import Money
from docgen.vat import TaxStatus, default_code, rate_on
from tracker.kit_form.looking import has_words
from tracker.kit_form.typed import LINE, Texts
from tracker.models import PriceRow, ProductRow
from tracker.prices.catalogue import Price, catalogue_on, lists_in_force

MOST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product as a line takes it. price: kopecks in the terms of the line, None for «по запросу»."""

    code: str
    name: str
    unit: str
    price: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Whose catalogue, on which day, and whether prices of lines have VAT inside."""

    organization_id: int
    status: TaxStatus
    on: date
    includes_vat: bool


def search_products(connection: Connection, shop: Shop, text: str) -> list[Product]:
    """Products whose code begins with the text, or whose name has its words; at most MOST, by code."""
    asked = text.strip()
    lists = lists_in_force(connection, shop.organization_id, shop.on)
    if not asked or not lists:
        return []
    is_meant = or_(
        ProductRow.code.startswith(asked, autoescape=True),
        ProductRow.code.startswith(asked.upper(), autoescape=True),
        has_words(ProductRow.name, asked),
    )
    is_sold = select(PriceRow.product_id).where(PriceRow.product_id == ProductRow.id, PriceRow.price_list_id.in_(lists))
    statement = select(ProductRow.code).where(
        ProductRow.organization_id == shop.organization_id, is_meant, is_sold.exists()
    )
    codes = connection.execute(statement.order_by(ProductRow.code).limit(MOST)).scalars().all()
    found = catalogue_on(connection, shop.organization_id, codes, shop.on).prices
    return [_product(found[code], shop) for code in codes if code in found]


def with_catalogue(connection: Connection, shop: Shop, lines: Sequence[Texts]) -> tuple[Texts, ...]:
    """Lines with what their codes say of them, where nothing was typed yet: name, unit, price, a quantity of one."""
    codes = {row["code"] for row in lines if row["code"] and not (row["name"] and row["price"] and row["unit"])}
    if not codes:
        return tuple(lines)
    prices = catalogue_on(connection, shop.organization_id, codes, shop.on).prices
    return tuple(_filled(row, prices.get(row["code"]), shop) for row in lines)


def _filled(row: Texts, price: Price | None, shop: Shop) -> Texts:
    if price is None:
        return row
    found = _product(price, shop)
    known = {"name": found.name, "unit": found.unit, "price": _roubles(found.price), "quantity": "1"}
    return {key: row[key] or known.get(key, "") for key in LINE}


def _product(price: Price, shop: Shop) -> Product:
    return Product(code=price.code, name=price.name, unit=price.unit, price=_in_terms(price, shop))


def _in_terms(price: Price, shop: Shop) -> int | None:
    if price.price is None or price.includes_vat == shop.includes_vat:
        return price.price
    rate, amount = rate_on(default_code(shop.status), shop.on), Money(price.price)
    return (amount + rate.on_top_of(amount) if shop.includes_vat else amount - rate.included_in(amount)).kopecks


def _roubles(kopecks: int | None) -> str:
    return "" if kopecks is None else f"{kopecks // 100},{kopecks % 100:02}"


def told(product: Product) -> dict[str, Any]:
    """The product for a browser: the price in roubles as a line has it, with a comma."""
    return {"code": product.code, "name": product.name, "unit": product.unit, "price": _roubles(product.price)}
