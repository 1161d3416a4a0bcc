"""Payments: what awaits a decision, where money went, every decision of a person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from docgen.intake.fields import Choice
from tracker.errors import RefusedError
from tracker.facts import Direction
from tracker.matching import sorting
from tracker.matching.items import Part
from tracker.matching.payment_views import payment_view
from tracker.matching.places import client_key, find_place
from tracker.matching.proposals import kept
from tracker.matching.register import PaymentFilter, PaymentOrder, payments
from tracker.matching.rematching import rematch
from tracker.recording.operation_states import OperationState
from web import desk
from web.api.calls import Json, call
from web.api.rooms.filters import organization_of
from web.api.shapes import Asked, Code, Date, Key, Long, Name, Out, PageAsked, PageOut, Roubles, Sum, Yes, kopecks

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.house import Work

TAG = "Платежи"


class PaymentsAsked(PageAsked):
    """Which payments."""

    state: Annotated[OperationState, Choice(OperationState)] | None = Field(
        None, title="Состояние", description="Без него и без выписки — те, что ждут решения"
    )
    statement: Key | None = Field(None, title="Выписка", description="Номер выписки")
    inn: Code | None = Field(None, title="ИНН", description="ИНН нашей организации")
    text: Name | None = Field(None, title="Текст", description="Плательщик, номер или назначение")
    since: Date | None = Field(None, title="С", description="День платежа не раньше")
    until: Date | None = Field(None, title="По", description="День платежа не позже")
    least_sum: Roubles | None = Field(None, title="Сумма не меньше", description="Рублей")
    most_sum: Roubles | None = Field(None, title="Сумма не больше", description="Рублей")
    sort: Annotated[PaymentOrder, Choice(PaymentOrder)] = Field(
        PaymentOrder.NEWEST, title="Порядок", description="Сортировка"
    )


class PaymentOut(Out):
    """Платёж. free — сколько ещё не отнесено."""

    id: int
    date: dt.date
    amount: Sum
    free: Sum
    direction: Direction
    payer: str
    client: str
    number: str
    purpose: str
    state: OperationState


@call("GET /payments", "payments", TAG, "Платежи", answer=PageOut[PaymentOut], query=PaymentsAsked)
def listed(query: PaymentsAsked) -> Any:
    """A page of payments."""
    wanted = PaymentFilter(
        state=query.state,
        statement_id=query.statement,
        organization=organization_of(query.inn),
        text=query.text,
        since=query.since,
        until=query.until,
        least_sum=None if query.least_sum is None else kopecks(query.least_sum),
        most_sum=None if query.most_sum is None else kopecks(query.most_sum),
    )
    return payments(desk.reading(), wanted=wanted, order=query.sort, after=query.after, size=query.size)


class PlacedOut(Out):
    """Куда отнесено и почему."""

    deal: str
    amount: Sum
    reasons: tuple[str, ...]
    is_from_file: bool


class OfferedPartOut(Out):
    """Часть предложения."""

    deal: str
    document: str
    amount: Sum


class OfferedOut(Out):
    """Предложение. seal — его отпечаток: с ним принимается именно это."""

    number: int
    seal: str
    score: int
    parts: tuple[OfferedPartOut, ...]
    reasons: tuple[str, ...]


class PaymentViewOut(Out):
    """Платёж целиком."""

    payment: PaymentOut
    statement_id: int | None
    aside: str
    placed: tuple[PlacedOut, ...]
    offered: tuple[OfferedOut, ...]


@call("GET /payments/<id:payment_id>", "payment", TAG, "Платёж целиком", answer=PaymentViewOut)
def payment(payment_id: int) -> Any:
    """A payment: where it is and what is proposed."""
    return _view(desk.reading(), payment_id)


def _view(connection: Connection, payment_id: int) -> dict[str, Any]:
    view = payment_view(connection, payment_id)
    offered = tuple(
        {
            "number": one.number,
            "seal": one.seal,
            "score": one.score,
            "reasons": one.reasons,
            "parts": tuple({"deal": deal, "document": paper, "amount": amount} for deal, paper, amount in one.parts),
        }
        for one in view.offered
    )
    return {
        "payment": view.payment,
        "statement_id": view.statement_id,
        "aside": view.aside,
        "placed": view.placed,
        "offered": offered,
    }


class AcceptAsked(Asked):
    """Какое предложение принять."""

    number: Key = Field(1, title="Номер", description="Номер предложения")
    seal: Code | None = Field(None, title="Отпечаток", description="seal предложения; если оно уже другое — 409")


@call(
    "POST /payments/<id:payment_id>/accept",
    "accept_payment",
    TAG,
    "Принять предложение",
    answer=PaymentViewOut,
    body=Json(model=AcceptAsked, example={"number": 1}),
    is_change=True,
)
def accept(work: Work, payment_id: int, body: AcceptAsked) -> Any:
    """Accepts a proposal."""
    if body.seal is not None:
        offers = kept(work.connection, [payment_id]).get(payment_id, [])
        if body.seal not in {one.seal for one in offers if one.number == body.number}:
            raise RefusedError("Предложения уже другие: посмотрите их заново.")
    sorting.accept(work, payment_id, body.number)
    return _view(work.connection, payment_id)


class PartAsked(Asked):
    """Куда и сколько."""

    to: Name = Field(title="Куда", description="Сделка или сделка/счёт: D-15 или D-15/31")
    amount: Roubles = Field(title="Сумма", description="Рублей")


class AllocateAsked(Asked):
    """Куда отнести платёж."""

    parts: Annotated[tuple[PartAsked, ...], Field(min_length=1, max_length=500)] = Field(
        title="Части", description="Куда и сколько"
    )


@call(
    "POST /payments/<id:payment_id>/allocate",
    "allocate_payment",
    TAG,
    "Отнести вручную",
    answer=PaymentViewOut,
    body=Json(model=AllocateAsked, example={"parts": [{"to": "D-15/31", "amount": "1000.00"}]}),
    is_change=True,
)
def allocate(work: Work, payment_id: int, body: AllocateAsked) -> Any:
    """Allocates by hand."""
    sorting.assign(work, payment_id, [_part(work, one) for one in body.parts])
    return _view(work.connection, payment_id)


def _part(work: Work, one: PartAsked) -> Part:
    deal_id, document_id = find_place(work.connection, one.to)
    return Part(deal_id=deal_id, document_id=document_id, amount=kopecks(one.amount))


@call(
    "POST /payments/<id:payment_id>/undo",
    "undo_payment",
    TAG,
    "Отменить отнесение",
    text="И возвращает отложенный платёж.",
    answer=PaymentViewOut,
    is_change=True,
)
def undo(work: Work, payment_id: int) -> Any:
    """Takes everything back."""
    sorting.undo(work, payment_id)
    return _view(work.connection, payment_id)


class AsideAsked(Asked):
    """Почему платёж не относится к сделкам."""

    reason: Long = Field(title="Причина", description="Проценты банка, заём, возврат налога")


@call(
    "POST /payments/<id:payment_id>/ignore",
    "ignore_payment",
    TAG,
    "Отложить",
    answer=PaymentViewOut,
    body=Json(model=AsideAsked, example={"reason": "Проценты банка"}),
    is_change=True,
)
def ignore(work: Work, payment_id: int, body: AsideAsked) -> Any:
    """Puts a payment aside: it is of no deal."""
    sorting.ignore(work, payment_id, body.reason)
    return _view(work.connection, payment_id)


class PayerAsked(Asked):
    """Чьи это деньги."""

    client: Name = Field(title="Клиент", description="Идентификатор, ИНН или краткое наименование")


@call(
    "POST /payments/<id:payment_id>/payer",
    "name_payer",
    TAG,
    "Назвать плательщика",
    answer=PaymentViewOut,
    body=Json(model=PayerAsked, example={"client": "c1"}),
    is_change=True,
)
def payer(work: Work, payment_id: int, body: PayerAsked) -> Any:
    """Names the payer."""
    sorting.name_payer(work, payment_id, client_key(work.connection, body.client))
    return _view(work.connection, payment_id)


class RematchAsked(Asked):
    """Отнести ли сразу ясное."""

    apply: Yes = Field(False, title="Отнести", description="true — то, что ясно до конца, сразу отнести")


class RematchedOut(Out):
    """Сколько пересмотрено."""

    payments: int
    proposed: int
    applied: int


@call(
    "POST /payments/rematch",
    "rematch_payments",
    TAG,
    "Пересчитать предложения",
    answer=RematchedOut,
    body=Json(model=RematchAsked, example={"apply": False}),
    is_change=True,
)
def again(work: Work, body: RematchAsked) -> Any:
    """Makes proposals anew for all that awaits a decision."""
    return rematch(work, is_applied=body.apply)
