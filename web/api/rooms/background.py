"""Batches of background work: the newest, one, its failures and files; and the word to the worker."""

from __future__ import annotations

import logging
import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field
from werkzeug.exceptions import NotFound

from docgen.bundle import File, read_file
from tracker.batches import ledger
from tracker.batches.ledger import Batch, State
from tracker.batches.papers import write_papers
from tracker.errors import DatabaseError
from tracker.jobs import enqueue
from web import desk
from web.api.calls import Media, call
from web.api.shapes import Asked, Out, Size
from web.reach import batch_in_reach

if TYPE_CHECKING:
    from tracker.house import Work

TAG = "Пакеты работ"
_TOLD = 200
_MOST_BYTES = 2_000_000_000
_log = logging.getLogger(__name__)


def wake(job: str, argument: int) -> None:
    """Asks the worker to begin, who finds the work even if it could not be told."""
    try:
        enqueue(desk.house().settings, job, argument)
    except DatabaseError as error:
        _log.warning("%s %s waits for a worker to look around: %s", job, argument, error)


class ProgressOut(Out):
    """Сколько сделано."""

    total: int
    waiting: int
    done: int
    failed: int
    stopped: int


class BatchOut(Out):
    """Пакет работ."""

    id: int
    kind: str
    title: str
    asked_at: str
    asked_by: str
    finished_at: str | None
    progress: ProgressOut


class BatchesAsked(Asked):
    """How many."""

    size: Size = Field(20, title="Сколько", description="Сколько последних пакетов")


@call("GET /batches", "batches", TAG, "Последние пакеты", answer=tuple[BatchOut, ...], query=BatchesAsked)
def batches(query: BatchesAsked) -> Any:
    """The newest batches: one's own, or everybody's for those who see everybody's deals."""
    mine = desk.visitor().login if desk.own_labels() is not None else None
    return tuple(ledger.newest(desk.reading(), query.size, mine))


class FailedOut(Out):
    """Что не вышло и почему."""

    key: str
    subject: dict[str, Any]
    attempts: int
    error: str | None


class BatchViewOut(BatchOut):
    """Пакет и первое из того, что в нём не вышло."""

    failures: tuple[FailedOut, ...]


@call("GET /batches/<id:batch_id>", "batch", TAG, "Пакет", answer=BatchViewOut)
def batch(batch_id: int) -> Any:
    """A batch and its failures."""
    found = batch_in_reach(batch_id)
    failed = islice(ledger.items_of(desk.reading(), batch_id, State.FAILED), _TOLD)
    names = ("id", "kind", "title", "asked_at", "asked_by", "finished_at", "progress")
    return {**{name: getattr(found, name) for name in names}, "failures": tuple(failed)}


def _wake_batch(made: Batch) -> None:
    wake("batch", made.id)


@call(
    "POST /batches/<id:batch_id>/retry",
    "retry_batch",
    TAG,
    "Повторить то, что не вышло",
    answer=BatchOut,
    status=202,
    is_change=True,
    left=_wake_batch,
)
def retry(work: Work, batch_id: int) -> Any:
    """Tries failed items again."""
    batch_in_reach(batch_id)
    ledger.retry(work, batch_id)
    return ledger.find(work.connection, batch_id)


@call("POST /batches/<id:batch_id>/stop", "stop_batch", TAG, "Остановить", answer=BatchOut, is_change=True)
def stop(work: Work, batch_id: int) -> Any:
    """What waits is not to be done."""
    batch_in_reach(batch_id)
    ledger.stop(work, batch_id)
    return ledger.find(work.connection, batch_id)


@call(
    "POST /batches/<id:batch_id>/undo",
    "undo_batch",
    TAG,
    "Отменить сделанное",
    text="Отмена — отдельный пакет; он и отвечает. Пакет, который уже отменён, отменяется один раз.",
    answer=BatchOut,
    status=202,
    is_change=True,
    left=_wake_batch,
)
def undo(work: Work, batch_id: int) -> Any:
    """What was done is taken back, as a batch of its own."""
    found = batch_in_reach(batch_id)
    known = ledger.undone_by(work.connection, found)
    if known is None:
        known = ledger.undo(work, batch_id, f"Отмена: {found.title}")
    return ledger.find(work.connection, known)


@call(
    "GET /batches/<id:batch_id>/files/<ending>",
    "batch_files",
    TAG,
    "Файлы пакета",
    text="ending — zip: архив документов или pdf: один файл для печати.",
    answer=Media(("application/zip", "application/pdf")),
)
def files(batch_id: int, ending: str) -> Any:
    """The papers of a batch as one archive or one PDF."""
    from web.api.doing import sent_file

    batch_in_reach(batch_id)
    types = {"zip": "application/zip", "pdf": "application/pdf"}
    if ending not in types:
        raise NotFound
    desk.stop_reading()
    with tempfile.TemporaryDirectory(prefix="pervichka-") as folder:
        written = write_papers(desk.house(), batch_id, Path(folder))
        wanted = next((path for path in written if path.suffix == f".{ending}"), None)
        if wanted is None:
            raise NotFound
        return sent_file(File(wanted.name, read_file(wanted, _MOST_BYTES)), types[ending])
