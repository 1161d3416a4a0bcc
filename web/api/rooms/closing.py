"""The month's closing: what is performed and not closed by papers, and issuing it as a batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from docgen.intake.fields import Choice
from tracker.batches import ledger
from tracker.closing import asking
from tracker.closing.choices import Choice as Chosen
from tracker.closing.choices import GoodsPaper, ServicesPaper, month_of
from tracker.closing.papers import Lacking
from tracker.closing.planning import Plan, plan_of
from tracker.errors import RefusedError
from web import desk
from web.api.calls import Json, call
from web.api.rooms.background import BatchOut, wake
from web.api.shapes import Asked, Code, Out, Sum, Yes

if TYPE_CHECKING:
    from tracker.house import Work

TAG = "Закрытие месяца"


class PlanAsked(Asked):
    """Какие документы выпускать."""

    inn: Code | None = Field(None, title="ИНН", description="Только одна наша организация")
    goods: Annotated[GoodsPaper, Choice(GoodsPaper)] = Field(
        GoodsPaper.UPD, title="Товар", description="upd — один УПД, waybill — накладная и счет-фактура"
    )
    services: Annotated[ServicesPaper, Choice(ServicesPaper)] = Field(
        ServicesPaper.ACT, title="Услуги и работы", description="act — акт и счет-фактура, upd — один УПД"
    )
    only_month: Yes = Field(False, title="Только месяц", description="true — без незакрытого за прежние месяцы")


class LackingOut(Out):
    """Документ, которого не хватает. problem — почему его пока нельзя выпустить."""

    key: str
    organization: str
    deal: str
    client: str
    kind: str
    status: int | None
    performed_on: dt.date
    date: dt.date
    amount: Sum
    is_late: bool
    problem: str | None
    notes: tuple[str, ...]


class PlanOut(Out):
    """План месяца: что будет выпущено и что пока нельзя."""

    month: str
    papers: tuple[LackingOut, ...]
    impossible: tuple[LackingOut, ...]


@call(
    "GET /closings/<month>",
    "closing_plan",
    TAG,
    "План закрытия месяца",
    text="month — ГГГГ-ММ, например 2026-11.",
    answer=PlanOut,
    query=PlanAsked,
)
def plan(month: str, query: PlanAsked) -> Any:
    """What a closing would issue."""
    found = plan_of(desk.reading(), _chosen(month, query), query.inn)
    return {
        "month": found.choice.month,
        "papers": _papers(found, found.possible),
        "impossible": _papers(found, found.impossible),
    }


def _chosen(month: str, asked: PlanAsked) -> Chosen:
    first = month_of(month)
    return Chosen(
        first=first,
        today=desk.today(),
        goods=asked.goods,
        services=asked.services,
        since=first if asked.only_month else None,
    )


def _papers(found: Plan, papers: Iterable[Lacking]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "key": one.key,
            "organization": found.organizations[one.case.organization_id].inn,
            "deal": one.case.code,
            "client": one.case.client,
            "kind": one.form.kind,
            "status": one.form.status,
            "performed_on": one.performed_on,
            "date": one.dated_on,
            "amount": one.amount,
            "is_late": one.is_late,
            "problem": one.problem,
            "notes": one.notes,
        }
        for one in papers
    )


@call(
    "POST /closings/<month>",
    "close_month",
    TAG,
    "Закрыть месяц",
    text="Выпускает план пакетом в фоне; номера занимаются навсегда. Если месяц уже закрывается, отвечает его пакетом.",
    answer=BatchOut,
    body=Json(model=PlanAsked, example={"goods": "upd", "services": "act"}),
    status=202,
    is_change=True,
    left=lambda made: wake("batch", made.id),
)
def close(work: Work, month: str, body: PlanAsked) -> Any:
    """Makes a batch of the plan, or answers the one that goes on."""
    chosen = _chosen(month, body)
    unfinished = asking.unfinished_of(work.connection, chosen.month)
    if unfinished is not None:
        return unfinished
    found = plan_of(work.connection, chosen, body.inn)
    if not found.possible:
        raise RefusedError("Выпускать нечего: посмотрите план.")
    return ledger.find(work.connection, asking.ask(work, found))
