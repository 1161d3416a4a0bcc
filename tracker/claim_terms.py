"""When the term to answer a claim ends, and from which day a suit is possible.

The term is thirty calendar days from sending unless law or contract say otherwise (ч. 5 ст. 4 АПК РФ). It begins on the
day after sending; a last day that is off moves to the next working one (ст. 191, 193 ГК РФ).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, RowMapping, select

from tracker import phrases
from tracker.evidence import working_day
from tracker.models import ClaimRow, DocumentRow
from tracker.papers.stored import name_of

RESPONSE_DAYS: Final = 30
_DAY: Final = timedelta(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentClaim:
    """A claim that was sent. ``amount``: kopecks. ``letter``: its name; None for one that was not issued here."""

    sent_on: date
    amount: int
    answer_by: date
    document_id: int | None
    letter: str | None

    @property
    def suit_from(self) -> date:
        """The first day on which a suit is possible."""
        return self.answer_by + _DAY

    def is_over(self, today: date) -> bool:
        """Whether the term has ended."""
        return today >= self.suit_from

    def line(self, today: date) -> str:
        """«22.11.2026 на 217 646,60 руб., Претензия № 3 …: ответ до 22.12.2026, иск возможен с 23.12.2026»."""
        named = f", {self.letter}" if self.letter else ""
        when = (
            f"срок ответа истёк {phrases.day(self.answer_by)}"
            if self.is_over(today)
            else (f"ответ по {phrases.day(self.answer_by)}")
        )
        return (
            f"{phrases.day(self.sent_on)} на {phrases.roubles(self.amount)}{named}: {when}, "
            f"иск возможен с {phrases.day(self.suit_from)}"
        )


def answer_by(sent_on: date, days: int = RESPONSE_DAYS) -> date:
    """The last day of the term of a claim that was sent on the day."""
    return working_day(sent_on + timedelta(days))


def sent_claims(connection: Connection, deal_id: int, on: date) -> list[SentClaim]:
    """Claims that had been sent by the day, in the order in which they were recorded."""
    statement = (
        select(ClaimRow.__table__, DocumentRow.kind, DocumentRow.number, DocumentRow.date)
        .outerjoin(DocumentRow, DocumentRow.id == ClaimRow.document_id)
        .where(ClaimRow.deal_id == deal_id, ClaimRow.sent_on <= on)
        .order_by(ClaimRow.position, ClaimRow.id)
    )
    return [sent_claim(row) for row in connection.execute(statement).mappings()]


def sent_claim(row: RowMapping) -> SentClaim:
    """A claim of its row, joined with kind, number and date of its letter."""
    return SentClaim(
        sent_on=row["sent_on"],
        amount=row["amount"],
        answer_by=row["answer_by"] or answer_by(row["sent_on"]),
        document_id=row["document_id"],
        letter=name_of(row) if row["kind"] else None,
    )
