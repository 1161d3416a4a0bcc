"""The journal's events about one deal, in Russian words, each with its hash."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from docgen.phrases import with_sign
from tracker import phrases
from tracker.dossier.gathering import DealFile
from tracker.dossier.wording import DOUBTED
from tracker.event_words import KINDS, facts_of, moment
from tracker.fact_store import in_chunks
from tracker.journal import read_head
from tracker.models import EventRow, ScannedPaperRow
from tracker.papers.stored import name_of, subject_of

_INNER: Final = ("discount.", "price_list.", "person.", "reminders.")
"""Beginnings of kinds of events that are nobody's business outside the house."""


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
    names = {paper["id"]: name_of(paper) for paper in deal.papers}
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
                "at": moment(event["at"]),
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
    facts = ", ".join(facts_of(json.loads(event["details"]), hidden))
    return f"{subject}: {kind}" + (f" ({facts})" if facts else "")


def _dispatched(events: Iterable[RowMapping], code: str) -> dict[str, dict[str, Any]]:
    told = [
        json.loads(one["details"]) for one in events if (one["kind"], one["subject"]) == ("claim.sent", f"deal:{code}")
    ]
    return {str(details.get("sent_on")): details for details in told}
