"""A survey that was held: recorded once, whole and checked; corrected with what was said before in the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, select, update

from docgen.errors import Fault, InputError
from docgen.intake.fields import Day, read_or_none
from tracker import phrases
from tracker.errors import RefusedError
from tracker.house import Work
from tracker.models import CounterpartyRow, FilledSurveyRow, SurveyDraftRow, SurveyRow
from tracker.recording.changes import find
from tracker.surveys.drafts import refuse_stale
from tracker.surveys.following import Followed, follow
from tracker.surveys.forms import check, kept, tidied
from tracker.surveys.stored import parties_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A survey that is kept: its key, and warnings of its form in Russian."""

    id: int
    warnings: tuple[str, ...]


def record_survey(
    work: Work,
    counterparty_id: int,
    form: str,
    answers: Mapping[str, Any],
    *,
    organization_id: int | None = None,
    draft_id: int | None = None,
) -> Recorded:
    """Records a survey and begins to follow up what was said. ``draft_id``: the draft that it ends.

    Raises InputError with every fault, each at its field (places are counted in ``forms.tidied`` answers).
    """
    client = find(work, CounterpartyRow, counterparty_id, "Клиента")
    tidy = tidied(answers)
    text = kept(form, tidy)
    warnings = _checked(work, form, tidy, (counterparty_id, organization_id))
    survey_id = _insert(work, counterparty_id, held_on(tidy))
    values = {"form": form, "organization_id": organization_id, "answers": text, "revision": 1}
    who = {"recorded_by": work.actor, "recorded_at": work.at}
    work.connection.execute(insert(FilledSurveyRow).values(survey_id=survey_id, **values, **who))
    follow(work, Followed(survey_id, counterparty_id), {}, tidy)
    if draft_id is not None:
        _end_draft(work, draft_id, counterparty_id)
    work.note("survey.recorded", f"client:{client['code']}", survey=survey_id, form=form, answers=tidy)
    return Recorded(id=survey_id, warnings=warnings)


def correct_survey(work: Work, survey_id: int, answers: Mapping[str, Any], revision: int) -> Recorded:
    """Corrects what was recorded; follow-ups keep what was done. ``revision``: of the answers that were edited.

    Raises InputError with every fault, and RefusedError if another corrected the survey meanwhile.
    """
    held = find(work, SurveyRow, survey_id, "Анкеты")
    known = _filled(work, survey_id)
    refuse_stale(known, revision, known["recorded_by"])
    old, tidy = json.loads(known["answers"]), tidied(answers)
    text = kept(known["form"], tidy)
    warnings = _checked(work, known["form"], tidy, (held["counterparty_id"], known["organization_id"]))
    if text == known["answers"]:
        return Recorded(id=survey_id, warnings=warnings)
    follow(work, Followed(survey_id, held["counterparty_id"]), old, tidy)
    work.connection.execute(update(SurveyRow).where(SurveyRow.id == survey_id).values(held_on=held_on(tidy)))
    new = {"answers": text, "revision": revision + 1, "recorded_by": work.actor, "recorded_at": work.at}
    work.connection.execute(update(FilledSurveyRow).where(FilledSurveyRow.survey_id == survey_id).values(**new))
    _note_correction(work, held, old, tidy)
    return Recorded(id=survey_id, warnings=warnings)


def held_on(answers: Mapping[str, Any]) -> date:
    """The day of the talk in answers that were checked."""
    on: date = Day().read(answers["date"])
    return on


def _note_correction(work: Work, held: RowMapping, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    client = find(work, CounterpartyRow, held["counterparty_id"], "Клиента")
    changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    work.note(
        "survey.corrected",
        f"client:{client['code']}",
        survey=held["id"],
        old={key: old.get(key) for key in changed},
        new={key: new.get(key) for key in changed},
    )


def _checked(work: Work, form: str, answers: Mapping[str, Any], whose: tuple[int, int | None]) -> tuple[str, ...]:
    faults = list(_own_faults(work, answers))
    warnings: tuple[str, ...] = ()
    try:
        warnings = check(form, answers, parties_of(work.connection, *whose))
    except InputError as error:
        faults = [*error.faults, *faults]
    if faults:
        raise InputError(faults)
    return warnings


def _own_faults(work: Work, answers: Mapping[str, Any]) -> Iterator[Fault]:
    """What a paper cannot know: a talk that was not held yet."""
    on = read_or_none(Day(), answers.get("date"))
    if on is not None and on > work.today:
        yield Fault("date", f"{phrases.day(on)} ещё не наступило: укажите день, когда беседа была")


def _insert(work: Work, counterparty_id: int, on: date) -> int:
    mine = SurveyRow.counterparty_id == counterparty_id
    last = work.connection.execute(select(func.max(SurveyRow.position)).where(mine)).scalar()
    values = {"counterparty_id": counterparty_id, "position": 0 if last is None else last + 1, "held_on": on}
    key: int = work.connection.execute(insert(SurveyRow).values(**values).returning(SurveyRow.id)).scalar_one()
    return key


def _filled(work: Work, survey_id: int) -> RowMapping:
    statement = select(FilledSurveyRow.__table__).where(FilledSurveyRow.survey_id == survey_id)
    known = work.connection.execute(statement).mappings().first()
    if known is None:
        raise RefusedError("Об этой беседе известен только день: он пришёл из файла. Запишите анкету заново.")
    return known


def _end_draft(work: Work, draft_id: int, counterparty_id: int) -> None:
    draft = find(work, SurveyDraftRow, draft_id, "Черновика анкеты")
    if draft["counterparty_id"] != counterparty_id:
        raise RefusedError("Это черновик анкеты другого клиента: откройте его снова.")
    work.connection.execute(delete(SurveyDraftRow).where(SurveyDraftRow.id == draft_id))
