"""Numbers of papers: how they are printed, which were given, whether any is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from docgen.errors import DocgenError
from tracker.errors import NotFoundError, RefusedError
from tracker.lists.choices import organizations
from tracker.lists.paging import LARGEST
from tracker.papers.numbering import check_shape, continue_after, print_number, set_shape
from tracker.papers.sequences import sequences
from tracker.verifying import check_numbers
from web import desk
from web.errors import code_of
from web.forms.admin import ContinueForm, ShapeForm
from web.language import gettext as _
from web.screens.admin.blueprint import blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.papers.sequences import Sequence

_FIRST_YEAR = 2000


@blueprint.get("/numbering", endpoint="numbering")
def show_numbering() -> ResponseReturnValue:
    """Sequences of one of our organisations."""
    return _page(request.args.get("organization", type=int))


@blueprint.post("/numbering/<int:organization_id>/<series>", endpoint="numbering_shape")
def change_shape(organization_id: int, series: str) -> ResponseReturnValue:
    """Chooses how numbers of a sequence are printed from now on; an empty field is the usual shape."""
    form = ShapeForm()
    known = _sequences(organization_id)
    if series not in known:
        raise NotFoundError(_("Такого ряда номеров нет: обновите страницу."))
    try:
        if form.validate():
            with desk.changing() as work:
                set_shape(work, organization_id, series, form.shape.data or None)
            flash(_("Вид номера сохранён: следующий документ получит его."), "success")
            return redirect(url_for("admin.numbering", organization=organization_id), 303)
    except RefusedError as error:
        form.shape.errors = [*form.shape.errors, str(error)]
    return _page(organization_id, shape=(series, form)), 422


@blueprint.get("/numbering/example", endpoint="numbering_example")
def example() -> ResponseReturnValue:
    """What the next number would look like in a shape that is being typed."""
    shape = request.args.get("shape", "")[:200]
    try:
        check_shape(shape)
    except RefusedError as error:
        return render_template("admin/shape.html", printed="", fault=str(error))
    value = min(request.args.get("value", 1, type=int), LARGEST)
    return render_template("admin/shape.html", printed=print_number(shape, max(1, value), desk.today()), fault="")


@blueprint.post("/numbering/<int:organization_id>", endpoint="numbering_continue")
def go_on(organization_id: int) -> ResponseReturnValue:
    """Goes on from numbers that were given before this program."""
    form: Any = ContinueForm()
    known = _sequences(organization_id)
    form.series.choices = _offered(known)
    year = desk.today().year
    is_valid = form.validate()
    if is_valid and not _FIRST_YEAR <= form.year.data <= year + 1:
        form.year.errors = [_("Нужен год от %(first)s до %(last)s.", first=_FIRST_YEAR, last=year + 1)]
        is_valid = False
    if not is_valid:
        return _page(organization_id, going_on=form), 422
    try:
        with desk.changing() as work:
            continue_after(work, organization_id, form.series.data, form.year.data, form.last.data)
    except DocgenError as error:
        form.form_errors.append(str(error))
        return _page(organization_id, going_on=form), code_of(error)
    flash(_("Следующий документ получит номер после %(last)s.", last=form.last.data), "success")
    return redirect(url_for("admin.numbering", organization=organization_id), 303)


@blueprint.post("/numbering/<int:organization_id>/check", endpoint="numbering_check")
def check_gaps(organization_id: int) -> ResponseReturnValue:
    """Looks whether any number that was given has no paper."""
    _sequences(organization_id)
    try:
        count = check_numbers(desk.house(), organization_id)
    except DocgenError as error:
        return _page(organization_id, gap=str(error))
    return _page(organization_id, sound=count)


def _sequences(organization_id: int) -> dict[str, Sequence]:
    """Sequences of an organisation of ours, by name. Raises NotFoundError."""
    if organization_id not in {key for key, _name in organizations(desk.reading())}:
        raise NotFoundError(_("Такой нашей организации нет: обновите список."))
    return {one.series: one for one in sequences(desk.reading(), organization_id)}


def _page(organization_id: int | None, **told: Any) -> str:
    connection = desk.reading()
    ours = organizations(connection)
    keys = [key for key, _name in ours]
    chosen = organization_id if organization_id in keys else next(iter(keys), None)
    rows = sequences(connection, chosen) if chosen is not None else []
    year = desk.today().year
    going_on = told.get("going_on")
    if going_on is None:
        going_on = ContinueForm(formdata=None, year=year)
        going_on.series.choices = _offered({one.series: one for one in rows})
    return render_template(
        "admin/numbering.html",
        organizations=ours,
        chosen=chosen,
        rows=rows,
        examples={one.series: print_number(one.shape, one.next_value(year), desk.today()) for one in rows},
        year=year,
        shape=told.get("shape"),
        going_on=going_on,
        gap=told.get("gap", ""),
        sound=told.get("sound"),
    )


def _offered(known: dict[str, Sequence]) -> dict[str, str]:
    return {name: ", ".join(one.titles) or name for name, one in known.items()}
