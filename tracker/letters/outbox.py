"""Letters as rows: looked at, taken to be sent, and what became of them. Each change of a state is an event."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, or_, select, update

from tracker.clock import instant_text
from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.letters.courier import Fate, Outcome
from tracker.letters.states import State
from tracker.models import DealRow, LetterPaperRow, LetterRow, OrganizationRow, PartyRow

DELAYS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long to wait after each attempt that the server was not ready for; after the last, as long as after it."""

BROKEN_OFF: Final = (
    "отправка оборвалась, и неизвестно, ушло ли письмо. Спросите получателя или посмотрите журнал почтового сервера, "
    "затем: letter sent или letter resend"
)
RESTORED: Final = (
    "база восстановлена из копии, и письмо могло уйти после неё. Посмотрите журнал почтового сервера, затем: "
    "letter sent или letter resend"
)
_STATES: Final = {
    Fate.SENT: State.SENT,
    Fate.POSTPONED: State.WAITING,
    Fate.FAILED: State.FAILED,
    Fate.DOUBTFUL: State.DOUBTFUL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter. Instants are UTC text. ``deal``: its id; ``documents``: keys of the papers that go with it.

    sender_name, reply_to: the organisation in whose name it is written, and that one's own address.
    """

    id: int
    organization_id: int
    sender_name: str
    reply_to: str | None
    deal_id: int | None
    deal: str | None
    recipients: tuple[str, ...]
    subject: str
    body: str
    message_id: str
    state: State
    attempts: int
    try_at: str | None
    error: str | None
    created_at: str
    created_by: str
    sent_at: str | None
    sent_on: date | None
    documents: tuple[int, ...]


_LETTERS = (
    select(LetterRow.__table__, DealRow.code.label("deal"), PartyRow.short_name, PartyRow.email)
    .outerjoin(DealRow, DealRow.id == LetterRow.deal_id)
    .join(OrganizationRow, OrganizationRow.id == LetterRow.organization_id)
    .join(PartyRow, PartyRow.id == OrganizationRow.party_id)
)


def find_letter(connection: Connection, letter_id: int) -> Letter:
    """A letter by its key. Raises NotFoundError."""
    found = _read(connection, _LETTERS.where(LetterRow.id == letter_id))
    if not found:
        raise NotFoundError(f"Письма № {letter_id} нет: посмотрите список командой pervichka letter list.")
    return found[0]


def list_letters(
    connection: Connection, *, state: State | None = None, deal_id: int | None = None, before: int | None = None,
    size: int = 50,
) -> list[Letter]:  # fmt: skip
    """Letters, the newest first; ``before``: the key of the last one that was shown."""
    asked = {LetterRow.state: None if state is None else state.value, LetterRow.deal_id: deal_id}
    conditions = [column == value for column, value in asked.items() if value is not None]
    if before is not None:
        conditions.append(LetterRow.id < before)
    return _read(connection, _LETTERS.where(*conditions).order_by(LetterRow.id.desc()).limit(size))


def count_by_state(connection: Connection) -> dict[State, int]:
    """How many letters there are of each state that any is in."""
    statement = select(LetterRow.state, func.count()).group_by(LetterRow.state)
    return {State(state): count for state, count in connection.execute(statement)}


def next_due(connection: Connection, now: datetime) -> Letter | None:
    """The oldest letter that waits and may be tried now."""
    found = _read(connection, _LETTERS.where(*_due(now)).order_by(LetterRow.id).limit(1))
    return found[0] if found else None


def next_try(connection: Connection) -> str | None:
    """The instant from which a letter that waits may be tried; "" for at once, None if none waits."""
    statement = select(func.min(func.coalesce(LetterRow.try_at, ""))).where(LetterRow.state == State.WAITING.value)
    return connection.execute(statement).scalar()


def is_anything_to_do(connection: Connection) -> bool:
    """Whether letters wait, or were being sent by a worker that may have died."""
    states = [State.WAITING.value, State.SENDING.value]
    return connection.execute(select(LetterRow.id).where(LetterRow.state.in_(states)).limit(1)).first() is not None


def take(work: Work, letter: Letter) -> bool:
    """Says that the letter is about to be handed over; False if it waits no more."""
    waits = (LetterRow.id == letter.id, LetterRow.state == State.WAITING.value)
    values = {"state": State.SENDING.value, "attempts": letter.attempts + 1, "error": None, "try_at": None}
    if work.connection.execute(update(LetterRow).where(*waits).values(**values)).rowcount == 0:
        return False
    work.note("letter.sending", f"letter:{letter.id}", attempt=letter.attempts + 1)
    return True


def settle(work: Work, letter: Letter, outcome: Outcome, now: datetime) -> None:
    """Writes down what became of a letter that was taken, even if another process has called it doubtful meanwhile."""
    attempts = letter.attempts + 1
    taken = (
        LetterRow.id == letter.id,
        LetterRow.attempts == attempts,
        LetterRow.state.in_([State.SENDING.value, State.DOUBTFUL.value]),
    )
    values: dict[str, Any] = {"state": _STATES[outcome.fate].value, "error": outcome.told}
    if outcome.fate is Fate.SENT:
        values |= {"sent_at": work.at, "sent_on": work.today}
    elif outcome.fate is Fate.POSTPONED:
        values["try_at"] = instant_text(now + delay_after(attempts))
    work.connection.execute(update(LetterRow).where(*taken).values(**values))
    work.note(f"letter.{outcome.fate.value}", f"letter:{letter.id}", attempt=attempts, told=outcome.told)


def refuse(work: Work, letter: Letter, told: str) -> None:
    """Says that a letter that waits cannot be sent as it is: nothing of it went."""
    waits = (LetterRow.id == letter.id, LetterRow.state == State.WAITING.value)
    values = {"state": State.FAILED.value, "error": told, "try_at": None}
    if work.connection.execute(update(LetterRow).where(*waits).values(**values)).rowcount:
        work.note("letter.failed", f"letter:{letter.id}", told=told)


def postpone_due(work: Work, now: datetime, told: str) -> int:
    """The server takes no letters: all that are due wait longer; answers how many."""
    attempts = work.connection.execute(select(func.min(LetterRow.attempts)).where(*_due(now))).scalar()
    if attempts is None:
        return 0
    values = {
        "attempts": LetterRow.attempts + 1,
        "error": told,
        "try_at": instant_text(now + delay_after(attempts + 1)),
    }
    count: int = work.connection.execute(update(LetterRow).where(*_due(now)).values(**values)).rowcount
    work.note("mail.postponed", "mail", letters=count, told=told)
    return count


def doubt_broken_off(work: Work) -> list[int]:
    """Letters that were being sent when a former worker ended are doubtful; the caller is the only sender."""
    sending = LetterRow.state == State.SENDING.value
    keys = sorted(work.connection.execute(select(LetterRow.id).where(sending)).scalars())
    for key in keys:
        work.note("letter.doubtful", f"letter:{key}", told=BROKEN_OFF)
    values = {"state": State.DOUBTFUL.value, "error": BROKEN_OFF}
    work.connection.execute(update(LetterRow).where(sending).values(**values))
    return keys


def doubt_restored(connection: Connection) -> int:
    """Letters of a restored copy that wait may have been sent after it was made; answers how many are doubtful now."""
    may_have_gone = LetterRow.state.in_([State.WAITING.value, State.SENDING.value])
    values = {"state": State.DOUBTFUL.value, "error": RESTORED, "try_at": None}
    count: int = connection.execute(update(LetterRow).where(may_have_gone).values(**values)).rowcount
    return count


def resend(work: Work, letter_id: int) -> None:
    """A person wants a letter sent once more, or at once. Raises RefusedError for one that went or is going."""
    allowed = {State.DOUBTFUL, State.FAILED, State.WAITING, State.WITHDRAWN}
    _change(work, letter_id, allowed, "letter.resent", state=State.WAITING, try_at=None, error=None)


def mark_sent(work: Work, letter_id: int, on: date) -> None:
    """A person knows that a doubtful letter went on the day. Raises RefusedError for any other letter."""
    if on > work.today:
        raise RefusedError(f"Письмо № {letter_id}: день отправки ещё не наступил. Укажите день, когда оно ушло.")
    changed = {"sent_at": work.at, "sent_on": on, "error": None}
    _change(work, letter_id, {State.DOUBTFUL}, "letter.marked_sent", state=State.SENT, **changed)


def withdraw(work: Work, letter_id: int) -> None:
    """Nobody is to send the letter any more. Raises RefusedError for one that went or is going."""
    allowed = {State.DOUBTFUL, State.FAILED, State.WAITING}
    _change(work, letter_id, allowed, "letter.withdrawn", state=State.WITHDRAWN, try_at=None)


def _change(work: Work, letter_id: int, allowed: set[State], event: str, *, state: State, **values: Any) -> None:
    letter = find_letter(work.connection, letter_id)
    if letter.state not in allowed:
        raise RefusedError(f"Письмо № {letter_id} {letter.state.label}: так с ним поступить нельзя.")
    statement = update(LetterRow).where(LetterRow.id == letter_id).values(state=state.value, **values)
    work.connection.execute(statement)
    work.note(event, f"letter:{letter_id}", was=letter.state.value)


def delay_after(attempts: int) -> timedelta:
    """How long a letter waits after so many attempts."""
    return DELAYS[min(attempts, len(DELAYS)) - 1]


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    may_be_tried = or_(LetterRow.try_at.is_(None), LetterRow.try_at <= instant_text(now))
    return (LetterRow.state == State.WAITING.value, may_be_tried)


def _read(connection: Connection, statement: Select[*tuple[Any, ...]]) -> list[Letter]:
    rows = connection.execute(statement).mappings().all()
    papers = _papers(connection, [row["id"] for row in rows])
    return [_letter(row, papers.get(row["id"], [])) for row in rows]


def _papers(connection: Connection, letter_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    if letter_ids:
        statement = select(LetterPaperRow.letter_id, LetterPaperRow.document_id).where(
            LetterPaperRow.letter_id.in_(letter_ids)
        )
        for letter_id, document_id in connection.execute(statement.order_by(LetterPaperRow.position)):
            found.setdefault(letter_id, []).append(document_id)
    return found


def _letter(row: RowMapping, documents: Sequence[int]) -> Letter:
    plain = ("id", "organization_id", "deal_id", "deal", "subject", "body", "message_id", "attempts", "try_at", "error")
    instants = ("created_at", "created_by", "sent_at", "sent_on")
    return Letter(
        **{key: row[key] for key in (*plain, *instants)},
        sender_name=row["short_name"],
        reply_to=row["email"],
        recipients=tuple(json.loads(row["recipients"])),
        state=State(row["state"]),
        documents=tuple(documents),
    )
