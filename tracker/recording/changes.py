"""One row changed: only what differs is written, and the event says what was and what is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, select, update

from tracker import phrases
from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work


def find(work: Work, row: Any, key: int, what: str) -> RowMapping:
    """All columns of a row. Raises NotFoundError that says ``what`` is missing, in the genitive."""
    found = work.connection.execute(select(row.__table__).where(row.id == key)).mappings().first()
    if found is None:
        raise NotFoundError(f"{what} с ключом {key} в базе нет. Обновите список и выберите снова.")
    return found


def change(work: Work, row: Any, known: RowMapping, event: tuple[str, str], new: Mapping[str, Any]) -> bool:
    """Writes what differs from the known row and notes it as an event (kind, subject); False if nothing does."""
    differing = {key: value for key, value in new.items() if known[key] != value}
    if not differing:
        return False
    work.connection.execute(update(row).where(row.id == known["id"]).values(**differing))
    work.note(*event, old={key: known[key] for key in differing}, new=differing)
    return True


def refuse_future(work: Work, on: date, what: str) -> None:
    """Raises RefusedError for a fact that has not happened yet."""
    if on > work.today:
        raise RefusedError(f"{what}: {phrases.day(on)} ещё не наступило. Укажите день, когда это произошло.")


def refuse_sum(amount: int, what: str) -> None:
    """Raises RefusedError for a sum of nothing, or less."""
    if amount <= 0:
        raise RefusedError(f"{what}: сумма должна быть больше нуля.")
