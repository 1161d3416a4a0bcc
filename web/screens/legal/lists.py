"""The lawyer's registers: performances without a signed paper, limitation, claims, demands of clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import url_for

from tracker.lists import choices
from tracker.lists.claims import ClaimFilter, ClaimState, ListedClaim, claims_sent
from tracker.lists.demands import DemandFilter, ListedDemand, client_demands
from tracker.lists.findings import FindingFilter, FindingOrder, ListedFinding, open_findings
from tracker.lists.kept import WorkFilter
from tracker.lists.limitation import Limitation, limitations
from web import desk
from web.formats import day
from web.forms.base import AskForm, AtMost, LineField
from web.forms.registers import PickField, WorkAsk, prepare_work, resolve_work, work_filter
from web.language import counted
from web.language import gettext as _
from web.screens.legal.blueprint import blueprint
from web.screens.registers import Asked, Column, Kind, Labels, Register, links, mount

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.lists.paging import Page

_SOON: Final = 60
_STATES: Final = {ClaimState.AWAITED: "ждём ответа", ClaimState.OVER: "срок ответа истёк"}
_TEMPLATE: Final = "legal/list.html"


class MissingAsk(WorkAsk):
    """Which of the three kinds, and whose."""

    what = PickField(
        "Что показать",
        choices=[
            ("", "Под риском: могут потребовать возврата"),
            ("unproven_debt", "Долг не подтверждён документами"),
            ("advance_overdue", "Аванс без исполнения в срок"),
        ],
        default="",
    )


def _read_missing(connection: Connection, asked: Asked) -> Page[ListedFinding]:
    chosen = FindingFilter(rule=asked.form.what.data or "paid_unconfirmed", **work_filter(asked))
    order = FindingOrder(asked.order)
    return open_findings(connection, asked.today, chosen=chosen, order=order, after=asked.after, size=asked.size)


def _read_limitation(connection: Connection, asked: Asked) -> Page[Limitation]:
    chosen = WorkFilter(**work_filter(asked))
    return limitations(connection, asked.today, chosen=chosen, after=asked.after, size=asked.size)


class ClaimAsk(AskForm):
    """How claims stand, and to whom they were sent."""

    state = PickField(
        "Состояние", choices=[("", "Все"), *((one.value, text) for one, text in _STATES.items())], default=""
    )
    client = LineField("Клиент: название, ИНН или код", [AtMost(300)])


def _resolve_client(form: ClaimAsk, connection: Connection, labels: Labels) -> None:
    del labels
    form.client_code = None
    if form.client.data:
        found = choices.clients_called(connection, form.client.data)
        if len(found) == 1:
            form.client_code = found[0]
        else:
            wrong = "Такого клиента нет." if not found else "Так называются несколько клиентов: укажите ИНН или код."
            form.client.errors = [_(wrong)]


def _read_claims(connection: Connection, asked: Asked) -> Page[ListedClaim]:
    state = asked.form.state.data
    chosen = ClaimFilter(
        state=ClaimState(state) if state else None, client=asked.form.client_code, managers=asked.labels
    )
    return claims_sent(connection, asked.today, chosen=chosen, after=asked.after, size=asked.size)


class DemandAsk(AskForm):
    """Whether answered ones are shown too."""

    state = PickField("Состояние", choices=[("", "Все"), ("open", "Без нашего ответа")], default="")


def _read_demands(connection: Connection, asked: Asked) -> Page[ListedDemand]:
    chosen = DemandFilter(is_open=asked.form.state.data == "open", managers=asked.labels)
    return client_demands(connection, chosen=chosen, after=asked.after, size=asked.size)


def _claim_url(row: Any) -> str:
    return url_for("legal.claim", code=row.deal)


def _dossier_url(row: Any) -> str:
    return url_for("legal.dossier", code=row.deal)


def _age(row: ListedFinding) -> str:
    days = (desk.today() - row.since).days
    return counted(days, "день|дня|дней")


def _left(row: Limitation) -> str:
    days = row.days_left(desk.today())
    if days < 0:
        return _("истёк")
    return counted(days, "день|дня|дней")


def _left_tone(row: Limitation) -> str:
    return "bad" if row.days_left(desk.today()) <= _SOON else "warn"


def moved_by(row: Limitation) -> str:
    """«прерван признанием; приостановлен претензией 22.11.2026 — 22.12.2026»."""
    told = [_("прерван признанием")] if row.is_begun_anew else []
    if row.suspended:
        first, last = day(row.suspended.sent_on), day(row.suspended.answer_by)
        if row.suspended.answer_by >= desk.today():
            told.append(_("приостановлен претензией %(first)s — %(last)s", first=first, last=last))
        else:
            told.append(_("приостанавливался претензией %(first)s — %(last)s", first=first, last=last))
    return "; ".join(told)


_DEAL: Final = Column(
    title="Сделка", value=lambda row: row.deal, href=links.deal, note=lambda row: row.subject, width=24
)
_CLIENT: Final = Column(title="Клиент", value=lambda row: row.client_name, href=links.client, width=30)
_MANAGER: Final = Column(title="Менеджер", value=lambda row: row.manager, width=24)

MISSING = Register(
    endpoint="legal.missing",
    title="Не подтверждено документами",
    noun="обязательство|обязательства|обязательств",
    form=MissingAsk,
    orders={"exposure": "Сначала крупные", "age": "Сначала давние"},
    read=_read_missing,
    prepare=prepare_work,
    resolve=resolve_work,
    template=_TEMPLATE,
    columns=(
        Column(title="Что случилось", value=lambda row: row.message, width=60),
        Column(title="Сумма", value=lambda row: row.exposure, kind=Kind.MONEY, order="exposure", width=18),
        Column(title="С какого дня", value=lambda row: row.since, kind=Kind.DAY, order="age", note=_age, width=14),
        _DEAL,
        _CLIENT,
        _MANAGER,
        Column(title="Досье", value=lambda _row: "Досье", href=_dossier_url, is_ours=True, only="screen"),
        Column(title="Претензия", value=lambda _row: "Претензия", href=_claim_url, is_ours=True, only="screen"),
    ),
    empty=("Всё подписано", "Нет исполненного, под которым нет подписи клиента."),
)
LIMITATION = Register(
    endpoint="legal.limitation",
    title="Исковая давность",
    noun="долг|долга|долгов",
    form=WorkAsk,
    orders={"end": "Сначала ближние"},
    read=_read_limitation,
    prepare=prepare_work,
    resolve=resolve_work,
    template=_TEMPLATE,
    columns=(
        Column(title="Последний день", value=lambda row: row.end, kind=Kind.DAY, width=14),
        Column(title="Осталось", value=_left, tone=_left_tone, width=12),
        Column(title="Долг", value=lambda row: row.finding.exposure, kind=Kind.MONEY, width=18),
        Column(title="Что двигает срок", value=moved_by, width=40),
        Column(
            title="Сделка",
            value=lambda row: row.finding.deal,
            href=lambda row: links.deal(row.finding),
            note=lambda row: row.finding.subject,
            width=24,
        ),
        Column(
            title="Клиент",
            value=lambda row: row.finding.client_name,
            href=lambda row: links.client(row.finding),
            width=30,
        ),
        Column(title="Менеджер", value=lambda row: row.finding.manager, width=24),
        Column(
            title="Претензия",
            value=lambda _row: "Претензия",
            href=lambda row: _claim_url(row.finding),
            is_ours=True,
            only="screen",
        ),
    ),
    empty=("Сроки не подходят", "Долгов, по которым исковая давность истекает в ближайшие полгода, нет."),
)
CLAIMS = Register(
    endpoint="legal.claims",
    title="Претензии",
    noun="претензия|претензии|претензий",
    form=ClaimAsk,
    orders={"newest": "Сначала новые"},
    read=_read_claims,
    resolve=_resolve_client,
    template=_TEMPLATE,
    columns=(
        Column(title="Отправлена", value=lambda row: row.sent_on, kind=Kind.DAY, width=14),
        Column(title="Требование", value=lambda row: row.amount, kind=Kind.MONEY, width=18),
        Column(
            title="Состояние",
            value=lambda row: _STATES[row.state(desk.today())],
            tone=lambda row: "bad" if row.state(desk.today()) is ClaimState.OVER else "info",
            is_ours=True,
            width=20,
        ),
        Column(title="Ответ по", value=lambda row: row.answer_by, kind=Kind.DAY, width=14),
        Column(title="Иск возможен с", value=lambda row: row.suit_from, kind=Kind.DAY, width=14),
        Column(title="Письмо", value=lambda row: row.letter or "составлено не здесь", width=34),
        _DEAL,
        _CLIENT,
        Column(title="Расчёт", value=lambda _row: "Расчёт", href=_claim_url, is_ours=True, only="screen"),
    ),
    empty=("Претензий нет", "Претензию составляют из сделки: откройте её в списке «Не подтверждено документами»."),
)
DEMANDS = Register(
    endpoint="legal.demands",
    title="Требования клиентов",
    noun="требование|требования|требований",
    form=DemandAsk,
    orders={"newest": "Сначала новые"},
    read=_read_demands,
    template=_TEMPLATE,
    columns=(
        Column(title="Получено", value=lambda row: row.received_on, kind=Kind.DAY, width=14),
        Column(title="Требование", value=lambda row: row.amount, kind=Kind.MONEY, width=18),
        Column(
            title="Состояние",
            value=lambda row: "отвечено" if row.answered_on else "ответа нет",
            tone=lambda row: "ok" if row.answered_on else "bad",
            is_ours=True,
            width=16,
        ),
        Column(title="Ответили", value=lambda row: row.answered_on, kind=Kind.DAY, width=14),
        Column(
            title="Клиент может подать иск с",
            value=lambda row: None if row.answered_on else row.suit_from,
            kind=Kind.DAY,
            width=18,
        ),
        _DEAL,
        _CLIENT,
        _MANAGER,
        Column(
            title="Ответ",
            value=lambda row: None if row.answered_on else "Отметить ответ",
            href=lambda row: None if row.answered_on else url_for("legal.deal_demands", code=row.deal),
            is_ours=True,
            only="screen",
        ),
    ),
    empty=("Требований нет", "Когда клиент потребует возврата или расторжения, запишите это в его сделке."),
)

mount(blueprint, "/missing", MISSING)
mount(blueprint, "/limitation", LIMITATION)
mount(blueprint, "/claims", CLAIMS)
mount(blueprint, "/demands", DEMANDS)
