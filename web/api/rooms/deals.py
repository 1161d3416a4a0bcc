"""Deals: the list, one whole, its history, loading a deals file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from docgen.intake.fields import Choice
from tracker import deal_history
from tracker.deal_view import view_of
from tracker.deals_file.loading import DifferencesError, load
from tracker.deals_file.reading import read_deals_file
from tracker.facts import Direction, Evidence, ObligationKind, Side
from tracker.judging import Awaits
from tracker.lists.deals import DealFilter, DealOrder, listed_deals
from tracker.lookup import deal_key
from tracker.papers.states import PaperState
from tracker.stages import Rung
from web import desk
from web.api.asking import on_disk
from web.api.calls import Json, call
from web.api.problems import DiffersError
from web.api.rooms.filters import WorkAsked, work_filter
from web.api.shapes import Asked, Gravity, Out, PageOut, Sum, Yes

if TYPE_CHECKING:
    from tracker.house import Work

TAG = "Сделки"


class DealsAsked(WorkAsked):
    """Which deals."""

    rung: Annotated[Rung, Choice(Rung)] | None = Field(None, title="Ступень", description="На какой ступени стоит")
    is_open: Yes = Field(False, title="Только открытые", description="Чего-нибудь ещё ждут")
    is_exposed: Yes = Field(False, title="Только с риском", description="Есть сумма под риском")
    sort: Annotated[DealOrder, Choice(DealOrder)] = Field(DealOrder.NEWEST, title="Порядок", description="Сортировка")


class DealOut(Out):
    """Строка списка сделок."""

    deal: str
    subject: str
    client: str
    client_name: str
    manager: str
    rung: Rung
    moved_on: dt.date | None
    agreed_on: dt.date | None
    is_closed: bool
    amount: Sum
    exposure: Sum
    received: Sum
    findings: int


@call("GET /deals", "deals", TAG, "Сделки списком", answer=PageOut[DealOut], query=DealsAsked)
def deals(query: DealsAsked) -> Any:
    """A page of deals."""
    chosen = DealFilter(rung=query.rung, is_open=query.is_open, is_exposed=query.is_exposed, **work_filter(query))
    return listed_deals(
        desk.reading(), desk.today(), chosen=chosen, order=query.sort, after=query.after, size=query.size
    )


class RungOut(Out):
    """Ступень сделки и день, когда она достигнута."""

    rung: Rung
    reached_on: dt.date | None


class ObligationOut(Out):
    """Обязательство сделки."""

    id: str
    by: Side
    kind: ObligationKind
    amount: Sum
    due_on: dt.date
    performed_on: dt.date | None
    performed_amount: Sum | None
    cancelled_on: dt.date | None


class OpenOut(Out):
    """Чего ждёт обязательство."""

    obligation: str
    awaits: Awaits
    amount: Sum
    since: dt.date


class PaperBriefOut(Out):
    """Документ сделки: имя, по которому его находят, название, состояние."""

    id: str
    name: str
    state: PaperState


class MoneyOut(Out):
    """Деньги по сделке."""

    date: dt.date
    amount: Sum
    evidence: Evidence
    direction: Direction


class SentClaimOut(Out):
    """Отправленная претензия и её сроки."""

    sent_on: dt.date
    amount: Sum
    answer_by: dt.date
    suit_from: dt.date
    letter: str | None


class DealFindingOut(Out):
    """Находка в сделке."""

    rule: str
    severity: Gravity
    obligation: str | None
    document: str | None
    exposure: Sum
    since: dt.date
    message: str
    action: str


class DealViewOut(Out):
    """Сделка целиком. version — для заголовка If-Match при изменениях."""

    code: str
    version: int
    subject: str
    client: str
    manager: str
    current: Rung
    ladder: tuple[RungOut, ...]
    obligations: tuple[ObligationOut, ...]
    open_obligations: tuple[OpenOut, ...]
    papers: tuple[PaperBriefOut, ...]
    payments: tuple[MoneyOut, ...]
    claims: tuple[SentClaimOut, ...]
    findings: tuple[DealFindingOut, ...]


@call(
    "GET /deals/<path:code>",
    "deal",
    TAG,
    "Сделка целиком",
    text="Ступени, обязательства, документы, деньги, находки и версия. В идентификаторе знак «/» пишется как %2F.",
    answer=DealViewOut,
)
def deal(code: str) -> Any:
    """A deal on the business day."""
    connection = desk.reading()
    key = deal_key(connection, code)
    view = view_of(connection, key, desk.today(), desk.house().settings.grace_days)
    return {
        "version": deal_history.version_of(connection, key),
        "current": view.ladder.current,
        "ladder": view.ladder.steps,
        "open_obligations": tuple(view.open_obligations.values()),
        **{
            name: getattr(view, name)
            for name in (
                "code", "subject", "client", "manager", "obligations", "papers", "payments", "claims", "findings",
            )
        },
    }  # fmt: skip


class HistoryOut(Out):
    """Событие журнала словами."""

    seq: int
    at: str
    actor: str
    kind: str
    subject: str
    text: str


@call("GET /deals/<path:code>/history", "history", TAG, "История сделки", answer=tuple[HistoryOut, ...])
def history(code: str) -> Any:
    """What happened to a deal, the oldest first."""
    connection = desk.reading()
    return tuple(deal_history.history_of(connection, deal_key(connection, code)))


class LoadAsked(Asked):
    """Whether what differs is written too."""

    update: Yes = Field(False, title="Записать отличия", description="true — записать и то, что отличается от базы")


class DifferenceOut(Out):
    """Чем файл отличается от базы."""

    path: str
    stored: str
    given: str


class LoadedOut(Out):
    """Что записано."""

    new_clients: int
    new_deals: int
    changed: int
    same: int
    differences: tuple[DifferenceOut, ...]


@call(
    "POST /deals",
    "load_deals",
    TAG,
    "Загрузить файл сделок",
    text="Все сделки файла или ни одной. Если база говорит иное, а update не передан, ответ 409 перечислит отличия.",
    answer=LoadedOut,
    query=LoadAsked,
    body=Json(text="Файл сделок в JSON; его устройство — GET /schemas/deals."),
    is_change=True,
)
def load_deals(work: Work, query: LoadAsked, body: bytes) -> Any:
    """Loads a deals file."""
    with on_disk(body, name="deals.json") as path, read_deals_file(path) as file:
        try:
            return load(work, file, is_update=query.update)
        except DifferencesError as error:
            raise DiffersError(error.differences) from error
