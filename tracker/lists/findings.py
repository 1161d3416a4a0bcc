"""Open findings as a list: by urgency, sum or age; by rule, severity, deal, manager, client, organisation, age, sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from tracker.lists.kept import Asked, KeptList, WorkFilter, storable
from tracker.lists.paging import PAGE, Page
from tracker.models import CounterpartyRow, DealRow, FindingRow, FindingTotalRow, PartyRow
from tracker.rules import Severity


class FindingOrder(StrEnum):
    """What comes first."""

    URGENCY = "urgency"
    EXPOSURE = "exposure"
    AGE = "age"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFilter(WorkFilter):
    """What to show; None lets everything through. ``deal``: id of a deal."""

    rule: str | None = None
    severity: Severity | None = None
    deal: str | None = None


class ListedFinding(NamedTuple):
    """A row of the list. ``exposure``: kopecks. A tuple, since a page makes many and a dataclass costs five of them."""

    severity: Severity
    rule: str
    deal: str
    subject: str
    client: str
    client_name: str
    manager: str
    obligation: str | None
    document: str | None
    exposure: int
    since: date
    message: str
    action: str


_SEVERITIES = {int(severity): severity for severity in Severity}


def _listed(row: Any) -> ListedFinding:
    weight, *rest, _, _ = row
    return ListedFinding(_SEVERITIES[weight], *rest)


_columns = FindingRow.__table__.c
_KEYS = {
    FindingOrder.URGENCY: (_columns.weight, _columns.exposure, _columns.elder, _columns.id),
    FindingOrder.EXPOSURE: (_columns.exposure, _columns.elder, _columns.id),
    FindingOrder.AGE: (_columns.elder, _columns.exposure, _columns.id),
}
_LIST = KeptList(
    table=FindingRow.__table__,
    amount="exposure",
    totals=FindingTotalRow.__table__,
    rows=select(
        FindingRow.weight,
        FindingRow.rule,
        DealRow.code,
        DealRow.subject,
        CounterpartyRow.code,
        PartyRow.short_name,
        FindingRow.manager,
        FindingRow.obligation,
        FindingRow.document,
        FindingRow.exposure,
        FindingRow.since,
        FindingRow.message,
        FindingRow.action,
        FindingRow.elder,
        FindingRow.id,
    )
    .join(DealRow, DealRow.id == FindingRow.deal_id)
    .join(CounterpartyRow, CounterpartyRow.id == FindingRow.counterparty_id)
    .join(PartyRow, PartyRow.id == CounterpartyRow.party_id),
    listed=_listed,
)


def open_findings(
    connection: Connection,
    today: date,
    *,
    chosen: FindingFilter | None = None,
    order: FindingOrder = FindingOrder.URGENCY,
    after: str | None = None,
    size: int = PAGE,
) -> Page[ListedFinding]:
    """A page of the list and the total of all that the filter lets through. Raises RefusedError for a broken place."""
    wanted = chosen or FindingFilter()
    equal = {
        "rule": storable(wanted.rule),
        "weight": int(wanted.severity) if wanted.severity else None,
        "deal_id": None
        if wanted.deal is None
        else select(DealRow.id).where(DealRow.code == storable(wanted.deal)).scalar_subquery(),
    }
    return _LIST.page(connection, today, wanted, equal, Asked(keys=_KEYS[order], after=after, size=size))
