"""The scale by which clients mark us. It is the house's own: without one nothing is measured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from docgen.errors import Fault, InputError
from tracker.errors import RefusedError
from tracker.house import Work
from tracker.journal import canonical
from tracker.models import SurveyScaleRow
from tracker.surveys.forms import check, questions, tidied

SCALE = "scale"
_ANY_DAY, _ANYBODY = "2026-01-01", {"client": {"full_name": "Клиент"}}


def scale_of(connection: Connection, form: str) -> dict[str, Any] | None:
    """The house's scale as the form has it, without marks: from, to, low, high, questions. None if there is none."""
    kept = connection.execute(select(SurveyScaleRow.scale).where(SurveyScaleRow.form == form)).scalar()
    return None if kept is None else dict(json.loads(kept))


def set_scale(work: Work, form: str, scale: Mapping[str, Any] | None) -> None:
    """Says by which scale and with which questions clients mark us, None for none; surveys that were held keep theirs.

    Raises InputError with every fault, by field, and RefusedError for a form that asks no marks.
    """
    if not any(question.key == SCALE for question in questions(form)):
        raise RefusedError("В этой анкете оценок по шкале нет: выберите другую.")
    new = None if scale is None else _checked(form, scale)
    if new == scale_of(work.connection, form):
        return
    work.connection.execute(delete(SurveyScaleRow).where(SurveyScaleRow.form == form))
    if new is not None:
        work.connection.execute(insert(SurveyScaleRow).values(form=form, scale=canonical(new)))
    work.note("survey_scale.set", f"survey_scale:{form}", scale=new)


def _checked(form: str, scale: Mapping[str, Any]) -> dict[str, Any]:
    tidy = tidied({SCALE: scale})
    given = tidy.get(SCALE, {})
    marked = [place for place, one in enumerate(_questions(given)) if "mark" in one]
    if marked:
        raise InputError(
            Fault(f"scale.questions[{place}].mark", "это настройка: оценку ставит клиент") for place in marked
        )
    check(form, {"date": _ANY_DAY, SCALE: given}, _ANYBODY)
    return dict(given)


def _questions(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = given.get("questions")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
