"""Approvals: the head lets a product of one deal go at a greater discount than the rules allow."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection, insert, select

from docgen.filters import percent as shown
from tracker.errors import RefusedError
from tracker.house import Work
from tracker.models import ApprovalRow
from tracker.people import Role, active_person
from tracker.texts import line

APPROVERS: Final = frozenset({Role.HEAD, Role.ADMIN})
_LONGEST_CODE, _LONGEST_REASON, _PLACES = 200, 1000, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Up to how many percent a product of a deal may be sold below the list, even below its lowest price."""

    deal_code: str
    product_code: str
    percent: Decimal
    reason: str
    given_by: str


def approve(
    work: Work,
    login_of_head: str,
    organization_id: int,
    *,
    deal_code: str,
    product_code: str,
    percent: Decimal,
    reason: str,
) -> Approval:
    """Keeps the head's approval; it takes the place of an earlier one for the same product, so 0 takes that back.

    The deal need not be in the database yet. Raises NotFoundError for an unknown login; RefusedError for a person who
    may not approve, a percent outside 0–100 or finer than four places, and empty words.
    """
    person = active_person(work.connection, login_of_head)
    if person.role not in APPROVERS:
        allowed = ", ".join(sorted(role.label for role in APPROVERS))
        raise RefusedError(f"«{login_of_head}» — {person.role.label}: согласовать скидку может только {allowed}.")
    approval = Approval(
        deal_code=line(deal_code, "Код сделки", _LONGEST_CODE),
        product_code=line(product_code, "Артикул", _LONGEST_CODE),
        percent=checked_percent(percent),
        reason=line(reason, "Основание скидки", _LONGEST_REASON),
        given_by=login_of_head,
    )
    _keep(work, organization_id, approval)
    return approval


def approved_percents(connection: Connection, organization_id: int, deal_code: str) -> dict[str, Decimal]:
    """How far the products of a deal are approved: percent by product code, by the latest approval of each."""
    statement = (
        select(ApprovalRow.product_code, ApprovalRow.percent)
        .where(ApprovalRow.organization_id == organization_id, ApprovalRow.deal_code == deal_code)
        .order_by(ApprovalRow.id)
    )
    return {row.product_code: Decimal(row.percent) for row in connection.execute(statement)}


def _keep(work: Work, organization_id: int, approval: Approval) -> None:
    percent = f"{approval.percent:f}"
    facts = {
        "deal_code": approval.deal_code,
        "product_code": approval.product_code,
        "reason": approval.reason,
        "given_by": approval.given_by,
    }
    row = insert(ApprovalRow).values(organization_id=organization_id, percent=percent, given_at=work.at, **facts)
    work.connection.execute(row)
    work.note(
        "discount.approved",
        f"deal:{approval.deal_code}",
        organization=organization_id,
        product=approval.product_code,
        percent=percent,
        reason=approval.reason,
        given_by=approval.given_by,
    )


def checked_percent(percent: Decimal) -> Decimal:
    """The percent, if it is one that can be kept. Raises RefusedError."""
    if not percent.is_finite() or not 0 <= percent <= 100 or percent != round(percent, _PLACES):
        raise RefusedError(
            f"Скидка {shown(percent) if percent.is_finite() else percent} % не подходит: нужно число от 0 до 100, "
            f"не больше {_PLACES} знаков после запятой."
        )
    return percent
