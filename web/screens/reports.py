"""Reports: deals and money by person and month, and whose deals hold what is at risk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, redirect, render_template, request, url_for

from tracker.errors import RefusedError
from tracker.lists import choices
from tracker.reports.commercial import Commercial, as_xlsx, commercial
from tracker.reports.exposed import by_client, by_manager
from web import desk
from web.downloads import attachment
from web.forms.base import AskForm, DayField
from web.forms.registers import PickField
from web.language import gettext as _
from web.screens.ways import way

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("reports", __name__, url_prefix="/reports")
TABS: Final = (("reports.commercial", "Сделки и деньги"), ("reports.exposure", "Риски по людям и клиентам"))


class PeriodAsk(AskForm):
    """A period and an organisation."""

    since = DayField("С")
    until = DayField("По")
    organization = PickField("Организация", choices=[("", "Все")], default="")


class WhoseAsk(AskForm):
    """An organisation."""

    organization = PickField("Организация", choices=[("", "Все")], default="")


@blueprint.context_processor
def _shared() -> dict[str, object]:
    return {"report_tabs": TABS, "client_link": _client_link}


def _client_link(code: str) -> str | None:
    return way("clients.show", code=code)


@blueprint.get("/", endpoint="show")
def show() -> ResponseReturnValue:
    """Leads to the first report."""
    return redirect(url_for("reports.commercial"))


@blueprint.get("/commercial", endpoint="commercial")
def show_commercial() -> ResponseReturnValue:
    """Deals and money by person and month; this year unless another period is asked for."""
    form = _period()
    report = _report(form)
    page = render_template("reports/commercial.html", form=form, report=report, query=_query(form))
    return page, 200 if report else 422


@blueprint.get("/commercial.xlsx", endpoint="commercial_xlsx")
def commercial_file() -> ResponseReturnValue:
    """The same report as a file."""
    form = _period()
    report = _report(form)
    if report is None:
        return render_template("reports/commercial.html", form=form, report=None, query={}), 422
    name = f"{_('Сделки и деньги')}, {report.since.isoformat()} — {report.until.isoformat()}.xlsx"
    return attachment(name, as_xlsx(report, desk.today()))


@blueprint.get("/exposure", endpoint="exposure")
def show_exposure() -> ResponseReturnValue:
    """What is at risk by manager and by client."""
    form = WhoseAsk(request.args)
    _offer_organizations(form.organization)
    if not form.validate():
        return render_template("reports/exposure.html", form=form, managers=[], clients=[]), 422
    organization = int(form.organization.data) if form.organization.data else None
    connection, labels = desk.reading(), desk.own_labels()
    return render_template(
        "reports/exposure.html",
        form=form,
        managers=by_manager(connection, organization=organization, managers=labels),
        clients=by_client(connection, organization=organization, managers=labels),
    )


def _period() -> PeriodAsk:
    form = PeriodAsk(request.args)
    today = desk.today()
    if form.since.data is None and not form.since.raw_data:
        form.since.data = date(today.year, 1, 1)
    if form.until.data is None and not form.until.raw_data:
        form.until.data = today
    _offer_organizations(form.organization)
    return form


def _offer_organizations(field: PickField) -> None:
    known = choices.organizations(desk.reading())
    field.choices = [("", "Все"), *((str(key), name) for key, name in known)]


def _report(form: Any) -> Commercial | None:
    """The report of what is asked; None, with faults beside the fields, where it cannot be made."""
    is_valid = form.validate()
    for field in (form.since, form.until):
        if field.data is None and not field.errors:
            field.errors = [_("Назовите день.")]
            is_valid = False
    if not is_valid:
        return None
    organization = int(form.organization.data) if form.organization.data else None
    try:
        return commercial(
            desk.reading(), form.since.data, form.until.data, organization=organization, managers=desk.own_labels()
        )
    except RefusedError as error:
        form.until.errors = [str(error)]
        return None


def _query(form: PeriodAsk) -> dict[str, str]:
    days = {"since": form.since.data, "until": form.until.data}
    told = {name: day.isoformat() for name, day in days.items() if day}
    return {**told, "organization": form.organization.data} if form.organization.data else told
