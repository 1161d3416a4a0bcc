"""What is named by a number of its own and not by a deal: whether it is in the visitor's reach."""

from __future__ import annotations

from werkzeug.exceptions import NotFound

from tracker.batches import ledger
from tracker.scans.confirming import Awaiting
from tracker.scans.waiting import scan_of
from web import desk
from web.access import Owner
from web.guard import require


def batch_in_reach(batch_id: int) -> ledger.Batch:
    """A batch: who sees their own deals sees their own batches. Raises NotFound, NotFoundError."""
    batch = ledger.find(desk.reading(), batch_id)
    if desk.own_labels() is not None and batch.asked_by != desk.visitor().login:
        raise NotFound
    return batch


def scan_in_reach(scan_id: int) -> Awaiting:
    """A scanned paper, whose deal owns it; one of no deal is nobody's own. Raises NotFound, NotFoundError."""
    paper = scan_of(desk.reading(), scan_id)
    if desk.own_labels() is not None:
        if paper.deal is None:
            raise NotFound
        require(Owner.DEAL, paper.deal)
    return paper
