"""The lawyer's calls: the claim of a deal, its letter and sending, the dossier; claims and demands as lists."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, WithJsonSchema

from docgen.bundle import File, safe_name
from docgen.claims.computing import Sanction
from docgen.claims.penalty import PenaltyTerms
from docgen.errors import Fault, InputError
from docgen.intake.fields import Amount, Choice, Count, Flag, Text, Word
from tracker.claim_terms import RESPONSE_DAYS, sent_claims
from tracker.claims.letters import LetterTerms, draft_letter, issue_letter, write_letter
from tracker.claims.preparing import ClaimChoice, claim_of
from tracker.claims.sending import Dispatch, record_sending
from tracker.lookup import deal_key, document_key
from web import desk
from web.api.calls import Json, Media, call
from web.api.rooms.kits import IssuedOut, issued
from web.api.rooms.letters import SheetsAsked
from web.api.shapes import SUM_SCHEMA, Asked, Code, Date, Name, Out, Sum
from web.commands.claim_lines import claim_data

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.claims.computing import DealClaim
    from tracker.house import Work

TAG = "Претензии и досье"
_PDF = Media(("application/pdf",))
_WAYS = ("valuable", "registered", "courier", "email")
_Percent = Annotated[Decimal, Amount(places=4, most=100)]
_Told = Annotated[str, WithJsonSchema(SUM_SCHEMA)]


class ComputingAsked(Asked):
    """Как считать."""

    on: Date | None = Field(None, title="По день", description="Последний день расчёта; без него — рабочий день")
    sanction: Annotated[Sanction, Choice(Sanction)] | None = Field(
        None, title="Санкция", description="Без неё — пени договора, а если их нет, проценты по ст. 395"
    )
    penalty: _Percent | None = Field(None, title="Пени", description="Процент в день из договора")
    penalty_cap: _Percent | None = Field(None, title="Предел пеней", description="Процент от неуплаченного в срок")
    exact_terms: Annotated[bool, Flag()] = Field(
        False, title="Срок точный", description="true — договор не переносит срок с нерабочего дня"
    )


class DueAsked(Asked):
    """Срок оплаты на деле."""

    payment: Code = Field(title="Оплата", description="Идентификатор обязательства")
    on: Date = Field(title="Срок", description="День")


def choice_of(asked: ComputingAsked, due: tuple[DueAsked, ...] = ()) -> ClaimChoice:
    """How to compute. Raises InputError, PenaltyError."""
    if asked.penalty is None and asked.penalty_cap is not None:
        raise InputError([Fault("penalty", "предел пеней указан без их размера: укажите его")])
    terms = None
    if asked.penalty is not None:
        terms = PenaltyTerms(percent_per_day=asked.penalty, cap_percent=asked.penalty_cap)
    return ClaimChoice(
        sanction=asked.sanction,
        penalty=terms,
        due={one.payment: one.on for one in due},
        is_exact=asked.exact_terms,
    )


class ClaimRowOut(Out):
    """Строка расчёта."""

    start: dt.date
    end: dt.date
    percent: str
    debt: _Told
    sum: _Told


class ClaimDebtOut(Out):
    """Долг, из которого состоит требование."""

    payment: str
    document: str | None
    strength: str
    amount: _Told
    paid: _Told
    principal: _Told
    due_on: dt.date
    late_from: dt.date
    days_late: int
    sanction: _Told
    rows: tuple[ClaimRowOut, ...]


class SentOut(Out):
    """Отправленная претензия."""

    sent_on: dt.date
    amount: _Told
    letter: str | None
    answer_by: dt.date
    suit_from: dt.date
    is_over: bool


class ClaimOut(Out):
    """Расчёт требования."""

    computed_on: dt.date
    sanction: str
    principal: _Told
    sanction_sum: _Told
    whole: _Told
    further_day: _Told
    not_performed: _Told
    debts: tuple[ClaimDebtOut, ...]
    confirmed_by: dict[str, _Told]
    cautions: tuple[str, ...]
    sent: tuple[SentOut, ...]


@call(
    "GET /deals/<path:code>/claim",
    "claim",
    TAG,
    "Расчёт требования",
    answer=ClaimOut,
    query=ComputingAsked,
)
def claim(code: str, query: ComputingAsked) -> Any:
    """The computation; 409 where there is nothing to claim."""
    connection = desk.reading()
    key = deal_key(connection, code)
    computed = _computed(connection, key, query)
    return claim_data(computed, sent_claims(connection, key, desk.today()), desk.today())


def _computed(connection: Connection, key: int, asked: ComputingAsked, due: tuple[DueAsked, ...] = ()) -> DealClaim:
    on = asked.on or desk.today()
    return claim_of(connection, key, on, desk.house().settings.grace_days, choice_of(asked, due))


class LetterAsked(ComputingAsked):
    """Каким будет письмо."""

    way: Annotated[str, Word(_WAYS)] = Field("valuable", title="Способ", description="Как отправить")
    response_days: Annotated[int, Count(1, 365)] = Field(RESPONSE_DAYS, title="Срок ответа", description="Дней")
    penalty_clause: Code | None = Field(None, title="Пункт о пенях", description="Например 7.1")
    court: Name | None = Field(None, title="Суд", description="Без него — как в договоре")


class ClaimAsked(LetterAsked):
    """Претензия, которую надо выпустить."""

    due: Annotated[tuple[DueAsked, ...], Field(max_length=200)] = Field(
        (), title="Сроки на деле", description="Если в сделке они другие"
    )
    sheets: Annotated[tuple[SheetsAsked, ...], Field(max_length=200)] = Field(
        (), title="Листы", description="Листов в копии документа не от этой программы"
    )


def _terms(connection: Connection, key: int, asked: LetterAsked, sheets: tuple[SheetsAsked, ...] = ()) -> LetterTerms:
    return LetterTerms(
        way=asked.way,
        response_days=asked.response_days,
        penalty_clause=asked.penalty_clause,
        court=asked.court,
        pages={document_key(connection, key, one.document): one.count for one in sheets},
    )


@call(
    "GET /deals/<path:code>/claim/draft.pdf",
    "claim_draft",
    TAG,
    "Проект письма",
    text="Без номера и ничего не выпуская.",
    answer=_PDF,
    query=LetterAsked,
)
def draft(code: str, query: LetterAsked) -> File:
    """The letter as it would be."""
    connection = desk.reading()
    key = deal_key(connection, code)
    written = write_letter(
        connection, key, _computed(connection, key, query), _terms(connection, key, query), desk.today()
    )
    desk.stop_reading()
    return File(f"{safe_name(f'Проект претензии {code}')}.pdf", draft_letter(written))


class IssuedClaimOut(IssuedOut):
    """Выпущенное письмо и сумма требования."""

    principal: Sum
    whole: Sum
    warnings: tuple[str, ...]


@call(
    "POST /deals/<path:code>/claim",
    "issue_claim",
    TAG,
    "Выпустить претензию",
    answer=IssuedClaimOut,
    body=Json(model=ClaimAsked, example={"way": "valuable", "response_days": 30}),
    status=201,
    is_change=True,
    is_of_deal=True,
)
def issue(work: Work, code: str, body: ClaimAsked) -> Any:
    """Issues the letter of a claim."""
    key = deal_key(work.connection, code)
    computed = _computed(work.connection, key, body, body.due)
    made, warnings = issue_letter(work, key, computed, _terms(work.connection, key, body, body.sheets))
    return {
        **issued(made),
        "principal": computed.principal,
        "whole": computed.whole,
        "warnings": tuple(dict.fromkeys([*computed.cautions, *warnings])),
    }


class SendingAsked(Asked):
    """Когда и как отправлено выпущенное письмо."""

    sent_on: Date = Field(title="Отправлено", description="День")
    way: Annotated[str, Word(_WAYS)] | None = Field(None, title="Способ", description="Как отправлено")
    number: Annotated[str, Text(100)] | None = Field(None, title="Номер", description="Номер отправления")
    delivered_on: Date | None = Field(None, title="Вручено", description="День, если это можно доказать")
    response_days: Annotated[int, Count(1, 365)] | None = Field(None, title="Срок ответа", description="Дней")


class RecordedOut(Out):
    """Записанная отправка: до какого дня ждать ответа и когда возможен иск."""

    sent_on: dt.date
    amount: Sum
    answer_by: dt.date
    suit_from: dt.date
    cautions: tuple[str, ...]


@call(
    "POST /deals/<path:code>/claim/sending",
    "send_claim",
    TAG,
    "Записать отправку претензии",
    answer=RecordedOut,
    body=Json(model=SendingAsked, example={"sent_on": "2026-11-22", "way": "valuable", "number": "80085790000000"}),
    is_change=True,
    is_of_deal=True,
)
def send(work: Work, code: str, body: SendingAsked) -> Any:
    """Records that the letter was sent."""
    recorded = record_sending(work, deal_key(work.connection, code), Dispatch(**dict(body)))
    names = ("sent_on", "amount", "answer_by", "suit_from")
    return {name: getattr(recorded.claim, name) for name in names} | {"cautions": recorded.cautions}
