"""The tray: scanned pages that are in no paper yet."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from docgen.bundle import File
from docgen.intake.fields import Count, Word
from tracker.lookup import named_paper
from tracker.scans.filing import Filed
from tracker.scans.states import ASIDE, IN_TRAY, PageState, ScanState
from tracker.scans.tray import ByHand, discard, file_by_hand, show_page, tray_pages
from web import desk
from web.api.calls import Json, Media, call
from web.api.rooms.scans import TAG
from web.api.shapes import Asked, Code, Long, Out, PageAsked, PageOut, Yes

if TYPE_CHECKING:
    from tracker.house import Work

_PNG = Media(("image/png",))
Sheet = Annotated[int, Count(1, 9999)]


class TrayAsked(PageAsked):
    """Which pages."""

    all: Yes = Field(False, title="Все", description="true — и пустые, повторные, убранные страницы")


class AsideOut(Out):
    """Страница, которая не легла ни в один документ."""

    id: int
    file: str
    page: int
    scanned_on: dt.date
    state: PageState
    reason: str


@call("GET /tray", "tray", TAG, "Лоток", answer=PageOut[AsideOut], query=TrayAsked)
def tray(query: TrayAsked) -> Any:
    """A page of pages that are in no paper."""
    return tray_pages(desk.reading(), ASIDE if query.all else IN_TRAY, after=query.after, size=query.size)


@call("GET /tray/<id:aside_id>/picture.png", "tray_picture", TAG, "Картинка страницы", answer=_PNG)
def picture(aside_id: int) -> File:
    """The picture of a page."""
    return File(f"page-{aside_id}.png", show_page(desk.reading(), desk.house().vault, aside_id))


class FileAsked(Asked):
    """Куда вложить страницу."""

    document: Code = Field(title="Документ", description="Код на страницах, а с deal — и идентификатор в сделке")
    deal: Code | None = Field(None, title="Сделка", description="Идентификатор сделки")
    page: Sheet = Field(title="Страница", description="Какая это страница документа")
    pages: Sheet | None = Field(None, title="Страниц", description="Сколько их в документе не от этой программы")
    turn: Annotated[str, Word(("0", "90", "180", "270"))] | None = Field(
        None, title="Повернуть", description="По часовой стрелке, градусов"
    )


class FiledOut(Out):
    """Документ, в который вложена страница."""

    id: int
    name: str
    page_id: str
    pages: int
    missing: tuple[int, ...]
    state: ScanState


@call(
    "POST /tray/<id:aside_id>/file",
    "file_page",
    TAG,
    "Вложить страницу",
    answer=FiledOut,
    body=Json(model=FileAsked, example={"document": "7K3MZQ4X9B2T", "page": 1}),
)
def file_page(aside_id: int, body: FileAsked) -> Filed:
    """Files a page by hand; the picture is drawn while nobody waits."""
    names = (body.deal, body.document) if body.deal is not None else (body.document, None)
    key = named_paper(desk.reading(), *names)
    desk.stop_reading()
    where = ByHand(document_id=key, page=body.page, pages=body.pages, turn=int(body.turn) if body.turn else None)
    return file_by_hand(desk.house(), aside_id, where, actor=desk.visitor().login, today=desk.today())


class DiscardAsked(Asked):
    """Почему."""

    reason: Long = Field(title="Причина", description="Почему")


@call(
    "POST /tray/<id:aside_id>/discard",
    "discard_page",
    TAG,
    "Убрать страницу из лотка",
    body=Json(model=DiscardAsked, example={"reason": "Обложка"}),
    is_change=True,
)
def discard_page(work: Work, aside_id: int, body: DiscardAsked) -> None:
    """Discards a page; it stays in the file that came from the scanner."""
    discard(work, aside_id, body.reason)
