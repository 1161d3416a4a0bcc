"""Links by which a client opens papers without a login."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from flask import url_for
from pydantic import Field

from tracker.lookup import deal_key, document_key
from tracker.sharing.links import create_link, revoke_link
from tracker.sharing.listing import link_view, links_of_deal
from tracker.sharing.states import LinkState
from web import desk
from web.api.calls import Json, call
from web.api.shapes import Asked, Code, Date, Name, Out
from web.guard import require_deal

if TYPE_CHECKING:
    from tracker.house import Work

TAG = "Ссылки для клиентов"


class LinkOut(Out):
    """Ссылка. Сама она не хранится: её видно один раз, при создании."""

    id: int
    deal: str
    note: str
    state: LinkState
    expires_on: dt.date
    created_at: str
    created_by: str
    revoked_at: str | None
    papers: tuple[str, ...]
    openings: int
    last_opened_at: str | None
    returns: int


@call("GET /deals/<path:code>/links", "links", TAG, "Ссылки сделки", answer=tuple[LinkOut, ...])
def links(code: str) -> Any:
    """Links of a deal, the newest first."""
    connection = desk.reading()
    return tuple(links_of_deal(connection, deal_key(connection, code), desk.today()))


class LinkAsked(Asked):
    """Новая ссылка."""

    papers: Annotated[tuple[Code, ...], Field(min_length=1, max_length=50)] = Field(
        title="Документы", description="Идентификаторы в сделке или коды на страницах"
    )
    expires_on: Date = Field(title="Действует по", description="Последний день")
    note: Name | None = Field(None, title="Пометка", description="Для кого, видна только своим")


class NewLinkOut(Out):
    """Ссылка и её адрес: больше его никто не увидит."""

    link: LinkOut
    url: str


@call(
    "POST /deals/<path:code>/links",
    "add_link",
    TAG,
    "Создать ссылку",
    text="Адрес ссылки отвечает только этот вызов.",
    answer=NewLinkOut,
    body=Json(model=LinkAsked, example={"papers": ["contract"], "expires_on": "2026-12-31"}),
    status=201,
    is_change=True,
    is_of_deal=True,
)
def add(work: Work, code: str, body: LinkAsked) -> Any:
    """Makes a link to papers of a deal."""
    key = deal_key(work.connection, code)
    papers = [document_key(work.connection, key, name) for name in body.papers]
    link, secret = create_link(work, key, papers, expires_on=body.expires_on, note=body.note or "")
    return {"link": link, "url": url_for("shared.show", secret=secret, _external=True)}


@call("POST /links/<id:link_id>/revoke", "revoke_link", TAG, "Отозвать ссылку", answer=LinkOut, is_change=True)
def revoke(work: Work, link_id: int) -> Any:
    """Closes a link at once."""
    require_deal(link_view(work.connection, link_id, work.today).deal)
    return revoke_link(work, link_id)
