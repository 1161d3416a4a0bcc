"""What the head looks at before answering for a discount: the list price, the asker's right, how low it would go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, or_, select, tuple_

from docgen.money import half_up
from tracker.models import (
    CounterpartyRow,
    DealRow,
    DiscountRuleRow,
    PartyRow,
    PersonRow,
    PriceListRow,
    PriceRow,
    ProductRow,
)
from tracker.prices.discounts import folded
from tracker.prices.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request with what is known of it; kopecks for a unit, in the terms of the price list.

    name, unit: None where no list in force names the product. price: None for «по запросу» too. allowed: the most, in
    percent, that rules give to the asker's position at any volume. is_deal: whether the deal is in the database;
    client: its client. cost, floor_price: for those alone who may see internal prices.
    """

    request: Request
    name: str | None = None
    unit: str | None = None
    price: int | None = None
    includes_vat: bool = True
    title: str = ""
    allowed: Decimal = Decimal(0)
    is_deal: bool = False
    client: str | None = None
    cost: int | None = field(default=None, repr=False)
    floor_price: int | None = field(default=None, repr=False)

    @property
    def after(self) -> int | None:
        """The price after the discount that is asked for, kopecks."""
        if self.price is None:
            return None
        whole = self.price * (100 - Fraction(self.request.percent)) / 100
        return half_up(whole.numerator, whole.denominator)

    @property
    def is_below_floor(self) -> bool:
        """Whether that is below the lowest price: internal."""
        return self.after is not None and self.floor_price is not None and self.after < self.floor_price


def looked_up(connection: Connection, requests: Sequence[Request], on: date) -> list[Asked]:
    """Requests with their facts on the day, in the same order; four statements, however many there are."""
    if not requests:
        return []
    prices = _prices(connection, {(one.organization_id, one.product_code) for one in requests}, on)
    rules = _rules(connection, {row.price_list_id for row in prices.values()})
    people = _people_and_deals(connection, requests)
    return [_asked(one, prices.get((one.organization_id, one.product_code)), rules, people) for one in requests]


def _asked(
    request: Request, price: Any, rules: Mapping[int, Sequence[Any]], known: Mapping[tuple[str, str], Any]
) -> Asked:
    title = str(known.get(("person", request.asked_by), ""))
    deal = known.get(("deal", request.deal_code))
    facts: dict[str, Any] = {"request": request, "title": title, "is_deal": deal is not None, "client": deal}
    if price is not None:
        names = ("name", "unit", "price", "includes_vat", "cost", "floor_price")
        facts |= {name: getattr(price, name) for name in names}
        facts["allowed"] = _most(title, price, rules.get(price.price_list_id, ()))
    return Asked(**facts)


def _most(title: str, price: Any, rules: Iterable[Any]) -> Decimal:
    scopes = {None, price.code, price.group_title}
    fitting = (row for row in rules if folded(row.role) == folded(title) and row.scope in scopes)
    return max((Decimal(row.percent) for row in fitting), default=Decimal(0))


def _prices(connection: Connection, wanted: Iterable[tuple[int, str]], on: date) -> dict[tuple[int, str], Any]:
    """What the newest list in force says of each product."""
    inside = (PriceRow.price, PriceRow.cost, PriceRow.floor_price, PriceRow.group_title, PriceRow.price_list_id)
    statement = (
        select(
            ProductRow.organization_id, ProductRow.code, ProductRow.name, ProductRow.unit, PriceListRow.includes_vat,
            *inside,
        )
        .join(PriceRow, PriceRow.product_id == ProductRow.id)
        .join(PriceListRow, PriceListRow.id == PriceRow.price_list_id)
        .where(
            tuple_(ProductRow.organization_id, ProductRow.code).in_(sorted(wanted)),
            PriceListRow.valid_from <= on,
            PriceListRow.valid_until >= on,
            or_(PriceListRow.withdrawn_on.is_(None), PriceListRow.withdrawn_on > on),
        )
        .order_by(PriceListRow.valid_from, PriceListRow.id)
    )  # fmt: skip
    return {(row.organization_id, row.code): row for row in connection.execute(statement)}


def _rules(connection: Connection, price_list_ids: Iterable[int]) -> dict[int, list[Any]]:
    columns = (DiscountRuleRow.price_list_id, DiscountRuleRow.role, DiscountRuleRow.scope, DiscountRuleRow.percent)
    found: dict[int, list[Any]] = {}
    for row in connection.execute(select(*columns).where(DiscountRuleRow.price_list_id.in_(sorted(price_list_ids)))):
        found.setdefault(row.price_list_id, []).append(row)
    return found


def _people_and_deals(connection: Connection, requests: Sequence[Request]) -> dict[tuple[str, str], str]:
    """Titles of those who ask and clients of the deals that are there."""
    people = select(PersonRow.login, PersonRow.title).where(PersonRow.login.in_({one.asked_by for one in requests}))
    deals = (
        select(DealRow.code, PartyRow.short_name)
        .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(DealRow.code.in_({one.deal_code for one in requests}))
    )
    found = {("person", row.login): row.title for row in connection.execute(people)}
    return found | {("deal", row.code): row.short_name for row in connection.execute(deals)}
