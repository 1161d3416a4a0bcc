"""The plan of reminders: which step of which paper is due when; made anew as papers come home.

A plan is derived: from the term of the paper, the day on which it came into the plan, and the steps that were done. To
make it twice on a day changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from tracker.chasing.addressees import Addressees, addressees
from tracker.chasing.schedule import Step, schedule
from tracker.chasing.unreturned import Unreturned, Wanted, unreturned
from tracker.evidence import working_day
from tracker.fact_store import in_chunks
from tracker.house import Work
from tracker.letters import outbox
from tracker.letters.states import State
from tracker.models import DocumentRow, LetterRow, ReminderRow
from tracker.papers.stored import find_paper, name_of, subject_of

CAME_BACK: Final = "вернулся"
_PASSED_OVER: Final = "пропущено: "
_DAY = timedelta(1)

Rows = dict[Step, RowMapping]
"""The reminders of a paper that are in the database, by their steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A step of a paper. ``passed_over``: why it is not to be taken; None if it is."""

    step: Step
    made_on: date
    planned_on: date
    passed_over: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """What a renewal changed. ``papers``: how many are awaited; ``closed``: reminders that are not needed any more."""

    papers: int
    added: int
    moved: int
    closed: int
    withdrawn: int


def steps_of(paper: Unreturned, reach: Addressees, rows: Mapping[Step, RowMapping], today: date) -> list[PlannedStep]:
    """The steps of a paper that are not taken yet, in their order.

    Who cannot be reached is passed over, and the next one takes their day. After a step that was taken, the next comes
    as many days later as the schedule leaves between them, even if it was taken late.
    """
    after = schedule().after
    made_on = min((row["made_on"] for row in rows.values()), default=today)
    first = max(paper.last_day + _DAY, made_on)
    inherited: int | None = None
    taken: tuple[date, int] | None = None
    steps = []
    for step in Step:
        row = rows.get(step)
        if row is not None and row["letter_id"] is not None:
            taken, inherited = (row["done_on"], after[step]), None
            continue
        offset = after[step] if inherited is None else inherited
        reason = reach.of(paper, step).reason
        on = first + timedelta(offset)
        if taken is not None:
            on = max(on, taken[0] + timedelta(max(0, offset - taken[1])))
        steps.append(PlannedStep(step=step, made_on=made_on, planned_on=working_day(on), passed_over=reason))
        inherited = offset if reason is not None else None
    return steps


def renew(work: Work) -> Renewed:
    """Makes the plan of today: steps of papers that are awaited, and an end to those of papers that came home."""
    papers = {paper.key: paper for paper in unreturned(work.connection, work.today, work.grace_days)}
    tally = plan_papers(work, list(papers.values()))
    ended = _close_others(work, papers.keys())
    return Renewed(
        papers=len(papers),
        added=tally["added"],
        moved=tally["moved"],
        closed=tally["closed"] + ended,
        withdrawn=_withdraw_needless(work, papers.keys()),
    )


def plan_papers(work: Work, papers: Sequence[Unreturned]) -> dict[str, int]:
    """Makes the plan of these papers alone; answers how many steps were «added», «moved» and «closed»."""
    reach = addressees(work.connection, papers, work.today)
    rows = read_rows(work.connection, {paper.document_id for paper in papers})
    tally = {"added": 0, "moved": 0, "closed": 0}
    added: list[dict[str, Any]] = []
    for paper in papers:
        known = rows.get(paper.key, {})
        added += _renew_paper(work, paper, steps_of(paper, reach, known, work.today), known, tally)
    if added:
        work.connection.execute(insert(ReminderRow), added)
    return tally


def read_rows(connection: Connection, document_ids: Iterable[int]) -> dict[tuple[int, str], Rows]:
    """Reminders of these papers, by paper and what is wanted of it."""
    found: dict[tuple[int, str], Rows] = {}
    for keys in in_chunks(document_ids):
        statement = (
            select(ReminderRow.__table__, LetterRow.state.label("letter_state"))
            .outerjoin(LetterRow, LetterRow.id == ReminderRow.letter_id)
            .where(ReminderRow.document_id.in_(keys))
        )
        for row in connection.execute(statement).mappings():
            found.setdefault((row["document_id"], row["wanted"]), {})[Step(row["step"])] = row
    return found


def _renew_paper(
    work: Work, paper: Unreturned, steps: list[PlannedStep], rows: Rows, tally: dict[str, int]
) -> list[dict[str, Any]]:
    """Changes the reminders of a paper; answers those that are to be added."""
    changed: dict[str, Any] = {}
    added = []
    for step in steps:
        row = rows.get(step.step)
        wanted = _values(step, row, work.today)
        if row is None:
            whose = {"document_id": paper.document_id, "wanted": paper.wanted.value, "step": step.step.value}
            added.append(_NEW | whose | {"made_on": step.made_on} | wanted)
        elif any(row[name] != value for name, value in wanted.items()):
            work.connection.execute(update(ReminderRow).where(ReminderRow.id == row["id"]).values(**wanted))
        else:
            continue
        changed[step.step.value] = step.passed_over or step.planned_on
        tally["added" if row is None else "closed" if step.passed_over else "moved"] += 1
    if changed:
        work.note("reminders.planned", paper.subject, wanted=paper.wanted.value, steps=changed)
    return added


_NEW: Final = {"letter_id": None, "done_on": None, "outcome": None}


def _values(step: PlannedStep, row: RowMapping | None, today: date) -> dict[str, Any]:
    """What a reminder's row is to hold. One that is passed over for the same reason as before stays as it was."""
    if step.passed_over is None:
        return {"planned_on": step.planned_on, "done_on": None, "outcome": None}
    outcome = f"{_PASSED_OVER}{step.passed_over}"
    if row is not None and row["outcome"] == outcome:
        return {"outcome": outcome}
    return {"planned_on": step.planned_on, "done_on": today, "outcome": outcome}


