"""A deal on one page: its ladder, obligations, papers with their states, money and findings, as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from tracker.document_states import PaperState, read_days, shown_state
from tracker.errors import NotFoundError
from tracker.fact_store import read_deals
from tracker.facts import Obligation, Payment
from tracker.judging import OpenObligation, judge
from tracker.models import DocumentRow
from tracker.papers import name_of
from tracker.rules import Finding
from tracker.stages import Ladder, ladder_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """A paper of the deal: how it is named, its id, the most advanced state."""

    id: str
    name: str
    state: PaperState


@dataclass(frozen=True, slots=True, kw_only=True)
class DealView:
    """What a person needs to see of a deal. ``open_obligations`` by the ids of obligations."""

    code: str
    subject: str
    client: str
    manager: str
    ladder: Ladder
    obligations: tuple[Obligation, ...]
    open_obligations: dict[str, OpenObligation]
    papers: tuple[PaperView, ...]
    payments: tuple[Payment, ...]
    findings: tuple[Finding, ...]


def view_of(connection: Connection, deal_id: int, today: date, grace_days: int) -> DealView:
    """The deal as of the day. Raises NotFoundError."""
    deal = next(iter(read_deals(connection, [deal_id])), None)
    if deal is None:
        raise NotFoundError("Такой сделки в базе нет: проверьте идентификатор.")
    judgement = judge(deal.facts, today, grace_days)
    return DealView(
        code=deal.facts.id,
        subject=deal.subject,
        client=deal.facts.client.name,
        manager=deal.manager,
        ladder=ladder_of(connection, deal_id, today),
        obligations=deal.facts.obligations,
        open_obligations={one.obligation: one for one in judgement.open_obligations},
        papers=_papers(connection, deal_id, today),
        payments=deal.facts.payments,
        findings=tuple(sorted(judgement.findings, key=lambda one: (-one.severity, -one.exposure, one.since))),
    )


def _papers(connection: Connection, deal_id: int, today: date) -> tuple[PaperView, ...]:
    statement = (
        select(DocumentRow.__table__)
        .where(DocumentRow.deal_id == deal_id)
        .order_by(DocumentRow.is_contract.desc(), DocumentRow.position, DocumentRow.id)
    )
    rows = connection.execute(statement).mappings().all()
    days = read_days(connection, [row["id"] for row in rows])
    return tuple(
        PaperView(
            id="contract" if row["is_contract"] else row["code"],
            name=name_of(row),
            state=shown_state(days[row["id"]], today),
        )
        for row in rows
    )
