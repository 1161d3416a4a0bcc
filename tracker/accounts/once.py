"""A change that is asked for under a key is made once: a double click or a repeated call gets the first answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select

from tracker.clock import instant_text
from tracker.errors import RefusedError
from tracker.house import Work
from tracker.models import OnceRow

KEPT: Final = timedelta(days=30)
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A change under its key. ``digest``: of what was asked, so that one key cannot stand for two things."""

    key: str
    person_id: int
    digest: str


def asked(key: str, person_id: int, what: bytes) -> Asked:
    """The change of this key. ``what``: all that was asked, in the same bytes each time. Raises RefusedError."""
    if not key or len(key) > _LONGEST or not key.isascii() or not key.isprintable():
        raise RefusedError("Ключ повтора не подходит: откройте форму заново и отправьте её ещё раз.")
    return Asked(key=key, person_id=person_id, digest=hashlib.sha256(what).hexdigest())


def answered(work: Work, one: Asked) -> str | None:
    """The answer that the change got before, None if it was not made yet. Raises RefusedError for another change.

    Called inside the change itself, under the writers' lock, so two clicks at once cannot both get None.
    """
    same = (OnceRow.key == one.key, OnceRow.person_id == one.person_id)
    row = work.connection.execute(select(OnceRow.asked, OnceRow.answer).where(*same)).first()
    if row is None:
        return None
    if row.asked != one.digest:
        raise RefusedError("Эта форма уже отправлена с другими данными: откройте её заново.")
    return str(row.answer)


def remember(work: Work, one: Asked, answer: str) -> None:
    """Keeps the answer with the change. ``answer``: an address or JSON."""
    now = datetime.strptime(work.at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    work.connection.execute(delete(OnceRow).where(OnceRow.at < instant_text(now - KEPT)))
    work.connection.execute(
        insert(OnceRow).values(key=one.key, person_id=one.person_id, asked=one.digest, answer=answer, at=work.at)
    )
