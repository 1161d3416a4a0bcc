"""A talk that was held: what was answered, and its paper."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import render_template, send_file

from docgen.bundle import safe_name
from docgen.rendering import render_paper
from tracker.surveys.forms import questions
from tracker.surveys.owners import Thing
from tracker.surveys.stored import paper_order, survey
from web import desk
from web.forms.survey import sections
from web.screens.vip.common import require
from web.screens.vip.due import TITLES

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def show(survey_id: int) -> ResponseReturnValue:
    """The answers, section by section."""
    require(Thing.SURVEY, survey_id)
    held = survey(desk.reading(), survey_id)
    cards = sections(questions(held.form)) if held.form and held.answers else []
    title = TITLES[held.form] if held.form else ""
    return render_template("vip/survey.html", survey=held, cards=cards, form_title=title)


def paper(survey_id: int) -> ResponseReturnValue:
    """The questionnaire as a PDF, to be printed and signed."""
    require(Thing.SURVEY, survey_id)
    held = survey(desk.reading(), survey_id)
    order = paper_order(desk.reading(), survey_id)
    desk.stop_reading()
    content = render_paper(order.kind, order.context, "pdf")
    name = f"{safe_name(f'{order.kind.title} {held.client_name} {held.held_on:%d.%m.%Y}')}.pdf"
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name)
