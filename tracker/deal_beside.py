"""What stands beside a deal's obligations: days of its client's money, claims of ours, demands of the client."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import Connection, Date, Select, cast, func, literal, null, select, union_all

from tracker.claim_terms import SentClaim, answer_by
from tracker.fact_store import StoredDeal
from tracker.facts import MONEY_IN_HAND, Demand, Direction
from tracker.models import AllocationRow, ClaimRow, DealRow, DemandRow, PaymentRow


class Beside(NamedTuple):
    """receipts: days on which money of the client came in, in any of its deals with the same organisation of ours."""

    receipts: tuple[dt.date, ...]
    claims: tuple[SentClaim, ...]
    demands: tuple[Demand, ...]


def beside(connection: Connection, deal: StoredDeal, today: dt.date) -> Beside:
    """All three as of the day, in one statement. Sums are kopecks."""
    claims = select(literal("claim"), ClaimRow.sent_on, ClaimRow.amount, ClaimRow.answer_by)
    demands = select(literal("demand"), DemandRow.received_on, DemandRow.amount, DemandRow.answered_on)
    of_deal = (claims.where(ClaimRow.deal_id == deal.id), demands.where(DemandRow.deal_id == deal.id))
    rows: Any = connection.execute(union_all(_receipts(deal), *of_deal).order_by("on")).all()
    known = [row for row in rows if row[0] == "receipt" or row[1] <= today]
    return Beside(
        receipts=tuple(on for what, on, *_ in known if what == "receipt"),
        claims=tuple(
            SentClaim(sent_on=on, amount=int(amount), answer_by=last or answer_by(on), document_id=None, letter=None)
            for what, on, amount, last in known
            if what == "claim"
        ),
        demands=tuple(
            Demand(received_on=on, amount=int(amount), answered_on=answered)
            for what, on, amount, answered in known
            if what == "demand"
        ),
    )


def _receipts(deal: StoredDeal) -> Select[*tuple[Any, ...]]:
    nothing = cast(null(), Date)
    return (
        select(literal("receipt").label("what"), PaymentRow.date.label("on"), func.sum(PaymentRow.amount), nothing)
        .join(AllocationRow, AllocationRow.payment_id == PaymentRow.id)
        .join(DealRow, DealRow.id == AllocationRow.deal_id)
        .where(
            DealRow.organization_id == deal.organization_id,
            DealRow.counterparty_id == deal.counterparty_id,
            PaymentRow.direction == Direction.IN.value,
            PaymentRow.evidence.in_(sorted(one.value for one in MONEY_IN_HAND)),
        )
        .group_by(PaymentRow.date)
    )
