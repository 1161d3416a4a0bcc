"""Demands of the client in a deal: recorded as they come, and answered."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, url_for
from werkzeug.exceptions import NotFound

from docgen.errors import DocgenError
from tracker.deal_headers import DealHeader, header_of
from tracker.lists.demands import DemandFilter, client_demands
from tracker.lists.paging import MOST
from tracker.recording import add_demand, answer_demand
from web import desk
from web.errors import code_of
from web.forms.legal import AnswerForm, DemandForm
from web.language import gettext as _
from web.repeats import change_once, new_key
from web.screens.legal.blueprint import blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work
    from web.forms.base import DeskForm


@blueprint.get("/deals/<path:code>/demands", endpoint="deal_demands")
def show_demands(code: str) -> ResponseReturnValue:
    """What the client demanded in the deal, and whether we answered."""
    return _page(header_of(desk.reading(), code), _new())


@blueprint.post("/deals/<path:code>/demands", endpoint="add_demand")
def record_demand(code: str) -> ResponseReturnValue:
    """Records a demand, once for a form."""
    header, form = header_of(desk.reading(), code), _filled(DemandForm)
    if not form.validate():
        return _page(header, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def record(work: Work) -> str:
        return str(add_demand(work, header.id, form.received_on.data, form.amount.data))

    try:
        change_once(form.once.data or "", ["demand", code, form.received_on.data, form.amount.data], record)
    except DocgenError as error:
        form.form_errors.append(str(error))
        return _page(header, form, status=code_of(error))
    flash(_("Требование записано. Ответьте на него в срок и отметьте ответ здесь."), "success")
    return redirect(url_for("legal.deal_demands", code=code), HTTPStatus.SEE_OTHER)


@blueprint.post("/deals/<path:code>/demands/<int:demand_id>/answer", endpoint="answer_demand")
def record_answer(code: str, demand_id: int) -> ResponseReturnValue:
    """Records the day on which we answered a demand of this deal."""
    header, form = header_of(desk.reading(), code), _filled(AnswerForm)
    if demand_id not in {one.id for one in _demands(header)}:
        raise NotFound
    if not form.validate():
        return _page(header, _new(), answering=(demand_id, form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with desk.changing() as work:
            answer_demand(work, demand_id, form.answered_on.data)
    except DocgenError as error:
        form.answered_on.errors = [str(error)]
        return _page(header, _new(), answering=(demand_id, form), status=code_of(error))
    flash(_("Ответ на требование отмечен."), "success")
    return redirect(url_for("legal.deal_demands", code=code), HTTPStatus.SEE_OTHER)


def _demands(header: DealHeader) -> tuple[Any, ...]:
    return client_demands(desk.reading(), chosen=DemandFilter(deal=header.code), size=MOST).rows


def _filled(form: type[DeskForm]) -> Any:
    """The form as it was sent; what its validators saw to, types do not know."""
    return form()


def _new() -> DemandForm:
    form = DemandForm(formdata=None)
    form.once.data = new_key()
    return form


def _page(
    header: DealHeader,
    form: DemandForm,
    *,
    answering: tuple[int, AnswerForm] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> ResponseReturnValue:
    demands = _demands(header)
    page = render_template("legal/demands.html", header=header, demands=demands, form=form, answering=answering)
    return page, status
