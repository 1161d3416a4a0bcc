"""Clients as a register: found by name, ИНН or id, each with its deals and what is at risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.lists import choices
from tracker.lists.clients import ClientFilter, ListedClient, list_clients, tiers
from web.forms.clients import ClientAsk
from web.screens.registers import Asked, Column, Kind, Register
from web.screens.ways import way

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.lists.paging import Page
    from web.screens.registers import Labels


def _prepare(form: ClientAsk, connection: Connection, labels: Labels) -> None:
    form.tier.choices = [("", "Все"), *((tier, tier) for tier in tiers(connection))]
    if labels is not None:
        del form.manager
        return
    form.manager.choices = [("", "Все"), *((name, name) for name in choices.managers(connection) if name)]


def _read(connection: Connection, asked: Asked) -> Page[ListedClient]:
    form = asked.form
    chosen = ClientFilter(
        labels=asked.labels,
        text=form.text.data or None,
        tier=form.tier.data or None,
        manager=(form.manager.data or None) if "manager" in form else None,
    )
    return list_clients(connection, chosen=chosen, after=asked.after, size=asked.size)


def _url(row: ListedClient) -> str | None:
    return way("clients.show", code=row.code)


CLIENTS = Register(
    endpoint="clients.list",
    title="Клиенты",
    noun="клиент|клиента|клиентов",
    form=ClientAsk,
    orders={"name": "По названию"},
    read=_read,
    prepare=_prepare,
    template="clients/list.html",
    amount="",
    columns=(
        Column(title="Клиент", value=lambda row: row.name, href=_url, note=lambda row: row.code, width=40),
        Column(title="ИНН", value=lambda row: row.inn, width=16),
        Column(title="Уровень", value=lambda row: row.tier, width=16),
        Column(title="Ответственный", value=lambda row: row.manager, width=28),
        Column(title="Сделок", value=lambda row: row.deals, kind=Kind.NUMBER, width=10),
        Column(title="Не закрыто", value=lambda row: row.open, kind=Kind.NUMBER, width=12),
        Column(title="Риск, всего", value=lambda row: row.exposure or None, kind=Kind.MONEY, width=18),
    ),
    empty=("Клиентов ещё нет", "Заведите клиента или выпустите первый комплект: клиент появится вместе с ним."),
)
