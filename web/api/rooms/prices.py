"""Price lists, prices of products, approvals of discounts. Internal prices only for those who may see them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from docgen.intake.fields import Amount
from tracker.errors import NotFoundError
from tracker.parties import organization_id_of
from tracker.prices.approvals import approve
from tracker.prices.catalogue import (
    add_price_list,
    choose_organization,
    list_price_lists,
    price_on,
    withdraw_price_list,
)
from tracker.prices.price_list_file import read_price_list
from web import desk
from web.api.asking import on_disk
from web.api.calls import Json, call
from web.api.shapes import Asked, Code, Date, Long, Out, Percent, Sum

if TYPE_CHECKING:
    from tracker.house import Work

TAG = "Цены"


class OursAsked(Asked):
    """Which organisation."""

    inn: Code | None = Field(None, title="ИНН", description="ИНН нашей организации, если их несколько")


class PriceListOut(Out):
    """Прайс-лист."""

    id: int
    number: str | None
    valid_from: dt.date
    valid_until: dt.date
    includes_vat: bool
    withdrawn_on: dt.date | None
    positions: int


@call("GET /price-lists", "price_lists", TAG, "Прайс-листы", answer=tuple[PriceListOut, ...], query=OursAsked)
def price_lists(query: OursAsked) -> Any:
    """Price lists of an organisation, the newest first."""
    connection = desk.reading()
    return tuple(list_price_lists(connection, choose_organization(connection, query.inn)))


class AddedListOut(Out):
    """Загруженный прайс-лист; is_new — false, если он уже был. uncoded — позиций без артикула."""

    price_list: PriceListOut
    is_new: bool
    uncoded: int
    warnings: tuple[str, ...]


@call(
    "POST /price-lists",
    "add_price_list",
    TAG,
    "Загрузить прайс-лист",
    answer=AddedListOut,
    body=Json(text="Прайс-лист в JSON; его устройство — GET /schemas/internal_price_list."),
    status=201,
    is_change=True,
)
def add(work: Work, body: bytes) -> Any:
    """Takes a price list into the catalogue; one that is there changes nothing."""
    with on_disk(body) as path:
        read = read_price_list(path)
    done = add_price_list(work, organization_id_of(work, read.seller), read)
    return {
        "price_list": done.price_list,
        "is_new": done.is_new,
        "uncoded": read.uncoded,
        "warnings": read.warnings,
    }


class WithdrawAsked(Asked):
    """С какого дня."""

    on: Date | None = Field(None, title="С", description="С какого дня не действует; без него — с рабочего дня")


@call(
    "POST /price-lists/<id:list_id>/withdraw",
    "withdraw_price_list",
    TAG,
    "Отозвать прайс-лист",
    answer=PriceListOut,
    body=Json(model=WithdrawAsked, example={"on": "2026-12-01"}),
    is_change=True,
)
def withdraw(work: Work, list_id: int, body: WithdrawAsked) -> Any:
    """Ends a price list before its time."""
    return withdraw_price_list(work, list_id, body.on or work.today)


class PriceAsked(OursAsked):
    """On which day."""

    on: Date | None = Field(None, title="День", description="Без него — рабочий день")


class PriceOut(Out):
    """Цена товара; floor_price — внутренняя, видна тем, кому разрешено. price null — по запросу."""

    price_list_id: int
    code: str
    name: str
    unit: str
    group_title: str
    price: Sum | None
    includes_vat: bool
    floor_price: Sum | None


@call(
    "GET /prices/<path:product>", "price", TAG, "Цена товара", text="product — артикул.", answer=PriceOut,
    query=PriceAsked,
)  # fmt: skip
def price(product: str, query: PriceAsked) -> Any:
    """What the list in force says of a product."""
    connection, on = desk.reading(), query.on or desk.today()
    found = price_on(connection, choose_organization(connection, query.inn), product, on)
    if found is None:
        raise NotFoundError(f"На {on:%d.%m.%Y} артикула «{product}» нет ни в одном действующем прайс-листе.")
    names = ("price_list_id", "code", "name", "unit", "group_title", "price", "includes_vat")
    floor = found.floor_price if desk.visitor().sees_internal_prices else None
    return {name: getattr(found, name) for name in names} | {"floor_price": floor}


class ApproveAsked(OursAsked):
    """Скидка, которую согласовал руководитель."""

    deal: Code = Field(title="Сделка", description="Идентификатор; сделки может ещё не быть")
    product: Code = Field(title="Артикул", description="Артикул товара")
    percent: Annotated[Decimal, Amount(places=2, most=100, or_zero=True)] = Field(
        title="Процент", description="До скольких процентов; 0 отменяет прежнее согласование"
    )
    reason: Long = Field(title="Причина", description="Почему")


class ApprovalOut(Out):
    """Согласованная скидка."""

    deal_code: str
    product_code: str
    percent: Percent
    reason: str
    given_by: str


@call(
    "POST /approvals",
    "approve",
    TAG,
    "Согласовать скидку",
    text="Решает руководитель, чей это ключ.",
    answer=ApprovalOut,
    body=Json(
        model=ApproveAsked, example={"deal": "D-15", "product": "L-100", "percent": "12.5", "reason": "Большой объём"}
    ),
    is_change=True,
)
def approved(work: Work, body: ApproveAsked) -> Any:
    """Keeps an approval of the head."""
    return approve(
        work,
        desk.visitor().login,
        choose_organization(work.connection, body.inn),
        deal_code=body.deal,
        product_code=body.product,
        percent=body.percent,
        reason=body.reason,
    )
