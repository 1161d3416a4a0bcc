"""The journal's events about one deal, in Russian words, each with its hash."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from docgen.filters import NBSP
from docgen.phrases import with_sign
from tracker import phrases
from tracker.claims.sending import WAYS
from tracker.dossier.gathering import DealFile
from tracker.dossier.wording import AUTHORITIES, DOUBTED, EVIDENCES
from tracker.fact_store import in_chunks
from tracker.journal import read_head
from tracker.models import EventRow, ScannedPaperRow
from tracker.papers.stored import name_of, subject_of

_INNER: Final = ("discount.", "price_list.", "person.", "reminders.")
"""Beginnings of kinds of events that are nobody's business outside the house."""

KINDS: Final = {
    "deal.added": "сделка заведена",
    "deal.changed": "сделка изменена по файлу",
    "document.attached": "к документу приложен файл",
    "kit.bound": "комплект документов собран",
    "obligation.added": "обязательство записано",
    "obligation.performed": "исполнение отмечено",
    "obligation.cancelled": "обязательство снято",
    "document.issued": "документ выпущен",
    "document.superseded": "документ заменён",
    "document.annulled": "документ аннулирован",
    "document.sent": "отправка отмечена",
    "document.delivered": "доставка отмечена",
    "document.signed_by_us": "наша подпись отмечена",
    "document.signed_by_client": "подпись клиента отмечена",
    "document.scan_received": "скан-копия получена",
    "document.original_received": "подлинник получен",
    "document.signed_electronically": "подписание через ЭДО отмечено",
    "document.refused": "мотивированный отказ отмечен",
    "document.refusal_answered": "ответ на отказ отмечен",
    "payment.added": "платёж записан",
    "payment.allocated": "платёж отнесён к сделке",
    "payment.allocation_withdrawn": "отнесение платежа снято",
    "claim.sent": "отправка претензии отмечена",
    "claim.changed": "день отправки претензии исправлен",
    "demand.received": "требование клиента отмечено",
    "demand.answered": "ответ на требование отмечен",
    "client.added": "клиент заведён",
    "client.changed": "сведения о клиенте изменены",
    "client.contact_left": "уход контакта отмечен",
    "client.insolvent": "банкротство клиента отмечено",
    "client.insolvency_claim_filed": "требование в реестр отмечено",
    "client.tax_invoices_waived": "согласие без счетов-фактур отмечено",
    "document.signature_added": "электронная подпись приложена",
    "exchange.applied": "сведения из архива оператора ЭДО записаны",
    "scan.filed": "скан-копия разобрана",
    "scan.confirmed": "скан-копия подтверждена",
    "scan.rejected": "скан-копия отклонена",
    "scan.beside": "ещё одна скан-копия",
    "payment.tied": "платёж связан со счётом",
    "payment.proposal_accepted": "отнесение платежа подтверждено",
    "payment.ignored": "платёж отложен",
    "payment.brought_back": "платёж возвращён в разбор",
    "letter.composed": "письмо составлено",
    "letter.sending": "письмо отправляется",
    "letter.sent": "письмо отправлено",
    "letter.failed": "письмо не ушло",
    "letter.doubtful": "неизвестно, ушло ли письмо",
    "letter.withdrawn": "письмо отозвано",
}
_DAYS: Final = {
    "on": "день",
    "date": "дата",
    "sent_on": "отправлено",
    "delivered_on": "доставлено",
    "signed_by_us_on": "подписано нами",
    "signed_by_client_on": "подписано клиентом",
    "scan_on": "скан-копия",
    "original_on": "подлинник",
    "electronic_on": "ЭДО",
    "refused_on": "отказ",
    "refusal_answered_on": "ответ на отказ",
    "performed_on": "исполнено",
    "cancelled_on": "снято",
    "due_on": "срок",
    "answer_by": "ответ по",
    "received_on": "получено",
    "answered_on": "отвечено",
    "left_on": "ушёл",
    "insolvent_on": "банкротство",
    "insolvency_claim_on": "требование в реестр",
    "tax_invoice_waiver_on": "согласие",
}
_SUMS: Final = {"amount": "сумма", "total": "сумма", "performed_amount": "исполнено на сумму"}
_TEXTS: Final = {"number": "№", "attorney_number": "доверенность №", "reason": "причина"}
_WORDS: Final = {"signer_authority": AUTHORITIES, "evidence": EVIDENCES, "way": WAYS}
_MOST_TEXT: Final = 120


def _read_events(connection: Connection, named: Iterable[str]) -> list[RowMapping]:
    columns = EventRow.__table__.columns
    found: list[RowMapping] = []
    for chunk in in_chunks(named):
        found += connection.execute(select(*columns).where(EventRow.subject.in_(chunk))).mappings()
    return sorted(found, key=lambda row: row["seq"])


