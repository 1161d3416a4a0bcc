"""Products, prices and discount rules of a price list as rows of the database, and rows as rules again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select, update

from docgen.catalogue import DiscountRule
from docgen.money import Money
from tracker.models import DiscountRuleRow, PriceRow, ProductRow
from tracker.parties import reserve_ids
from tracker.prices.price_list_file import PriceEntry


def keep_products(connection: Connection, organization_id: int, entries: Sequence[PriceEntry]) -> dict[str, int]:
    """Adds and renames products as a list names them; keys of the organisation's products by code."""
    columns = (ProductRow.code, ProductRow.id, ProductRow.name, ProductRow.unit)
    rows = connection.execute(select(*columns).where(ProductRow.organization_id == organization_id))
    known = {row.code: row for row in rows}
    for entry in entries:
        row = known.get(entry.code)
        if row and (row.name, row.unit) != (entry.name, entry.unit):
            statement = update(ProductRow).where(ProductRow.id == row.id)
            connection.execute(statement.values(name=entry.name, unit=entry.unit))
    added = _add_products(connection, organization_id, [entry for entry in entries if entry.code not in known])
    return {code: row.id for code, row in known.items()} | added


def _add_products(connection: Connection, organization_id: int, entries: Sequence[PriceEntry]) -> dict[str, int]:
    ids = reserve_ids(connection, ProductRow.__table__, len(entries))
    rows = [
        {"id": key, "organization_id": organization_id, "code": entry.code, "name": entry.name, "unit": entry.unit}
        for key, entry in zip(ids, entries, strict=True)
    ]
    _insert(connection, ProductRow, rows)
    return {entry.code: key for key, entry in zip(ids, entries, strict=True)}


def insert_prices(
    connection: Connection, price_list_id: int, entries: Sequence[PriceEntry], products: Mapping[str, int]
) -> None:
    """Adds the positions of a list, in the order of its file; ``products``: keys by code."""
    plain = ("group_title", "price", "vat", "cost", "floor_price", "remark")
    rows = [
        {"price_list_id": price_list_id, "product_id": products[entry.code], "position": place, "lot": _text(entry.lot)}
        | {key: getattr(entry, key) for key in plain}
        for place, entry in enumerate(entries)
    ]
    _insert(connection, PriceRow, rows)


def insert_rules(connection: Connection, price_list_id: int, rules: Sequence[DiscountRule]) -> None:
    """Adds the discount rules of a list, in the order of its file."""
    plain = ("role", "scope", "delivery", "payment")
    rows = [
        {
            "price_list_id": price_list_id,
            "position": place,
            "from_sum": rule.from_sum.kopecks if rule.from_sum is not None else None,
            "from_quantity": _text(rule.from_quantity),
            "percent": _text(rule.percent),
        }
        | {key: getattr(rule, key) for key in plain}
        for place, rule in enumerate(rules)
    ]
    _insert(connection, DiscountRuleRow, rows)


def rule_of(row: Any) -> DiscountRule:
    """The rule that a row of ``discount_rules`` keeps."""
    return DiscountRule(
        role=row.role,
        scope=row.scope,
        from_sum=None if row.from_sum is None else Money(row.from_sum),
        from_quantity=None if row.from_quantity is None else Decimal(row.from_quantity),
        percent=Decimal(row.percent),
        delivery=row.delivery,
        payment=row.payment,
    )


def _insert(connection: Connection, row: Any, values: Sequence[Mapping[str, Any]]) -> None:
    if values:
        connection.execute(insert(row), values)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
