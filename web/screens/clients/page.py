"""A client's page: requisites, people, deals, what is at risk."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import flash, redirect, render_template, url_for
from werkzeug.exceptions import NotFound

from docgen.errors import DocgenError
from docgen.parties import Purpose
from tracker.clients import ClientCard, client_card
from tracker.lists.deals import DealFilter, listed_deals
from tracker.recording import mark_contact_left
from web import desk
from web.errors import code_of
from web.forms.clients import LeftForm
from web.forms.kit import FORMS, TAXES
from web.language import gettext as _
from web.screens.ways import way
from web.screens.words import RUNG_TONES, RUNGS

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

DEALS: Final = 20
"""Deals that the page shows; the rest is a list away."""

PURPOSES: Final = {
    Purpose.INVOICES.value: "счета",
    Purpose.CLOSING.value: "закрывающие",
    Purpose.CLAIMS.value: "претензии",
}


def show_client(code: str) -> ResponseReturnValue:
    """The client as of today."""
    return _page(client_card(desk.reading(), code), LeftForm(formdata=None, on=desk.today()))


def _page(client: ClientCard, left: LeftForm, status: HTTPStatus = HTTPStatus.OK) -> ResponseReturnValue:
    chosen = DealFilter(client=client.code, managers=desk.own_labels())
    page = render_template(
        "clients/show.html",
        client=client,
        party=client.party,
        deals=listed_deals(desk.reading(), desk.today(), chosen=chosen, size=DEALS),
        left=left,
        forms_of=FORMS,
        taxes=TAXES,
        purposes=PURPOSES,
        rungs=RUNGS,
        rung_tones=RUNG_TONES,
        survey_url=way("vip.client", code=client.code),
        all_url=way("deals.list", client=client.code),
    )
    return page, status


def contact_left(code: str, contact_id: int) -> ResponseReturnValue:
    """A person works for the client no more."""
    client = client_card(desk.reading(), code)
    form: Any = LeftForm()
    if contact_id not in {one.id for one in client.contacts}:
        raise NotFound
    if not form.validate():
        return _page(client, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with desk.changing() as work:
            mark_contact_left(work, contact_id, form.on.data)
    except DocgenError as error:
        form.on.errors = [str(error)]
        return _page(client_card(desk.reading(), code), form, code_of(error))
    flash(_("Записано: контакт больше не работает у клиента."), "success")
    return redirect(url_for("clients.show", code=code), HTTPStatus.SEE_OTHER)
