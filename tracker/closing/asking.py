"""Asking for a closing: its plan becomes a batch; a month has one unfinished batch at most."""

from __future__ import annotations

from sqlalchemy import Connection

from docgen.filters import NBSP
from tracker.batches import ledger
from tracker.batches.ledger import Batch, NewItem
from tracker.closing.papers import Lacking
from tracker.closing.planning import Plan
from tracker.errors import RefusedError
from tracker.house import Work

KIND = "closing"
_MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip


def unfinished_of(connection: Connection, month: str) -> Batch | None:
    """The batch of this month in which something waits, if there is one."""
    return next((batch for batch in ledger.unfinished(connection, KIND) if batch.params["month"] == month), None)


def ask(work: Work, plan: Plan) -> int:
    """Writes the batch of what can be issued; answers its key.

    Raises RefusedError while another one of the month is unfinished, and where there is nothing to issue.
    """
    other = unfinished_of(work.connection, plan.choice.month)
    if other is not None:
        raise RefusedError(f"Месяц уже закрывается: пакет № {other.id} не закончен. Дождитесь его или продолжите.")
    items = [NewItem(key=paper.key, subject=_subject(paper)) for paper in plan.possible]
    return ledger.ask(work, KIND, title_of(plan), plan.choice.as_params(), items)


def title_of(plan: Plan) -> str:
    """«Закрытие за ноябрь 2026 г.»."""
    first = plan.choice.first
    return f"Закрытие за {_MONTHS[first.month - 1]} {first.year}{NBSP}г."


def _subject(paper: Lacking) -> dict[str, object]:
    """What is needed to issue it, and words for a list."""
    return {
        "key": paper.key,
        "deal": paper.case.deal_id,
        "date": paper.dated_on.isoformat(),
        "code": paper.case.code,
        "client": paper.case.client,
        "paper": paper.form.word,
        "amount": paper.amount,
    }
