"""What is open and at risk: the audit of a day, findings, obligations, papers not returned, rules."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from docgen.intake.fields import Choice, Word
from tracker.audit import audit as look
from tracker.chasing.unreturned import Wanted
from tracker.facts import ObligationKind
from tracker.judging import Awaits
from tracker.lists.findings import FindingFilter, FindingOrder, open_findings
from tracker.lists.limitation import limitations
from tracker.lists.obligations import ObligationFilter, ObligationOrder, open_obligations
from tracker.lists.papers import PaperFilter, PaperOrder, papers_not_returned
from tracker.rules import Severity, find_rule
from tracker.rules import rules as every
from tracker.watch import Swept
from web import desk
from web.api.calls import call
from web.api.rooms.filters import WorkAsked, work_filter
from web.api.rooms.library import known_name
from web.api.shapes import Asked, Code, Date, Gravity, Out, PageOut, Sum, Yes

if TYPE_CHECKING:
    from tracker.audit import AuditFinding

TAG = "Риски"
_SEVERITIES = tuple(one.name.lower() for one in Severity)


class AuditAsked(Asked):
    """On which day."""

    as_of: Date | None = Field(None, title="День", description="День проверки; без него — рабочий день")


class TotalsOut(Out):
    """Итоги проверки."""

    deals: int
    findings: int
    refund: Sum
    unproven_debt: Sum
    overdue_advance: Sum
    exposure: Sum


class AuditFindingOut(Out):
    """Находка проверки."""

    rule: str
    severity: Gravity
    deal: str
    obligation: str | None
    document: str | None
    exposure: Sum
    since: dt.date
    days: int
    basis: tuple[str, ...]
    message: str
    action: str


class AuditOut(Out):
    """Что под риском на день."""

    as_of: dt.date
    totals: TotalsOut
    findings: tuple[AuditFindingOut, ...]


@call("GET /audit", "audit", TAG, "Что под риском на день", answer=AuditOut, query=AuditAsked)
def audit(query: AuditAsked) -> Any:
    """The audit of a day, past or to come; nothing is written."""
    day = query.as_of or desk.today()
    found = look(desk.house(), day)
    return {
        "as_of": found.as_of,
        "totals": found.totals,
        "findings": tuple(_audited(one, day) for one in found.findings),
    }


def _audited(one: AuditFinding, day: dt.date) -> dict[str, Any]:
    names = ("rule", "severity", "deal", "obligation", "document", "exposure", "since", "message", "action")
    told = {name: getattr(one, name) for name in names}
    return {**told, "days": (day - one.since).days, "basis": find_rule(one.rule).articles(day)}


class FindingsAsked(WorkAsked):
    """Which findings."""

    rule: Code | None = Field(None, title="Правило", description="Имя правила: GET /rules")
    severity: Annotated[str, Word(_SEVERITIES)] | None = Field(None, title="Важность", description="Важность")
    deal: Code | None = Field(None, title="Сделка", description="Идентификатор сделки")
    sort: Annotated[FindingOrder, Choice(FindingOrder)] = Field(
        FindingOrder.URGENCY, title="Порядок", description="Сортировка"
    )


class FindingOut(Out):
    """Открытая находка."""

    severity: Gravity
    rule: str
    deal: str
    subject: str
    client: str
    client_name: str
    manager: str
    obligation: str | None
    document: str | None
    exposure: Sum
    since: dt.date
    message: str
    action: str


@call("GET /findings", "findings", TAG, "Открытые находки", answer=PageOut[FindingOut], query=FindingsAsked)
def findings(query: FindingsAsked) -> Any:
    """A page of open findings."""
    chosen = FindingFilter(
        rule=known_name(every(), query.rule, "rule") if query.rule else None,
        severity=Severity[query.severity.upper()] if query.severity else None,
        deal=query.deal,
        **work_filter(query),
    )
    return open_findings(
        desk.reading(), desk.today(), chosen=chosen, order=query.sort, after=query.after, size=query.size
    )


class ObligationsAsked(WorkAsked):
    """Which obligations."""

    awaits: Annotated[Awaits, Choice(Awaits)] | None = Field(None, title="Чего ждёт", description="Чего ждёт")
    sort: Annotated[ObligationOrder, Choice(ObligationOrder)] = Field(
        ObligationOrder.AGE, title="Порядок", description="Сортировка"
    )


class OpenObligationOut(Out):
    """Открытое обязательство: чего ждут, на какую сумму и с какого дня."""

    awaits: Awaits
    deal: str
    subject: str
    client: str
    client_name: str
    manager: str
    obligation: str
    kind: ObligationKind
    amount: Sum
    since: dt.date


@call(
    "GET /obligations",
    "obligations",
    TAG,
    "Открытые обязательства",
    answer=PageOut[OpenObligationOut],
    query=ObligationsAsked,
)
def obligations(query: ObligationsAsked) -> Any:
    """A page of open obligations."""
    chosen = ObligationFilter(awaits=query.awaits, **work_filter(query))
    return open_obligations(
        desk.reading(), desk.today(), chosen=chosen, order=query.sort, after=query.after, size=query.size
    )


class AwaitedAsked(WorkAsked):
    """Which papers."""

    wanted: Annotated[Wanted, Choice(Wanted)] | None = Field(None, title="Что ждём", description="Что ждём")
    sort: Annotated[PaperOrder, Choice(PaperOrder)] = Field(PaperOrder.AGE, title="Порядок", description="Сортировка")


class AwaitedOut(Out):
    """Документ, который не вернулся."""

    page_id: str | None
    name: str
    wanted: Wanted
    held: str | None
    deal: str
    subject: str
    client: str
    client_name: str
    manager: str
    sent_on: dt.date | None
    signed_on: dt.date | None
    last_day: dt.date
    exposure: Sum
    amount: Sum | None


@call("GET /papers-awaited", "awaited", TAG, "Документы не вернулись", answer=PageOut[AwaitedOut], query=AwaitedAsked)
def awaited(query: AwaitedAsked) -> Any:
    """A page of papers that did not come back."""
    chosen = PaperFilter(wanted=query.wanted, **work_filter(query))
    return papers_not_returned(
        desk.reading(), desk.today(), chosen=chosen, order=query.sort, after=query.after, size=query.size
    )


class LimitationOut(Out):
    """Долг и день, когда кончается исковая давность."""

    finding: FindingOut
    end: dt.date
    is_begun_anew: bool


@call("GET /limitations", "limitations", TAG, "Исковая давность", answer=PageOut[LimitationOut], query=WorkAsked)
def limitation(query: WorkAsked) -> Any:
    """Debts by the day on which their limitation ends."""
    from tracker.lists.kept import WorkFilter

    chosen = WorkFilter(**work_filter(query))
    return limitations(desk.reading(), desk.today(), chosen=chosen, after=query.after, size=query.size)


class RuleOut(Out):
    """Правило риска."""

    name: str
    title: str
    help: str
    basis: tuple[str, ...]


@call("GET /rules", "rules", TAG, "Правила риска", answer=tuple[RuleOut, ...])
def rules() -> Any:
    """All rules with their help pages."""
    return tuple(_rule(name) for name in every())


@call("GET /rules/<name>", "rule", TAG, "Правило риска", answer=RuleOut)
def rule(name: str) -> Any:
    """One rule."""
    return _rule(known_name(every(), name))


def _rule(name: str) -> dict[str, Any]:
    found = find_rule(name)
    return {
        "name": found.name, "title": found.title, "help": found.help(), "basis": found.articles(desk.today()),
    }  # fmt: skip


class SweepAsked(Asked):
    """How much to look at."""

    all: Yes = Field(False, title="Всё", description="true — пересчитать всё заново")


class SweptOut(Out):
    """Сколько пересмотрено."""

    deals: int
    findings: int


@call("POST /sweep", "sweep", TAG, "Пересмотреть к этому дню", answer=SweptOut, query=SweepAsked)
def sweep(query: SweepAsked) -> Swept:
    """Does the day's rechecks."""
    desk.stop_reading()
    return desk.house().sweep(desk.today(), everything=query.all)
