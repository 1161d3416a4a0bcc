"""Debts whose limitation period ends soon or has ended, the nearest end first, with what moved or holds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, select, tuple_

from tracker.claim_terms import answer_by
from tracker.lists.findings import FindingFilter, FindingOrder, ListedFinding, open_findings
from tracker.lists.kept import WorkFilter
from tracker.lists.paging import PAGE, Page
from tracker.models import ClaimRow, DealRow, ObligationRow
from tracker.rules.limitation_near import end_of, limitation_end

RULE: Final = "limitation_near"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """The term of a claim's answer, for which limitation stands still (п. 3 ст. 202 ГК РФ)."""

    sent_on: date
    answer_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Limitation:
    """A debt whose limitation ends on ``end``. ``finding``: what the rule says of it, the sum with it.

    is_begun_anew: the client acknowledged the debt, and the period was counted from then. suspended: the last claim
    that was sent before the end; its days are a reserve that ``end`` does not count.
    """

    finding: ListedFinding
    end: date
    is_begun_anew: bool
    suspended: Suspension | None

    def days_left(self, today: date) -> int:
        """Days until the last one; less than 0 once it is over."""
        return (self.end - today).days


def limitations(
    connection: Connection,
    today: date,
    *,
    chosen: WorkFilter | None = None,
    after: str | None = None,
    size: int = PAGE,
) -> Page[Limitation]:
    """A page of the list and the total, in four statements. Raises RefusedError for a broken place."""
    wanted = FindingFilter(rule=RULE, **asdict(chosen or WorkFilter()))
    page = open_findings(connection, today, chosen=wanted, order=FindingOrder.AGE, after=after, size=size)
    dues = _dues(connection, page.rows)
    claims = _last_claims(connection, {row.deal for row in page.rows}, today)
    rows = tuple(_told(row, dues.get((row.deal, row.obligation or "")), claims.get(row.deal)) for row in page.rows)
    return Page(rows=rows, next=page.next, total=page.total)


def _told(row: ListedFinding, due_on: date | None, claim: Suspension | None) -> Limitation:
    end = end_of(row.since)
    is_in_time = claim is not None and claim.sent_on <= end
    return Limitation(
        finding=row,
        end=end,
        is_begun_anew=due_on is not None and end != limitation_end(due_on, []),
        suspended=claim if is_in_time else None,
    )


def _dues(connection: Connection, rows: Iterable[ListedFinding]) -> dict[tuple[str, str], date]:
    """Terms of the payments that the findings name."""
    named = [(row.deal, row.obligation) for row in rows if row.obligation]
    if not named:
        return {}
    statement = (
        select(DealRow.code, ObligationRow.code, ObligationRow.due_on)
        .join(DealRow, DealRow.id == ObligationRow.deal_id)
        .where(
            DealRow.code.in_({deal for deal, _ in named}),  # an index knows these, no index knows pairs of two tables
            tuple_(DealRow.code, ObligationRow.code).in_(named),
        )
    )
    return {(deal, code): due_on for deal, code, due_on in connection.execute(statement)}


def _last_claims(connection: Connection, deals: set[str], today: date) -> dict[str, Suspension]:
    """The latest claim of each deal."""
    if not deals:
        return {}
    statement = (
        select(DealRow.code, ClaimRow.sent_on, ClaimRow.answer_by)
        .join(DealRow, DealRow.id == ClaimRow.deal_id)
        .where(DealRow.code.in_(deals), ClaimRow.sent_on <= today)
        .order_by(ClaimRow.sent_on, ClaimRow.id)
    )
    return {
        deal: Suspension(sent_on=sent_on, answer_by=last_day or answer_by(sent_on))
        for deal, sent_on, last_day in connection.execute(statement)
    }
