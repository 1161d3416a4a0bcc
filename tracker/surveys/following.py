"""What was said in a survey becomes rows that are followed up, and stays in step when the survey is corrected.

A correction changes in a row only what it changes in the answers: an owner who was given later, or a solution, stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select, update

from docgen.errors import Fault, InputError
from docgen.intake.fields import Day
from tracker.house import Work
from tracker.models import (
    DealRow,
    PermissionRow,
    RecommendedRow,
    SurveyNeedRow,
    SurveyProblemRow,
    SurveyProposalRow,
    TestimonialRow,
)

Answers = Mapping[str, Any]
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of the answers that is followed up. ``name``: the column by which an entry is known again.

    is_begun: whether more has happened to a row than was said, so that it cannot vanish.
    """

    key: str
    row: Any
    name: str
    read: Callable[[Answers], list[Values]]
    is_begun: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Followed:
    """The survey whose answers are followed up."""

    survey_id: int
    counterparty_id: int


def follow(work: Work, survey: Followed, old: Answers, new: Answers) -> None:
    """Brings rows in step with answers; ``old``: those that they are in step with, {} for a new survey.

    Raises InputError where an answer was taken out on which somebody has begun to work.
    """
    faults = [fault for section in _SECTIONS for fault in _follow(work, survey, section, old, new)]
    if faults:
        raise InputError(faults)


def _follow(work: Work, survey: Followed, section: _Section, old: Answers, new: Answers) -> Iterator[Fault]:
    was, now = section.read(old), section.read(new)
    if was == now:
        return
    row = section.row
    mine = row.survey_id == survey.survey_id
    keys = work.connection.execute(select(row.id).where(mine).order_by(row.position)).scalars().all()
    pairs = paired([one[section.name] for one in was], [one[section.name] for one in now])
    kept = set(pairs) - {None}
    gone = [keys[place] for place in range(len(was)) if place not in kept]
    if gone and work.connection.execute(select(row.id).where(row.id.in_(gone), section.is_begun)).first():
        yield Fault(section.key, "одна из удалённых строк уже в работе: верните её и закончите там, где её ведут")
        return
    work.connection.execute(delete(row).where(row.id.in_(gone)))
    for place, values in enumerate(now):
        known = pairs[place]
        if known is None:
            whose = {"survey_id": survey.survey_id, "counterparty_id": survey.counterparty_id}
            work.connection.execute(insert(row).values(**whose, position=place, **values))
        else:
            changed = {key: value for key, value in values.items() if value != was[known][key]}
            work.connection.execute(update(row).where(row.id == keys[known]).values(position=place, **changed))
    if row is SurveyProblemRow:
        _recognise_deals(work, survey)


def paired(was: Sequence[str], now: Sequence[str]) -> list[int | None]:
    """For each text of now, the place of the same thing among those before; None for a new one.

    The same text is the same thing. What is left over was reworded: in its order if as many are left on both sides,
    otherwise only where it stands in the same place.
    """
    left = dict(enumerate(was))
    found: list[int | None] = []
    for text in now:
        same = next((place for place, known in left.items() if known == text), None)
        found.append(same)
        if same is not None:
            del left[same]
    open_places = [place for place, known in enumerate(found) if known is None]
    alike = zip(open_places, left, strict=True) if len(left) == len(open_places) else ((p, p) for p in open_places)
    for place, known in alike:
        found[place] = known if known in left else None
    return found


def _recognise_deals(work: Work, survey: Followed) -> None:
    """A problem whose deal is named by its id is about that deal."""
    row = SurveyProblemRow
    named = (
        select(DealRow.id)
        .where(DealRow.code == row.deal, DealRow.counterparty_id == survey.counterparty_id)
        .scalar_subquery()
    )
    mine = (row.survey_id == survey.survey_id, row.deal_id.is_(None), row.deal.is_not(None))
    work.connection.execute(update(row).where(*mine).values(deal_id=named))


def _day(value: Any) -> Any:
    return None if value is None else Day().read(value)


def _problems(answers: Answers) -> list[Values]:
    return [
        {
            "problem": one["problem"],
            "happened": one.get("happened"),
            "deal": one.get("deal"),
            "wanted": one.get("settled_by"),
            "owner": one.get("owner"),
            "due_on": _day(one.get("due")),
            "told_on": _day(one.get("told_on")),
        }
        for one in answers.get("problems", ())
    ]


def _proposals(answers: Answers) -> list[Values]:
    return [
        {"proposal": one["proposal"], "decision": one.get("decision"), "answer": one.get("answer")}
        for one in answers.get("proposals", ())
    ]


def _needs(answers: Answers) -> list[Values]:
    return [
        {"what": one["what"], **{key: one.get(key) for key in ("volume", "term", "decided_by")}}
        for one in answers.get("needs", ())
    ]


def _testimonials(answers: Answers) -> list[Values]:
    said = answers.get("testimonial", {})
    author = said.get("author", {})
    one = {"text": said.get("text"), "author": author.get("name"), "author_title": author.get("position")}
    return [one] if one["text"] else []


def _recommended(answers: Answers) -> list[Values]:
    may_name = {"agreed": True, "refused": False}
    return [
        {
            "company": one["company"],
            "person": one.get("person"),
            "title": one.get("position"),
            "may_name": may_name.get(one.get("may_name", "")),
        }
        for one in answers.get("recommended", ())
    ]


def _any_given(*columns: Any) -> ColumnElement[bool]:
    return or_(*(column.is_not(None) for column in columns))


_HAS_PERMISSION = exists().where(PermissionRow.testimonial_id == TestimonialRow.id)
_SECTIONS: Final = (
    _Section("problems", SurveyProblemRow, "problem", _problems, _any_given(SurveyProblemRow.solved_on)),
    _Section("proposals", SurveyProposalRow, "proposal", _proposals, _any_given(SurveyProposalRow.answered_on)),
    _Section("needs", SurveyNeedRow, "what", _needs, _any_given(SurveyNeedRow.deal_id, SurveyNeedRow.dropped_on)),
    _Section("testimonial", TestimonialRow, "text", _testimonials, _HAS_PERMISSION),
    _Section(
        "recommended",
        RecommendedRow,
        "company",
        _recommended,
        _any_given(RecommendedRow.advertising_consent_on, RecommendedRow.closed_on),
    ),
)
