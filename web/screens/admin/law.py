"""Data of law: VAT rates, the key rate, working days; where they come from, when a person last compared them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from flask import flash, redirect, render_template, request, url_for

from docgen.claims.moratorium import declared
from docgen.errors import DocgenError
from docgen.filters import percent
from docgen.vat import rate_histories
from docgen.working_days import corrections, days_off, decreed_years, is_working_day, library_version, next_working_day
from tracker.errors import NotFoundError
from tracker.key_rates import NewRate, add_rate, added_days, house_rates, remove_rate
from tracker.law import from_memory
from tracker.law_checks import FRESH, KEY_RATE, SUBJECTS, VAT_RATES, WORKING_DAYS, LawCheck, checks, confirm
from tracker.people import list_people
from web import access, desk
from web.errors import code_of
from web.forms.admin import DayAsk, RateForm, YearAsk
from web.language import gettext as _
from web.screens.admin.blueprint import blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_SHOWN: Final = 12
"""Key rates that are shown until all of them are asked for."""

_FIRST_YEAR: Final = 2000


@blueprint.get("/law", endpoint="law")
def show_law() -> ResponseReturnValue:
    """All dated data of law that the program computes by."""
    return _page()


@blueprint.post("/law/<subject>/checked", endpoint="law_confirm")
def confirm_table(subject: str) -> ResponseReturnValue:
    """Says that the visitor has compared a table with its source today."""
    with desk.changing() as work:
        confirm(work, subject)
    flash(_("Записано: сверено сегодня."), "success")
    return redirect(url_for("admin.calendar" if subject == WORKING_DAYS else "admin.law"), 303)


@blueprint.post("/law/key-rate", endpoint="rate_add")
def add_key_rate() -> ResponseReturnValue:
    """Adds a key rate; the same rate sent twice is one."""
    form: Any = RateForm()
    if not form.validate():
        return _page(form), 422
    rate = NewRate(
        since=form.since.data,
        percent=form.percent.data,
        announced_on=form.announced_on.data,
        source=form.source.data,
    )
    try:
        with desk.changing() as work:
            add_rate(work, rate)
    except DocgenError as error:
        form.form_errors.append(str(error))
        return _page(form), code_of(error)
    flash(_("Ставка внесена: проценты по ст. 395 ГК РФ считаются с ней."), "success")
    return redirect(url_for("admin.law"), 303)


@blueprint.post("/law/key-rate/<since>/remove", endpoint="rate_remove")
def take_key_rate_away(since: str) -> ResponseReturnValue:
    """Takes away a rate that the house has added by mistake."""
    try:
        day = date.fromisoformat(since)
    except ValueError:
        raise NotFoundError(_("Такой ставки дом не вносил: обновите страницу.")) from None
    with desk.changing() as work:
        remove_rate(work, day)
    flash(_("Ставка убрана."), "success")
    return redirect(url_for("admin.law"), 303)


@blueprint.get("/calendar", endpoint="calendar")
def show_calendar() -> ResponseReturnValue:
    """What a day is, and the days of a year that are not as their day of the week."""
    form, year_form = DayAsk(request.args), YearAsk(request.args)
    today = desk.today()
    is_valid = form.validate() and year_form.validate()
    year = year_form.year.data or (form.day.data.year if form.day.data else today.year)
    if is_valid and not _FIRST_YEAR <= year <= today.year + 2:
        told = _("Календарь есть за годы от %(first)s до %(last)s.", first=_FIRST_YEAR, last=today.year + 2)
        (form.day if form.day.data else year_form.year).errors = [told]
        is_valid = False
    day = form.day.data if is_valid else None
    moved = days_off(year) if is_valid else ()
    page = render_template(
        "admin/calendar.html",
        form=form,
        year_form=year_form,
        year=year,
        day=day,
        is_working=is_working_day(day) if day else None,
        next_day=next_working_day(day) if day else None,
        off=[one for one in moved if not is_working_day(one)],
        on=[one for one in moved if is_working_day(one)],
        decreed=decreed_years(),
        corrections=corrections(),
        library=library_version(),
        check=checks(desk.reading()).get(WORKING_DAYS),
        names=_names(),
        subject=WORKING_DAYS,
        fresh=FRESH,
        may_change=_may_change(),
    )
    return page, 200 if is_valid else 422


def is_stale(check: LawCheck | None) -> bool:
    """Whether it is time to compare a table with its source: never done here, or too long ago."""
    return check is None or check.is_stale(desk.today())


def _page(form: RateForm | None = None) -> str:
    connection, today = desk.reading(), desk.today()
    rates = house_rates(connection)
    entries = list(reversed(rates.history.entries))
    known = checks(connection)
    is_all = request.args.get("all") == "1"
    facts: dict[str, Any] = {
        "rates": rates,
        "entries": entries if is_all else entries[:_SHOWN],
        "hidden": 0 if is_all else max(0, len(entries) - _SHOWN),
        "own": added_days(connection),
        "current": rates.history.on(today),
        "caution": rates.caution(today),
        "checks": known,
        "stale": {subject: is_stale(known.get(subject)) for subject in SUBJECTS},
        "subjects": {"rate": KEY_RATE, "vat": VAT_RATES},
    }
    return render_template(
        "admin/law.html",
        form=form or RateForm(formdata=None),
        vat=rate_histories(),
        moratoria=declared(),
        memory=from_memory(),
        names=_names(),
        fresh=FRESH,
        percent=percent,
        may_change=_may_change(),
        **facts,
    )


def _names() -> dict[str, str]:
    return {person.login: person.name for person in list_people(desk.reading())}


def _may_change() -> bool:
    return access.may("admin.law_confirm", desk.visitor().role)
