"""The claim letter: what a person decides about it, a look at it before, its issue."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from docgen.errors import DocgenError
from tracker.claim_terms import RESPONSE_DAYS
from tracker.claims.computing import DealClaim
from tracker.claims.letters import LetterTerms, SheetsUnknownError, draft_letter, issue_letter, write_letter
from tracker.claims.preparing import claim_of
from tracker.deal_headers import DealHeader, header_of
from tracker.deal_history import refuse_overtaken, version_of
from tracker.errors import RefusedError
from web import desk
from web.errors import code_of
from web.forms.legal import LetterForm
from web.language import gettext as _
from web.repeats import change_once, new_key
from web.screens.legal.blueprint import blueprint
from web.screens.legal.choosing import Chosen, computed, read_choice
from web.screens.legal.claim import shown_claim
from web.wording import on_screen

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work

SHEETS: Final = "sheets."
NAMES: Final = "name."
_MOST_SHEETS: Final = 9999
_FIELDS: Final = {"sent_by": "way", "emails": "way", "penalty_clause": "penalty_clause", "court": "court"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A paper whose sheets a person counts. ``sheets``: as typed; ``error``: what is wrong with that."""

    id: int
    name: str
    sheets: str = ""
    error: str = ""


@blueprint.get("/deals/<path:code>/claim/letter", endpoint="letter")
def show_letter(code: str) -> ResponseReturnValue:
    """The form of the letter under the conditions of the address."""
    header = header_of(desk.reading(), code)
    form = LetterForm(formdata=None)
    form.version.data = str(version_of(desk.reading(), header.id))
    form.once.data = new_key()
    chosen = read_choice(request.args)
    if chosen.choice is None:
        return redirect(url_for("legal.claim", code=code) + _after(chosen))
    return _page(header, chosen, form, _enclosures())


@blueprint.post("/deals/<path:code>/claim/draft", endpoint="draft")
def draft(code: str) -> ResponseReturnValue:
    """The letter as it would be, as a PDF with «ПРОЕКТ» in the place of its number."""
    header, chosen, form = header_of(desk.reading(), code), read_choice(request.args), LetterForm()
    papers = _enclosures()
    if not form.validate() or any(one.error for one in papers) or chosen.choice is None:
        return _page(header, chosen, form, papers, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        claim = claim_of(desk.reading(), header.id, chosen.on, _grace_days(), chosen.choice)
        written = write_letter(desk.reading(), header.id, claim, _terms(form, papers), desk.today())
        content = draft_letter(written)
    except DocgenError as error:
        return _refused(header, chosen, form, papers, error)
    name = f"{_('Претензия (проект)')}, {header.code}.pdf"
    answer: Response = send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name)
    return answer


@blueprint.post("/deals/<path:code>/claim/letter", endpoint="issue_letter")
def make_letter(code: str) -> ResponseReturnValue:
    """Issues the letter, once for a form."""
    header, chosen, form = header_of(desk.reading(), code), read_choice(request.args), LetterForm()
    papers = _enclosures()
    if not form.validate() or any(one.error for one in papers) or chosen.choice is None:
        return _page(header, chosen, form, papers, HTTPStatus.UNPROCESSABLE_ENTITY)
    warnings: list[str] = []
    choice = chosen.choice

    def issue(work: Work) -> str:
        refuse_overtaken(work.connection, header.id, _version(form))
        claim: DealClaim = claim_of(work.connection, header.id, chosen.on, work.grace_days, choice)
        made, told = issue_letter(work, header.id, claim, _terms(form, papers))
        warnings.extend(map(on_screen, told))
        return str(made.context["document"]["full_title"])

    asked = [header.code, chosen.query, form.way.data, form.court.data, form.penalty_clause.data, _sheets(papers)]
    try:
        title = change_once(form.once.data or "", asked, issue)
    except DocgenError as error:
        return _refused(header, chosen, form, papers, error)
    flash(_("Выпущена: %(title)s. Отправьте её и отметьте отправку.", title=title), "success")
    for warning in warnings:
        flash(_("Внимание: %(text)s", text=warning), "warning")
    return redirect(url_for("legal.send", code=code), HTTPStatus.SEE_OTHER)


def _refused(
    header: DealHeader, chosen: Chosen, form: LetterForm, papers: list[Enclosure], error: DocgenError
) -> ResponseReturnValue:
    """The form again, with what is wrong; sheets that nobody counted become fields of it."""
    if isinstance(error, SheetsUnknownError):
        known = {one.id: one for one in papers}
        papers = [known.get(key) or Enclosure(id=key, name=name) for key, name in {**error.papers}.items()] + [
            one for one in papers if one.id not in error.papers
        ]
        form.form_errors.append(_("Сколько листов в копиях этих документов, программе неизвестно: укажите ниже."))
        return _page(header, chosen, form, papers, HTTPStatus.UNPROCESSABLE_ENTITY)
    code = code_of(error)
    if isinstance(error, RefusedError):
        form.form_errors.append(on_screen(str(error)))
    else:
        form.take_faults(error, _FIELDS)
    form.version.data = str(version_of(desk.reading(), header.id))
    return _page(header, chosen, form, papers, code)


def _page(
    header: DealHeader, chosen: Chosen, form: LetterForm, papers: list[Enclosure], status: HTTPStatus = HTTPStatus.OK
) -> ResponseReturnValue:
    claim, why_not = computed(header.id, chosen)
    page = render_template(
        "legal/letter.html",
        header=header,
        chosen=chosen,
        form=form,
        papers=papers,
        shown=shown_claim(claim) if claim else None,
        why_not=why_not,
        query=_after(chosen),
    )
    return page, status


def _after(chosen: Chosen) -> str:
    return f"?{chosen.query}" if chosen.query else ""


def _enclosures() -> list[Enclosure]:
    """Papers whose sheets the form tells, as it names them."""
    found = []
    for name, value in request.form.items():
        key = name.removeprefix(SHEETS)
        if name.startswith(SHEETS) and key.isascii() and key.isdigit() and len(key) < 19:
            typed = value.strip()
            is_right = typed.isascii() and typed.isdigit() and 0 < int(typed[:9] or 0) <= _MOST_SHEETS
            wrong = "" if is_right else _("Нужно число листов от 1 до 9999.")
            found.append(Enclosure(id=int(key), name=request.form.get(NAMES + key, ""), sheets=typed[:9], error=wrong))
    return found


def _sheets(papers: list[Enclosure]) -> Mapping[int, int]:
    return {one.id: int(one.sheets) for one in papers}


def _terms(form: LetterForm, papers: list[Enclosure]) -> LetterTerms:
    given: dict[str, Any] = {
        "response_days": form.response_days.data or RESPONSE_DAYS,
        "penalty_clause": form.penalty_clause.data or None,
        "court": form.court.data or None,
    }
    return LetterTerms(way=form.way.data or "valuable", pages=_sheets(papers), **given)


def _version(form: LetterForm) -> int:
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _grace_days() -> int:
    return desk.house().settings.grace_days
