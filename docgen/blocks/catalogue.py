"""Prices: the same file is read for a client's price list and for the internal one; only the latter is shown all of it.

``catalogue`` makes public types before anything is shown, ``withheld`` reads a section and shows nothing,
``internal_catalogue`` and ``discount_rules`` are refused by the library in any kind for clients.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field

from docgen.blocks.base import Block
from docgen.blocks.party import seller_faults
from docgen.catalogue import DiscountRule, Group, Item, PublicGroup, PublicItem, priced_item
from docgen.catalogue_views import (
    DiscountRuleView,
    GroupView,
    InternalGroupView,
    InternalItemView,
    ItemView,
    PricesView,
)
from docgen.filters import NBSP, money, qty
from docgen.intake.fields import Amount, Choice, Text, Word, read_or_none
from docgen.intake.line_checks import check_line_vat
from docgen.intake.problems import Problem
from docgen.intake.raw import Place
from docgen.intake.schema import LINE_VAT, MOST_LINES, MOST_ROUBLES, Label, Name, Number, Section
from docgen.money import Money
from docgen.shapes import Many, Shape, shape_of
from docgen.vat import STANDARD, TaxStatus, VatRate, change_between, default_code, rate_on

_Price = Annotated[Decimal, Amount(places=2, most=MOST_ROUBLES)]
_Quantity = Annotated[Decimal, Amount(places=3, most=10**9)]
_LONG = 10**7  # roubles; a narrow column has room for seven digits before the point
_ON_REQUEST = "по запросу"


class ItemSection(Section):
    """Товар или услуга с ценой."""

    model_config = ConfigDict(title="Позиция")

    code: Number | None = Field(None, title="Артикул", description="В кавычках, если из одних цифр")
    name: Name = Field(title="Наименование", description="Печатается как дано")
    unit: Annotated[str, Text(50)] = Field(title="Единица измерения", description="Например, шт")
    price: _Price | None = Field(None, title="Цена", description="В рублях за единицу; без неё — «по запросу»")
    vat: Annotated[str, Word(LINE_VAT, numbers=(10, 0))] | None = Field(
        None, title="Ставка НДС", description="Без неё — ставка продавца"
    )
    lot: _Quantity | None = Field(None, title="Наименьшая партия", description="Сколько единиц продаётся сразу")
    cost: _Price | None = Field(None, title="Закупочная цена", description="Внутреннее: клиенту не показывается")
    floor_price: _Price | None = Field(
        None, title="Наименьшая цена", description="Внутреннее: ниже неё не продают; клиенту не показывается"
    )
    remark: Label | None = Field(None, title="Пометка", description="Внутреннее: клиенту не показывается")


class GroupSection(Section):
    """Позиции под одним заголовком."""

    model_config = ConfigDict(title="Группа")

    title: Label = Field(title="Название группы", description="Заголовок в прайс-листе")
    items: Annotated[tuple[ItemSection, ...], Field(min_length=1, max_length=MOST_LINES)] = Field(
        title="Позиции", description="Товары и услуги группы"
    )


class DiscountRuleSection(Section):
    """Кто, с какого объёма и какую скидку вправе дать."""

    model_config = ConfigDict(title="Правило скидки")

    role: Label = Field(title="Кто вправе", description="Например, менеджер или руководитель отдела")
    scope: Label | None = Field(None, title="На что", description="Название группы или артикул; без него — на всё")
    from_sum: _Price | None = Field(None, title="От суммы", description="Рубли с НДС")
    from_quantity: _Quantity | None = Field(None, title="От количества", description="Единицы товара")
    percent: Annotated[Decimal, Amount(places=4, most=100)] = Field(title="Скидка", description="Проценты")
    delivery: Label | None = Field(None, title="Доставка", description="Дополнительные условия доставки")
    payment: Label | None = Field(None, title="Оплата", description="Дополнительные условия оплаты")


class CatalogueBlock(Block):
    """Groups of positions as a client may see them. Whose VAT: the field ``seller``, on the paper's date."""

    parameters: ClassVar[Mapping[str, type]] = {"seller": str}
    stands_alone = True

    def faults(self, form: Mapping[str, Block]) -> Iterable[str]:
        return seller_faults(form, self._seller)

    def annotation(self) -> Any:
        return Annotated[tuple[GroupSection, ...], Field(min_length=1, max_length=1000)]

    def check(self, place: Place, root: Place) -> Iterable[Problem]:
        status = read_or_none(Choice(TaxStatus), root[self._seller]["vat"].value)
        for group in place:
            for item in group["items"]:
                yield from _check_item(item, status)

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        return [_show_group(group.public) for group in self._groups(value, values)]

    def show(self, value: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
        sections = value or ()
        return {
            self.spec.key: self.view(value, values),
            "prices": _show_prices(sections, values, self._rate_change(sections, values)),
        }

    def shape(self) -> Shape:
        return Many(shape_of(GroupView), self.spec.title)

    def shapes(self) -> Mapping[str, Shape]:
        return {self.spec.key: self.shape(), "prices": shape_of(PricesView)}

    @property
    def _seller(self) -> str:
        return str(self.parameter("seller", "seller"))

    def _rate_change(self, sections: Sequence[GroupSection], values: Mapping[str, Any]) -> date | None:
        """The day within ``valid_until`` from which a standard rate among the prices is another."""
        usual = default_code(values[self._seller].vat)
        if not any((item.vat or usual) == STANDARD for group in sections for item in group.items):
            return None
        start = values["date"]
        change = change_between(start, start, values.get("valid_until") or start)
        return change.on if change else None

    def _groups(self, sections: Sequence[GroupSection] | None, values: Mapping[str, Any]) -> list[Group]:
        usual = default_code(values[self._seller].vat)
        codes = {usual} | {item.vat for group in sections or () for item in group.items if item.vat}
        rates = {code: rate_on(code, values["date"]) for code in codes}
        include_vat = values.get("prices_include_vat") is not False
        return [
            Group(
                title=group.title,
                items=tuple(_item(item, rates[item.vat or usual], include_vat) for item in group.items),
            )
            for group in sections or ()
        ]


class InternalCatalogueBlock(CatalogueBlock):
    """Groups of positions with cost, floor price and remarks."""

    is_internal = True

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        return [_show_internal_group(group) for group in self._groups(value, values)]

    def shape(self) -> Shape:
        return Many(shape_of(InternalGroupView), self.spec.title)


class DiscountRulesBlock(Block):
    """Who may give which discount. of: the field with the groups that the rules speak of."""

    parameters: ClassVar[Mapping[str, type]] = {"of": str}
    is_internal = True
    stands_alone = True

    def faults(self, form: Mapping[str, Block]) -> Iterable[str]:
        return _catalogue_faults(form, self.parameter("of", "groups"))

    def annotation(self) -> Any:
        return _rules(is_optional=self.spec.is_optional)

    def check(self, place: Place, root: Place) -> Iterable[Problem]:
        return _check_scopes(place, root[self.parameter("of", "groups")])

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        del values
        return [_show_rule(_rule(section)) for section in value or ()]

    def shape(self) -> Shape:
        return Many(shape_of(DiscountRuleView), self.spec.title)


class WithheldBlock(Block):
    """Discount rules in a file that a client's paper is made from: read and checked, and never shown."""

    parameters: ClassVar[Mapping[str, type]] = {"of": str}
    stands_alone = True

    def faults(self, form: Mapping[str, Block]) -> Iterable[str]:
        return _catalogue_faults(form, self.parameter("of", "groups"))

    def annotation(self) -> Any:
        return _rules(is_optional=True)

    def check(self, place: Place, root: Place) -> Iterable[Problem]:
        return _check_scopes(place, root[self.parameter("of", "groups")])

    def view(self, value: Any, values: Mapping[str, Any]) -> None:
        del value, values

    def show(self, value: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
        del value, values
        return {}

    def shapes(self) -> Mapping[str, Shape]:
        return {}


def _rules(*, is_optional: bool) -> Any:
    return Annotated[tuple[DiscountRuleSection, ...], Field(min_length=0 if is_optional else 1, max_length=1000)]


def _check_item(item: Place, status: TaxStatus | None) -> Iterator[Problem]:
    if status is not None:
        yield from check_line_vat(item["vat"], status)
    reading = Amount(places=2, most=MOST_ROUBLES)
    price, floor = (read_or_none(reading, item[key].value) for key in ("price", "floor_price"))
    if price is not None and floor is not None and floor > price:
        yield Problem(item["floor_price"].loc, "наименьшая цена выше самой цены: исправьте одну из них")


def _check_scopes(rules: Place, catalogue: Place) -> Iterator[Problem]:
    """A discount on something that the file does not sell is a slip of the pen."""
    groups = list(catalogue)
    named = [group["title"] for group in groups] + [item["code"] for group in groups for item in group["items"]]
    known = {_plain(place) for place in named}
    for rule in rules:
        scope = rule["scope"]
        if scope.text is not None and _plain(scope) not in known:
            yield Problem(scope.loc, "нет ни группы с таким названием, ни такого артикула: исправьте или уберите")


def _plain(place: Place) -> str:
    return " ".join((place.text or "").split())


def _catalogue_faults(form: Mapping[str, Block], key: str) -> Iterator[str]:
    if not isinstance(form.get(key), CatalogueBlock):
        yield f"of: нужно поле «{key}» с блоком catalogue"


def _item(section: ItemSection, rate: VatRate, include_vat: bool) -> Item:
    public = priced_item(
        code=section.code,
        name=section.name,
        unit=section.unit,
        price=_money(section.price),
        rate=rate,
        include_vat=include_vat,
        lot=section.lot,
    )
    return Item(
        public=public,
        cost=_money(section.cost),
        floor_price=_money(section.floor_price),
        remark=section.remark,
    )


def _money(amount: Decimal | None) -> Money | None:
    return None if amount is None else Money.of(amount)


def _rule(section: DiscountRuleSection) -> DiscountRule:
    return DiscountRule(
        role=section.role,
        scope=section.scope,
        from_sum=_money(section.from_sum),
        from_quantity=section.from_quantity,
        percent=section.percent,
        delivery=section.delivery,
        payment=section.payment,
    )


def _show_group(group: PublicGroup) -> GroupView:
    return {"title": group.title, "rows": [_show_item(item) for item in group.items]}


def _show_item(item: PublicItem) -> ItemView:
    return {
        "code": item.code or "",
        "name": item.name,
        "unit": item.unit,
        "lot": item.lot,
        "price": _shown(item.price),
        "rate": item.rate.label,
        "net": _shown(item.net),
        "vat": item.rate.label if item.rate.percent is None and item.vat is not None else _shown(item.vat, "—"),
        "gross": _shown(item.gross),
    }


def _shown(amount: Money | None, otherwise: str = _ON_REQUEST) -> Decimal | str:
    return otherwise if amount is None else amount.roubles


def _show_internal_group(group: Group) -> InternalGroupView:
    return {"title": group.title, "rows": [_show_internal_item(item) for item in group.items]}


def _show_internal_item(item: Item) -> InternalItemView:
    return {
        **_show_item(item.public),
        "cost": _shown(item.cost, "—"),
        "floor_price": _shown(item.floor_price, "—"),
        "remark": item.remark or "",
    }


def _show_rule(rule: DiscountRule) -> DiscountRuleView:
    volumes = [
        f"от{NBSP}{money(rule.from_sum.roubles)}{NBSP}руб." if rule.from_sum else "",
        f"от{NBSP}{qty(rule.from_quantity)}{NBSP}ед." if rule.from_quantity else "",
    ]
    return {
        "role": rule.role,
        "scope": rule.scope or "на всё",
        "volume": " или ".join(volume for volume in volumes if volume) or "с любого объёма",
        "percent": rule.percent,
        "delivery": rule.delivery or "—",
        "payment": rule.payment or "—",
    }


def _show_prices(
    sections: Sequence[GroupSection], values: Mapping[str, Any], rate_changes_on: date | None
) -> PricesView:
    items = [item for group in sections for item in group.items]
    return {
        "count": len(items),
        "include_vat": values.get("prices_include_vat") is not False,
        "has_lots": any(item.lot is not None for item in items),
        "has_codes": any(item.code for item in items),
        "has_long_numbers": any(item.price is not None and item.price >= _LONG for item in items),
        "has_unpriced": any(item.price is None for item in items),
        "rate_changes_on": rate_changes_on,
    }
