"""The dossier of a deal; claims that were sent and demands of clients as lists."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field

from docgen.bundle import File, safe_name
from docgen.intake.fields import Choice
from tracker.dossier.gathering import gather
from tracker.dossier.journal_extract import read_extract
from tracker.dossier.making import make_dossier
from tracker.lists.claims import ClaimFilter, ClaimState, claims_sent
from tracker.lists.demands import DemandFilter, client_demands
from tracker.lookup import deal_key
from web import desk
from web.api.calls import Media, call
from web.api.rooms.legal import TAG, ComputingAsked, choice_of
from web.api.shapes import Code, Out, PageAsked, PageOut, Sum, Yes

_PDF = Media(("application/pdf",))


class DossierAsked(ComputingAsked):
    """Каким будет досье."""

    for_court: Yes = Field(False, title="Для суда", description="true — без рабочих разделов юриста")


@call(
    "GET /deals/<path:code>/dossier.pdf",
    "dossier",
    TAG,
    "Досье",
    text="Одним PDF: хронология, документы, оплаты, отправка, расчёт требования, чего не хватает.",
    answer=_PDF,
    query=DossierAsked,
)
def dossier(code: str, query: DossierAsked) -> File:
    """The dossier of a deal, drawn after the database was let go."""
    connection, grace = desk.reading(), desk.house().settings.grace_days
    key = deal_key(connection, code)
    on = query.on or desk.today()
    gathered = gather(connection, key, on, grace, choice_of(query), for_court=query.for_court)
    extract = read_extract(connection, gathered)
    desk.stop_reading()
    made = make_dossier(desk.house().vault, gathered, extract, desk.visitor().person.name)
    return File(f"{safe_name(f'Досье {code}')}.pdf", made.book.content)


class ClaimsAsked(PageAsked):
    """Which claims."""

    state: Annotated[ClaimState, Choice(ClaimState)] | None = Field(
        None, title="Состояние", description="awaited — ждём ответа, over — срок вышел"
    )
    client: Code | None = Field(None, title="Клиент", description="Идентификатор клиента")


class ListedClaimOut(Out):
    """Отправленная претензия."""

    deal: str
    subject: str
    client: str
    client_name: str
    manager: str
    sent_on: dt.date
    amount: Sum
    answer_by: dt.date
    suit_from: dt.date
    letter: str | None
    page_id: str | None


@call("GET /claims", "claims", TAG, "Отправленные претензии", answer=PageOut[ListedClaimOut], query=ClaimsAsked)
def claims(query: ClaimsAsked) -> Any:
    """A page of claims."""
    chosen = ClaimFilter(state=query.state, client=query.client, managers=desk.own_labels())
    return claims_sent(desk.reading(), desk.today(), chosen=chosen, after=query.after, size=query.size)


class DemandsAsked(PageAsked):
    """Which demands."""

    is_open: Yes = Field(False, title="Без ответа", description="true — только без нашего ответа")
    deal: Code | None = Field(None, title="Сделка", description="Идентификатор сделки")


class DemandOut(Out):
    """Требование клиента."""

    id: int
    deal: str
    subject: str
    client: str
    client_name: str
    manager: str
    received_on: dt.date
    amount: Sum
    answered_on: dt.date | None
    suit_from: dt.date


@call("GET /demands", "demands", TAG, "Требования клиентов", answer=PageOut[DemandOut], query=DemandsAsked)
def demands(query: DemandsAsked) -> Any:
    """A page of demands."""
    chosen = DemandFilter(is_open=query.is_open, deal=query.deal, managers=desk.own_labels())
    return client_demands(desk.reading(), chosen=chosen, after=query.after, size=query.size)
