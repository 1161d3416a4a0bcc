"""Three hundred lines of the demo catalogue, and the price lists that they are sold by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from tracker.demo.data import Values, read
from tracker.demo.organizations import Organization
from tracker.house import Work
from tracker.prices.catalogue import add_price_list
from tracker.prices.price_list_file import read_price_list

_LISTS: Final = 2  # the one in force and its predecessor: 5 % of VAT, which one of ours charges, is no older
_YEARLY_RISE: Final = Decimal("1.07")
_COSTS: Final = (Decimal("0.62"), Decimal("0.66"), Decimal("0.71"))
_FLOOR: Final = Decimal("0.84")
_DISCOUNTS: Final = (
    {"role": "Менеджер", "from_sum": "100000.00", "percent": "3"},
    {"role": "Старший менеджер", "from_sum": "100000.00", "percent": "5"},
    {"role": "Менеджер", "from_sum": "500000.00", "percent": "5", "payment": "Предоплата 100%"},
    {"role": "Старший менеджер", "from_sum": "500000.00", "percent": "8"},
    {"role": "Руководитель отдела продаж", "percent": "12", "delivery": "По решению руководителя"},
)
_CONTACT: Final = {"name": "Орлова Мария Викторовна", "position": "менеджер отдела продаж"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A line of the catalogue. ``of``: the key of our organisation; ``price``: roubles today; ``group``: its title."""

    code: str
    name: str
    unit: str
    kind: str
    of: str
    group: str
    price: Decimal
    cost: Decimal
    floor: Decimal


@cache
def products() -> tuple[Product, ...]:
    """Every line, in the order of the catalogue."""
    families = ((group, family) for group in read("catalogue")["groups"] for family in group["families"])
    return tuple(product for group, family in families for product in _family(group, family))


def _family(group: Values, family: Values) -> Iterator[Product]:
    price, step = Decimal(family["price"]), Decimal(family["step"])
    for place, variant in enumerate(family["variants"], start=1):
        rounded = _round(price)
        yield Product(
            code=f"{family['code']}-{place:02}",
            name=family["name"].format(variant),
            unit=family["unit"],
            kind=family.get("kind", "goods"),
            of=group["of"],
            group=group["title"],
            price=rounded,
            cost=_kopecks(rounded * _COSTS[place % len(_COSTS)]),
            floor=_kopecks(rounded * _FLOOR),
        )
        price *= step


def price_on(product: Product, day: date, today: date) -> Decimal:
    """What the line cost on a day: a little less for each year back."""
    years = _lists_back(day, today)
    return product.price if years == 0 else _round(product.price / _YEARLY_RISE**years)


def _lists_back(day: date, today: date) -> int:
    return max(0, -((day - _changed_on(today, 0)).days // 365))


def _changed_on(today: date, back: int) -> date:
    """The day on which a price list came into force: the last one half a year ago, each a year after the former."""
    return today - timedelta(182 + 365 * back)


def add_catalogue(work: Work, organization: Organization, folder: Path, today: date) -> int:
    """Loads the price lists of one organisation, the oldest first; answers how many positions the last has."""
    count = 0
    for back in reversed(range(_LISTS)):
        path = folder / f"{organization.key}-{back}.json"
        data = _price_list(organization, today, back)
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        read_file = read_price_list(path)
        add_price_list(work, organization.id, read_file)
        count = len(read_file.entries)
    return count


def _price_list(organization: Organization, today: date, back: int) -> dict[str, Any]:
    since = _changed_on(today, back)
    groups: dict[str, list[Values]] = {}
    for product in products():
        if product.of == organization.key:
            groups.setdefault(product.group, []).append(_item(product, since, today))
    return {
        "number": f"{since.year}-{since.month:02}",
        "date": str(since),
        "valid_until": str(since + timedelta(364)),
        "subject": "Оборудование, материалы и услуги для склада и офиса",
        "seller": organization.party,
        "contact": _CONTACT | {"phone": organization.party["phone"], "email": organization.party["email"]},
        "groups": [{"title": title, "items": items} for title, items in groups.items()],
        "terms": [
            "Счёт действует пять рабочих дней.",
            "Отгрузка со склада в течение трёх рабочих дней после оплаты.",
            "Гарантия на оборудование — 12 месяцев, на работы — 24 месяца.",
        ],
        "discounts": list(_DISCOUNTS),
    }


def _item(product: Product, since: date, today: date) -> Values:
    share = price_on(product, since, today) / product.price
    return {
        "code": product.code,
        "name": product.name,
        "unit": product.unit,
        "price": f"{price_on(product, since, today):.2f}",
        "cost": f"{_kopecks(product.cost * share):.2f}",
        "floor_price": f"{_kopecks(product.floor * share):.2f}",
    }


def _round(price: Decimal) -> Decimal:
    """As a shop writes prices: whole tens, below a thousand whole roubles."""
    step = Decimal(10) if price >= 1000 else Decimal(1)
    return (price / step).quantize(Decimal(1)) * step


def _kopecks(price: Decimal) -> Decimal:
    return price.quantize(Decimal("0.01"))
