"""The catalogue: price lists with their validity; which price and which discount rules are in force on a day.

On a day a product has the price of the newest list that names it: the one that came into force last, and of those the
one added last. A list that does not name the product leaves the earlier ones in force. So with discount rules: a line
is judged by the rules of the list that its price stands in, and where that list has none, or the line no price, by
the newest list that has some.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from docgen.catalogue import DiscountRule
from docgen.intake.raw import BareNumber
from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.models import DiscountRuleRow, OrganizationRow, PriceListRow, PriceRow, ProductRow
from tracker.parties import reserve_ids
from tracker.prices.catalogue_rows import insert_prices, insert_rules, keep_products, rule_of
from tracker.prices.price_list_file import PriceListFile

_MOST_CODES = 10_000  # in one question to the database


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """A price list in the database. ``withdrawn_on`` is the first day on which it is not in force any more."""

    id: int
    number: str | None
    valid_from: date
    valid_until: date
    includes_vat: bool
    withdrawn_on: date | None
    positions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a list says of a product; kopecks for a unit, with VAT inside if ``includes_vat``. Internal.

    price: None is «по запросу». floor_price: below it only an approval helps. Neither it nor the cost ever reaches a
    client.
    """

    price_list_id: int
    code: str
    name: str
    unit: str
    group_title: str
    price: int | None
    includes_vat: bool
    floor_price: int | None = field(repr=False)
    cost: int | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What is in force on a day: lists, the newest first, prices of the codes asked about, discount rules by list."""

    price_list_ids: tuple[int, ...]
    prices: Mapping[str, Price]
    rules: Mapping[int, Sequence[DiscountRule]]

    def rules_for(self, price: Price | None) -> Sequence[DiscountRule]:
        """The rules by which a line with this list price, or with none, is judged."""
        own = self.rules.get(price.price_list_id) if price else None
        return own or next((self.rules[key] for key in self.price_list_ids if key in self.rules), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of a file: its list in the database, and whether it was not there before."""

    price_list: PriceList
    is_new: bool


def add_price_list(work: Work, organization_id: int, file: PriceListFile) -> Added:
    """Takes a price list into the catalogue; a file that is there already, withdrawn or not, changes nothing."""
    connection = work.connection
    same = (PriceListRow.organization_id == organization_id, PriceListRow.digest == file.digest)
    found = connection.execute(select(PriceListRow.id).where(*same)).scalar()
    if found is not None:
        _keep_source(connection, found, file)
        return Added(price_list=find_price_list(connection, found), is_new=False)
    (key,) = reserve_ids(connection, PriceListRow.__table__, 1)
    connection.execute(insert(PriceListRow).values(id=key, added_at=work.at, **_head(organization_id, file)))
    _keep_source(connection, key, file)
    insert_prices(connection, key, file.entries, keep_products(connection, organization_id, file.entries))
    insert_rules(connection, key, file.rules)
    work.note(
        "price_list.added",
        f"price_list:{key}",
        number=file.number,
        valid_from=file.valid_from.isoformat(),
        valid_until=file.valid_until.isoformat(),
        positions=len(file.entries),
        rules=len(file.rules),
        sha256=file.digest,
    )
    return Added(price_list=find_price_list(connection, key), is_new=True)


def _keep_source(connection: Connection, price_list_id: int, file: PriceListFile) -> None:
    """Keeps the data of the file for its papers, also with a list that an older program took without them."""
    is_lacking = (PriceListRow.id == price_list_id, PriceListRow.source.is_(None))
    source = json.dumps(file.source, ensure_ascii=False, default=_plain)
    connection.execute(update(PriceListRow).where(*is_lacking).values(source=source))


def _plain(value: object) -> str:
    return value.source if isinstance(value, BareNumber) else str(value)


def withdraw_price_list(work: Work, price_list_id: int, on: date) -> PriceList:
    """From this day on the list is not in force. Raises NotFoundError, and RefusedError where that changes nothing."""
    found = find_price_list(work.connection, price_list_id)
    if found.withdrawn_on == on:
        return found
    if found.withdrawn_on is not None:
        raise RefusedError(f"Прайс-лист {price_list_id} уже отозван с {found.withdrawn_on:%d.%m.%Y}.")
    if on > found.valid_until:
        raise RefusedError(
            f"Прайс-лист {price_list_id} и так действует только по {found.valid_until:%d.%m.%Y}: отзывать нечего."
        )
    statement = update(PriceListRow).where(PriceListRow.id == price_list_id)
    work.connection.execute(statement.values(withdrawn_on=on))
    work.note("price_list.withdrawn", f"price_list:{price_list_id}", withdrawn_on=on.isoformat())
    return find_price_list(work.connection, price_list_id)


def find_price_list(connection: Connection, price_list_id: int) -> PriceList:
    """A list by its key. Raises NotFoundError."""
    found = _price_lists(connection, PriceListRow.id == price_list_id)
    if not found:
        raise NotFoundError(f"Прайс-листа {price_list_id} нет: номера показывает pervichka prices list.")
    return found[0]


