"""What happened in a deal beside its papers: performed, given up, paid, claimed, demanded, answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from docgen.intake.fields import Choice
from tracker.facts import MONEY_IN_HAND, Direction, Evidence
from tracker.lookup import deal_key, obligation_key, open_demand_key
from tracker.papers.stored import find_deal
from tracker.people import Role
from tracker.recording import (
    PaymentFacts,
    add_claim,
    add_demand,
    add_payment,
    allocate,
    answer_demand,
    cancel,
    perform,
)
from web import desk
from web.api.calls import Json, call
from web.api.shapes import Asked, Code, Date, Roubles, Yes, kopecks
from web.errors import AccessRefusedError

if TYPE_CHECKING:
    from tracker.house import Work

TAG = "Факты сделки"
_OWED = {"obligation": "o1", "on": "2026-11-22"}


class PerformedAsked(Asked):
    """Исполнение обязательства."""

    obligation: Code = Field(title="Обязательство", description="Идентификатор в сделке")
    on: Date = Field(title="Когда", description="День")
    amount: Roubles | None = Field(None, title="На сколько", description="Рублей; без суммы — всё")


@call(
    "POST /deals/<path:code>/facts/performed",
    "fact_performed",
    TAG,
    "Исполнено",
    body=Json(model=PerformedAsked, example={**_OWED, "amount": "120000.00"}),
    is_change=True,
    is_of_deal=True,
)
def performed(work: Work, code: str, body: PerformedAsked) -> None:
    """Records a performance, whole or in part."""
    key = obligation_key(work.connection, deal_key(work.connection, code), body.obligation)
    perform(work, key, body.on, None if body.amount is None else kopecks(body.amount))


class CancelledAsked(Asked):
    """Обязательство, от которого стороны отказались."""

    obligation: Code = Field(title="Обязательство", description="Идентификатор в сделке")
    on: Date = Field(title="Когда", description="День")


@call(
    "POST /deals/<path:code>/facts/cancelled",
    "fact_cancelled",
    TAG,
    "Снято",
    body=Json(model=CancelledAsked, example=_OWED),
    is_change=True,
    is_of_deal=True,
)
def cancelled(work: Work, code: str, body: CancelledAsked) -> None:
    """Records a cancellation."""
    cancel(work, obligation_key(work.connection, deal_key(work.connection, code), body.obligation), body.on)


class PaidAsked(Asked):
    """Деньги по сделке."""

    on: Date = Field(title="Когда", description="День")
    amount: Roubles = Field(title="Сумма", description="Рублей")
    evidence: Annotated[Evidence, Choice(Evidence)] = Field(
        title="Откуда известно", description="bank_statement, cash_receipt — поступили; остальное — клиент сообщил"
    )
    returned: Yes = Field(False, title="Возврат", description="true — мы вернули деньги клиенту")
    number: Code | None = Field(None, title="Номер", description="Номер платёжного документа")


@call(
    "POST /deals/<path:code>/facts/paid",
    "fact_paid",
    TAG,
    "Деньги поступили, возвращены или клиент о них сообщил",
    body=Json(model=PaidAsked, example={"on": "2026-11-22", "amount": "120000.00", "evidence": "bank_statement"}),
    is_change=True,
    is_of_deal=True,
)
def paid(work: Work, code: str, body: PaidAsked) -> None:
    """Adds a payment and allocates all of it to the deal."""
    if desk.visitor().role is Role.MANAGER and body.evidence in MONEY_IN_HAND:
        raise AccessRefusedError("Что деньги поступили, записывает контроль; менеджер — что клиент о них сообщил.")
    key = deal_key(work.connection, code)
    row = find_deal(work.connection, key)
    amount = kopecks(body.amount)
    payment = PaymentFacts(
        organization_id=row["organization_id"],
        counterparty_id=row["counterparty_id"],
        date=body.on,
        amount=amount,
        evidence=body.evidence,
        direction=Direction.OUT if body.returned else Direction.IN,
        number=body.number,
    )
    allocate(work, add_payment(work, payment), key, amount)


class AmountAsked(Asked):
    """День и сумма."""

    on: Date = Field(title="Когда", description="День")
    amount: Roubles = Field(title="Сумма", description="Рублей")


_AMOUNT = Json(model=AmountAsked, example={"on": "2026-11-22", "amount": "120000.00"})


@call(
    "POST /deals/<path:code>/facts/claim",
    "fact_claim",
    TAG,
    "Мы отправили претензию",
    body=_AMOUNT,
    is_change=True,
    is_of_deal=True,
)
def claimed(work: Work, code: str, body: AmountAsked) -> None:
    """Records a claim that was sent outside the program."""
    add_claim(work, deal_key(work.connection, code), body.on, kopecks(body.amount))


@call(
    "POST /deals/<path:code>/facts/demand",
    "fact_demand",
    TAG,
    "Клиент потребовал возврата",
    body=_AMOUNT,
    is_change=True,
    is_of_deal=True,
)
def demanded(work: Work, code: str, body: AmountAsked) -> None:
    """Records a demand of the client."""
    add_demand(work, deal_key(work.connection, code), body.on, kopecks(body.amount))


class OnAsked(Asked):
    """День."""

    on: Date = Field(title="Когда", description="День")


@call(
    "POST /deals/<path:code>/facts/answered",
    "fact_answered",
    TAG,
    "Мы ответили на требование",
    text="На самое раннее требование клиента, которое ждёт ответа.",
    body=Json(model=OnAsked, example={"on": "2026-11-22"}),
    is_change=True,
    is_of_deal=True,
)
def replied(work: Work, code: str, body: OnAsked) -> None:
    """Records the answer to the oldest open demand."""
    answer_demand(work, open_demand_key(work.connection, deal_key(work.connection, code)), body.on)
