"""What is at risk by rule and by age, for the lawyer's charts: sums of kept findings, made by SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import Connection, case, func, select

from docgen.filters import NBSP
from tracker.models import FindingRow
from tracker.rules import rules
from tracker.watch import elder

AGES: Final = (30, 90, 180, 365, 1095)
"""Last days of the buckets of age; what is older is in a bucket of its own. 1095: three years, a limitation period."""


class Risk(NamedTuple):
    """Findings of a rule in a bucket of age (its place, 0 the youngest); ``exposure``: kopecks."""

    rule: str
    age: int
    findings: int
    exposure: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Risks of a day. Rules overlap, so only exposures of rules that an audit adds up are each rouble once."""

    risks: tuple[Risk, ...]

    @property
    def by_rule(self) -> dict[str, int]:
        """Kopecks by rule, the largest first; rules overlap, so this adds up to more than there is."""
        sums = {rule: sum(one.exposure for one in self.risks if one.rule == rule) for rule in rules()}
        return {rule: sums[rule] for rule in sorted(sums, key=lambda rule: (-sums[rule], rule)) if sums[rule]}

    @property
    def by_age(self) -> tuple[int, ...]:
        """Kopecks by bucket of age, each rouble once."""
        counted = [one for one in self.risks if rules()[one.rule].total is not None]
        return tuple(sum(one.exposure for one in counted if one.age == age) for age in range(len(AGES) + 1))

    @property
    def total(self) -> int:
        """Kopecks at risk, each rouble once."""
        return sum(self.by_age)


def age_label(age: int) -> str:
    """A bucket as people read it: «31–90 дней»."""
    if age == len(AGES):
        return f"больше {AGES[-1]}{NBSP}дней"
    first = 0 if age == 0 else AGES[age - 1] + 1
    return f"{first}–{AGES[age]}{NBSP}дней"


def exposure_of(
    connection: Connection,
    today: date,
    *,
    organization: int | None = None,
    managers: tuple[str, ...] | None = None,
) -> Exposure:
    """What is at risk on the day, in one statement. ``managers``: labels of one person; None for everybody."""
    columns = FindingRow.__table__.c
    youngest = [(columns.elder <= elder(today) + last, place) for place, last in enumerate(AGES)]
    age = case(*youngest, else_=len(AGES)).label("age")
    found = select(columns.rule, age, columns.exposure)
    if organization is not None:
        found = found.where(columns.organization_id == organization)
    if managers is not None:
        found = found.where(columns.manager.in_(managers))
    aged = found.subquery()
    statement = select(aged.c.rule, aged.c.age, func.count(), func.sum(aged.c.exposure)).group_by(
        aged.c.rule, aged.c.age
    )
    rows = sorted(connection.execute(statement).all())
    return Exposure(risks=tuple(Risk(rule, age, count, int(exposure)) for rule, age, count, exposure in rows))