def list_price_lists(connection: Connection, organization_id: int) -> list[PriceList]:
    """All lists of an organisation, the newest first."""
    return _price_lists(connection, PriceListRow.organization_id == organization_id)


def price_on(connection: Connection, organization_id: int, product_code: str, day: date) -> Price | None:
    """The price of a product on a day; None where no list in force names it."""
    return catalogue_on(connection, organization_id, [product_code], day).prices.get(product_code)


def catalogue_on(connection: Connection, organization_id: int, codes: Iterable[str], day: date) -> Catalogue:
    """All that is in force on a day for these codes."""
    includes_vat = lists_in_force(connection, organization_id, day)
    return Catalogue(
        price_list_ids=tuple(includes_vat),
        prices=_prices(connection, organization_id, includes_vat, sorted(set(codes))),
        rules=_rules(connection, tuple(includes_vat)),
    )


def choose_organization(connection: Connection, inn: str | None = None) -> int:
    """The key of our organisation with this ИНН, or of the only one there is. Raises NotFoundError, RefusedError."""
    statement = select(OrganizationRow.id).order_by(OrganizationRow.id)
    if inn is not None:
        statement = statement.where(OrganizationRow.inn == inn)
    found = connection.execute(statement).scalars().all()
    if not found:
        what = "Нашей организации в базе ещё нет" if inn is None else f"Нашей организации с ИНН {inn} в базе нет"
        raise NotFoundError(f"{what}: загрузите прайс-лист (pervichka prices load) или сделки.")
    if len(found) > 1:
        raise RefusedError("Под это подходит несколько наших организаций: укажите ИНН (--inn).")
    return found[0]


def _head(organization_id: int, file: PriceListFile) -> dict[str, Any]:
    keys = ("number", "valid_from", "valid_until", "includes_vat", "digest")
    return {"organization_id": organization_id, **{key: getattr(file, key) for key in keys}}


def _price_lists(connection: Connection, which: ColumnElement[bool]) -> list[PriceList]:
    keys = ("id", "number", "valid_from", "valid_until", "includes_vat", "withdrawn_on")
    counted = select(func.count()).where(PriceRow.price_list_id == PriceListRow.id).scalar_subquery()
    statement = select(*(getattr(PriceListRow, key) for key in keys), counted.label("positions")).where(which)
    rows = connection.execute(statement.order_by(*_NEWEST_FIRST)).mappings()
    return [PriceList(**row) for row in rows]


_NEWEST_FIRST = (PriceListRow.valid_from.desc(), PriceListRow.id.desc())


def lists_in_force(connection: Connection, organization_id: int, day: date) -> dict[int, bool]:
    """Keys of the lists, the newest first, and whether their prices include VAT."""
    statement = select(PriceListRow.id, PriceListRow.includes_vat).where(
        PriceListRow.organization_id == organization_id,
        PriceListRow.valid_from <= day,
        PriceListRow.valid_until >= day,
        or_(PriceListRow.withdrawn_on.is_(None), PriceListRow.withdrawn_on > day),
    )
    return {row.id: row.includes_vat for row in connection.execute(statement.order_by(*_NEWEST_FIRST))}


def _prices(
    connection: Connection, organization_id: int, includes_vat: Mapping[int, bool], codes: Sequence[str]
) -> dict[str, Price]:
    if not includes_vat:
        return {}
    found = [
        Price(includes_vat=includes_vat[row["price_list_id"]], **row)
        for chunk in _chunks(codes)
        for row in _price_facts(connection, organization_id, tuple(includes_vat), chunk)
    ]
    age = {key: place for place, key in enumerate(includes_vat)}
    oldest_first = sorted(found, key=lambda price: age[price.price_list_id], reverse=True)
    return {price.code: price for price in oldest_first}


def _price_facts(
    connection: Connection, organization_id: int, price_list_ids: Sequence[int], codes: Sequence[str]
) -> Iterator[dict[str, Any]]:
    prices = (PriceRow.price_list_id, PriceRow.group_title, PriceRow.price, PriceRow.floor_price, PriceRow.cost)
    statement = (
        select(ProductRow.code, ProductRow.name, ProductRow.unit, *prices)
        .join(PriceRow, PriceRow.product_id == ProductRow.id)
        .where(ProductRow.organization_id == organization_id, ProductRow.code.in_(codes))
        .where(PriceRow.price_list_id.in_(price_list_ids))
    )
    yield from map(dict, connection.execute(statement).mappings())


def _chunks(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (codes[start : start + _MOST_CODES] for start in range(0, len(codes), _MOST_CODES))


def _rules(connection: Connection, price_list_ids: Sequence[int]) -> dict[int, list[DiscountRule]]:
    """Rules by list, in the order of the file; a list without rules is not there."""
    statement = (
        select(DiscountRuleRow.__table__)
        .where(DiscountRuleRow.price_list_id.in_(price_list_ids))
        .order_by(DiscountRuleRow.price_list_id, DiscountRuleRow.position)
    )
    found: dict[int, list[DiscountRule]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.price_list_id].append(rule_of(row))
    return dict(found)
