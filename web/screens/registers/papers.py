"""Papers that have not come back, as a register; reminders, marks and files of many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import request, url_for

from tracker.batches.ledger import NewItem
from tracker.batches.marking import ORIGINAL, SENT
from tracker.chasing.unreturned import NOT_SENT, REFUSED, Wanted
from tracker.lists.papers import ListedPaper, PaperFilter, PaperOrder, papers_by_keys, papers_not_returned
from web import desk
from web.forms.base import DayField, DeskForm
from web.forms.base import Wanted as Filled
from web.forms.registers import ANY, PickField, WorkAsk, prepare_work, resolve_work, work_filter
from web.language import counted
from web.language import gettext as _
from web.screens.registers import links
from web.screens.registers.description import Action, Asked, Column, Kind, Register

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.house import Work
    from tracker.lists.paging import Page

WANTED = {Wanted.SIGNATURE: "подпись клиента", Wanted.ORIGINAL: "оригинал"}
_TONES = {Wanted.SIGNATURE: "bad", Wanted.ORIGINAL: "warn"}
_HELD = {"unsent": NOT_SENT, "refused": REFUSED}
_LARGEST_KEY = 2**63 - 1


class PaperAsk(WorkAsk):
    """Filters of papers; an age is how late they are."""

    wanted = PickField("Чего ждём", choices=[*ANY, *((one.value, label) for one, label in WANTED.items())])
    held = PickField(
        "Что мешает",
        choices=[*ANY, ("unsent", "не отправлен"), ("refused", "мотивированный отказ")],
    )


class MarkForm(DeskForm):
    """The day of what is marked."""

    on = DayField("Какого числа", [Filled()])


def _read(connection: Connection, asked: Asked) -> Page[ListedPaper]:
    form = asked.form
    chosen = PaperFilter(
        wanted=Wanted(form.wanted.data) if form.wanted.data else None,
        held=_HELD.get(form.held.data),
        **work_filter(asked),
    )
    order = PaperOrder(asked.order)
    return papers_not_returned(connection, asked.today, chosen=chosen, order=order, after=asked.after, size=asked.size)


def key_of(row: ListedPaper) -> str:
    """A row's key in check boxes and addresses."""
    return str(row.document_id)


def find(connection: Connection, keys: Sequence[str], asked: Asked) -> Sequence[ListedPaper]:
    """Rows by such keys; what is no key names nothing."""
    numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 20]
    return papers_by_keys(connection, [number for number in numbers if number <= _LARGEST_KEY], asked.labels)


def _paper_items(work: Work, rows: Sequence[ListedPaper]) -> Sequence[NewItem]:
    del work
    return [
        NewItem(key=key_of(row), subject={"document": row.document_id, "paper": row.name, "client": row.client_name})
        for row in rows
    ]


def _reminder_items(work: Work, rows: Sequence[ListedPaper]) -> Sequence[NewItem]:
    """An item for each client: papers of one client go into one letter."""
    del work
    clients: dict[str, list[ListedPaper]] = {}
    for row in rows:
        clients.setdefault(row.client, []).append(row)
    return [
        NewItem(
            key=str(min(row.document_id for row in papers)),
            subject={
                "papers": [[row.document_id, row.wanted.value] for row in papers],
                "paper": ", ".join(row.name for row in papers[:3]) + (" …" if len(papers) > 3 else ""),
                "client": papers[0].client_name,
            },
        )
        for papers in clients.values()
    ]


def _marking(field: str) -> Any:
    def params(form: Any) -> Mapping[str, Any]:
        return {"field": field, "on": form.on.data.isoformat()}

    return params


def _days_late(row: ListedPaper) -> int:
    return row.days_late(desk.today())


def _late(row: ListedPaper) -> str:
    days = _days_late(row)
    return counted(days, "день|дня|дней") + " " + _("просрочки") if days else ""


def _reminded(row: ListedPaper) -> str:
    state = row.reminders
    if state.last_step is None or state.last_on is None:
        return _("ещё не напоминали")
    return _(f"написали {state.last_step.label}")


def _coming(row: ListedPaper) -> str:
    state = row.reminders
    return "" if state.next_step is None else _(state.next_step.label)


def _url(row: ListedPaper) -> str:
    """The paper's small form, with the address of this list behind it, so that «save and next» knows what is next."""
    told: dict[str, Any] = {
        name: value for name, value in request.args.items(multi=True) if value and name != "document_id"
    }
    return url_for("control.paper", document_id=row.document_id, **told)


PAPERS = Register(
    endpoint="control.papers",
    title="Документы не вернулись",
    noun="документ|документа|документов",
    form=PaperAsk,
    orders={"age": "Сначала давние", "exposure": "Сначала крупные"},
    read=_read,
    prepare=prepare_work,
    resolve=resolve_work,
    template="control/list.html",
    amount="подтверждают",
    key=key_of,
    find=find,
    columns=(
        Column(title="Документ", value=lambda row: row.name, href=_url, note=lambda row: row.held or "", width=40),
        Column(
            title="Ждём",
            value=lambda row: WANTED[row.wanted],
            tone=lambda row: _TONES[row.wanted],
            is_ours=True,
            width=16,
        ),
        Column(title="Что мешает", value=lambda row: row.held, only="file", width=30),
        Column(title="Отправлен", value=lambda row: row.sent_on, kind=Kind.DAY, only="file", width=12),
        Column(title="Срок", value=lambda row: row.last_day, kind=Kind.DAY, note=_late, order="age", width=12),
        Column(title="Просрочено, дней", value=_days_late, kind=Kind.NUMBER, only="file", width=12),
        Column(title="Зависит от него", value=lambda row: row.exposure, kind=Kind.MONEY, order="exposure", width=18),
        Column(title="Напоминали", value=lambda row: row.reminders.last_on, kind=Kind.DAY, note=_reminded, width=14),
        Column(title="Кому напомнили", value=_reminded, only="file", width=20),
        Column(title="Напомним", value=lambda row: row.reminders.next_on, kind=Kind.DAY, note=_coming, width=14),
        Column(title="Сделка", value=lambda row: row.deal, href=links.deal, width=16),
        Column(title="Клиент", value=lambda row: row.client_name, href=links.client, width=30),
        Column(title="Менеджер", value=lambda row: row.manager, width=24),
    ),
    actions=(
        Action(
            name="remind",
            title="Напомнить",
            kind="papers_reminded",
            items=_reminder_items,
            allowed="deals.remind",
            hint="Каждому клиенту составится одно письмо о его документах — следующий шаг плана, не дожидаясь срока.",
        ),
        Action(
            name="sent",
            title="Отметить: отправлен",
            kind="papers_marked",
            items=_paper_items,
            form=MarkForm,
            params=_marking(SENT),
            allowed="deals.record",
        ),
        Action(
            name="original",
            title="Отметить: оригинал получен",
            kind="papers_marked",
            items=_paper_items,
            form=MarkForm,
            params=_marking(ORIGINAL),
            allowed="scans.confirm",
            hint="Подпись клиента уже должна быть отмечена: у остальных документов отметка не поставится.",
        ),
        Action(
            name="gather",
            title="Скачать файлы",
            kind="papers_gathered",
            items=_paper_items,
            hint="Файлы соберутся в один архив и один PDF для печати.",
        ),
    ),
    empty=("Все документы вернулись", "Подписи и оригиналы на месте: ждать нечего."),
)
