"""What happened to a deal, in order: events of the deal, its client, obligations, papers, money and letters.

The last of them is the deal's version. Whoever saves a form of a deal says from which version it was opened, and is
told what others did since.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Date, String, cast, func, literal, null, select, union_all

from docgen.filters import NBSP
from docgen.library import find_kind
from docgen.phrases import with_sign
from tracker import phrases
from tracker.errors import RefusedError
from tracker.event_words import KINDS, facts_of
from tracker.models import (
    AllocationRow,
    CounterpartyRow,
    DealRow,
    DocumentRow,
    EventRow,
    LetterRow,
    ObligationRow,
    PaymentRow,
)
from tracker.papers.stored import find_deal

_WITHDRAWN: Final = "deal.payment_withdrawn"
_OF_ONE_DEAL: Final = frozenset({"payment.allocated", "payment.allocation_withdrawn"})
"""Events of money that name the deal they are about: money may be shared by several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEvent:
    """An event. ``at``: the instant as the journal keeps it, UTC; ``text``: a Russian sentence without its full stop.

    subject: how the journal names what it happened to.
    """

    seq: int
    at: str
    actor: str
    kind: str
    subject: str
    text: str


def history_of(connection: Connection, deal_id: int, *, after: int = 0) -> list[HistoryEvent]:
    """Events later than number ``after``, the oldest first. Raises NotFoundError without such a deal."""
    code = str(find_deal(connection, deal_id)["code"])
    names = {row.subject: _name(row) for row in connection.execute(_subjects(deal_id))}
    rows = list(connection.execute(_events(names)))
    lost = {_money_of(row) for row in rows if row.kind == _WITHDRAWN} - names.keys()
    if lost:
        rows += [row for row in connection.execute(_events(lost)) if row.kind in _OF_ONE_DEAL]
    told = _told(sorted(rows, key=lambda row: row.seq), names, code)
    return [event for event in told if event.seq > after]


def version_of(connection: Connection, deal_id: int) -> int:
    """A number that grows with every change of the deal, its obligations, papers, money and letters."""
    subjects = _subjects(deal_id, with_client=False).subquery()
    last = select(func.max(EventRow.seq)).where(EventRow.subject.in_(select(subjects.c.subject)))
    return connection.execute(last).scalar() or 0


def changes_since(connection: Connection, deal_id: int, version: int) -> list[HistoryEvent]:
    """What happened to the deal since that version; what happened to its client is no change of the deal."""
    return [
        event for event in history_of(connection, deal_id, after=version) if not event.subject.startswith("client:")
    ]


def refuse_overtaken(connection: Connection, deal_id: int, version: int) -> None:
    """Raises RefusedError that tells what others did to the deal since that version, if they did anything."""
    changes = changes_since(connection, deal_id, version)
    if changes:
        listed = "\n".join(f"— {event.text} ({event.actor})" for event in changes)
        raise RefusedError(
            f"Пока вы заполняли форму, сделку изменили:\n{listed}\n"
            "Ваши изменения не записаны: сверьте их и отправьте снова."
        )


def _subjects(deal_id: int, *, with_client: bool = True) -> Any:
    """Names in the journal of the deal and of all that belongs to it, with what people call them by."""
    deal = select(DealRow.code).where(DealRow.id == deal_id).scalar_subquery()
    parts = [
        select(_named("deal", DealRow.code), *_called("deal")).where(DealRow.id == deal_id),
        select(
            (literal("obligation:") + deal + literal("/") + ObligationRow.code).label("subject"),
            *_called("obligation", text=ObligationRow.code),
        ).where(ObligationRow.deal_id == deal_id),
        select(
            _named("document", func.coalesce(DocumentRow.page_id, cast(DocumentRow.id, String))),
            *_called("document", kind=DocumentRow.kind, text=DocumentRow.number, on=DocumentRow.date),
        ).where(DocumentRow.deal_id == deal_id),
        select(
            _named("payment", cast(PaymentRow.id, String)),
            *_called("payment", text=func.coalesce(PaymentRow.number, ""), on=PaymentRow.date),
        )
        .join(AllocationRow, AllocationRow.payment_id == PaymentRow.id)
        .where(AllocationRow.deal_id == deal_id),
        select(_named("letter", cast(LetterRow.id, String)), *_called("letter", text=LetterRow.subject)).where(
            LetterRow.deal_id == deal_id
        ),
    ]
    if with_client:
        named = select(_named("client", CounterpartyRow.code), *_called("client"))
        parts.append(named.join(DealRow, DealRow.counterparty_id == CounterpartyRow.id).where(DealRow.id == deal_id))
    return union_all(*parts)


def _named(what: str, key: Any) -> Any:
    return (literal(f"{what}:") + key).label("subject")


def _called(what: str, *, kind: Any = None, text: Any = None, on: Any = None) -> tuple[Any, ...]:
    return (
        literal(what).label("what"),
        (literal("") if kind is None else kind).label("kind"),
        (literal("") if text is None else text).label("text"),
        (cast(null(), Date) if on is None else on).label("on"),
    )


def _events(subjects: Iterable[str]) -> Any:
    columns = (EventRow.seq, EventRow.at, EventRow.actor, EventRow.kind, EventRow.subject, EventRow.details)
    return select(*columns).where(EventRow.subject.in_(list(subjects))).order_by(EventRow.seq)


def _money_of(row: Any) -> str:
    """How the journal names the payment that an event of the deal tells of."""
    return f"payment:{json.loads(row.details)['payment']}"


def _name(row: Any) -> str:
    match row.what:
        case "document":
            return f"{find_kind(row.kind).caption} {with_sign(row.text)} от{NBSP}{phrases.day(row.on)}"
        case "payment":
            return f"Платёж{' ' + with_sign(row.text) if row.text else ''} от{NBSP}{phrases.day(row.on)}"
        case "obligation" | "letter" as what:
            return f"{_WORDS[what]} «{row.text}»"
        case what:
            return _WORDS[what]


_WORDS: Final = {"deal": "Сделка", "client": "Клиент", "obligation": "Обязательство", "letter": "Письмо"}


def _told(rows: Sequence[Any], names: dict[str, str], code: str) -> Iterator[HistoryEvent]:
    told_by_deal = {(row.at, _money_of(row)) for row in rows if row.kind == _WITHDRAWN}
    for row in rows:
        details = json.loads(row.details)
        if row.kind in _OF_ONE_DEAL and details.get("deal") != code:
            continue
        if row.kind == "payment.allocation_withdrawn" and (row.at, row.subject) in told_by_deal:
            continue
        facts = ", ".join(facts_of(details, frozenset()))
        what = f"{names.get(row.subject, 'Платёж')}: {KINDS.get(row.kind, row.kind)}"
        yield HistoryEvent(
            seq=row.seq,
            at=row.at,
            actor=row.actor,
            kind=row.kind,
            subject=row.subject,
            text=f"{what} ({facts})" if facts else what,
        )