def _close_others(work: Work, awaited: Iterable[tuple[int, str]]) -> int:
    """Ends the open reminders of papers that are awaited no more; answers how many."""
    known = set(awaited)
    statement = select(ReminderRow.id, ReminderRow.document_id, ReminderRow.wanted).where(ReminderRow.done_on.is_(None))
    over: dict[tuple[int, str], list[int]] = {}
    for row in work.connection.execute(statement.order_by(ReminderRow.id)):
        if (row.document_id, row.wanted) not in known:
            over.setdefault((row.document_id, row.wanted), []).append(row.id)
    for (document_id, wanted), keys in over.items():
        paper = find_paper(work.connection, document_id)
        outcome = _why_over(paper, Wanted(wanted))
        values = {"done_on": work.today, "outcome": outcome}
        work.connection.execute(update(ReminderRow).where(ReminderRow.id.in_(keys)).values(**values))
        work.note("reminders.ended", subject_of(paper), wanted=wanted, outcome=outcome)
    return sum(map(len, over.values()))


def _why_over(paper: RowMapping, wanted: Wanted) -> str:
    if paper["annulled_on"] is not None:
        return "документ аннулирован"
    if paper["superseded_on"] is not None:
        return "документ заменён"
    arrived = (
        ("signed_by_client_on", "electronic_on") if wanted is Wanted.SIGNATURE else ("original_on", "electronic_on")
    )
    if any(paper[name] is not None for name in arrived):
        return CAME_BACK
    return "больше не требуется"


def _withdraw_needless(work: Work, awaited: Iterable[tuple[int, str]]) -> int:
    """Withdraws letters that still wait although everything that they ask for has come home; answers how many."""
    known = set(awaited)
    statement = (
        select(ReminderRow.letter_id, ReminderRow.document_id, ReminderRow.wanted)
        .join(LetterRow, LetterRow.id == ReminderRow.letter_id)
        .where(LetterRow.state == State.WAITING.value)
    )
    asked: dict[int, set[tuple[int, str]]] = {}
    for letter_id, document_id, wanted in work.connection.execute(statement):
        if letter_id is not None:
            asked.setdefault(letter_id, set()).add((document_id, wanted))
    needless = sorted(letter_id for letter_id, papers in asked.items() if not papers & known)
    for letter_id in needless:
        outbox.withdraw(work, letter_id)
    return len(needless)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A reminder as a line of a list."""

    id: int
    document_id: int
    wanted: Wanted
    step: Step
    planned_on: date
    letter_id: int | None
    letter_state: State | None
    done_on: date | None
    outcome: str | None


def list_reminders(
    connection: Connection, *, deal_id: int | None = None, is_open: bool | None = None, size: int = 200
) -> Iterator[tuple[Reminder, str]]:
    """Reminders with the names of their papers, by their days: all, the open ones, or those that are done."""
    statement = (
        select(ReminderRow.__table__, LetterRow.state.label("letter_state"))
        .join(DocumentRow, DocumentRow.id == ReminderRow.document_id)
        .outerjoin(LetterRow, LetterRow.id == ReminderRow.letter_id)
    )
    if deal_id is not None:
        statement = statement.where(DocumentRow.deal_id == deal_id)
    if is_open is not None:
        statement = statement.where(ReminderRow.done_on.is_(None) if is_open else ReminderRow.done_on.is_not(None))
    ordered = statement.order_by(ReminderRow.planned_on, ReminderRow.document_id, ReminderRow.id).limit(size)
    for row in connection.execute(ordered).mappings().all():
        yield _reminder(row), name_of(find_paper(connection, row["document_id"]))


def count_passed_over(connection: Connection) -> list[tuple[Step, str, int]]:
    """Whom the plan passes over, why, and in how many reminders: what somebody should mend."""
    statement = (
        select(ReminderRow.step, ReminderRow.outcome, func.count())
        .where(ReminderRow.letter_id.is_(None), ReminderRow.outcome.startswith(_PASSED_OVER))
        .group_by(ReminderRow.step, ReminderRow.outcome)
    )
    found = [(Step(step), outcome or "", count) for step, outcome, count in connection.execute(statement)]
    return sorted(found, key=lambda one: (list(Step).index(one[0]), one[1]))


def _reminder(row: RowMapping) -> Reminder:
    return Reminder(
        id=row["id"],
        document_id=row["document_id"],
        wanted=Wanted(row["wanted"]),
        step=Step(row["step"]),
        planned_on=row["planned_on"],
        letter_id=row["letter_id"],
        letter_state=State(row["letter_state"]) if row["letter_state"] else None,
        done_on=row["done_on"],
        outcome=row["outcome"],
    )
