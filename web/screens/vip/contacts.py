"""Contacts that clients recommended, and what the law lets us write to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, render_template, request

from docgen.errors import DocgenError
from tracker.surveys.contacts import (
    ADVERTISING_NOTICE,
    ContactFilter,
    accept_advertising,
    close_contact,
    recommended,
)
from tracker.surveys.owners import Thing
from web import desk
from web.errors import code_of
from web.forms.vip import ContactForm
from web.language import gettext as _
from web.screens.vip.common import back_to, place, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def show() -> ResponseReturnValue:
    """Contacts nobody has closed; all of them on request."""
    return _page()


def do(contact_id: int) -> ResponseReturnValue:
    """Keeps the consent to advertising or takes it back, or closes the contact with what came of it."""
    client = require(Thing.CONTACT, contact_id)
    form = ContactForm()
    if not form.validate():
        return _page(contact_id, form, client), 422
    try:
        with desk.changing() as work:
            if request.form.get("act") == "consent":
                accept_advertising(work, contact_id, form.consent_on.data)
            else:
                close_contact(work, contact_id, form.closed_on.data or desk.today(), form.outcome.data or "")
    except DocgenError as error:
        form.take_faults(error)
        return _page(contact_id, form, client), code_of(error)
    flash(_("Записано."), "success")
    return back_to("vip.contacts")


def _page(bad: int | None = None, form: ContactForm | None = None, client: str | None = None) -> str:
    """The list; with a form that was refused, what was said by its client, so that the form is there."""
    is_all = request.args.get("all") == "1" or bad is not None
    chosen = ContactFilter(managers=desk.own_labels(), is_open=not is_all, client=client)
    page = recommended(desk.reading(), desk.today(), chosen=chosen, after=place())
    facts = {"page": page, "is_all": is_all, "bad": bad, "bad_form": form, "notice": ADVERTISING_NOTICE}
    return render_template("vip/contacts.html", **facts)
