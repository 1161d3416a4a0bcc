"""What clients will need: a new kit begins with it, or the deal that came of it is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from docgen.documents import DealKind
from docgen.errors import DocgenError
from docgen.intake.paper_checks import DEFAULT
from tracker.errors import NotFoundError, RefusedError
from tracker.kit_form.drafts import begin
from tracker.kit_form.presets import presets, with_preset
from tracker.kit_form.typed import LONGEST, Typed, typed_from
from tracker.lookup import deal_key
from tracker.surveys.needs import DealStart, NeedFilter, deal_start, drop_need, link_deal, needs
from tracker.surveys.owners import Thing
from web import access, desk, guard
from web.errors import AccessRefusedError, code_of
from web.forms.vip import NeedForm
from web.language import gettext as _
from web.screens.vip.common import back_to, place, require

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue


def show() -> ResponseReturnValue:
    """Needs of which nothing has come yet; all of them on request."""
    return _page()


def do(need_id: int) -> ResponseReturnValue:
    """Begins a kit, names the deal, or drops the need."""
    client = require(Thing.NEED, need_id)
    match request.form.get("act", ""):
        case "kit":
            return _begin_kit(need_id)
        case "link":
            return _link(need_id, client)
        case "drop":
            with desk.changing() as work:
                drop_need(work, need_id, desk.today())
            flash(_("Потребность снята."), "success")
            return back_to("vip.needs")
    raise RefusedError("Непонятно, что сделать: откройте список заново.")


def _begin_kit(need_id: int) -> ResponseReturnValue:
    if not may_make_kits():
        raise AccessRefusedError("Комплекты делают менеджеры: передайте им потребность.")
    start = deal_start(desk.reading(), need_id)
    typed = _typed(start, desk.today())
    with desk.changing() as work:
        key = begin(work, desk.visitor().id, typed)
    told = _("Комплект начат по потребности клиента. Когда выпустите его, укажите сделку в списке потребностей.")
    flash(f"{told} {start.note}".strip(), "info")
    return redirect(url_for("kit.form", draft_id=key), 303)


def may_make_kits() -> bool:
    """Whether the visitor has the room of kits."""
    who = desk.visitor()
    return access.may("kit.new", who.role, sees_internal_prices=who.sees_internal_prices)


def _typed(start: DealStart, today: date) -> Typed:
    first = typed_from(
        {
            "deal": {
                "kind": DealKind.SUPPLY.value,
                "date": today.isoformat(),
                "subject": " ".join(start.subject.split())[:LONGEST],
            },
            "documents": DEFAULT,
            "client": start.client,
        }
    )
    seller = "" if start.organization_id is None else str(start.organization_id)
    return with_preset(replace(first, seller=seller), presets()[0].key, today)


def _link(need_id: int, client: str) -> ResponseReturnValue:
    form = NeedForm()
    if not form.validate():
        return _page(need_id, form, client), 422
    code = form.deal.data or ""
    try:
        _require_deal(code)
        with desk.changing() as work:
            link_deal(work, need_id, deal_key(work.connection, code))
    except DocgenError as error:
        form.take_faults(error, {"": "deal"})
        return _page(need_id, form, client), code_of(error)
    flash(_("Сделка записана."), "success")
    return back_to("vip.needs")


def _require_deal(code: str) -> None:
    """The deal must be in reach; one that is not there and another manager's are told alike, beside the field."""
    try:
        guard.require_deal(code)
    except NotFound:
        raise NotFoundError(_("Такой сделки среди ваших нет: проверьте идентификатор.")) from None


def _page(bad: int | None = None, form: NeedForm | None = None, client: str | None = None) -> str:
    """The list; with a form that was refused, what was said by its client, so that the form is there."""
    is_all = request.args.get("all") == "1" or bad is not None
    chosen = NeedFilter(managers=desk.own_labels(), is_open=not is_all, client=client)
    page = needs(desk.reading(), chosen=chosen, after=place())
    facts = {"page": page, "is_all": is_all, "bad": bad, "bad_form": form, "may_make_kits": may_make_kits()}
    return render_template("vip/needs.html", **facts)
