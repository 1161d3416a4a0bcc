"""Reminders at a person's word: the next step of chosen papers is taken now, whatever day it was planned for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select, update

from tracker.batches.reach import refuse_foreign
from tracker.chasing.addressees import addressees
from tracker.chasing.planning import plan_papers, read_rows
from tracker.chasing.schedule import Step
from tracker.chasing.unreturned import Unreturned, unreturned
from tracker.chasing.writing import batches_of, write_batch
from tracker.errors import RefusedError
from tracker.house import House, Work
from tracker.letters import outbox
from tracker.letters.states import State
from tracker.models import ReminderRow

_NOT_GONE: Final = frozenset({State.WAITING, State.FAILED, State.WITHDRAWN})


def remind_item(house: House, work: Work, params: Mapping[str, Any], subject: Mapping[str, Any]) -> Mapping[str, Any]:
    """Writes the next letters about papers of one client. subject: ``papers``, pairs of a key and what is wanted.

    Raises RefusedError where nothing could be written. Answers keys of the letters.
    """
    del house
    keys = sorted({document_id for document_id, _ in subject["papers"]})
    refuse_foreign(work, params, keys)
    wanted = {(document_id, what) for document_id, what in subject["papers"]}
    papers = [paper for paper in unreturned(work.connection, work.today, work.grace_days, keys) if paper.key in wanted]
    if not papers:
        raise RefusedError("Напоминать не о чем: документы уже вернулись или больше не нужны.")
    plan_papers(work, papers)
    letters, problems = _write(work, papers)
    if not letters:
        raise RefusedError("; ".join(problems) or _why_nobody(work, papers))
    return {"letters": letters, "problems": problems}


def _write(work: Work, papers: Sequence[Unreturned]) -> tuple[list[int], list[str]]:
    letters: list[int] = []
    problems: list[str] = []
    for batch in batches_of(work.connection, papers, work.today, is_ahead=True):
        written, refused = write_batch(work, batch)
        letters += written
        problems += refused
    return letters, problems


def _why_nobody(work: Work, papers: Sequence[Unreturned]) -> str:
    """Every step of these papers was taken or passed over."""
    reach = addressees(work.connection, papers, work.today)
    rows = read_rows(work.connection, {paper.document_id for paper in papers})
    told = []
    for paper in papers:
        taken = {step for step, row in rows.get(paper.key, {}).items() if row["letter_id"] is not None}
        reasons = [reach.of(paper, step).reason for step in Step if step not in taken]
        told += [f"{paper.name}: {reason}" for reason in reasons if reason]
    return "; ".join(dict.fromkeys(told)) or "Все напоминания по плану уже написаны: дальше — звонок или претензия."


def withdraw_item(house: House, work: Work, params: Mapping[str, Any], subject: Mapping[str, Any]) -> Mapping[str, Any]:
    """Withdraws letters that ``remind_item`` wrote, and opens their steps again. Raises RefusedError if one went."""
    del house
    refuse_foreign(work, params, [document_id for document_id, _ in subject["papers"]])
    letters = subject["result"]["letters"]
    for key in letters:
        letter = outbox.find_letter(work.connection, key)
        if letter.state not in _NOT_GONE:
            raise RefusedError(f"Письмо № {key} {letter.state.label}: отменить напоминание уже нельзя.")
        if letter.state is not State.WITHDRAWN:
            outbox.withdraw(work, key)
    mine = ReminderRow.letter_id.in_(letters)
    steps = work.connection.execute(select(ReminderRow.document_id, ReminderRow.step).where(mine)).all()
    again = {"letter_id": None, "done_on": None, "outcome": None}
    work.connection.execute(update(ReminderRow).where(mine).values(**again))
    for key in letters:
        work.note("reminders.reopened", f"letter:{key}", steps=[[row.document_id, row.step] for row in steps])
    return {"letters": letters}
