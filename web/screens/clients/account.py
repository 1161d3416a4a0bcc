"""A client's account with one of our organisations: seen for any period, and issued as a statement to be signed."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from docgen.errors import DocgenError
from tracker.clients import ClientHeader, client_header
from tracker.lists.choices import organizations
from tracker.lists.deals import DealFilter, ListedDeal, listed_deals
from tracker.lookup import deal_key
from tracker.reconciling import account_of, issue_statement
from web import access, desk
from web.errors import code_of
from web.forms.base import read_day
from web.forms.clients import StatementForm
from web.language import gettext as _
from web.repeats import change_once, new_key
from web.screens.clients.page import DEALS

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work


def statement(code: str) -> ResponseReturnValue:
    """The account of a period that the address names; this year where it names none."""
    client = client_header(desk.reading(), code)
    form = _form(StatementForm(formdata=None, **_period()), _deals(client))
    form.once.data = new_key()
    return _page(client, form)


def issue(code: str) -> ResponseReturnValue:
    """Issues the statement of a period as a paper of a deal, once for a form."""
    client = client_header(desk.reading(), code)
    form = _form(StatementForm(), _deals(client))
    if not form.validate():
        return _page(client, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    said = repr((code, form.deal.data, form.since.data, form.until.data))
    try:
        answer = change_once(form.once.data or "", said, lambda work: _issued(work, form))
    except DocgenError as error:
        form.form_errors.append(str(error))
        return _page(client, form, code_of(error))
    flash(_("Акт сверки выпущен. Отправьте его клиенту и верните подписанным."), "success")
    return redirect(answer, HTTPStatus.SEE_OTHER)


def _issued(work: Work, form: Any) -> str:
    key = deal_key(work.connection, form.deal.data)
    made = issue_statement(desk.house(), work, key, form.since.data, form.until.data)
    return url_for("papers.show", page_id=made.page_id)


def _deals(client: ClientHeader) -> tuple[ListedDeal, ...]:
    chosen = DealFilter(client=client.code, managers=desk.own_labels())
    return listed_deals(desk.reading(), desk.today(), chosen=chosen, size=DEALS).rows


def _form(form: Any, deals: tuple[ListedDeal, ...]) -> Any:
    form.deal.choices = {one.deal: f"{one.deal}: {one.subject}" for one in deals}
    return form


def _period() -> dict[str, date]:
    usual = {"since": desk.today().replace(month=1, day=1), "until": desk.today()}
    return {name: _asked(name) or day for name, day in usual.items()}


def _asked(name: str) -> date | None:
    try:
        return read_day(request.args.get(name, ""))
    except ValueError:
        return None


def _page(client: ClientHeader, form: Any, status: HTTPStatus = HTTPStatus.OK) -> ResponseReturnValue:
    ours = organizations(desk.reading())
    wanted = request.values.get("organization", "")
    if wanted and wanted not in {str(key) for key, _name in ours}:
        raise NotFound
    chosen = int(wanted) if wanted else ours[0][0] if ours else None
    account = None
    if chosen is not None and form.since.data and form.until.data:
        account = account_of(desk.reading(), client.id, chosen, form.since.data, form.until.data)
    who = desk.visitor()
    page = render_template(
        "clients/statement.html",
        client=client,
        form=form,
        account=account,
        organizations=ours,
        chosen=chosen,
        may_issue=access.may("clients.issue", who.role) and bool(form.deal.choices),
    )
    return page, status
