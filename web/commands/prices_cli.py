"""`pervichka prices …`: price lists of the house, what a product costs on a day, approvals of discounts. Internal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.commands.options import PATH, today_option
from web.commands.usage import RussianGroup

if TYPE_CHECKING:
    from tracker.prices.catalogue import Price, PriceList

_inn = click.option("--inn", help="ИНН нашей организации, если их несколько.")


@click.group(name="prices", cls=RussianGroup, help="Прайс-листы и согласования скидок.")
def prices() -> None:
    """The catalogue of the house."""


@prices.command(help="Загрузить прайс-лист из файла FILE: того же, из которого он печатается.")
@click.argument("file", type=PATH)
@today_option
def load(file: Path, today: str | None) -> None:
    """Takes a price list into the catalogue; one that is there changes nothing."""
    from tracker.parties import organization_id_of
    from tracker.prices.catalogue import add_price_list
    from tracker.prices.price_list_file import read_price_list
    from web.settings import actor, open_house
    from web.settings import today as business_day

    read = read_price_list(file)
    with closing(open_house()) as house, house.work(actor(), business_day(today)) as work:
        done = add_price_list(work, organization_id_of(work, read.seller), read)
    for warning in read.warnings:
        click.echo(f"Внимание: {warning}", err=True)
    if read.uncoded:
        click.echo(f"Внимание: позиций без артикула: {read.uncoded}; скидки на них не проверяются.", err=True)
    click.echo(f"{'Загружен' if done.is_new else 'Уже загружен, ничего не изменилось'}: {_line(done.price_list)}")


@prices.command(name="list", help="Прайс-листы: номер для команд, срок, сколько позиций.")
@_inn
def list_lists(inn: str | None) -> None:
    """Lists price lists, the newest first."""
    from tracker.prices.catalogue import choose_organization, list_price_lists
    from web.settings import open_house

    with closing(open_house()) as house, house.database.read() as connection:
        found = list_price_lists(connection, choose_organization(connection, inn))
    for price_list in found:
        click.echo(_line(price_list))


@prices.command(help="Цена товара с артикулом CODE на день.")
@click.argument("code")
@click.option("--on", "day", metavar="ДАТА", help="На какой день; по умолчанию рабочий день.")
@_inn
def show(code: str, day: str | None, inn: str | None) -> None:
    """Prints what the list in force says of a product."""
    from tracker.errors import NotFoundError
    from tracker.prices.catalogue import choose_organization, price_on
    from web.settings import open_house
    from web.settings import today as business_day

    on = business_day(day)
    with closing(open_house()) as house, house.database.read() as connection:
        price = price_on(connection, choose_organization(connection, inn), code, on)
    if price is None:
        raise NotFoundError(f"На {on:%d.%m.%Y} артикула «{code}» нет ни в одном действующем прайс-листе.")
    for line in _price_lines(price):
        click.echo(line)


@prices.command(help="Отозвать прайс-лист NUMBER (номер из prices list).")
@click.argument("number", type=int)
@click.option("--from", "day", metavar="ДАТА", help="С какого дня не действует; по умолчанию с рабочего дня.")
@today_option
def withdraw(number: int, day: str | None, today: str | None) -> None:
    """Ends a price list before its time."""
    from tracker.prices.catalogue import withdraw_price_list
    from web.settings import actor, open_house
    from web.settings import today as business_day

    on = business_day(today)
    with closing(open_house()) as house, house.work(actor(), on) as work:
        done = withdraw_price_list(work, number, business_day(day) if day else on)
    click.echo(f"Отозван: {_line(done)}")


@prices.command(help="Согласовать скидку на артикул CODE в сделке DEAL: решает руководитель.")
@click.argument("deal")
@click.argument("code")
@click.option("--percent", "given", required=True, help="До скольких процентов; 0 отменяет прежнее согласование.")
@click.option("--by", "login", required=True, help="Логин руководителя, который согласовал.")
@click.option("--reason", required=True, help="Почему.")
@_inn
@today_option
def approve(deal: str, code: str, *, given: str, login: str, reason: str, inn: str | None, today: str | None) -> None:
    """Keeps an approval of the head."""
    from docgen.filters import percent as shown
    from tracker.prices.approvals import approve as keep
    from tracker.prices.catalogue import choose_organization
    from web.settings import actor, open_house
    from web.settings import today as business_day

    percent = _percent(given)
    with closing(open_house()) as house, house.work(actor(), business_day(today)) as work:
        whose = choose_organization(work.connection, inn)
        done = keep(work, login, whose, deal_code=deal, product_code=code, percent=percent, reason=reason)
    click.echo(f"Согласовано: сделка {done.deal_code}, {done.product_code}, скидка до {shown(done.percent)}%.")


def _percent(given: str) -> Decimal:
    from web.settings import SettingError

    try:
        return Decimal(given.replace(",", "."))
    except InvalidOperation:
        raise SettingError(f"--percent: «{given}» — не число; нужно, например, 12.5.") from None


def _line(price_list: PriceList) -> str:
    from docgen.phrases import with_sign

    term = f"{price_list.valid_from:%d.%m.%Y}–{price_list.valid_until:%d.%m.%Y}"
    withdrawn = f", отозван с {price_list.withdrawn_on:%d.%m.%Y}" if price_list.withdrawn_on else ""
    vat = "с НДС" if price_list.includes_vat else "без НДС"
    name = f" {with_sign(price_list.number)}" if price_list.number else ""
    return f"{price_list.id}: прайс-лист{name}, {term}, {vat}, позиций: {price_list.positions}{withdrawn}"


def _price_lines(price: Price) -> Iterator[str]:
    from tracker.phrases import roubles

    yield f"{price.code}: {price.name}"
    vat = "с НДС" if price.includes_vat else "без НДС"
    cost = "по запросу" if price.price is None else f"{roubles(price.price)} {vat}"
    yield f"Цена за {price.unit}: {cost}; группа «{price.group_title}»; прайс-лист {price.price_list_id}"
    if price.floor_price is not None:
        yield f"Внутреннее: не ниже {roubles(price.floor_price)}"
