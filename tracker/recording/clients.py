"""What happens to clients and between us: people leave, insolvency, a waiver, claims of ours, demands of theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from tracker import phrases
from tracker.claim_terms import answer_by as usual_answer_by
from tracker.errors import RefusedError
from tracker.house import Work
from tracker.models import ClaimRow, ContactRow, CounterpartyRow, DealRow, DemandRow
from tracker.papers.stored import find_deal
from tracker.recording.changes import change, find, refuse_future, refuse_sum


def mark_contact_left(work: Work, contact_id: int, on: date) -> None:
    """A person works for the client no more."""
    contact = find(work, ContactRow, contact_id, "Контакта")
    refuse_future(work, on, contact["name"])
    statement = select(CounterpartyRow.id, CounterpartyRow.code).where(CounterpartyRow.party_id == contact["party_id"])
    clients = work.connection.execute(statement).all()
    named = clients[0].code if clients else contact["party_id"]
    if change(work, ContactRow, contact, ("client.contact_left", f"client:{named}"), {"left_on": on}):
        for client in clients:
            _touch_deals(work, client.id)


def declare_insolvent(work: Work, counterparty_id: int, on: date) -> None:
    """A court began the client's insolvency on the day."""
    _record(work, counterparty_id, "client.insolvent", "банкротство", insolvent_on=on)


def file_insolvency_claim(work: Work, counterparty_id: int, on: date) -> None:
    """We filed our claim in the client's insolvency."""
    client = find(work, CounterpartyRow, counterparty_id, "Клиента")
    if client["insolvent_on"] is None or on < client["insolvent_on"]:
        raise RefusedError(f"Клиент «{client['code']}»: на {phrases.day(on)} банкротства ещё нет. Проверьте даты.")
    _record(work, counterparty_id, "client.insolvency_claim_filed", "требование в реестр", insolvency_claim_on=on)


def accept_waiver(work: Work, counterparty_id: int, on: date) -> None:
    """The client agreed in writing to get no tax invoices (пп. 1 п. 3 ст. 169 НК РФ)."""
    what = "согласие без счетов-фактур"
    _record(work, counterparty_id, "client.tax_invoices_waived", what, tax_invoice_waiver_on=on)


def add_claim(
    work: Work,
    deal_id: int,
    sent_on: date,
    amount: int,
    *,
    document_id: int | None = None,
    answer_by: date | None = None,
    way: str | None = None,
    number: str | None = None,
) -> int:
    """We sent the client a claim for so many kopecks; answers its key.

    document_id: its letter, if it was issued here. answer_by: the last day to answer, by default the usual term's.
    way, number: how it went and what the post calls it; they are kept in the journal.
    """
    deal = _checked_deal(work, deal_id, sent_on, amount, "Претензия")
    last_day = answer_by or usual_answer_by(sent_on)
    if last_day < sent_on:
        raise RefusedError(f"Срок ответа ({phrases.day(last_day)}) раньше отправки претензии: проверьте обе даты.")
    kept = {"sent_on": sent_on, "amount": amount, "document_id": document_id, "answer_by": last_day}
    key = _add(work, ClaimRow, deal_id, kept)
    told = {"document": document_id, "way": way, "number": number}
    given = {name: value for name, value in told.items() if value is not None}
    work.note("claim.sent", f"deal:{deal}", sent_on=sent_on, amount=amount, answer_by=last_day, **given)
    work.touch(deal_id)
    return key


def add_demand(work: Work, deal_id: int, received_on: date, amount: int) -> int:
    """The client demands so many kopecks back; answers the key of the demand."""
    deal = _checked_deal(work, deal_id, received_on, amount, "Требование клиента")
    key = _add(work, DemandRow, deal_id, {"received_on": received_on, "amount": amount})
    work.note("demand.received", f"deal:{deal}", received_on=received_on, amount=amount)
    work.touch(deal_id)
    return key


def answer_demand(work: Work, demand_id: int, on: date) -> None:
    """We answered a demand of the client."""
    demand = find(work, DemandRow, demand_id, "Требования")
    refuse_future(work, on, "Ответ на требование")
    if on < demand["received_on"]:
        raise RefusedError(f"Ответ ({phrases.day(on)}) раньше самого требования: проверьте обе даты.")
    deal = find_deal(work.connection, demand["deal_id"])
    if change(work, DemandRow, demand, ("demand.answered", f"deal:{deal['code']}"), {"answered_on": on}):
        work.touch(deal["id"])


def _record(work: Work, counterparty_id: int, kind: str, what: str, **new: date) -> None:
    client = find(work, CounterpartyRow, counterparty_id, "Клиента")
    for on in new.values():
        refuse_future(work, on, f"Клиент «{client['code']}», {what}")
    if change(work, CounterpartyRow, client, (kind, f"client:{client['code']}"), new):
        _touch_deals(work, counterparty_id)


def _touch_deals(work: Work, counterparty_id: int) -> None:
    statement = select(DealRow.id).where(DealRow.counterparty_id == counterparty_id)
    work.touch(*work.connection.execute(statement).scalars())


def _checked_deal(work: Work, deal_id: int, on: date, amount: int, what: str) -> str:
    deal = find_deal(work.connection, deal_id)
    refuse_future(work, on, what)
    refuse_sum(amount, what)
    return str(deal["code"])


def _add(work: Work, row: Any, deal_id: int, values: dict[str, Any]) -> int:
    last = work.connection.execute(select(func.max(row.position)).where(row.deal_id == deal_id)).scalar()
    position = 0 if last is None else last + 1
    statement = insert(row).values(deal_id=deal_id, position=position, **values).returning(row.id)
    key: int = work.connection.execute(statement).scalar_one()
    return key
