"""Batches over papers: marked as sent or as come back, unmarked, gathered into one file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from tracker.batches.reach import refuse_foreign
from tracker.errors import RefusedError
from tracker.house import House, Work
from tracker.models import DocumentFileRow
from tracker.papers.stored import ISSUED_FILE, find_paper, name_of, refuse_ended
from tracker.recording import receive_original, send
from tracker.recording.papers import take_back

SENT: Final = "sent_on"
ORIGINAL: Final = "original_on"
_RECORDING: Final[Mapping[str, Callable[[Work, int, date], None]]] = {SENT: send, ORIGINAL: receive_original}


def mark_item(house: House, work: Work, params: Mapping[str, Any], subject: Mapping[str, Any]) -> Mapping[str, Any]:
    """Records a day of a paper. params: ``field`` and ``on``; subject: ``document``. Raises RefusedError."""
    del house
    document_id, field = subject["document"], params["field"]
    refuse_foreign(work, params, [document_id])
    paper = find_paper(work.connection, document_id)
    if field == ORIGINAL and paper["signed_by_client_on"] is None:
        raise RefusedError(
            f"{name_of(paper)}: подпись клиента ещё не отмечена. Откройте документ и отметьте, когда и кто подписал."
        )
    on = date.fromisoformat(params["on"])
    _RECORDING[field](work, document_id, on)
    was = paper[field]
    return {"document": document_id, "field": field, "is": params["on"], "was": was.isoformat() if was else None}


def unmark_item(house: House, work: Work, params: Mapping[str, Any], subject: Mapping[str, Any]) -> Mapping[str, Any]:
    """Gives a paper back the day that it had before ``mark_item``. Raises RefusedError if it was changed since."""
    del house
    done = subject["result"]
    refuse_foreign(work, params, [done["document"]])
    was = date.fromisoformat(done["was"]) if done["was"] else None
    take_back(work, done["document"], done["field"], date.fromisoformat(done["is"]), was)
    return {"document": done["document"]}


def gather_item(house: House, work: Work, params: Mapping[str, Any], subject: Mapping[str, Any]) -> Mapping[str, Any]:
    """Takes a paper among those whose files are wanted. Raises RefusedError for one that has no file."""
    del house
    document_id = subject["document"]
    refuse_foreign(work, params, [document_id])
    paper = find_paper(work.connection, document_id)
    refuse_ended(paper)
    statement = select(DocumentFileRow.id).where(
        DocumentFileRow.document_id == document_id, DocumentFileRow.purpose == ISSUED_FILE
    )
    if work.connection.execute(statement.limit(1)).first() is None:
        raise RefusedError(f"{name_of(paper)}: документ выпущен не программой, файла у него нет.")
    return {"document": document_id}
