"""Price lists as they lie, one of them page by page, a price looked up on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from docgen.errors import DocgenError
from tracker.errors import NotFoundError
from tracker.lists.choices import organizations
from tracker.lists.paging import LARGEST
from tracker.prices.catalogue import withdraw_price_list
from tracker.prices.lists import PAGE, find_prices, insides, own_list, own_lists, positions
from web import desk
from web.errors import code_of
from web.formats import day
from web.forms.prices import FindAsk, WithdrawForm
from web.language import gettext as _
from web.screens.prices.blueprint import blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/", endpoint="show")
def show() -> ResponseReturnValue:
    """Lists of all our organisations, and a price looked up."""
    connection, today = desk.reading(), desk.today()
    form = FindAsk(request.args)
    ours = organizations(connection)
    form.organization.choices = [(str(key), name) for key, name in ours]
    is_valid = form.validate()
    chosen = (
        int(form.organization.data) if is_valid and form.organization.data else next((key for key, _n in ours), None)
    )
    on = form.day.data or today
    found = find_prices(connection, chosen, form.text.data, on) if is_valid and form.text.data and chosen else None
    page = render_template(
        "prices/show.html",
        form=form,
        several=len(ours) > 1,
        lists=own_lists(connection),
        found=found,
        on=on,
        sees_internal=desk.visitor().sees_internal_prices,
    )
    return page, 200 if is_valid else 422


@blueprint.get("/<int:price_list_id>", endpoint="price_list")
def show_list(price_list_id: int) -> ResponseReturnValue:
    """One list: its term and its positions."""
    form = WithdrawForm(formdata=None)
    form.on.data = desk.today()
    return _page(price_list_id, form)


@blueprint.post("/<int:price_list_id>/withdraw", endpoint="withdraw")
def withdraw(price_list_id: int) -> ResponseReturnValue:
    """Ends a list before its time; on the same day twice is once."""
    form: Any = WithdrawForm()
    if not form.validate():
        return _page(price_list_id, form), 422
    try:
        with desk.changing() as work:
            done = withdraw_price_list(work, price_list_id, form.on.data)
    except NotFoundError:
        raise
    except DocgenError as error:
        form.on.errors = [str(error)]
        return _page(price_list_id, form), code_of(error)
    flash(_("Прайс-лист отозван с %(day)s.", day=day(done.withdrawn_on)), "success")
    return redirect(url_for("prices.price_list", price_list_id=price_list_id), 303)


def _page(price_list_id: int, form: WithdrawForm) -> str:
    connection = desk.reading()
    one = own_list(connection, price_list_id)
    after = request.args.get("after", type=int)
    rows = positions(connection, price_list_id, None if after is None else max(-1, min(after, LARGEST)))
    shown, sees = rows[:PAGE], desk.visitor().sees_internal_prices
    return render_template(
        "prices/list.html",
        one=one,
        form=form,
        rows=shown,
        inside=insides(connection, price_list_id, tuple(row.position for row in shown)) if sees else None,
        next=url_for("prices.price_list", price_list_id=price_list_id, after=shown[-1].position)
        if len(rows) > PAGE
        else None,
        after=after,
    )
