"""Deals as a list: open at once without filters; with them, or when they are asked for, as every other register."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import render_template, request
from markupsafe import Markup, escape

from tracker.lists.deals import DealFilter, DealOrder, ListedDeal, listed_deals
from tracker.saved_views import views_of
from tracker.stages import Rung
from web import desk
from web.formats import money
from web.forms.deals import DealAsk
from web.forms.registers import prepare_work, resolve_work, work_filter
from web.language import counted
from web.language import gettext as _
from web.screens.deals.rows import rows_html
from web.screens.registers import Asked, Column, Kind, Question, Register, question
from web.screens.words import RUNGS
from web.shells import MARK, framed

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection

    from tracker.lists.paging import Page

_LIST: Final = "deals/list.html"
_NO_FILTERS: Final = frozenset({"sort", "after"})


def _read(connection: Connection, asked: Asked) -> Page[ListedDeal]:
    form = asked.form
    chosen = DealFilter(
        rung=Rung(form.rung.data) if form.rung.data else None,
        is_open=form.show.data == "open",
        is_exposed=form.show.data == "exposed",
        **work_filter(asked),
    )
    order = DealOrder(asked.order)
    return listed_deals(connection, asked.today, chosen=chosen, order=order, after=asked.after, size=asked.size)


DEALS = Register(
    endpoint="deals.list",
    title="Сделки",
    noun="сделка|сделки|сделок",
    form=DealAsk,
    orders={"newest": "Сначала новые", "amount": "Сначала крупные", "exposure": "Сначала с риском"},
    read=_read,
    prepare=prepare_work,
    resolve=resolve_work,
    template="deals/list.html",
    columns=(
        Column(title="Сделка", value=lambda row: row.deal, width=24),
        Column(title="Предмет", value=lambda row: row.subject, width=40, only="file"),
        Column(title="Клиент", value=lambda row: row.client_name, width=30),
        Column(title="Менеджер", value=lambda row: row.manager, width=24),
        Column(title="Ступень", value=lambda row: RUNGS[row.rung], is_ours=True, width=28),
        Column(title="Договорились", value=lambda row: row.agreed_on, kind=Kind.DAY, order="newest", width=14),
        Column(title="Сумма", value=lambda row: row.amount, kind=Kind.MONEY, order="amount", width=18),
        Column(title="Поступило", value=lambda row: row.received, kind=Kind.MONEY, width=18),
        Column(title="Риск, всего", value=lambda row: row.exposure, kind=Kind.MONEY, order="exposure", width=18),
    ),
    empty=("Сделок ещё нет", "Выпустите первый комплект документов: с него начинается сделка."),
)


def list_deals() -> ResponseReturnValue:
    """A page of the list. Filters are read and drawn only where the address names one, or asks for them."""
    if any(name not in _NO_FILTERS for name in request.args):
        return _filtered()
    return _plain()


def _plain() -> ResponseReturnValue:
    """Without filters: a shell that the visitor's session keeps, and in it the rows of now."""
    order = request.args.get("sort", DealOrder.NEWEST.value)
    if order not in DEALS.orders:
        return _filtered()
    labels = desk.own_labels()
    chosen = None if labels is None else DealFilter(managers=labels)
    after = request.args.get("after") or None
    page = listed_deals(desk.reading(), desk.today(), chosen=chosen, order=DealOrder(order), after=after)
    query = "" if order == DealOrder.NEWEST else f"sort={order}"
    if not page.rows:
        return _page(page, order=order, query=query)
    return framed(partial(_shell, order, query), _pieces(page, query))


def _pieces(page: Page[ListedDeal], query: str) -> list[str]:
    """What differs from one look to the next: the total, the rows, the way to the next page."""
    total = page.total
    return [
        str(escape(counted(total.count, DEALS.noun))),
        money(total.amount),
        money(total.exposure),
        rows_html(page.rows),
        _following(page.next, query),
    ]


def _following(place: str | None, query: str) -> str:
    """The way to the next page, as a button."""
    if place is None:
        return ""
    told = "&".join(filter(None, (query, urlencode({"after": place}))))
    return f'<a class="btn btn-outline-secondary" rel="next" href="?{escape(told)}">{escape(_("Дальше"))}</a>'


def _shell(order: str, query: str) -> str:
    marks = [Markup(MARK)] * 5  # noqa: S704  a mark of ours
    return render_template(
        _LIST,
        register=DEALS,
        columns=DEALS.shown("screen"),
        pieces=marks,
        page=None,
        order=order,
        after=request.args.get("after"),
        query=query,
        ask=None,
        views=(),
    )


def _filtered() -> ResponseReturnValue:
    one = question(DEALS)
    page, status = None, 422
    if one.asked is not None:
        page, status = DEALS.read(desk.reading(), one.asked), 200
    views = views_of(desk.reading(), desk.visitor(), DEALS.code)
    return _page(page, order=one.order, query=one.query, ask=one, views=views), status


def _page(
    page: Page[ListedDeal] | None, *, order: str, query: str, ask: Question | None = None, views: Any = ()
) -> str:
    after = ask.asked.after if ask and ask.asked else request.args.get("after")
    pieces = _pieces(page, query) if page and page.rows else None
    return render_template(
        _LIST,
        register=DEALS,
        columns=DEALS.shown("screen"),
        pieces=[Markup(piece) for piece in pieces] if pieces else None,  # noqa: S704  escaped where they are made
        page=page,
        order=order,
        after=after,
        query=query,
        ask=ask,
        views=views,
    )
