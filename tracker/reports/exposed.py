"""Whose deals hold what is at risk: sums of kept findings by manager and by client, each rouble once."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, func, select

from tracker.models import CounterpartyRow, FindingRow, PartyRow
from tracker.ownership import same_label
from tracker.people import list_people
from tracker.reports.commercial import NOBODY
from tracker.rules import rules

MOST_CLIENTS: Final = 20


class Exposed(NamedTuple):
    """A manager or a client. ``exposure``: kopecks; ``code``: the client's, "" for a manager."""

    name: str
    code: str
    findings: int
    exposure: int


def by_manager(
    connection: Connection, *, organization: int | None = None, managers: tuple[str, ...] | None = None
) -> list[Exposed]:
    """Every manager with something at risk, the most first; two statements."""
    columns = FindingRow.__table__.c
    statement = _counted(select(columns.manager, func.count(), func.sum(columns.exposure)), organization, managers)
    names = {same_label(label): one.name for one in list_people(connection) for label in (one.name, one.login)}
    sums: dict[str, list[int]] = {}
    for manager, count, exposure in connection.execute(statement.group_by(columns.manager)):
        row = sums.setdefault(names.get(same_label(manager), manager.strip() or NOBODY), [0, 0])
        row[0] += count
        row[1] += int(exposure)
    return sorted((Exposed(name, "", *sum_) for name, sum_ in sums.items()), key=_most_first)


def by_client(
    connection: Connection, *, organization: int | None = None, managers: tuple[str, ...] | None = None
) -> list[Exposed]:
    """The clients with the most at risk, at most MOST_CLIENTS of them; in one statement."""
    columns = FindingRow.__table__.c
    total = func.sum(columns.exposure)
    sums = select(columns.counterparty_id, func.count().label("findings"), total.label("exposure"))
    kept = _counted(sums, organization, managers).group_by(columns.counterparty_id)
    most = kept.order_by(total.desc(), columns.counterparty_id).limit(MOST_CLIENTS).subquery()
    statement = (
        select(PartyRow.short_name, CounterpartyRow.code, most.c.findings, most.c.exposure)
        .join_from(most, CounterpartyRow, CounterpartyRow.id == most.c.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    )
    found = [Exposed(name, code, count, int(exposure)) for name, code, count, exposure in connection.execute(statement)]
    return sorted(found, key=_most_first)


def _most_first(one: Exposed) -> tuple[int, str]:
    return -one.exposure, one.name


def _counted(statement: Any, organization: int | None, managers: tuple[str, ...] | None) -> Any:
    """Findings of the rules that an audit adds up: others tell of the same roubles once more."""
    columns = FindingRow.__table__.c
    names = sorted(name for name, rule in rules().items() if rule.total is not None)
    statement = statement.where(columns.rule.in_(names), columns.exposure > 0)
    if organization is not None:
        statement = statement.where(columns.organization_id == organization)
    return statement if managers is None else statement.where(columns.manager.in_(managers))
