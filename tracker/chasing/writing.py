"""Writes the reminders that are due as letters: once each, several papers of one client in one letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from docgen.errors import DocgenError
from docgen.working_days import is_working_day
from tracker import phrases
from tracker.chasing import texts
from tracker.chasing.addressees import Addressees, addressees
from tracker.chasing.planning import Renewed, Rows, read_rows, renew, steps_of
from tracker.chasing.schedule import Step, schedule
from tracker.chasing.unreturned import Unreturned, Wanted, unreturned
from tracker.errors import DatabaseError
from tracker.evidence import working_day
from tracker.house import House, Work
from tracker.letters.composing import NewLetter, compose
from tracker.letters.papers import MOST_BYTES, has_file, outgoing_files
from tracker.letters.states import State
from tracker.models import OrganizationRow, PartyRow, ReminderRow

_NOT_GONE = frozenset({State.FAILED, State.DOUBTFUL, State.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Papers of which the same people are reminded in the same step. ``told``: lines of what was done, by paper."""

    step: Step
    organization_id: int
    recipients: tuple[str, ...]
    papers: tuple[Unreturned, ...]
    told: dict[tuple[int, str], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run did. ``letters``: keys of the letters that it wrote; ``problems``: what it could not write, and why.

    renewed is None on a day off, when nobody is reminded.
    """

    renewed: Renewed | None
    letters: tuple[int, ...]
    problems: tuple[str, ...]


def run(house: House, actor: str, today: date) -> Ran:
    """Renews the plan and writes every letter that is due; each letter is a change of its own, so a kill loses none.

    Safe to repeat: what was written is not written again. Raises DatabaseError.
    """
    if not is_working_day(today):
        return Ran(renewed=None, letters=(), problems=())
    with house.work(actor, today) as work:
        renewed = renew(work)
    with house.database.read() as connection:
        batches = due_batches(connection, today, house.settings.grace_days)
    letters: list[int] = []
    problems: list[str] = []
    for batch in batches:
        try:
            with house.work(actor, today) as work:
                written, refused = write_batch(work, batch)
        except DatabaseError:
            raise
        except DocgenError as error:
            problems.append(f"{', '.join(batch.recipients)}: {error}")
            continue
        letters += written
        problems += refused
    return Ran(renewed=renewed, letters=tuple(letters), problems=tuple(problems))


def due_batches(connection: Connection, today: date, grace_days: int) -> list[Batch]:
    """Letters that are due on the day, as the plan says; a paper is in one of them at most."""
    return batches_of(connection, list(unreturned(connection, today, grace_days)), today)


def batches_of(
    connection: Connection, papers: Sequence[Unreturned], today: date, *, is_ahead: bool = False
) -> list[Batch]:
    """Letters about these papers that are due on the day; ``is_ahead``: the next ones, whatever day they are due on."""
    reach = addressees(connection, papers, today)
    rows = read_rows(connection, {paper.document_id for paper in papers})
    grouped: dict[tuple[Any, ...], list[Unreturned]] = {}
    for paper in papers:
        step = _due_step(paper, reach, rows.get(paper.key, {}), today, is_ahead=is_ahead)
        if step is not None:
            recipients = reach.of(paper, step).addresses
            client = paper.counterparty_id if step is Step.CONTACT else None
            grouped.setdefault((step, paper.organization_id, recipients, client), []).append(paper)
    ordered = sorted(grouped.items(), key=lambda item: list(Step).index(item[0][0]))
    return [
        Batch(
            step=step,
            organization_id=organization_id,
            recipients=recipients,
            papers=tuple(found),
            told={paper.key: list(_told(rows.get(paper.key, {}), step)) for paper in found},
        )
        for (step, organization_id, recipients, _), found in ordered
    ]


def _due_step(paper: Unreturned, reach: Addressees, rows: Rows, today: date, *, is_ahead: bool) -> Step | None:
    """The first step that is to be taken, if its day has come: nobody is reminded after the one who is to be next."""
    awaited = (step for step in steps_of(paper, reach, rows, today) if step.passed_over is None)
    first = next(awaited, None)
    return first.step if first is not None and (is_ahead or first.planned_on <= today) else None


def _told(rows: Rows, until: Step) -> Iterator[str]:
    """What was done in the steps before."""
    for step in Step:
        row = rows.get(step)
        if step is until:
            return
        if row is not None and row["letter_id"] is not None:
            state = State(row["letter_state"])
            trouble = f", {state.label}" if state in _NOT_GONE else ""
            yield f"Напоминание {step.label}: {phrases.day(row['done_on'])}, письмо № {row['letter_id']}{trouble}."
        elif row is not None and row["outcome"]:
            yield f"Напоминание {step.label} {row['outcome']}."


@dataclass(frozen=True, slots=True)
class Parcel:
    """Papers of one letter, and the keys of those whose files go with it."""

    papers: list[Unreturned]
    attached: list[int]


def write_batch(work: Work, batch: Batch) -> tuple[list[int], list[str]]:
    """Writes the letters of a batch, those of its reminders that are still open; answers their keys and what failed."""
    open_ones = _open_reminders(work, batch)
    papers = [paper for paper in batch.papers if paper.key in open_ones]
    problems: list[str] = []
    parcels = _parcels(work, batch.step, papers, problems)
    return [_write(work, batch, parcel, open_ones) for parcel in parcels], problems


def _open_reminders(work: Work, batch: Batch) -> dict[tuple[int, str], int]:
    statement = select(ReminderRow.id, ReminderRow.document_id, ReminderRow.wanted).where(
        ReminderRow.document_id.in_(sorted({paper.document_id for paper in batch.papers})),
        ReminderRow.step == batch.step.value,
        ReminderRow.done_on.is_(None),
    )
    return {(row.document_id, row.wanted): row.id for row in work.connection.execute(statement)}


def _parcels(work: Work, step: Step, papers: Sequence[Unreturned], problems: list[str]) -> list[Parcel]:
    """As many papers together as a letter can hold; what is wrong with a file becomes a problem.

    Files go to the client alone: colleagues have them in the program.
    """
    to_client = step is Step.CONTACT
    with_file = has_file(work.connection, [paper.document_id for paper in papers]) if to_client else set()
    parcels: list[Parcel] = []
    room = 0
    for paper in papers:
        size = 0
        if paper.document_id in with_file:
            try:
                size = _size_of(work, paper)
            except DocgenError as error:
                problems.append(str(error))
                continue
        if not parcels or size > room:
            parcels.append(Parcel([], []))
            room = MOST_BYTES
        parcels[-1].papers.append(paper)
        if paper.document_id in with_file:
            parcels[-1].attached.append(paper.document_id)
        room -= size
    return parcels


def _size_of(work: Work, paper: Unreturned) -> int:
    """Bytes of the paper's file. Raises what ``outgoing_files`` raises."""
    files = outgoing_files(work.connection, work.vault, [paper.document_id], paper.organization_id, paper.deal_id)
    return sum(len(file.content) for file in files)


def _write(work: Work, batch: Batch, parcel: Parcel, reminders: dict[tuple[int, str], int]) -> int:
    papers = parcel.papers
    subject, body = texts.write(batch.step, _context(work, batch, parcel))
    deals = {paper.deal_id for paper in papers}
    letter = NewLetter(
        organization_id=batch.organization_id,
        deal_id=deals.pop() if len(deals) == 1 else None,
        recipients=batch.recipients,
        subject=subject,
        body=body,
        document_ids=parcel.attached,
    )
    letter_id = compose(work, letter)
    keys = [reminders[paper.key] for paper in papers]
    values = {"letter_id": letter_id, "done_on": work.today, "outcome": f"письмо {batch.step.label}"}
    work.connection.execute(update(ReminderRow).where(ReminderRow.id.in_(keys)).values(**values))
    work.note(
        "reminders.written",
        f"letter:{letter_id}",
        step=batch.step.value,
        documents=[{"document": paper.document_id, "wanted": paper.wanted.value} for paper in papers],
    )
    return letter_id


def _context(work: Work, batch: Batch, parcel: Parcel) -> dict[str, Any]:
    papers = parcel.papers
    reach = addressees(work.connection, (), work.today)
    managers = {paper.manager for paper in papers}
    manager = reach.manager(managers.pop()) if len(managers) == 1 else None
    return {
        "today": work.today,
        "papers": papers,
        "signature": [paper for paper in papers if paper.wanted is Wanted.SIGNATURE],
        "original": [paper for paper in papers if paper.wanted is Wanted.ORIGINAL],
        "attached": len(parcel.attached),
        "told": batch.told,
        "clients": len({paper.counterparty_id for paper in papers}),
        "exposure": sum(paper.exposure for paper in papers),
        "return_by": working_day(work.today + timedelta(schedule().answer_days)),
        "seller": _seller(work.connection, batch.organization_id),
        "manager": manager,
    }


def _seller(connection: Connection, organization_id: int) -> dict[str, Any]:
    statement = (
        select(PartyRow.__table__)
        .join(OrganizationRow, OrganizationRow.party_id == PartyRow.id)
        .where(OrganizationRow.id == organization_id)
    )
    return dict(connection.execute(statement).mappings().one())
