"""How often clients are asked, and by which scale they mark us: the head says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from docgen.errors import DocgenError, InputError
from tracker.surveys.forms import VIP, questions
from tracker.surveys.rhythm import OTHERS, drop_rhythm, rhythms, set_rhythm
from tracker.surveys.scales import SCALE, scale_of, set_scale
from web import desk
from web.errors import code_of, faults_of
from web.forms.survey import answers_of, by_fields
from web.forms.vip import RhythmForm
from web.language import gettext as _

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_BLANK_QUESTIONS = 3


def show() -> ResponseReturnValue:
    """Rhythms by tier, and the scale."""
    return _page(RhythmForm(formdata=None))


def set_tier() -> ResponseReturnValue:
    """Says how often clients of a tier are asked, or gives the tier its usual rhythm back."""
    form = RhythmForm()
    is_others = bool(request.form.get("is_others"))
    tier = OTHERS if is_others else form.tier.data or ""
    if request.form.get("act") == "drop":
        with desk.changing() as work:
            drop_rhythm(work, tier)
        return _done()
    is_right = form.validate()
    if not tier and not is_others:
        form.tier.errors = [_("Впишите уровень, как в карточках клиентов.")]
        is_right = False
    if not is_right:
        return _page(form), 422
    try:
        with desk.changing() as work:
            set_rhythm(work, tier, form.months.data)
    except DocgenError as error:
        form.take_faults(error)
        return _page(form), code_of(error)
    return _done()


def _done() -> ResponseReturnValue:
    flash(_("Настройка сохранена."), "success")
    return redirect(url_for("vip.settings"), 303)


def set_marks() -> ResponseReturnValue:
    """Sets the scale with its questions; without a text in it there is none."""
    asked = tuple(one for one in questions(VIP) if one.key == SCALE)
    typed: dict[str, Any] = answers_of(request.form, asked)[SCALE]
    try:
        with desk.changing() as work:
            set_scale(work, VIP, None if request.form.get("act") == "drop" else typed)
    except InputError as error:
        beside, above = by_fields(error.faults, asked)
        return _page(RhythmForm(formdata=None), typed, beside, above), 422
    except DocgenError as error:
        above = [fault.message for fault in faults_of(error)]
        return _page(RhythmForm(formdata=None), typed, {}, above), code_of(error)
    return _done()


def _page(
    form: RhythmForm,
    typed: dict[str, Any] | None = None,
    beside: dict[str, str] | None = None,
    above: list[str] | None = None,
) -> str:
    scale = typed if typed is not None else scale_of(desk.reading(), VIP) or {}
    told = scale.get("questions") or []
    rows = [*told, *([{}] * _BLANK_QUESTIONS)]
    facts = {"rhythms": rhythms(desk.reading()), "others": OTHERS, "form": form, "scale": scale, "rows": rows}
    return render_template("vip/settings.html", **facts, beside=beside or {}, above=above or [])
