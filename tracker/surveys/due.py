"""Who is due an interview: clients with a deal in the last years, by the day on which the next talk falls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import CTE, BigInteger, ColumnElement, Connection, case, exists, func, literal, select

from tracker.lists.paging import PAGE, Page, Total, check_size, page_of, place_of
from tracker.models import CounterpartyRow, DealRow, PartyRow, SurveyProblemRow, SurveyRow
from tracker.ownership import is_own_client
from tracker.surveys.pages import is_of, place_in_sql
from tracker.surveys.problems import is_open
from tracker.surveys.rhythm import OTHERS, folded, last_place, months_by_tier, months_later, months_of

RECENT_YEARS: Final = 3
"""Whoever has had no deal for so long is not waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFilter:
    """Whom to show; None lets everybody through.

    manager: in charge of the client, or of one of its deals; managers: the same by any of these names, which is how far
    a person reaches (``ownership.owner_labels``). tier: as the client's card has it, in either case.
    by: the last day on which the talk is due, by default the day of the list. is_overdue: due before that of the list.
    """

    manager: str | None = None
    tier: str | None = None
    by: date | None = None
    is_overdue: bool = False
    managers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueClient:
    """A client who is due a talk. ``client``: its id. ``held_on``: the last talk, None for none yet.

    due_on: for a client who was never asked, counted from the first deal. days_late: 0 on the day, below it ahead.
    managers: whoever is in charge of the client and of its recent deals. problems: how many are open.
    """

    id: int
    client: str
    name: str
    tier: str | None
    months: int
    held_on: date | None
    due_on: date
    days_late: int
    managers: tuple[str, ...]
    problems: int


def due_clients(
    connection: Connection,
    today: date,
    *,
    chosen: DueFilter | None = None,
    after: str | None = None,
    size: int = PAGE,
    recent_years: int = RECENT_YEARS,
) -> Page[DueClient]:
    """A page of the list, the longest due first; the total counts clients. Raises RefusedError for a broken place."""
    wanted = chosen or DueFilter()
    since = months_later(today, -12 * recent_years)
    listed = _listed(connection, wanted, since, _last_day(wanted, today))
    keys = (listed.c.rank, listed.c.id)
    size = check_size(size)
    count = select(func.count()).select_from(listed).scalar_subquery()
    rows = connection.execute(page_of(select(listed, count.label("in_all")), keys, after, size)).all()
    shown = rows[:size]
    return Page(
        rows=_clients(connection, shown, today, since),
        next=place_of(shown[-1], keys) if len(rows) > size else None,
        total=Total(count=rows[0].in_all if rows else 0, amount=0),
    )


def _last_day(wanted: DueFilter, today: date) -> date:
    last = wanted.by or today
    return min(last, today - timedelta(days=1)) if wanted.is_overdue else last


def _spellings(connection: Connection) -> Sequence[str]:
    """Tiers as cards of clients have them; few, for a house has few."""
    named = select(CounterpartyRow.tier).where(CounterpartyRow.tier.is_not(None)).distinct()
    return [tier for tier in connection.execute(named).scalars() if tier is not None]


def _months_in_sql(months: dict[str, int], spellings: Sequence[str]) -> ColumnElement[int]:
    """Months of a client as the database computes them: it folds no Russian letters, so it is told the spellings."""
    usual = literal(months[OTHERS], BigInteger)
    named = [(CounterpartyRow.tier == one, literal(months_of(months, one), BigInteger)) for one in sorted(spellings)]
    return case(*named, else_=usual) if named else usual


def _listed(connection: Connection, wanted: DueFilter, since: date, last: date) -> CTE:
    """Who is due by the last day. Each step is computed once: the page and the count read the same rows."""
    spellings = _spellings(connection)
    months = _months_in_sql(months_by_tier(connection), spellings)
    known = _known(months, since, _whose(wanted, spellings))
    begun = func.coalesce(known.c.held_on, known.c.first_on, type_=SurveyRow.held_on.type)
    rank = -place_in_sql(begun, known.c.months)
    statement = select(known, rank.label("rank")).where(rank >= -last_place(last))
    return statement.cte("listed").prefix_with("MATERIALIZED")


def _known(months: ColumnElement[int], since: date, conditions: Sequence[ColumnElement[bool]]) -> CTE:
    """Clients with a recent deal: some looks into indexes for each, however many deals there are."""
    talked = SurveyRow.counterparty_id == CounterpartyRow.id
    dealt = DealRow.counterparty_id == CounterpartyRow.id
    statement = (
        select(
            CounterpartyRow.id,
            CounterpartyRow.code,
            CounterpartyRow.party_id,
            CounterpartyRow.tier,
            CounterpartyRow.manager,
            select(func.max(SurveyRow.held_on)).where(talked).scalar_subquery().label("held_on"),
            select(func.min(DealRow.agreed_on)).where(dealt).scalar_subquery().label("first_on"),
            months.label("months"),
        )
        .where(exists().where(dealt, DealRow.agreed_on >= since))
        .where(*conditions)
    )
    return statement.cte("known").prefix_with("MATERIALIZED")


def _whose(wanted: DueFilter, spellings: Sequence[str]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.manager is not None:
        found.append(is_of(wanted.manager))
    if wanted.managers is not None:
        found.append(is_own_client(wanted.managers))
    if wanted.tier is not None:
        alike = [one for one in spellings if folded(one) == folded(wanted.tier)]
        found.append(CounterpartyRow.tier.in_(alike))
    return found


def _clients(connection: Connection, rows: Sequence[Any], today: date, since: date) -> tuple[DueClient, ...]:
    ids = [row.id for row in rows]
    named = select(PartyRow.id, PartyRow.short_name).where(PartyRow.id.in_({row.party_id for row in rows}))
    names = {row.id: row.short_name for row in connection.execute(named)}
    managers = _managers(connection, ids, since)
    problems = _problems(connection, ids)
    return tuple(_client(row, names[row.party_id], today, managers[row.id], problems.get(row.id, 0)) for row in rows)


def _client(row: Any, name: str, today: date, managers: set[str], problems: int) -> DueClient:
    due_on = months_later(row.held_on or row.first_on, row.months)
    return DueClient(
        id=row.id,
        client=row.code,
        name=name,
        tier=row.tier,
        months=row.months,
        held_on=row.held_on,
        due_on=due_on,
        days_late=(today - due_on).days,
        managers=tuple(sorted({*managers, *([row.manager] if row.manager else [])})),
        problems=problems,
    )


def _managers(connection: Connection, ids: Sequence[int], since: date) -> dict[int, set[str]]:
    mine = (DealRow.counterparty_id.in_(ids), DealRow.agreed_on >= since, DealRow.manager.is_not(None))
    found: dict[int, set[str]] = defaultdict(set)
    for key, manager in connection.execute(select(DealRow.counterparty_id, DealRow.manager).where(*mine).distinct()):
        found[key].add(str(manager))
    return found


def _problems(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    statement = (
        select(SurveyProblemRow.counterparty_id, func.count())
        .where(SurveyProblemRow.counterparty_id.in_(ids), is_open())
        .group_by(SurveyProblemRow.counterparty_id)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}
