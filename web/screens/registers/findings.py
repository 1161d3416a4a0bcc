"""What is at risk: open findings as a register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import url_for

from tracker.lists.findings import FindingFilter, FindingOrder, ListedFinding, open_findings
from tracker.rules import Severity, rules
from web.forms.base import AtMost, LineField
from web.forms.registers import ANY, PickField, WorkAsk, prepare_work, resolve_work, work_filter
from web.screens.registers import links
from web.screens.registers.description import Asked, Column, Kind, Register
from web.screens.words import SEVERITIES, SEVERITY_TONES

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.lists.paging import Page
    from web.screens.registers.description import Labels

SUMS: Final = {
    "refund": "Под риском: могут потребовать возврата",
    "unproven_debt": "Долг не подтверждён документами",
    "overdue_advance": "Аванс без исполнения в срок",
}
"""Totals of an audit by name, told apart: what may be asked back is neither a debt without papers nor an advance."""


class FindingAsk(WorkAsk):
    """Filters of findings."""

    rule = PickField("Правило")
    severity = PickField("Важность", choices=[*ANY, *((one.word, label) for one, label in SEVERITIES.items())])
    deal = LineField("Код сделки", [AtMost(300)])


def _prepare(form: FindingAsk, connection: Connection, labels: Labels) -> None:
    prepare_work(form, connection, labels)
    form.rule.choices = [*ANY, *((rule.name, rule.title) for rule in rules().values())]


def _read(connection: Connection, asked: Asked) -> Page[ListedFinding]:
    form = asked.form
    severity = form.severity.data
    chosen = FindingFilter(
        rule=form.rule.data or None,
        severity=Severity[severity.upper()] if severity else None,
        deal=form.deal.data or None,
        **work_filter(asked),
    )
    order = FindingOrder(asked.order)
    return open_findings(connection, asked.today, chosen=chosen, order=order, after=asked.after, size=asked.size)


def _rule_url(row: Any) -> str:
    return url_for("control.rule", name=row.rule)


FINDINGS = Register(
    endpoint="control.findings",
    title="Что под риском",
    noun="находка|находки|находок",
    form=FindingAsk,
    orders={"urgency": "Сначала важные", "exposure": "Сначала крупные", "age": "Сначала давние"},
    read=_read,
    template="control/list.html",
    prepare=_prepare,
    resolve=resolve_work,
    columns=(
        Column(
            title="Важность",
            value=lambda row: SEVERITIES[row.severity],
            tone=lambda row: SEVERITY_TONES[row.severity],
            is_ours=True,
            order="urgency",
            width=12,
        ),
        Column(
            title="Что случилось",
            value=lambda row: rules()[row.rule].title,
            href=_rule_url,
            note=lambda row: row.message,
            only="screen",
            width=40,
        ),
        Column(title="Правило", value=lambda row: rules()[row.rule].title, only="file", width=32),
        Column(title="Подробно", value=lambda row: row.message, only="file", width=60),
        Column(title="Что сделать", value=lambda row: row.action, width=40),
        Column(title="Сумма", value=lambda row: row.exposure, kind=Kind.MONEY, order="exposure", width=18),
        Column(title="С какого дня", value=lambda row: row.since, kind=Kind.DAY, order="age", width=14),
        Column(title="Сделка", value=lambda row: row.deal, href=links.deal, note=lambda row: row.subject, width=24),
        Column(title="Клиент", value=lambda row: row.client_name, href=links.client, width=30),
        Column(title="Менеджер", value=lambda row: row.manager, width=24),
    ),
    empty=("Под риском ничего нет", "Всё, что отгружено и сделано, подтверждено подписью клиента."),
)
