"""The dossier of a deal: what it would lack, and the file itself."""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import render_template, request, send_file
from werkzeug.wrappers import Response

from tracker.claims.preparing import ClaimChoice
from tracker.deal_headers import DealHeader, header_of
from tracker.dossier.gathering import gather
from tracker.dossier.journal_extract import read_extract
from tracker.dossier.looking_ahead import Absent, absent_of, gaps_of
from tracker.dossier.making import make_dossier
from web import desk
from web.forms.legal import DossierAsk
from web.language import gettext as _
from web.screens.legal.blueprint import blueprint
from web.wording import on_screen

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/deals/<path:code>/dossier", endpoint="dossier")
def show_dossier(code: str) -> ResponseReturnValue:
    """Options of the dossier and what it would lack."""
    return _page(header_of(desk.reading(), code), DossierAsk(formdata=None))


@blueprint.get("/deals/<path:code>/dossier.pdf", endpoint="dossier_pdf")
def download(code: str) -> ResponseReturnValue:
    """The dossier, as a file to keep. It is drawn after the database was let go, so that nobody waits for it."""
    header, form = header_of(desk.reading(), code), DossierAsk(request.args)
    if not _is_right(form):
        return _page(header, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    house, on = desk.house(), form.on.data or desk.today()
    for_court = form.for_court.data
    gathered = gather(desk.reading(), header.id, on, house.settings.grace_days, ClaimChoice(), for_court=for_court)
    extract = read_extract(desk.reading(), gathered)
    desk.stop_reading()
    made = make_dossier(house.vault, gathered, extract, desk.visitor().person.name)
    answer: Response = send_file(
        io.BytesIO(made.book.content),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"Досье {header.code}{' для суда' if for_court else ''}, {on.isoformat()}.pdf",
    )
    return answer


def _is_right(form: DossierAsk) -> bool:
    is_right = bool(form.validate())
    if is_right and form.on.data and form.on.data > desk.today():
        form.on.errors = [_("Этот день ещё не наступил.")]
        return False
    return is_right


def _page(header: DealHeader, form: DossierAsk, status: HTTPStatus = HTTPStatus.OK) -> ResponseReturnValue:
    absent = absent_of(desk.reading(), desk.house().vault, header.id, desk.today())
    page = render_template(
        "legal/dossier.html",
        header=header,
        form=form,
        gaps=gaps_of(desk.reading(), header.code, desk.today()),
        absent=[Absent(title=one.title, advice=on_screen(one.advice)) for one in absent],
    )
    return page, status
