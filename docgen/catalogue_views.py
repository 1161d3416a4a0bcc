"""What the templates of price lists see. The views for clients have no name for anything internal."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, TypedDict


class ItemView(TypedDict):
    """Позиция."""

    code: Annotated[str, "артикул"]
    name: Annotated[str, "наименование"]
    unit: Annotated[str, "единица измерения"]
    lot: Annotated[Decimal | None, "наименьшая партия"]
    price: Annotated[Decimal | str, "цена, как она дана, или «по запросу»"]
    rate: Annotated[str, "ставка НДС или «без НДС»"]
    net: Annotated[Decimal | str, "цена без НДС"]
    vat: Annotated[Decimal | str, "НДС в цене"]
    gross: Annotated[Decimal | str, "цена с НДС"]


class GroupView(TypedDict):
    """Группа позиций."""

    title: Annotated[str, "название группы"]
    rows: list[ItemView]


class PricesView(TypedDict):
    """О прайс-листе в целом."""

    count: Annotated[int, "сколько позиций"]
    include_vat: Annotated[bool, "цены даны с НДС"]
    has_lots: Annotated[bool, "у каких-то позиций есть наименьшая партия"]
    has_codes: Annotated[bool, "у каких-то позиций есть артикул"]
    has_long_numbers: Annotated[bool, "цены длинные, нужен мелкий шрифт"]
    has_unpriced: Annotated[bool, "у каких-то позиций нет цены"]
    rate_changes_on: Annotated[dt.date | None, "с какого дня, пока цены действуют, меняется ставка НДС"]


class InternalItemView(ItemView):
    """Позиция со внутренними сведениями."""

    cost: Annotated[Decimal | str, "закупочная цена"]
    floor_price: Annotated[Decimal | str, "наименьшая цена"]
    remark: Annotated[str, "пометка"]


class InternalGroupView(TypedDict):
    """Группа позиций со внутренними сведениями."""

    title: Annotated[str, "название группы"]
    rows: list[InternalItemView]


class DiscountRuleView(TypedDict):
    """Правило скидки."""

    role: Annotated[str, "кто вправе дать"]
    scope: Annotated[str, "на что"]
    volume: Annotated[str, "с какого объёма"]
    percent: Annotated[Decimal, "скидка, проценты"]
    delivery: Annotated[str, "условия доставки"]
    payment: Annotated[str, "условия оплаты"]
