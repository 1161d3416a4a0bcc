"""What clients of the demo company order of late: files of kits with lines of the catalogue at its prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from docgen.intake import KitOrder
from docgen.intake.kit_file import order_from
from docgen.intake.source import Source
from docgen.library import audiences
from tracker.demo.catalogue import Product, products
from tracker.demo.clients import Client
from tracker.demo.data import Dice, Values
from tracker.demo.organizations import Organization

CONTRACT, INVOICE, OFFER = "contract", "proforma_invoice", "commercial_offer"

_WITH_DISCOUNT: Final = Decimal(110_000)  # some more than the rule asks for
_USUAL_DISCOUNT: Final = "3"
_MOST: Final = Decimal(420_000)  # of one line
_PAYMENTS: Final[dict[str, list[Values]]] = {
    "supply": [
        {"percent": "50", "when": "advance", "days": 5},
        {"percent": "50", "when": "after_shipment", "days": 14},
    ],
    "services": [
        {"percent": "30", "when": "advance", "days": 5},
        {"percent": "70", "when": "after_acceptance", "days": 10},
    ],
    "consignment": [{"percent": "100", "when": "on_sale", "days": 10}],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An order to be made. ``papers``: kinds of its kit; ``discount``: percent beyond anybody's usual right, or ""."""

    organization: Organization
    client: Client
    on: date
    papers: tuple[str, ...]
    kind: str = "supply"
    discount: str = ""


def order_of(wish: Wish, dice: Dice) -> KitOrder:
    """The order, checked as any file of a kit is."""
    chosen = _products(wish, dice)
    data: Values = {
        "seller": wish.organization.party,
        "client": wish.client.party,
        "deal": _deal(wish, chosen[0]),
        "lines": _lines(wish, chosen, dice),
        "terms": _terms(wish),
        "documents": [*wish.papers],
    }
    return order_from(Source(data, ()), Path(), audiences())


def _deal(wish: Wish, first: Product) -> Values:
    return {
        "date": str(wish.on),
        "kind": wish.kind,
        "subject": first.group,
        "manager": wish.client.manager,
        "city": wish.organization.city,
    }


def _products(wish: Wish, dice: Dice) -> list[Product]:
    """One to four lines of one group, so that the deal has one subject."""
    is_goods = wish.kind != "services"
    mine = [one for one in products() if one.of == wish.organization.key and (one.kind == "goods") is is_goods]
    group = dice.pick(sorted({one.group for one in mine}))
    inside = [one for one in mine if one.group == group]
    return dice.random.sample(inside, min(len(inside), dice.number(1, 4)))


def _lines(wish: Wish, chosen: list[Product], dice: Dice) -> list[Values]:
    lines = [_line(product, dice) for product in chosen]
    total = sum(Decimal(line["quantity"]) * Decimal(line["price"]) for line in lines)
    discount = wish.discount or (_USUAL_DISCOUNT if total >= _WITH_DISCOUNT and dice.chance(0.4) else "")
    return [line | {"discount": discount} for line in lines] if discount else lines


def _line(product: Product, dice: Dice) -> Values:
    most = max(1, min(40, int(_MOST / 2 / product.price)))
    return {
        "code": product.code,
        "name": product.name,
        "unit": product.unit,
        "quantity": str(dice.number(max(1, most // 4), most)),
        "price": f"{product.price:.2f}",
        "kind": product.kind,
    }


def _terms(wish: Wish) -> dict[str, Any]:
    terms: dict[str, Any] = {
        "payments": _PAYMENTS[wish.kind],
        "acceptance_days": 5,
        "penalty_percent_per_day": "0.1",
        "valid_until": str(wish.on + timedelta(14)),
    }
    if wish.kind == "services":
        period = {"from": str(wish.on + timedelta(7)), "to": str(wish.on + timedelta(30))}
        return terms | {"period": period}
    if wish.kind == "consignment":
        terms |= {"consignment": "deferred_supply", "last_payment_on": str(wish.on + timedelta(120))}
    return terms | {"delivery_days": 20}
