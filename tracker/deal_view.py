"""A deal on one page: its ladder, obligations, papers with their states, money and findings, as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping, select

from docgen.filters import NBSP
from docgen.phrases import with_sign
from tracker.claim_terms import SentClaim, sent_claims
from tracker.errors import NotFoundError
from tracker.fact_store import read_deals
from tracker.facts import Obligation, Payment
from tracker.judging import OpenObligation, judge
from tracker.lookup import CONTRACT
from tracker.models import DocumentRow
from tracker.papers.states import PaperState, read_days, shown_state
from tracker.papers.stored import name_of
from tracker.rules import Finding
from tracker.stages import Ladder, ladder_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """A paper of the deal: the name by which commands find it, what people call it, the most advanced state."""

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
    claims: tuple[SentClaim, ...]
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
        payments=tuple(payment for payment in deal.facts.payments if payment.date <= today),
        claims=tuple(sent_claims(connection, deal_id, today)),
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
        PaperView(id=id_of_paper(row), name=title_of_paper(row), state=state)
        for row in rows
        if (state := shown_state(days[row["id"]], today)) is not PaperState.DRAFT  # there is no such paper yet
    )


def id_of_paper(row: RowMapping) -> str:
    """The name of a paper in its deal; a contract that is no more in force leaves its own to the one that is."""
    is_in_force = row["annulled_on"] is None and row["superseded_on"] is None
    return CONTRACT if row["is_contract"] and is_in_force else row["code"] or row["page_id"] or CONTRACT


def title_of_paper(row: RowMapping) -> str:
    """What people call a paper, with the status of a УПД and the number of its correction."""
    status = f", статус{NBSP}{row['status']}" if row["status"] else ""
    revision = f", исправление {with_sign(str(row['revision']))}" if row["revision"] else ""
    return name_of(row) + status + revision
