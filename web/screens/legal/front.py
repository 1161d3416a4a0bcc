"""The lawyer's first screen: what is at risk by kind, age and rule; the largest of it; limitation that ends soon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import render_template

from tracker.lists.findings import FindingFilter, FindingOrder, open_findings
from tracker.lists.limitation import limitations
from tracker.reports.exposure import AGES, Exposure, age_label, exposure_of
from tracker.rules import rules
from web import desk
from web.language import gettext as _
from web.screens.legal import charts
from web.screens.legal.blueprint import blueprint
from web.screens.legal.lists import moved_by

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

KINDS: Final = (
    ("refund", "paid_unconfirmed", "Под риском: могут потребовать возврата", "bad"),
    ("unproven_debt", "unproven_debt", "Долг не подтверждён документами", "warn"),
    ("overdue_advance", "advance_overdue", "Аванс без исполнения в срок", ""),
)
"""Total of an audit, its rule, its name, its tone; the three are never added up together with a list of rules."""
SHOWN: Final = 8
_NOTHING: Final = "Под риском ничего нет"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRow:
    """A bucket of age with kopecks of each of ``KINDS``."""

    label: str
    sums: tuple[int, ...]

    @property
    def whole(self) -> int:
        """All three: they do not overlap."""
        return sum(self.sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """A rule with how many findings it has and their kopecks."""

    name: str
    title: str
    count: int
    exposure: int


def ages(exposure: Exposure) -> tuple[AgeRow, ...]:
    """The table of ages."""
    return tuple(
        AgeRow(label=age_label(age), sums=tuple(_sum(exposure, rule, age) for _total, rule, _name, _tone in KINDS))
        for age in range(len(AGES) + 1)
    )


def _sum(exposure: Exposure, rule: str, age: int | None = None) -> int:
    return sum(one.exposure for one in exposure.risks if one.rule == rule and age in {None, one.age})


def by_rule(exposure: Exposure) -> tuple[RuleRow, ...]:
    """The table of rules with a sum, the largest first."""
    return tuple(
        RuleRow(
            name=name,
            title=rules()[name].title,
            count=sum(one.findings for one in exposure.risks if one.rule == name),
            exposure=amount,
        )
        for name, amount in exposure.by_rule.items()
    )


@blueprint.get("/", endpoint="show")
def show() -> ResponseReturnValue:
    """What waits for the lawyer."""
    connection, today = desk.reading(), desk.today()
    exposure = exposure_of(connection, today, managers=desk.own_labels())
    largest = FindingFilter(rule="paid_unconfirmed", managers=desk.own_labels())
    aged = ages(exposure)
    return render_template(
        "legal/show.html",
        moved_by=moved_by,
        largest_age=max(aged, key=lambda row: row.whole),
        figures=[(name, _sum(exposure, rule), tone, rule) for _total, rule, name, tone in KINDS],
        kinds=KINDS,
        ages=aged,
        rules=by_rule(exposure),
        rules_height=charts.bars_height(len(exposure.by_rule)),
        missing=open_findings(connection, today, chosen=largest, order=FindingOrder.EXPOSURE, size=SHOWN),
        limitation=limitations(connection, today, size=SHOWN),
    )


@blueprint.get("/charts/age.svg", endpoint="chart_age")
def draw_ages() -> Response:
    """Exposure by age, three kinds side by side."""
    rows = ages(exposure_of(desk.reading(), desk.today(), managers=desk.own_labels()))
    series = [(_(name), [row.sums[place] for row in rows]) for place, (_total, _rule, name, _tone) in enumerate(KINDS)]
    return charts.columns([_short(row.label) for row in rows], series, _(_NOTHING))


def _short(label: str) -> str:
    """«31–90»: the axis has no room for the word that the heading and the table have."""
    return " ".join(word for word in _(label).split() if word not in {"дней", "days"})


@blueprint.get("/charts/rule.svg", endpoint="chart_rule")
def draw_rules() -> Response:
    """Exposure by rule."""
    rows = by_rule(exposure_of(desk.reading(), desk.today(), managers=desk.own_labels()))
    return charts.bars([row.title for row in rows], [("", [row.exposure for row in rows])], _(_NOTHING))
