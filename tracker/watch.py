"""Keeps findings current: they are made anew when a deal changes and on the day when they can change by themselves.

What is kept equals a computation of everything from facts, on any day: a test walks random histories to prove it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select, update

from tracker.chasing.unreturned import awaited_papers
from tracker.deal_cards import DealCard, card_of, keep_cards
from tracker.fact_store import StoredDeal, in_chunks, read_deals
from tracker.judging import judge
from tracker.models import WatchBasisRow, WatchRow
from tracker.watch_basis import basis_digest
from tracker.watch_tables import ALL, AWAITED, FINDINGS, OBLIGATIONS, Values, keep, replace_rows, sum_anew, upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep did."""

    deals: int
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What is to be kept of some deals, as values of the columns of the tables."""

    findings: set[Values]
    obligations: set[Values]
    awaited: set[Values]
    cards: list[DealCard]
    watch: list[dict[str, Any]]


def renew(connection: Connection, deal_ids: Iterable[int], today: date, grace_days: int) -> Swept:
    """Makes the findings of these deals anew, inside the transaction that changed them."""
    deals = findings = 0
    for ids in in_chunks(deal_ids):
        made = _rows(read_deals(connection, ids), today, grace_days)
        deals += len(made.watch)
        findings += len(made.findings)
        keep(connection, FINDINGS, ids, made.findings)
        keep(connection, OBLIGATIONS, ids, made.obligations)
        keep(connection, AWAITED, ids, made.awaited)
        keep_cards(connection, ids, made.cards)
        upsert(connection, WatchRow.__table__, made.watch, ("deal_id",))
    return Swept(deals=deals, findings=findings)


def due_deals(connection: Connection, today: date, count: int) -> list[int]:
    """Keys of some of the deals whose kept findings say nothing of this day."""
    found: set[int] = set()
    for condition in _stale(today):  # one by one: each has an index, and an «or» of both would walk through all of them
        statement = select(WatchRow.deal_id).where(condition).limit(count - len(found))
        found.update(connection.execute(statement).scalars())
    return sorted(found)


def is_stale(today: date) -> ColumnElement[bool]:
    """Whether what is kept of a deal says nothing of the day: it was looked at later, or must be looked at again."""
    return or_(*_stale(today))


def _stale(today: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return WatchRow.recheck_on <= today, WatchRow.checked_on > today


def is_basis_current(connection: Connection, grace_days: int) -> bool:
    """Whether kept findings were made by the same rules, calendar and settings as today's."""
    return connection.execute(select(WatchBasisRow.digest)).scalar() == basis_digest(grace_days)


def keep_basis(connection: Connection, grace_days: int) -> None:
    """Writes down by what findings are made now."""
    row = {"id": 1, "digest": basis_digest(grace_days)}
    upsert(connection, WatchBasisRow.__table__, [row], ("id",))


def outdate_all(connection: Connection) -> None:
    """Makes every deal due on any day, and counts sums anew: rules, calendar or settings are not what they were."""
    connection.execute(update(WatchRow).values(recheck_on=date.min))
    for kept in ALL:
        sum_anew(connection, kept)


def outdate(connection: Connection, deal_ids: Iterable[int]) -> None:
    """Makes these deals due on any day."""
    for ids in in_chunks(deal_ids):
        connection.execute(update(WatchRow).where(WatchRow.deal_id.in_(ids)).values(recheck_on=date.min))


def forget_obligations(connection: Connection, obligation_ids: Sequence[int]) -> None:
    """Takes open obligations away, with their sums, before the obligations themselves go."""
    stored = connection.execute(OBLIGATIONS.stored(OBLIGATIONS.table.c.obligation_id.in_(obligation_ids)))
    replace_rows(connection, OBLIGATIONS, [(row[0], tuple(row[1:])) for row in stored], set())


def _rows(deals: Iterable[StoredDeal], today: date, grace_days: int) -> Rows:
    findings: set[Values] = set()
    obligations: set[Values] = set()
    awaited: set[Values] = set()
    cards, watch = [], []
    for deal in deals:
        judgement = judge(deal.facts, today, grace_days)
        whose = (deal.organization_id, deal.counterparty_id, deal.manager)
        findings.update(
            (
                deal.id,
                *whose,
                found.rule,
                found.obligation,
                found.document,
                found.part,
                int(found.severity),
                found.exposure,
                found.since,
                elder(found.since),
                found.message,
                found.action,
            )
            for found in judgement.findings
        )
        obligations.update(
            (
                deal.obligation_ids[one.obligation],
                deal.id,
                *whose,
                one.awaits.value,
                one.amount,
                one.since,
                elder(one.since),
            )
            for one in judgement.open_obligations
        )
        awaited.update(
            (
                one.document_id,
                deal.id,
                *whose,
                one.wanted.value,
                one.held,
                one.last_day,
                elder(one.last_day),
                one.exposure,
                one.amount,
            )
            for one in awaited_papers(deal, judgement.standing)
        )
        cards.append(card_of(deal, judgement))
        watch.append({"deal_id": deal.id, "checked_on": today, "recheck_on": judgement.recheck_on})
    return Rows(findings=findings, obligations=obligations, awaited=awaited, cards=cards, watch=watch)


def elder(since: date) -> int:
    """Grows with age, so that lists sort by one direction."""
    return -since.toordinal()
