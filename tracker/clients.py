"""A client's card: seen whole, corrected by people, each of whom is told what others changed meanwhile."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, func, select

from docgen.intake.schema import PartySection
from tracker.deal_history import HistoryEvent
from tracker.errors import NotFoundError, RefusedError
from tracker.event_words import KINDS, facts_of
from tracker.house import Work
from tracker.lists.kept import storable
from tracker.models import (
    ContactRow,
    CounterpartyRow,
    DealRow,
    EventRow,
    PartyRow,
    SurveyProblemRow,
    SurveyRow,
)
from tracker.ownership import keep_client
from tracker.parties import counterparty_id_of, read_parties, replace_party
from tracker.recording.changes import change, find
from tracker.surveys.problems import is_open

LONGEST_TIER: Final = 100
_ABSENT: Final = "Клиента «{}» в базе нет: проверьте идентификатор."


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """A person of the client. ``email``, ``purposes``: what may be sent where; ``left_on``: gone since."""

    id: int
    name: str
    title: str | None
    email: str | None
    purposes: tuple[str, ...]
    left_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCard:
    """A client. ``surveyed_on``: the last talk, None for none yet; ``problems``: raised by it and still open."""

    id: int
    code: str
    party: PartySection
    tier: str | None
    manager: str | None
    tax_invoice_waiver_on: date | None
    insolvent_on: date | None
    insolvency_claim_on: date | None
    contacts: tuple[ContactView, ...]
    surveyed_on: date | None
    problems: int


def client_card(connection: Connection, code: str) -> ClientCard:
    """The card, in six statements. Raises NotFoundError."""
    row = _row(connection, code)
    contacts = connection.execute(
        select(ContactRow.__table__).where(ContactRow.party_id == row.party_id).order_by(ContactRow.id)
    )
    return ClientCard(
        id=row.id,
        code=row.code,
        party=read_parties(connection, [row.party_id])[row.party_id],
        tier=row.tier,
        manager=row.manager,
        tax_invoice_waiver_on=row.tax_invoice_waiver_on,
        insolvent_on=row.insolvent_on,
        insolvency_claim_on=row.insolvency_claim_on,
        contacts=tuple(map(_contact, contacts)),
        surveyed_on=row.surveyed_on,
        problems=row.problems,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientHeader:
    """A client as the head of a screen names it. ``id``: its key."""

    id: int
    code: str
    name: str


def client_header(connection: Connection, code: str) -> ClientHeader:
    """The head of a client, in one statement. Raises NotFoundError."""
    statement = (
        select(CounterpartyRow.id, CounterpartyRow.code, PartyRow.short_name)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(CounterpartyRow.code == storable(code))
    )
    row = connection.execute(statement).first()
    if row is None:
        raise NotFoundError(_ABSENT.format(code))
    return ClientHeader(id=row.id, code=row.code, name=row.short_name)


def _row(connection: Connection, code: str) -> Any:
    talks = select(func.max(SurveyRow.held_on)).where(SurveyRow.counterparty_id == CounterpartyRow.id)
    problems = select(func.count()).where(SurveyProblemRow.counterparty_id == CounterpartyRow.id, is_open())
    statement = select(
        CounterpartyRow.__table__,
        talks.scalar_subquery().label("surveyed_on"),
        problems.scalar_subquery().label("problems"),
    ).where(CounterpartyRow.code == storable(code))
    row = connection.execute(statement).first()
    if row is None:
        raise NotFoundError(_ABSENT.format(code))
    return row


def _contact(row: Any) -> ContactView:
    return ContactView(
        id=row.id,
        name=row.name,
        title=row.title,
        email=row.email,
        purposes=tuple((row.purposes or "").split()),
        left_on=row.left_on,
    )


def client_version(connection: Connection, code: str) -> int:
    """A number that grows with every change of the client itself."""
    last = select(func.max(EventRow.seq)).where(EventRow.subject == f"client:{storable(code)}")
    return connection.execute(last).scalar() or 0


def client_changes(connection: Connection, code: str, version: int) -> list[HistoryEvent]:
    """What happened to the client since that version, the oldest first."""
    named = EventRow.subject == f"client:{storable(code)}"
    statement = select(EventRow.__table__).where(named, EventRow.seq > version).order_by(EventRow.seq)
    return [_event(row) for row in connection.execute(statement)]


def _event(row: Any) -> HistoryEvent:
    facts = ", ".join(facts_of(json.loads(row.details), frozenset()))
    what = f"Клиент: {KINDS.get(row.kind, row.kind)}"
    return HistoryEvent(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        kind=row.kind,
        subject=row.subject,
        text=f"{what} ({facts})" if facts else what,
    )


def add_client(work: Work, party: PartySection) -> str:
    """A new client in the charge of whoever brings it; answers its id. Raises RefusedError for one that is there."""
    if _is_taken(work.connection, party):
        raise RefusedError("Клиент с такими ИНН и КПП уже есть: найдите его в списке или спросите руководителя.")
    key = counterparty_id_of(work, party)
    code: str = work.connection.execute(select(CounterpartyRow.code).where(CounterpartyRow.id == key)).scalar_one()
    keep_client(work, code)
    return code


def _is_taken(connection: Connection, party: PartySection) -> bool:
    same = (PartyRow.inn == party.inn, func.coalesce(PartyRow.kpp, "") == (party.kpp or ""))
    known = select(CounterpartyRow.id).join(PartyRow, PartyRow.id == CounterpartyRow.party_id).where(*same)
    return connection.execute(known.limit(1)).first() is not None


def change_party(work: Work, code: str, party: PartySection) -> bool:
    """Gives a client new requisites, for papers made from now on; False if they are what they were.

    Raises NotFoundError, and RefusedError for the ИНН of another legal person and for that of another client.
    """
    row = _row(work.connection, code)
    known = read_parties(work.connection, [row.party_id])[row.party_id]
    if party == known:
        return False
    if party.inn != known.inn:
        raise RefusedError("ИНН клиента не меняется: с другим ИНН это другой клиент, заведите его отдельно.")
    if party.kpp != known.kpp and _is_taken(work.connection, party):
        raise RefusedError("Клиент с такими ИНН и КПП уже есть.")
    replace_party(work.connection, row.party_id, party)
    changed = sorted(key for key, value in party if getattr(known, key) != value)
    told = party.model_dump(mode="json", exclude_none=True)
    work.note("client.changed", f"client:{row.code}", parts=changed, party=told)
    work.touch(*_deals_of(work.connection, row.id))
    return True


def set_tier(work: Work, code: str, tier: str | None) -> None:
    """Says how much the client matters; None for like everybody else. Raises NotFoundError, RefusedError."""
    plain = " ".join((tier or "").split())
    if len(plain) > LONGEST_TIER or not plain.isprintable():
        raise RefusedError(f"Уровень клиента — одна строка до {LONGEST_TIER} знаков.")
    row = _row(work.connection, code)
    client = find(work, CounterpartyRow, row.id, "Клиента")
    change(work, CounterpartyRow, client, ("client.changed", f"client:{row.code}"), {"tier": plain or None})


def _deals_of(connection: Connection, counterparty_id: int) -> Sequence[int]:
    return connection.execute(select(DealRow.id).where(DealRow.counterparty_id == counterparty_id)).scalars().all()
