"""A questionnaire being filled in: a draft that is left and gone on with, or the correction of a held one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from docgen.errors import DocgenError, InputError
from tracker.errors import RefusedError
from tracker.surveys.drafts import draft as draft_of
from tracker.surveys.drafts import drop_draft, refuse_stale, save_draft
from tracker.surveys.forms import questions, tidied
from tracker.surveys.owners import Thing
from tracker.surveys.recording import correct_survey, record_survey
from tracker.surveys.stored import survey
from web import desk
from web.errors import code_of, faults_of
from web.forms.survey import SCALE, answers_of, by_fields, is_long, label_of, sections
from web.language import gettext as _
from web.repeats import change_once, new_key
from web.screens.vip.common import require
from web.screens.vip.due import TITLES

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work
    from tracker.surveys.drafts import SurveyDraft
    from tracker.surveys.stored import Survey

_ADD: Final = "add:"


@dataclass(slots=True, kw_only=True)
class Sheet:
    """What the page of a form shows. ``extra``: the table that gets a blank row more."""

    form: str
    client: str
    client_name: str
    answers: Mapping[str, Any]
    revision: int
    action: str
    is_draft: bool
    extra: str = ""
    beside: dict[str, str] = field(default_factory=dict)
    above: list[str] = field(default_factory=list)


def draft(draft_id: int) -> ResponseReturnValue:
    """The questionnaire as it was left."""
    require(Thing.DRAFT, draft_id)
    return _page(_of_draft(draft_of(desk.reading(), draft_id)))


def draft_do(draft_id: int) -> ResponseReturnValue:
    """A button of the form. Whatever is wrong, the page comes back with everything that was typed."""
    act = request.form.get("act", "save")
    try:
        require(Thing.DRAFT, draft_id)
    except NotFound:
        return _recorded_before(draft_id)
    sheet = _of_draft(draft_of(desk.reading(), draft_id))
    if act == "drop":
        with desk.changing() as work:
            drop_draft(work, draft_id)
        flash(_("Черновик анкеты удалён."), "success")
        return redirect(url_for("vip.show"), 303)
    _take(sheet)
    try:
        if act == "record":
            return redirect(_recorded(sheet, draft_id), 303)
        sheet.revision = _save(sheet, draft_id)
    except DocgenError as error:
        return _refused(sheet, error, draft_id)
    return _saved(sheet, act)


def _saved(sheet: Sheet, act: str) -> ResponseReturnValue:
    if act == "auto":
        return jsonify(revision=sheet.revision, text=_("Сохранено."))
    if act.startswith(_ADD):
        sheet.extra = act.removeprefix(_ADD)
        return _page(sheet)
    flash(_("Черновик сохранён: к нему можно вернуться."), "success")
    return redirect(sheet.action, 303)


def _recorded_before(draft_id: int) -> ResponseReturnValue:
    """The second click of a double one: the draft has become a survey."""

    def nothing(_: Work) -> str:
        raise NotFound

    try:
        return redirect(change_once(request.form.get("once", ""), f"draft:{draft_id}", nothing), 303)
    except RefusedError:
        raise NotFound from None


def _recorded(sheet: Sheet, draft_id: int) -> str:
    def record(work: Work) -> str:
        known = draft_of(work.connection, draft_id)
        refuse_stale({"revision": known.revision}, sheet.revision, known.author)
        made = record_survey(
            work,
            known.counterparty_id,
            known.form,
            sheet.answers,
            organization_id=known.organization_id,
            draft_id=draft_id,
        )
        return url_for("vip.survey", survey_id=made.id)

    return change_once(request.form.get("once", ""), f"draft:{draft_id}", record)


def _save(sheet: Sheet, draft_id: int) -> int:
    with desk.changing() as work:
        return save_draft(work, draft_id, sheet.answers, sheet.revision)


def edit(survey_id: int) -> ResponseReturnValue:
    """A held survey to be corrected."""
    require(Thing.SURVEY, survey_id)
    return _page(_of_survey(survey(desk.reading(), survey_id)))


def correct(survey_id: int) -> ResponseReturnValue:
    """The correction; one that another overtook is told, and what was typed stays on the page."""
    require(Thing.SURVEY, survey_id)
    sheet = _of_survey(survey(desk.reading(), survey_id))
    act = request.form.get("act", "record")
    _take(sheet)
    if act.startswith(_ADD):
        sheet.extra = act.removeprefix(_ADD)
        return _page(sheet)
    try:
        with desk.changing() as work:
            correct_survey(work, survey_id, sheet.answers, sheet.revision)
    except DocgenError as error:
        return _refused(sheet, error, None)
    flash(_("Анкета исправлена."), "success")
    return redirect(url_for("vip.survey", survey_id=survey_id), 303)


def _of_draft(known: SurveyDraft) -> Sheet:
    return Sheet(
        form=known.form,
        client=known.client,
        client_name=known.client_name,
        answers=known.answers,
        revision=known.revision,
        action=url_for("vip.draft", draft_id=known.id),
        is_draft=True,
    )


def _of_survey(known: Survey) -> Sheet:
    if known.form is None or known.answers is None or known.revision is None:
        raise RefusedError("Об этой беседе известен только день: он пришёл из файла. Запишите анкету заново.")
    return Sheet(
        form=known.form,
        client=known.client,
        client_name=known.client_name,
        answers=known.answers,
        revision=known.revision,
        action=url_for("vip.edit", survey_id=known.id),
        is_draft=False,
    )


def _take(sheet: Sheet) -> None:
    """What was typed, and the revision that it was typed over. Faults of the form come when it is kept."""
    sheet.answers = answers_of(request.form, questions(sheet.form))
    sheet.revision = request.form.get("revision", 0, type=int)


def _refused(sheet: Sheet, error: DocgenError, draft_id: int | None) -> ResponseReturnValue:
    """The page with the faults. Places are counted in tidy answers, so these are shown; a draft is kept as typed."""
    with suppress(InputError):
        sheet.answers = tidied(sheet.answers)
    if isinstance(error, InputError):
        sheet.beside, sheet.above = by_fields(error.faults, questions(sheet.form))
        if draft_id is not None and request.form.get("act") == "record":
            with suppress(DocgenError):
                sheet.revision = _save(sheet, draft_id)
    else:
        sheet.above = [fault.message for fault in faults_of(error)]
    code = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, InputError) else code_of(error)
    if request.form.get("act") == "auto":
        return jsonify(
            text=_("Не сохранено: %(why)s", why=sheet.above[0] if sheet.above else _("в анкете ошибки"))
        ), code
    return _page(sheet), code


def _page(sheet: Sheet) -> str:
    asked = questions(sheet.form)
    return render_template(
        "vip/form.html",
        sheet=sheet,
        title=TITLES[sheet.form],
        cards=sections(asked),
        told=[(name, label_of(asked, name)) for name in sheet.beside],
        once=new_key(),
        scale_key=SCALE,
        is_long=is_long,
    )