def _subjects(connection: Connection, deal: DealFile) -> dict[str, str]:
    """Names of subjects in the journal, and what people call them."""
    named = {f"deal:{deal.code}": "Сделка", f"client:{deal.client_code}": "Клиент"}
    named |= {f"obligation:{deal.code}/{code}": f"Обязательство «{code}»" for code in deal.stored.obligation_ids}
    for paper in deal.papers:
        named[subject_of(paper)] = name_of(paper)  # type: ignore[arg-type]
    for one in deal.payments:
        number = f" {with_sign(one['number'])}" if one["number"] else ""
        named[f"payment:{one['id']}"] = f"Платёж{number} от {phrases.day(one['date'])}"
    named |= {f"letter:{one['id']}": f"Письмо «{one['subject']}»" for one in deal.letters}
    names = {paper["id"]: name_of(paper) for paper in deal.papers}  # type: ignore[arg-type]
    scanned = select(ScannedPaperRow.id, ScannedPaperRow.document_id).where(ScannedPaperRow.document_id.in_(names))
    for row in connection.execute(scanned) if names else ():
        named[f"scanned_paper:{row.id}"] = f"Скан-копия, {names[row.document_id]}"
    return named


@dataclass(frozen=True, slots=True)
class Extract:
    """The journal as far as it speaks of a deal. ``data``: what its template takes.

    dispatched: how claims went, by the day of sending: what was kept of the way and of the number of the post.
    """

    data: Mapping[str, Any]
    dispatched: Mapping[str, Mapping[str, Any]]


def read_extract(connection: Connection, deal: DealFile) -> Extract:
    """Reads the events whose subject is the deal, its client, its obligations, papers, money or letters."""
    named = _subjects(connection, deal)
    events = _read_events(connection, named)
    hidden = DOUBTED if deal.for_court else frozenset()
    return Extract(_data(connection, named, events, hidden), _dispatched(events, deal.code))


def _data(
    connection: Connection, named: Mapping[str, str], events: Sequence[RowMapping], hidden: frozenset[str]
) -> dict[str, Any]:
    shown = [event for event in events if not event["kind"].startswith(_INNER)]
    head = read_head(connection)
    withheld = len(events) - len(shown)
    return {
        "head": {"events": head.events, "hash": head.hash},
        "check": (
            "Выгрузите журнал (pervichka journal export) и проверьте его отдельной программой docs/verify.py: «python3 "
            "verify.py journal.jsonl journal.head.json». Хеши выписки стоят в нём на строках с теми же номерами."
        ),
        "events": [
            {
                "seq": event["seq"],
                "at": _moment(event["at"]),
                "actor": event["actor"],
                "text": _told(named[event["subject"]], event, hidden),
                "hash": event["hash"],
            }
            for event in shown
        ],
        "withheld": f"Событий о скидках и ценах в выписку не включено: {withheld}." if withheld else "",
    }


def _told(subject: str, event: RowMapping, hidden: frozenset[str]) -> str:
    kind = KINDS.get(event["kind"], event["kind"])
    facts = ", ".join(_facts(json.loads(event["details"]), hidden))
    return f"{subject}: {kind}" + (f" ({facts})" if facts else "")


def _facts(details: Mapping[str, Any], hidden: frozenset[str]) -> Iterator[str]:
    """Details that say something to a reader; a change tells what became new."""
    new = details.get("new")
    for key, value in (new if isinstance(new, dict) else details).items():
        text = "" if str(value) in hidden else _fact(key, value)
        if text:
            yield text


def _fact(key: str, value: Any) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    if key in _DAYS:
        return f"{_DAYS[key]} {_day(str(value))}"
    if key in _SUMS and isinstance(value, int):
        return f"{_SUMS[key]} {phrases.roubles(value)}"
    if key in _WORDS:
        return _WORDS[key].get(str(value), "")
    return f"{_TEXTS[key]}{NBSP}{str(value)[:_MOST_TEXT]}" if key in _TEXTS and value != "" else ""


def _day(text: str) -> str:
    return f"{text[8:10]}.{text[5:7]}.{text[:4]}"


def _moment(at: str) -> str:
    return f"{_day(at)} {at[11:16]}"


def _dispatched(events: Iterable[RowMapping], code: str) -> dict[str, dict[str, Any]]:
    told = [
        json.loads(one["details"]) for one in events if (one["kind"], one["subject"]) == ("claim.sent", f"deal:{code}")
    ]
    return {str(details.get("sent_on")): details for details in told}
