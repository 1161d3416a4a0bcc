"""Our organisations: their requisites seen, corrected, a new one added. What was issued stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from docgen.errors import DocgenError
from tracker.errors import RefusedError
from tracker.organizations import add_organization, change_organization, find_own, list_organizations
from web import desk
from web.errors import code_of
from web.forms.admin import OrganizationForm
from web.language import gettext as _
from web.screens.admin.blueprint import blueprint
from web.screens.admin.requisites import form_of, read, version_of, with_blanks

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.organizations import Organization


class ChangedMeanwhileError(RefusedError):
    """Somebody else has changed the requisites since the form was opened."""


@blueprint.get("/organizations", endpoint="organizations")
def show_organizations() -> ResponseReturnValue:
    """All of ours."""
    return render_template("admin/organizations.html", organizations=list_organizations(desk.reading()))


@blueprint.route("/organizations/new", methods=["GET", "POST"], endpoint="organization_new")
def new_organization() -> ResponseReturnValue:
    """Adds one of ours; one that is there is not made twice."""
    if request.method == "GET":
        return _page(form_of(None), None), 200
    form = with_blanks(OrganizationForm())
    told = read(form, None) if form.validate() else None
    if told is None:
        return _page(form, None), 422
    try:
        with desk.changing() as work:
            key = add_organization(work, *told)
    except DocgenError as error:
        form.take_faults(error)
        return _page(form, None), code_of(error)
    flash(_("Организация добавлена."), "success")
    return redirect(url_for("admin.organization", organization_id=key), 303)


@blueprint.route("/organizations/<int:organization_id>", methods=["GET", "POST"], endpoint="organization")
def edit_organization(organization_id: int) -> ResponseReturnValue:
    """Requisites of one of ours, for papers made from now on."""
    known = find_own(desk.reading(), organization_id)
    if request.method == "GET":
        return _page(form_of(known), known), 200
    form = with_blanks(OrganizationForm())
    told = read(form, known) if form.validate() else None
    if told is None:
        return _page(form, known), 422
    try:
        with desk.changing() as work:
            now = find_own(work.connection, organization_id)
            if version_of(now) != form.version.data:
                raise ChangedMeanwhileError(_differences(form_of(now), form))
            is_changed = change_organization(work, organization_id, *told)
    except DocgenError as error:
        form.take_faults(error)
        if isinstance(error, ChangedMeanwhileError):
            form.version.data = version_of(find_own(desk.reading(), organization_id))
        return _page(form, known), code_of(error)
    told_text = _("Реквизиты сохранены: новые документы получат их.") if is_changed else _("Ничего не изменилось.")
    flash(told_text, "success" if is_changed else "info")
    return redirect(url_for("admin.organization", organization_id=organization_id), 303)


def _differences(now: OrganizationForm, typed: OrganizationForm) -> str:
    """What stands in the database and not in the form, field by field."""
    names = [field for field in now if field.name not in {"version", "csrf_token", "accounts"}]
    told = [f"{_(field.label.text)}: «{field.data or '—'}»" for field in names if field.data != typed[field.name].data]
    return _(
        "Реквизиты тем временем изменили. Сейчас в базе: %(told)s. Проверьте и сохраните ещё раз.",
        told="; ".join(told) or _("другие счета"),
    )


def _page(form: OrganizationForm, known: Organization | None) -> str:
    return render_template("admin/organization.html", form=form, known=known)
