"""A scanned paper and a person who looks at it: pictures beside the form, then the next paper of the list."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from docgen.errors import DocgenError
from tracker.facts import Authority
from tracker.scans.confirming import Awaiting, Confirmation, confirm, reject, signature_area
from tracker.scans.states import ScanState
from tracker.scans.waiting import page_of_scan
from web import desk
from web.forms.scans import AUTHORITIES, STATES, ConfirmForm, DecisionForm, attorney_of
from web.language import gettext as _
from web.reach import scan_in_reach
from web.repeats import change_once, new_key
from web.screens.registers import following, question
from web.screens.scans.awaiting import SCANS, TONES

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work

_LONGEST_LIST: Final = 4_000
_PASSING: Final = {"csrf_token", "list", "next"}
_PICTURE_KEPT: Final = 3_600  # seconds in the browser; the address changes with the pages
_FIELDS: Final = {"attorney": "attorney_number"}


def show(scan_id: int) -> ResponseReturnValue:
    """The paper's page."""
    paper = scan_in_reach(scan_id)
    form = ConfirmForm(formdata=None, **_suggested(paper))
    _offer_rights(form, paper)
    return _page(paper, form)


def _suggested(paper: Awaiting) -> dict[str, Any]:
    """What is recorded already; else the day of the scan, which a person corrects by the paper."""
    return {
        "signed_on": paper.signed_on or max(paper.scanned_on, paper.dated_on),
        "authority": (paper.authority or Authority.UNKNOWN).value,
        "attorney_number": paper.attorney.number or "",
        "attorney_from": paper.attorney.valid_from,
        "attorney_until": paper.attorney.valid_until,
        "original_on": paper.original_on,
    }


def _offer_rights(form: ConfirmForm, paper: Awaiting) -> None:
    """Only papers of goods may be signed by whoever stood at the counter."""
    form.authority.choices = {
        right.value: label
        for right, label in AUTHORITIES.items()
        if right is not Authority.CIRCUMSTANCES or paper.may_be_circumstances
    }


def sign(scan_id: int) -> ResponseReturnValue:
    """The paper is signed."""
    paper = scan_in_reach(scan_id)
    form = ConfirmForm()
    _offer_rights(form, paper)
    signed_on = form.signed_on.data if form.validate_on_submit() else None
    if signed_on is None:
        return _page(paper, form), 422
    seen = Confirmation(
        signed_on=signed_on,
        authority=Authority(form.authority.data),
        attorney=attorney_of(form),
        original_on=form.original_on.data,
    )
    return _decided(paper, form, lambda work: confirm(work, scan_id, seen), _("Подпись подтверждена: %(name)s."))


def refuse(scan_id: int) -> ResponseReturnValue:
    """The paper on the scan is not signed."""
    paper = scan_in_reach(scan_id)
    asked = DecisionForm()
    form = ConfirmForm(**_suggested(paper))
    _offer_rights(form, paper)
    if not asked.validate_on_submit():
        return _page(paper, form), 422
    told = _("Отмечено: подписи нет, скан сохранён — %(name)s.")
    return _decided(paper, form, lambda work: reject(work, scan_id), told)


def _decided(paper: Awaiting, form: ConfirmForm, change: Callable[[Work], None], told: str) -> ResponseReturnValue:
    """Records the decision once; then the next paper of the list, if asked for, else this one again."""
    listed = (form.list.data or "")[:_LONGEST_LIST]
    target = next_url(paper.id, listed) if "next" in request.form else url_of(paper.id, listed)

    def make(work: Work) -> str:
        change(work)
        return target

    what = json.dumps(sorted((name, value) for name, value in request.form.items(multi=True) if name not in _PASSING))
    try:
        answer = change_once(form.once.data or "", f"{request.endpoint} {paper.id} {what}", make)
    except DocgenError as error:
        form.take_faults(error, _FIELDS)
        return _page(scan_in_reach(paper.id), form), 409
    flash(told % {"name": paper.name}, "success")
    return redirect(answer, 303)


def url_of(scan_id: int, listed: str) -> str:
    """The page of a scan that was opened from a list."""
    return url_for("scans.show", scan_id=scan_id, list=listed or None)


def next_url(scan_id: int, listed: str) -> str:
    """The next paper of the list, asked before this one is decided; the list itself at its end."""
    one = question(SCANS, listed)
    found = following(desk.reading(), one, str(scan_id))
    if found.next_key is None:
        return one.url() if one.asked else url_for("scans.awaiting")
    return url_of(int(found.next_key), listed)


def _page(paper: Awaiting, form: ConfirmForm) -> str:
    listed = (request.values.get("list") or "")[:_LONGEST_LIST]
    return render_template(
        "scans/show.html",
        paper=paper,
        form=form,
        listed=listed,
        once=new_key(),
        version=f"{paper.scanned_on:%Y%m%d}-{len(paper.missing)}",
        state=(STATES[paper.state], TONES[paper.state]),
        rights=AUTHORITIES,
        may_decide=paper.state in {ScanState.AWAITS, ScanState.REJECTED},
    )


def skip(scan_id: int) -> ResponseReturnValue:
    """To the next paper of the list; this one goes on waiting."""
    scan_in_reach(scan_id)
    return redirect(next_url(scan_id, (request.args.get("list") or "")[:_LONGEST_LIST]))


def show_signatures(scan_id: int) -> ResponseReturnValue:
    """PNG of the place where the paper is signed."""
    scan_in_reach(scan_id)
    return picture(signature_area(desk.reading(), desk.house().vault, scan_id))


def show_page(scan_id: int, number: int) -> ResponseReturnValue:
    """PNG of a page of the paper."""
    scan_in_reach(scan_id)
    return picture(page_of_scan(desk.reading(), desk.house().vault, scan_id, number))


def picture(png: bytes) -> Response:
    """A picture that the limited process drew: the file itself is never sent."""
    answer = Response(png, mimetype="image/png")
    answer.headers["Cache-Control"] = f"private, max-age={_PICTURE_KEPT}"
    return answer


def add_to(blueprint: Blueprint) -> None:
    """Gives the addresses of a scanned paper."""
    blueprint.add_url_rule("/<int:scan_id>", "show", show)
    blueprint.add_url_rule("/<int:scan_id>/next", "next", skip)
    blueprint.add_url_rule("/<int:scan_id>/confirm", "confirm", sign, methods=["POST"])
    blueprint.add_url_rule("/<int:scan_id>/reject", "reject", refuse, methods=["POST"])
    blueprint.add_url_rule("/<int:scan_id>/signatures.png", "signatures", show_signatures)
    blueprint.add_url_rule("/<int:scan_id>/pages/<int:number>.png", "page", show_page)
