"""Asking the head for a discount beyond one's right, and the head's answer: yes becomes an approval, no stays here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, insert, literal, null, select, update

from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.lists.paging import PAGE, check_size
from tracker.models import ApprovalRequestRow, ApprovalRow, OrganizationRow, PersonRow
from tracker.people import active_person
from tracker.prices.approvals import APPROVERS, approve, checked_percent
from tracker.texts import line

_Row = ApprovalRequestRow
_LONGEST_CODE, _LONGEST_REASON = 200, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked, of whom it came, and how it ended. ``asker``: the person's name. Instants are UTC text."""

    id: int
    organization_id: int
    deal_code: str
    product_code: str
    percent: Decimal
    reason: str
    asked_by: str
    asker: str
    asked_at: str
    is_granted: bool | None
    answer: str | None
    decided_by: str | None
    decided_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a product of a deal stands: the percent approved, whether the head is asked, what the last refusal said."""

    approved: Decimal | None = None
    is_waiting: bool = False
    refused: str | None = None


def ask(work: Work, organization_id: int, *, deal_code: str, product_code: str, percent: Decimal, reason: str) -> int:
    """Asks the head, in the name of whoever is at work; answers the request's key.

    A question that waits already takes the new percent and reason. Raises RefusedError, NotFoundError.
    """
    active_person(work.connection, work.actor)
    if work.connection.execute(select(OrganizationRow.id).where(OrganizationRow.id == organization_id)).first() is None:
        raise NotFoundError("Нашей организации с этим ключом в базе нет: выберите продавца заново.")
    facts = {
        "deal_code": line(deal_code, "Код сделки", _LONGEST_CODE),
        "product_code": line(product_code, "Артикул", _LONGEST_CODE),
    }
    told = {
        "percent": f"{checked_percent(percent):f}",
        "reason": line(reason, "Причина скидки", _LONGEST_REASON),
        "asked_by": work.actor,
        "asked_at": work.at,
    }
    same = [getattr(_Row, key) == value for key, value in facts.items()]
    waiting = select(_Row.id).where(_Row.organization_id == organization_id, _Row.is_granted.is_(None), *same)
    key = work.connection.execute(waiting).scalar()
    if key is not None:
        work.connection.execute(update(_Row).where(_Row.id == key).values(**told))
    else:
        row = insert(_Row).values(organization_id=organization_id, **facts, **told).returning(_Row.id)
        key = work.connection.execute(row).scalar_one()
    work.note(
        "discount.asked", f"deal:{facts['deal_code']}", request=key, organization=organization_id,
        product=facts["product_code"], percent=told["percent"], reason=told["reason"],
    )  # fmt: skip
    return int(key)


def decide(work: Work, request_id: int, *, is_granted: bool, answer: str = "") -> Request:
    """The head's answer, by whoever is at work; yes is an approval of the percent that was asked for.

    Raises NotFoundError, and RefusedError for a person who may not, for a request that was answered, and for a no
    without a reason.
    """
    found = find_request(work.connection, request_id)
    if found.is_granted is not None:
        raise RefusedError("На эту просьбу уже ответили: обновите список.")
    if active_person(work.connection, work.actor).role not in APPROVERS:
        allowed = ", ".join(sorted(role.label for role in APPROVERS))
        raise RefusedError(f"Согласовать скидку может только {allowed}.")
    said = " ".join(answer.split())
    if is_granted:
        approve(
            work, work.actor, found.organization_id, deal_code=found.deal_code, product_code=found.product_code,
            percent=found.percent, reason=said or found.reason,
        )  # fmt: skip
    else:
        said = line(said, "Почему нет", _LONGEST_REASON)
        work.note("discount.refused", f"deal:{found.deal_code}", request=request_id, reason=said)
    values = {"is_granted": is_granted, "answer": said or None, "decided_by": work.actor, "decided_at": work.at}
    work.connection.execute(update(_Row).where(_Row.id == request_id).values(**values))
    return find_request(work.connection, request_id)


def find_request(connection: Connection, request_id: int) -> Request:
    """One request. Raises NotFoundError."""
    row = connection.execute(_requests().where(_Row.id == request_id)).first()
    if row is None:
        raise NotFoundError("Такой просьбы о скидке нет: обновите список.")
    return _request(row)


def list_requests(
    connection: Connection,
    *,
    is_waiting: bool = True,
    asked_by: str | None = None,
    before: int | None = None,
    size: int = PAGE,
) -> list[Request]:
    """Requests that wait, or those that were answered; the newest first, ``before`` a key."""
    statement = _requests().where(_Row.is_granted.is_(None) if is_waiting else _Row.is_granted.is_not(None))
    if asked_by is not None:
        statement = statement.where(_Row.asked_by == asked_by)
    if before is not None:
        statement = statement.where(_Row.id < before)
    rows = connection.execute(statement.order_by(_Row.id.desc()).limit(check_size(size)))
    return [_request(row) for row in rows]


def standing_of(connection: Connection, organization_id: int, deal_code: str) -> dict[str, Standing]:
    """How products of a deal stand, by their codes: approvals and requests in one look."""
    given = select(
        literal(0).label("source"), ApprovalRow.id, ApprovalRow.product_code, ApprovalRow.percent,
        null().label("is_granted"), null().label("answer"),
    ).where(ApprovalRow.organization_id == organization_id, ApprovalRow.deal_code == deal_code)  # fmt: skip
    asked = select(
        literal(1).label("source"), _Row.id, _Row.product_code, _Row.percent, _Row.is_granted, _Row.answer
    ).where(_Row.organization_id == organization_id, _Row.deal_code == deal_code)
    both = asked.union_all(given).subquery()
    found: dict[str, Standing] = {}
    for row in connection.execute(select(both).order_by(both.c.source, both.c.id)):
        found[row.product_code] = _after(found.get(row.product_code, Standing()), row)
    return found


def _after(known: Standing, row: Any) -> Standing:
    if row.source == 0:
        return Standing(approved=Decimal(row.percent), is_waiting=known.is_waiting, refused=known.refused)
    refused = row.answer if row.is_granted is False or row.is_granted == 0 else None
    return Standing(approved=known.approved, is_waiting=row.is_granted is None, refused=refused)


_NAMES: Final = (
    "id", "organization_id", "deal_code", "product_code", "percent", "reason", "asked_by", "asked_at", "is_granted",
    "answer", "decided_by", "decided_at",
)  # fmt: skip


def _requests() -> Any:
    columns = [getattr(_Row, name) for name in _NAMES]
    return select(*columns, PersonRow.name.label("asker")).outerjoin(PersonRow, PersonRow.login == _Row.asked_by)


def _request(row: Any) -> Request:
    values = {name: getattr(row, name) for name in _NAMES}
    return Request(**{**values, "percent": Decimal(row.percent)}, asker=row.asker or row.asked_by)
