"""What clients say of us: the texts, the signed permissions, and what may be shown where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import flash, redirect, render_template, request, url_for

from docgen.errors import DocgenError
from tracker.surveys.owners import Thing
from tracker.surveys.pages import Whose
from tracker.surveys.testimonials import (
    Permission,
    Place,
    kept_testimonials,
    permissions_of,
    permit,
    usable_testimonials,
    withdraw_permission,
)
from web import desk
from web.errors import code_of
from web.forms.vip import DayForm, PermitForm, UsableAsk
from web.language import gettext as _
from web.screens.vip.common import place, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_NAMED: Final = (Place.SITE, Place.OFFERS, Place.SOCIAL)


def show() -> ResponseReturnValue:
    """Testimonials with their permissions, the newest first."""
    return _page()


def usable() -> ResponseReturnValue:
    """What may be shown in a place on a day, as far as its permission goes."""
    form = UsableAsk(request.args or None, data={"place": Place.SITE.value, "on": desk.today()})
    is_right = form.validate()
    found = []
    if is_right:
        day = form.on.data or desk.today()
        found = usable_testimonials(desk.reading(), day, Place(form.place.data), form.where.data or None)
    return render_template("vip/usable.html", form=form, found=found), 200 if is_right else 422


def allow(testimonial_id: int) -> ResponseReturnValue:
    """Keeps a permission that the client signed."""
    client = require(Thing.TESTIMONIAL, testimonial_id)
    form = PermitForm()
    if not form.validate():
        return _page(testimonial_id, form, client), 422
    try:
        with desk.changing() as work:
            permit(work, testimonial_id, _permission(form))
    except DocgenError as error:
        form.take_faults(error)
        return _page(testimonial_id, form, client), code_of(error)
    flash(_("Разрешение записано."), "success")
    return redirect(url_for("vip.testimonials"), 303)


def _permission(form: PermitForm) -> Permission:
    return Permission(
        signed_on=form.signed_on.data or desk.today(),
        signer=form.signer.data or "",
        company=form.company.data,
        name=form["name"].data,
        logo=form.logo.data,
        places=frozenset(one for one in _NAMED if form[one.value].data),
        other=form.other.data or None,
        until=form.until.data,
        authority=form.authority.data or None,
        person_consent_on=form.person_consent_on.data,
    )


def withdraw(permission_id: int) -> ResponseReturnValue:
    """The client took a permission back."""
    require(Thing.PERMISSION, permission_id)
    form = DayForm()
    if not form.validate():
        return _page(), 422
    with desk.changing() as work:
        withdraw_permission(work, permission_id, form.on.data or work.today)
    flash(_("Разрешение отозвано: отзыв больше нигде не показывайте."), "success")
    return redirect(url_for("vip.testimonials"), 303)


def _page(bad: int | None = None, form: PermitForm | None = None, client: str | None = None) -> str:
    """The list; with a form that was refused, what was said by its client, so that the form is there."""
    chosen = Whose(managers=desk.own_labels(), client=client)
    page = kept_testimonials(desk.reading(), desk.today(), chosen=chosen, after=place())
    given = permissions_of(desk.reading(), [row.id for row in page.rows], desk.today())
    fresh = PermitForm(formdata=None)
    facts = {"page": page, "permissions": given, "bad": bad, "bad_form": form, "fresh": fresh, "places": _NAMED}
    return render_template("vip/testimonials.html", **facts)
