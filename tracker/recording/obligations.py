"""What becomes of an obligation: added, performed in full or in part, cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, func, insert, select

from tracker import phrases
from tracker.errors import RefusedError
from tracker.facts import ObligationKind, Side
from tracker.house import Work
from tracker.models import ObligationRow
from tracker.papers.stored import find_deal
from tracker.recording.changes import change, find, refuse_future, refuse_sum


@dataclass(frozen=True, slots=True, kw_only=True)
class NewObligation:
    """An obligation to be added. ``code`` is its id in the deal, ``amount`` kopecks with VAT."""

    code: str
    by: Side
    kind: ObligationKind
    amount: int
    due_on: date


def add_obligation(work: Work, deal_id: int, owed: NewObligation) -> int:
    """Adds an obligation to a deal; answers its key."""
    deal = find_deal(work.connection, deal_id)
    refuse_sum(owed.amount, f"Обязательство «{owed.code}»")
    if (owed.kind is ObligationKind.PAYMENT) != (owed.by is Side.CLIENT):
        raise RefusedError(f"Обязательство «{owed.code}»: платит клиент, остальное должны мы. Исправьте сторону.")
    mine = ObligationRow.deal_id == deal_id
    if work.connection.execute(select(ObligationRow.id).where(mine, ObligationRow.code == owed.code)).first():
        raise RefusedError(f"Обязательство «{owed.code}» в сделке «{deal['code']}» уже есть: дайте другое имя.")
    last = work.connection.execute(select(func.max(ObligationRow.position)).where(mine)).scalar()
    values = {
        "deal_id": deal_id,
        "code": owed.code,
        "position": 0 if last is None else last + 1,
        "by": owed.by.value,
        "kind": owed.kind.value,
        "amount": owed.amount,
        "due_on": owed.due_on,
    }
    key: int = work.connection.execute(insert(ObligationRow).values(**values).returning(ObligationRow.id)).scalar_one()
    told = {name: value for name, value in values.items() if name not in {"deal_id", "code", "position"}}
    work.note("obligation.added", f"obligation:{deal['code']}/{owed.code}", **told)
    work.touch(deal_id)
    return key


def perform(work: Work, obligation_id: int, on: date, amount: int | None = None) -> None:
    """It was performed on the day: all of it, or ``amount`` kopecks of it."""
    owed = find(work, ObligationRow, obligation_id, "Обязательства")
    what = f"Обязательство «{owed['code']}»"
    if owed["cancelled_on"] is not None:
        raise RefusedError(f"{what} снято {phrases.day(owed['cancelled_on'])}: исполнить его нельзя.")
    refuse_future(work, on, what)
    if amount is not None:
        refuse_sum(amount, what)
        if amount > owed["amount"]:
            whole = phrases.roubles(owed["amount"])
            raise RefusedError(f"{what} — {whole}, а исполнено {phrases.roubles(amount)}: исправьте сумму.")
    part = None if amount == owed["amount"] else amount
    _change(work, owed, "obligation.performed", performed_on=on, performed_amount=part)


def cancel(work: Work, obligation_id: int, on: date) -> None:
    """From the day on it is owed no more."""
    owed = find(work, ObligationRow, obligation_id, "Обязательства")
    what = f"Обязательство «{owed['code']}»"
    if owed["performed_on"] is not None:
        raise RefusedError(f"{what} исполнено {phrases.day(owed['performed_on'])}: снять его нельзя.")
    refuse_future(work, on, what)
    _change(work, owed, "obligation.cancelled", cancelled_on=on)


def _change(work: Work, owed: RowMapping, kind: str, **new: Any) -> None:
    deal = find_deal(work.connection, owed["deal_id"])
    if change(work, ObligationRow, owed, (kind, f"obligation:{deal['code']}/{owed['code']}"), new):
        work.touch(deal["id"])
