"""Background work on the screen: how far a batch is, what failed and why, its files; stop, try again, undo."""

from __future__ import annotations

import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from tracker.batches import ledger
from tracker.batches.ledger import Batch, State
from tracker.batches.papers import write_papers
from web import desk
from web.language import gettext as _
from web.reach import batch_in_reach
from web.screens.registers.acting import leave

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_SHOWN: Final = 30
_TOLD: Final = 200
_ENDINGS: Final = {"zip": ".zip", "pdf": ".pdf"}
_TYPES: Final = {"zip": "application/zip", "pdf": "application/pdf"}


def show_work(batch_id: int) -> ResponseReturnValue:
    """A batch's page; to htmx, only its state."""
    batch = batch_in_reach(batch_id)
    template = "registers/state.html" if "HX-Request" in request.headers else "registers/work.html"
    return render_template(template, **_told(batch))


def list_work() -> ResponseReturnValue:
    """The newest batches: the visitor's own, or everybody's for those who see everybody's deals."""
    mine = desk.visitor().login if desk.own_labels() is not None else None
    return render_template("registers/works.html", batches=ledger.newest(desk.reading(), _SHOWN, mine))


def retry_work(batch_id: int) -> ResponseReturnValue:
    """What failed, or was stopped, is tried again."""
    batch_in_reach(batch_id)
    with desk.changing() as work:
        ledger.retry(work, batch_id)
    return leave(batch_id)


def stop_work(batch_id: int) -> ResponseReturnValue:
    """What waits is not to be done."""
    batch_in_reach(batch_id)
    with desk.changing() as work:
        ledger.stop(work, batch_id)
    flash(_("Остановлено: сделанное осталось, остальное не делается."), "info")
    return redirect(url_for("control.work", batch_id=batch_id), 303)


def undo_work(batch_id: int) -> ResponseReturnValue:
    """What was done is taken back, as a batch of its own. Asked twice, it is undone once."""
    batch = batch_in_reach(batch_id)
    known = ledger.undone_by(desk.reading(), batch)
    if known is None:
        with desk.changing() as work:
            known = ledger.undo(work, batch_id, f"Отмена: {batch.title}")
    return leave(known)


def work_files(batch_id: int, ending: str) -> ResponseReturnValue:
    """The papers of a batch as one archive or one PDF. Raises RefusedError where it has none."""
    batch_in_reach(batch_id)
    if ending not in _ENDINGS:
        raise NotFound
    desk.stop_reading()
    with tempfile.TemporaryDirectory(prefix="pervichka-") as folder:
        written = write_papers(desk.house(), batch_id, Path(folder))
        wanted = next((path for path in written if path.suffix == _ENDINGS[ending]), None)
        if wanted is None:
            raise NotFound
        size = wanted.stat().st_size
        file = wanted.open("rb")  # the name goes with the folder, the bytes when they have been sent
    answer: Response = send_file(file, mimetype=_TYPES[ending], as_attachment=True, download_name=wanted.name)
    answer.content_length = size
    return answer


def _told(batch: Batch) -> dict[str, Any]:
    connection = desk.reading()
    items = ledger.items_of(connection, batch.id, State.FAILED) if batch.progress.failed else ()
    undone = ledger.undone_by(connection, batch)
    return {
        "batch": batch,
        "failed": [_failure(item) for item in islice(items, _TOLD)],
        "undone_by": undone,
        "may_undo": ledger.may_undo(batch) and undone is None,
        "has_files": batch.kind in {"papers_gathered", "closing"} and batch.progress.done > 0,
    }


def _failure(item: ledger.Item) -> tuple[str, str]:
    """What failed and why; a reason that names the thing itself needs no name before it."""
    error = item.error or ""
    paper = item.subject.get("paper")
    return ("" if paper and error.startswith(paper) else _called(item)), error


def _called(item: ledger.Item) -> str:
    words = [str(item.subject[key]) for key in ("paper", "client", "code") if item.subject.get(key)]
    return ", ".join(words) or item.key
