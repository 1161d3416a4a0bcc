"""What a deal is called and who leads it."""

from __future__ import annotations

from typing import Final

from tracker.errors import RefusedError
from tracker.house import Work
from tracker.models import DealRow
from tracker.ownership import label_of
from tracker.papers.stored import find_deal
from tracker.recording.changes import change

LONGEST_SUBJECT: Final = 1_000


def edit_deal(work: Work, deal_id: int, *, subject: str, manager: str | None) -> None:
    """Calls the deal so from now on, and says who leads it; papers that were issued stay as they are.

    manager: a login becomes the person's name, as new deals spell it. Raises NotFoundError, RefusedError.
    """
    deal = find_deal(work.connection, deal_id)
    plain = " ".join(subject.split())
    if not plain or len(plain) > LONGEST_SUBJECT or not plain.isprintable():
        raise RefusedError(f"Предмет сделки — одна строка от 1 до {LONGEST_SUBJECT} знаков.")
    new = {"subject": plain, "manager": None if manager is None else label_of(work.connection, manager)}
    if change(work, DealRow, deal, ("deal.edited", f"deal:{deal['code']}"), new):
        work.touch(deal_id)
