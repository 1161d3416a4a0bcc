"""Open obligations as a register: what awaits performance, the client's signature or money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.facts import ObligationKind
from tracker.judging import Awaits
from tracker.lists.obligations import ListedObligation, ObligationFilter, ObligationOrder, open_obligations
from tracker.phrases import thing
from web.forms.registers import ANY, PickField, WorkAsk, prepare_work, resolve_work, work_filter
from web.screens.registers import links
from web.screens.registers.description import Asked, Column, Kind, Register

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.lists.paging import Page

_AWAITS = {
    Awaits.PERFORMANCE: "исполнения",
    Awaits.CONFIRMATION: "подписи клиента",
    Awaits.PAYMENT: "оплаты",
}
_TONES = {Awaits.PERFORMANCE: "info", Awaits.CONFIRMATION: "bad", Awaits.PAYMENT: "warn"}


class ObligationAsk(WorkAsk):
    """Filters of open obligations."""

    awaits = PickField("Чего ждёт", choices=[*ANY, *((one.value, label) for one, label in _AWAITS.items())])


def _read(connection: Connection, asked: Asked) -> Page[ListedObligation]:
    awaits = asked.form.awaits.data
    chosen = ObligationFilter(awaits=Awaits(awaits) if awaits else None, **work_filter(asked))
    order = ObligationOrder(asked.order)
    return open_obligations(connection, asked.today, chosen=chosen, order=order, after=asked.after, size=asked.size)


OBLIGATIONS = Register(
    endpoint="control.obligations",
    title="Открытые обязательства",
    noun="обязательство|обязательства|обязательств",
    form=ObligationAsk,
    orders={"age": "Сначала давние", "amount": "Сначала крупные"},
    read=_read,
    template="control/list.html",
    prepare=prepare_work,
    resolve=resolve_work,
    columns=(
        Column(
            title="Ждёт",
            value=lambda row: _AWAITS[row.awaits],
            tone=lambda row: _TONES[row.awaits],
            is_ours=True,
            width=18,
        ),
        Column(
            title="Обязательство",
            value=lambda row: thing(ObligationKind(row.kind)),
            note=lambda row: row.obligation,
            width=24,
        ),
        Column(title="Сумма", value=lambda row: row.amount, kind=Kind.MONEY, order="amount", width=18),
        Column(title="С какого дня", value=lambda row: row.since, kind=Kind.DAY, order="age", width=14),
        Column(title="Сделка", value=lambda row: row.deal, href=links.deal, note=lambda row: row.subject, width=24),
        Column(title="Клиент", value=lambda row: row.client_name, href=links.client, width=30),
        Column(title="Менеджер", value=lambda row: row.manager, width=24),
    ),
    empty=("Открытых обязательств нет", "Всё исполнено, подтверждено и оплачено."),
)
