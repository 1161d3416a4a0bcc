"""What clients propose: whether we take it, and what they were answered, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection

from tracker.house import Work
from tracker.lists.paging import PAGE, Page
from tracker.models import SurveyProposalRow
from tracker.recording.changes import change, find, refuse_future
from tracker.surveys.pages import Said, Whose, conditions, page, said, said_in
from tracker.texts import words

_Row = SurveyProposalRow
_ANSWER = 3_000


class Decision(StrEnum):
    """Whether we do what a client proposes. The paper knows the first two; what is put off has no tick there."""

    TAKEN = "taken"
    DECLINED = "declined"
    LATER = "later"

    @property
    def label(self) -> str:
        """The decision in Russian: «берём»."""
        return _LABELS[self]


_LABELS: Final = {Decision.TAKEN: "берём", Decision.DECLINED: "не берём", Decision.LATER: "позже"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFilter(Whose):
    """Which proposals to show; None lets everything through. is_open: not decided, or the client has no answer."""

    decision: Decision | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal. answered_by: login of who told the client, None for an answer given during the talk itself."""

    id: int
    said: Said
    proposal: str
    decision: Decision | None
    answer: str | None
    answered_by: str | None
    answered_on: date | None


def proposals(
    connection: Connection, *, chosen: ProposalFilter | None = None, after: str | None = None, size: int = PAGE
) -> Page[Proposal]:
    """A page of proposals, the newest first. Raises RefusedError for a broken place."""
    wanted = chosen or ProposalFilter()
    statement = said(_Row).where(*conditions(wanted))
    if wanted.decision is not None:
        statement = statement.where(_Row.decision == wanted.decision.value)
    if wanted.is_open:
        statement = statement.where(_Row.decision.is_(None) | _Row.answer.is_(None))
    return page(connection, statement, ("id",), _proposal, after=after, size=size)


def _proposal(row: Any) -> Proposal:
    return Proposal(
        id=row.id,
        said=said_in(row),
        proposal=row.proposal,
        decision=Decision(row.decision) if row.decision else None,
        answer=row.answer,
        answered_by=row.answered_by,
        answered_on=row.answered_on,
    )


def decide(work: Work, proposal_id: int, decision: Decision) -> None:
    """Says whether we do what was proposed."""
    known = find(work, _Row, proposal_id, "Предложения")
    change(work, _Row, known, ("survey_proposal.decided", _subject(proposal_id)), {"decision": decision.value})


def answer(work: Work, proposal_id: int, text: str, on: date) -> None:
    """The client was answered, by whoever is at work."""
    known = find(work, _Row, proposal_id, "Предложения")
    refuse_future(work, on, "Ответ клиенту")
    new = {"answer": words(text, "Ответ клиенту", _ANSWER), "answered_by": work.actor, "answered_on": on}
    change(work, _Row, known, ("survey_proposal.answered", _subject(proposal_id)), new)


def _subject(proposal_id: int) -> str:
    return f"survey_proposal:{proposal_id}"
