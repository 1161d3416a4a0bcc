"""Letters to clients, reminders of papers, the calendar of deadlines."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from docgen.errors import Fault, InputError
from docgen.intake.fields import Choice, Count, Email
from tracker.chasing.addressees import client_addresses
from tracker.chasing.cover import CoverOrder, Way, issue_cover
from tracker.letters import outbox
from tracker.letters.composing import NewLetter, compose
from tracker.letters.dispatching import record_dispatch
from tracker.letters.sending import JOB
from tracker.letters.states import State
from tracker.lookup import deal_key, document_key
from tracker.papers.stored import find_deal
from web import desk
from web.access import Owner
from web.api.calls import Json, call
from web.api.rooms.background import wake
from web.api.rooms.kits import IssuedOut, issued
from web.api.shapes import Asked, Code, Date, Key, Long, Name, Out, Size, Yes
from web.guard import require, require_deal

if TYPE_CHECKING:
    from tracker.house import Work

TAG = "Письма и напоминания"
_Address = Annotated[str, Email(254)]


def _send(_made: Any) -> None:
    wake(*JOB)


class LettersAsked(Asked):
    """Which letters."""

    state: Annotated[State, Choice(State)] | None = Field(None, title="Состояние", description="Состояние письма")
    deal: Code | None = Field(None, title="Сделка", description="Идентификатор сделки")
    before: Key | None = Field(None, title="Старше", description="Письма старше этого номера")
    size: Size = Field(50, title="Сколько", description="Сколько писем")


class LetterOut(Out):
    """Письмо."""

    id: int
    deal: str | None
    recipients: tuple[str, ...]
    subject: str
    state: State
    error: str | None
    created_at: str
    created_by: str
    sent_on: dt.date | None


class LetterViewOut(LetterOut):
    """Письмо целиком."""

    body: str
    message_id: str


@call("GET /letters", "letters", TAG, "Письма, новые сверху", answer=tuple[LetterOut, ...], query=LettersAsked)
def letters(query: LettersAsked) -> Any:
    """The log of letters; a manager asks for a deal of theirs."""
    if desk.own_labels() is not None:
        if query.deal is None:
            raise InputError([Fault("deal", "назовите свою сделку: письма других сделок вам не видны")])
        require_deal(query.deal)
    key = None if query.deal is None else deal_key(desk.reading(), query.deal)
    found = outbox.list_letters(desk.reading(), state=query.state, deal_id=key, before=query.before, size=query.size)
    return tuple(found)


@call("GET /letters/<id:letter_id>", "letter", TAG, "Письмо", answer=LetterViewOut)
def letter(letter_id: int) -> Any:
    """A letter."""
    found = outbox.find_letter(desk.reading(), letter_id)
    require(Owner.DEAL, found.deal or "")
    return found


class LetterAsked(Asked):
    """Письмо клиенту."""

    to: Annotated[tuple[_Address, ...], Field(min_length=1, max_length=20)] | None = Field(
        None, title="Кому", description="Без адресов — на адреса клиента для закрывающих документов"
    )
    subject: Name = Field(title="Тема", description="Тема письма")
    paragraphs: Annotated[tuple[Long, ...], Field(min_length=1, max_length=200)] = Field(
        title="Текст", description="Абзацы письма"
    )
    papers: Annotated[tuple[Code, ...], Field(max_length=100)] | None = Field(
        None, title="Документы", description="Чьи PDF приложить: идентификаторы в сделке или коды на страницах"
    )


@call(
    "POST /deals/<path:code>/letters",
    "write_letter",
    TAG,
    "Написать клиенту",
    text="Отправит фоновая работа.",
    answer=LetterViewOut,
    body=Json(
        model=LetterAsked,
        example={"subject": "Документы", "paragraphs": ["Здравствуйте!", "Направляем документы."], "papers": ["act-1"]},
    ),
    status=202,
    is_change=True,
    is_of_deal=True,
    left=_send,
)
def write(work: Work, code: str, body: LetterAsked) -> Any:
    """Writes a letter of one's own."""
    key = deal_key(work.connection, code)
    deal = find_deal(work.connection, key)
    recipients = body.to or client_addresses(work.connection, deal["counterparty_id"], work.today)
    if not recipients:
        raise InputError([Fault("to", "у клиента нет адреса для закрывающих документов: укажите его")])
    order = NewLetter(
        organization_id=deal["organization_id"],
        deal_id=key,
        recipients=recipients,
        subject=body.subject,
        body="\n\n".join(body.paragraphs),
        document_ids=[document_key(work.connection, key, name) for name in body.papers or ()],
    )
    return outbox.find_letter(work.connection, compose(work, order))


