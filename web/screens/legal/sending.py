"""A claim goes out: the issued letter is marked as sent, or one that was written elsewhere is recorded."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, url_for

from docgen.errors import DocgenError
from tracker.claims.sending import Dispatch, latest_letter, record_sending
from tracker.deal_headers import DealHeader, header_of
from tracker.errors import RefusedError
from tracker.papers.stored import name_of
from tracker.recording import add_claim
from web import desk
from web.errors import code_of
from web.forms.legal import OutsideClaimForm, SendForm
from web.language import gettext as _
from web.repeats import change_once, new_key
from web.screens.legal.blueprint import blueprint
from web.wording import on_screen

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work
    from web.forms.base import DeskForm


@blueprint.get("/deals/<path:code>/claim/send", endpoint="send")
def show_sending(code: str) -> ResponseReturnValue:
    """The form of sending the latest letter; of recording another claim."""
    return _page(header_of(desk.reading(), code), _new(SendForm), _new(OutsideClaimForm))


@blueprint.post("/deals/<path:code>/claim/send", endpoint="record_send")
def send_letter(code: str) -> ResponseReturnValue:
    """Marks the latest letter as sent; the term of its answer begins."""
    header, form = header_of(desk.reading(), code), _filled(SendForm)
    cautions: list[str] = []

    def record(work: Work) -> str:
        dispatch = Dispatch(
            sent_on=form.sent_on.data,
            way=form.way.data or None,
            number=form.number.data or None,
            delivered_on=form.delivered_on.data,
        )
        recorded = record_sending(work, header.id, dispatch)
        cautions.extend(map(on_screen, recorded.cautions))
        return recorded.claim.line(dispatch.sent_on)

    line = _recorded(header, form, record)
    if line is None:
        return _page(header, form, _new(OutsideClaimForm), _status(form))
    flash(_("Отправка записана: %(line)s.", line=line), "success")
    for caution in cautions:
        flash(_("Внимание: %(text)s", text=caution), "warning")
    return redirect(url_for("legal.claim", code=code), HTTPStatus.SEE_OTHER)


@blueprint.post("/deals/<path:code>/claim/outside", endpoint="outside_claim")
def record_outside(code: str) -> ResponseReturnValue:
    """Records a claim that was written elsewhere."""
    header, form = header_of(desk.reading(), code), _filled(OutsideClaimForm)

    def record(work: Work) -> str:
        return str(add_claim(work, header.id, form.sent_on.data, form.amount.data))

    if _recorded(header, form, record) is None:
        return _page(header, _new(SendForm), form, _status(form))
    flash(_("Претензия записана."), "success")
    return redirect(url_for("legal.claim", code=code), HTTPStatus.SEE_OTHER)


def _recorded(header: DealHeader, form: Any, record: Any) -> str | None:
    """What the change answers, None where the form has errors now."""
    if not form.validate():
        return None
    told = {name: value for name, value in form.data.items() if name not in {"csrf_token", "once"}}
    try:
        return change_once(form.once.data or "", [type(form).__name__, header.code, told], record)
    except RefusedError as error:
        form.form_errors.append(on_screen(str(error)))
        form.refused = code_of(error)
    except DocgenError as error:
        form.take_faults(error)
    return None


def _status(form: Any) -> HTTPStatus:
    return getattr(form, "refused", HTTPStatus.UNPROCESSABLE_ENTITY)


def _filled(form: type[DeskForm]) -> Any:
    """The form as it was sent; what its validators saw to, types do not know."""
    return form()


def _new(form: type[DeskForm]) -> Any:
    shown = form(formdata=None)
    shown.once.data = new_key()
    return shown


def _page(header: DealHeader, form: Any, outside: Any, status: HTTPStatus = HTTPStatus.OK) -> ResponseReturnValue:
    letter = latest_letter(desk.reading(), header.id)
    page = render_template(
        "legal/send.html",
        header=header,
        form=form,
        outside=outside,
        letter=name_of(letter) if letter else None,
        page_id=letter["page_id"] if letter else None,
    )
    return page, status
