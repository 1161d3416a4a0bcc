"""What happened in a deal, day by day, each with the sheets that show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from docgen.filters import NBSP
from docgen.phrases import with_sign
from tracker import phrases
from tracker.dossier.gathering import DealFile
from tracker.dossier.wording import EVIDENCES, owed_name, right_of
from tracker.facts import Direction, Side
from tracker.papers.stored import name_of

_PAPER: Final = (
    ("signed_by_us_on", "наша подпись"),
    ("sent_on", "отправка клиенту"),
    ("delivered_on", "доставка клиенту"),
    ("scan_on", "получена скан-копия подписанного"),
    ("original_on", "получен подлинник"),
    ("electronic_on", "подписание через оператора ЭДО"),
    ("refused_on", "мотивированный отказ клиента"),
    ("refusal_answered_on", "наш ответ на отказ"),
    ("superseded_on", "замена исправленным"),
    ("annulled_on", "аннулирование"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened on a day. ``entries``: keys of what shows it."""

    on: date
    text: str
    entries: Sequence[str] = ()


def chronology(deal: DealFile, entries: Mapping[int, Sequence[str]]) -> list[dict[str, Any]]:
    """Events in order of days. ``entries``: what shows each paper, by its key."""
    found = [*_papers(deal, entries), *_obligations(deal), *_money(deal), *_letters(deal, entries), *_client(deal)]
    known = [event for event in found if event.on <= deal.on]
    known.sort(key=lambda event: event.on)  # what happened on one day stays in the order of sections
    return [{"on": event.on, "text": event.text, "entries": list(event.entries)} for event in known]


def _papers(deal: DealFile, entries: Mapping[int, Sequence[str]]) -> Iterator[Event]:
    """What happened to a paper on one day is one event."""
    for paper in deal.papers:
        days: dict[date, list[str]] = {}
        for on, what in _of_paper(paper, for_court=deal.for_court):
            days.setdefault(on, []).append(what)
        name = name_of(paper)
        for on, told in days.items():
            yield Event(on=on, text=f"{name}: {', '.join(told)}", entries=entries.get(paper["id"], ()))


def _of_paper(paper: Mapping[str, Any], *, for_court: bool) -> Iterator[tuple[date, str]]:
    yield paper["date"], "дата документа"
    for key, what in _PAPER:
        if paper[key]:
            yield paper[key], what
        if key == "delivered_on" and paper["signed_by_client_on"]:
            right = right_of(paper, for_court=for_court)
            yield paper["signed_by_client_on"], f"подпись клиента ({right})" if right else "подпись клиента"


def _obligations(deal: DealFile) -> Iterator[Event]:
    for owed in deal.stored.facts.obligations:
        what = owed_name(deal.stored.facts.obligations, owed.kind, owed.id)
        if owed.performed_on:
            done = owed.amount if owed.performed_amount is None else owed.performed_amount
            yield Event(on=owed.performed_on, text=f"Исполнено нами: {what}, на {phrases.roubles(done)}")
        is_client = owed.by is Side.CLIENT
        term = f"Срок оплаты{what.removeprefix('оплата')}" if is_client else f"Срок нашего исполнения: {what}"
        sep = ":" if is_client else ","
        yield Event(on=deal.told_due.get(owed.id, owed.due_on), text=f"{term}{sep} {phrases.roubles(owed.amount)}")
        if owed.cancelled_on:
            yield Event(on=owed.cancelled_on, text=f"Обязательство снято: {what}")


def _money(deal: DealFile) -> Iterator[Event]:
    for one in deal.payments:
        number = f", платёжный документ {with_sign(one['number'])}" if one["number"] else ""
        how = "Возврат клиенту" if one["direction"] == Direction.OUT.value else EVIDENCES[one["evidence"]]
        yield Event(on=one["date"], text=f"{how}{number}, {phrases.roubles(one['allocated'])}")


def _letters(deal: DealFile, entries: Mapping[int, Sequence[str]]) -> Iterator[Event]:
    for letter in deal.letters:
        yield Event(on=letter["sent_on"], text=f"Письмо клиенту: «{letter['subject']}»")
    for sent in deal.sent:
        shown = entries.get(sent.document_id, ()) if sent.document_id else ()
        named = f" ({sent.letter})" if sent.letter else ""
        yield Event(
            on=sent.sent_on,
            text=f"Отправлена претензия на {phrases.roubles(sent.amount)}{named}; ответ по{NBSP}"
            f"{phrases.day(sent.answer_by)}",
            entries=shown,
        )
        yield Event(on=sent.suit_from, text="Срок ответа на претензию истёк, возможен иск", entries=shown)
    for demand in deal.standing.demands:
        yield Event(on=demand.received_on, text=f"Клиент потребовал {phrases.roubles(demand.amount)}")
        if demand.answered_on:
            yield Event(on=demand.answered_on, text=f"Мы ответили на требование от {phrases.day(demand.received_on)}")


def _client(deal: DealFile) -> Iterator[Event]:
    client = deal.standing.client
    for contact in client.contacts:
        if contact.left_on:
            title = f", {contact.position}" if contact.position else ""
            yield Event(on=contact.left_on, text=f"От клиента ушёл контакт: {contact.name}{title}")
    if client.insolvent_on:
        yield Event(on=client.insolvent_on, text="Суд ввёл процедуру банкротства клиента")
    if client.insolvency_claim_on:
        yield Event(on=client.insolvency_claim_on, text="Наше требование заявлено в реестр")