@call(
    "POST /letters/<id:letter_id>/resend",
    "resend_letter",
    TAG,
    "Отправить письмо заново",
    text="Решает человек: оно могло уйти.",
    answer=LetterViewOut,
    status=202,
    is_change=True,
    left=_send,
)
def resend(work: Work, letter_id: int) -> Any:
    """Lets a letter wait again."""
    outbox.resend(work, letter_id)
    return outbox.find_letter(work.connection, letter_id)


class SentAsked(Asked):
    """Когда ушло."""

    on: Date | None = Field(None, title="Когда", description="День; без него — рабочий день")


@call(
    "POST /letters/<id:letter_id>/sent",
    "settle_letter",
    TAG,
    "Письмо ушло",
    text="О письме, о котором это было неизвестно.",
    answer=LetterViewOut,
    body=Json(model=SentAsked, example={"on": "2026-11-22"}),
    is_change=True,
)
def sent(work: Work, letter_id: int, body: SentAsked) -> Any:
    """Settles a doubtful letter."""
    outbox.mark_sent(work, letter_id, body.on or work.today)
    return outbox.find_letter(work.connection, letter_id)


@call(
    "POST /letters/<id:letter_id>/withdraw",
    "withdraw_letter",
    TAG,
    "Отозвать письмо",
    answer=LetterViewOut,
    is_change=True,
)
def withdraw(work: Work, letter_id: int) -> Any:
    """Nobody sends it any more."""
    outbox.withdraw(work, letter_id)
    return outbox.find_letter(work.connection, letter_id)


class DispatchedAsked(Asked):
    """Записать ли вопреки договору."""

    anyway: Yes = Field(False, title="Всё равно", description="И тогда, когда договор не признаёт почту")


@call(
    "POST /letters/<id:letter_id>/dispatched",
    "record_letter_dispatch",
    TAG,
    "Документы письма отправлены",
    text="Записывает документы письма отправленными в день письма; отвечает их названиями.",
    answer=tuple[str, ...],
    body=Json(model=DispatchedAsked, example={"anyway": False}),
    is_change=True,
)
def dispatched(work: Work, letter_id: int, body: DispatchedAsked) -> Any:
    """Records the papers of a letter as sent."""
    return tuple(record_dispatch(work, letter_id, anyway=body.anyway))


class SheetsAsked(Asked):
    """Листов во всех экземплярах чужого документа."""

    document: Code = Field(title="Документ", description="Идентификатор в сделке")
    count: Annotated[int, Count(1, 9999)] = Field(title="Листов", description="Сколько")


class CoverAsked(Asked):
    """Сопроводительное письмо."""

    way: Annotated[Way, Choice(Way)] = Field(title="Способ", description="Как отправляем")
    documents: Annotated[tuple[Code, ...], Field(max_length=200)] | None = Field(
        None, title="Документы", description="Без них — все, отправка которых не записана"
    )
    number: Code | None = Field(None, title="Номер", description="Номер отправления")
    address: Name | None = Field(None, title="Адрес", description="Куда, если не на адрес клиента")
    sheets: Annotated[tuple[SheetsAsked, ...], Field(max_length=200)] | None = Field(
        None, title="Листы", description="У документов не от этой программы"
    )


@call(
    "POST /deals/<path:code>/cover-letters",
    "issue_cover",
    TAG,
    "Выпустить сопроводительное письмо",
    answer=IssuedOut,
    body=Json(model=CoverAsked, example={"way": "post"}),
    status=201,
    is_change=True,
    is_of_deal=True,
)
def cover(work: Work, code: str, body: CoverAsked) -> Any:
    """Issues a cover letter."""
    key = deal_key(work.connection, code)
    order = CoverOrder(
        deal_id=key,
        way=body.way,
        document_ids=[document_key(work.connection, key, name) for name in body.documents or ()],
        number=body.number,
        address=body.address,
        sheets={document_key(work.connection, key, one.document): one.count for one in body.sheets or ()},
    )
    return issued(issue_cover(work, order))
