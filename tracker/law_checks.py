"""When a person of the house last compared a table of law with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from tracker.errors import NotFoundError
from tracker.house import Work
from tracker.models import LawCheckRow

KEY_RATE: Final = "key_rate"
VAT_RATES: Final = "vat_rates"
WORKING_DAYS: Final = "working_days"
SUBJECTS: Final = {
    KEY_RATE: "Ключевая ставка Банка России",
    VAT_RATES: "Ставки НДС",
    WORKING_DAYS: "Рабочие и выходные дни",
}
"""Tables of law that a person compares with their sources."""

FRESH: Final = 30
"""Days for which such a comparison is good enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LawCheck:
    """A comparison: on which day, by whom (a login)."""

    checked_on: date
    checked_by: str

    def is_stale(self, today: date) -> bool:
        """Whether it is time to compare again."""
        return (today - self.checked_on).days > FRESH


def checks(connection: Connection) -> dict[str, LawCheck]:
    """The last comparisons, by subject; a table that nobody here has compared is not there."""
    rows = connection.execute(select(LawCheckRow.subject, LawCheckRow.checked_on, LawCheckRow.checked_by))
    return {row.subject: LawCheck(checked_on=row.checked_on, checked_by=row.checked_by) for row in rows}


def confirm(work: Work, subject: str) -> None:
    """Says that whoever is at work has compared the table with its source today. Raises NotFoundError."""
    if subject not in SUBJECTS:
        raise NotFoundError("Такой таблицы нет: обновите страницу.")
    known = checks(work.connection).get(subject)
    if known == LawCheck(checked_on=work.today, checked_by=work.actor):
        return
    work.connection.execute(delete(LawCheckRow).where(LawCheckRow.subject == subject))
    work.connection.execute(insert(LawCheckRow).values(subject=subject, checked_on=work.today, checked_by=work.actor))
    work.note("law.checked", f"law:{subject}", on=work.today.isoformat())
