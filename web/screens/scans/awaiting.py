"""«Сканы ждут подтверждения»: papers that came home and that a person has to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request, url_for

from tracker.scans.states import ScanState
from tracker.scans.waiting import ScanFilter, waiting_scans
from web.commands.scan_lines import ranges
from web.forms.registers import offer_organizations
from web.forms.scans import STATES, ScanAsk
from web.language import gettext as _
from web.screens.registers import Asked, Column, Kind, Register

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.lists.paging import Page
    from tracker.scans.confirming import Awaiting
    from web.screens.registers import Labels

TONES = {
    ScanState.AWAITS: "info",
    ScanState.CONFIRMED: "ok",
    ScanState.REJECTED: "bad",
    ScanState.BESIDE: "muted",
}


def _prepare(form: ScanAsk, connection: Connection, labels: Labels) -> None:
    del labels
    offer_organizations(form.organization, connection)


def _read(connection: Connection, asked: Asked) -> Page[Awaiting]:
    form = asked.form
    wanted = ScanFilter(
        state=ScanState(form.state.data or ScanState.AWAITS.value),
        organization=int(form.organization.data) if form.organization.data else None,
        managers=asked.labels,
        text=form.text.data or None,
        is_whole={"whole": True, "lacking": False}.get(form.pages.data or ""),
    )
    return waiting_scans(connection, wanted, after=asked.after, size=asked.size)


def _url(row: Any) -> str:
    listed = request.query_string.decode("ascii", "ignore") if request.endpoint == SCANS.endpoint else ""
    return url_for("scans.show", scan_id=row.id, list=listed or None)


def _pages(row: Any) -> str:
    if row.missing:
        return _("нет стр. %(numbers)s из %(pages)s", numbers=ranges(row.missing), pages=row.pages)
    return _("все, %(pages)s", pages=row.pages)


SCANS = Register(
    endpoint="scans.awaiting",
    title="Сканы ждут подтверждения",
    noun="скан|скана|сканов",
    form=ScanAsk,
    orders={"oldest": "Сначала давние"},
    read=_read,
    prepare=_prepare,
    template="scans/awaiting.html",
    amount="",
    key=lambda row: str(row.id),
    columns=(
        Column(title="Документ", value=lambda row: row.name, href=_url, width=40),
        Column(title="Клиент", value=lambda row: row.client, width=30),
        Column(title="Сделка", value=lambda row: row.deal, width=18),
        Column(title="Скан от", value=lambda row: row.scanned_on, kind=Kind.DAY, order="oldest", width=12),
        Column(title="Страницы", value=_pages, tone=lambda row: "warn" if row.missing else "ok", width=20),
        Column(
            title="Состояние",
            value=lambda row: STATES[row.state],
            tone=lambda row: TONES[row.state],
            is_ours=True,
            width=22,
        ),
        Column(title="Код на страницах", value=lambda row: row.page_id, width=16),
    ),
    empty=("Подтверждать нечего", "Когда подписанные бумаги вернутся, отсканируйте их стопкой и загрузите сюда."),
)
