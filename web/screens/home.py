"""The first page of the day: what is missing comes first, by the visitor's role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template

from tracker.key_rates import house_rates
from tracker.kit_form.drafts import drafts_of
from tracker.letters.outbox import count_by_state
from tracker.letters.states import State
from tracker.people import Role
from tracker.prices.requests import list_requests
from tracker.reports.today import Day, Task, Work, control_day, lawyer_day, manager_day
from tracker.rules import rules
from web import desk
from web.language import gettext as _
from web.screens.registers.findings import SUMS
from web.screens.ways import way
from web.screens.words import SEVERITIES, SEVERITY_TONES

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("home", __name__)

FIRST: Final = 8
"""Findings that are told one by one."""

SHOWN_DRAFTS: Final = 3
_SELLERS: Final = frozenset({Role.MANAGER, Role.HEAD})
_QUEUES: Final = {
    Work.PAYMENTS: "money.payments",
    Work.SCANS: "scans.awaiting",
    Work.TRAY: "scans.tray",
    Work.REMINDERS: "control.papers",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the page: what waits, how much of it, where it is done. ``tone``: of its mark."""

    title: str
    count: int
    exposure: int
    tone: str
    url: str | None


@blueprint.get("/", endpoint="show")
def show() -> ResponseReturnValue:
    """What is missing today, first."""
    day = _day()
    role = desk.visitor().role
    return render_template(
        "home/show.html",
        lines=[_line(task) for task in day.tasks],
        first=day.first,
        findings=day.findings,
        figures=_figures(day),
        extras=list(_extras(role)),
        drafts=_drafts(),
        shown_drafts=SHOWN_DRAFTS,
        severities=SEVERITIES,
        tones=SEVERITY_TONES,
        rules=rules(),
        is_everybody=desk.own_labels() is None,
        all_url=way("control.findings"),
        kit_url=way("kit.new"),
    )


def _day() -> Day:
    labels = desk.own_labels()
    if labels is not None:
        return manager_day(desk.reading(), labels, desk.today(), FIRST)
    if desk.visitor().role is Role.LAWYER:
        return lawyer_day(desk.reading(), desk.today(), FIRST)
    return control_day(desk.reading(), desk.today(), FIRST)


def _line(task: Task) -> Line:
    if task.work is Work.FINDINGS:
        tone = SEVERITY_TONES[task.severity] if task.severity else "muted"
        url = way("control.findings", rule=task.rule)
        return Line(title=task.title, count=task.count, exposure=task.exposure, tone=tone, url=url)
    return Line(title=task.title, count=task.count, exposure=0, tone="info", url=way(_QUEUES[task.work]))


def _figures(day: Day) -> list[tuple[str, int]]:
    """Sums at risk, each kind apart; rules that no total counts are told by their lines alone."""
    sums = dict.fromkeys(SUMS, 0)
    for task in day.tasks:
        total = rules()[task.rule].total if task.rule in rules() else None
        if total is not None:
            sums[total] += task.exposure
    return [(SUMS[name], amount) for name, amount in sums.items()]


def _drafts() -> list[tuple[str, str]]:
    """The visitor's own kits in the making: where they are gone on with, and for whom they are."""
    if desk.visitor().role not in _SELLERS:
        return []
    mine = [one for one in drafts_of(desk.reading(), desk.visitor().id) if one.issued_as is None]
    urls = [(way("kit.form", draft_id=one.id), one.shown_client or _("клиент не выбран")) for one in mine]
    return [(url, client) for url, client in urls if url]


def _extras(role: Role) -> list[Line]:
    """What waits for a head and for whoever keeps the program running."""
    found: list[Line] = []
    if role is Role.HEAD:
        waiting = list_requests(desk.reading())
        if waiting:
            url = way("approvals.show") or way("head.approvals")
            found.append(
                Line(title=_("Скидки ждут согласования"), count=len(waiting), exposure=0, tone="warn", url=url)
            )
    if role is Role.ADMIN:
        found += _state_of_program()
    return found


def _state_of_program() -> list[Line]:
    letters = count_by_state(desk.reading())
    troubled = letters.get(State.FAILED, 0) + letters.get(State.DOUBTFUL, 0)
    found = []
    if troubled:
        url = way("control.letters")
        found.append(Line(title=_("Письма, которые не ушли"), count=troubled, exposure=0, tone="bad", url=url))
    checked = house_rates(desk.reading()).last_checked
    days = (desk.today() - checked).days
    if days > 0:
        url = way("admin.key_rate") or way("admin.show")
        title = _("Ключевая ставка: дней с последней проверки")
        found.append(Line(title=title, count=days, exposure=0, tone="warn" if days > 30 else "muted", url=url))
    return found
