"""Problems that clients named: who answers for each and by when, how it was solved, and that the client was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, case, or_, select

from tracker import phrases
from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.lists.kept import storable
from tracker.lists.paging import PAGE, Page
from tracker.models import DealRow, SurveyProblemRow, SurveyRow
from tracker.papers.stored import find_deal
from tracker.recording.changes import change, find, refuse_future
from tracker.surveys.pages import Said, Whose, conditions, page, place_in_sql, said, said_in
from tracker.texts import line, words

_Row = SurveyProblemRow
_OWNER, _SOLUTION = 200, 3_000


class ProblemState(StrEnum):
    """How far a problem has come."""

    RAISED = "raised"
    ASSIGNED = "assigned"
    SOLVED = "solved"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state in Russian: «решена, клиент не знает»."""
        return _LABELS[self]


_LABELS: Final = {
    ProblemState.RAISED: "нет ответственного или срока",
    ProblemState.ASSIGNED: "в работе",
    ProblemState.SOLVED: "решена, клиенту не сообщили",
    ProblemState.CLOSED: "решена, клиент знает",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemFilter(Whose):
    """Which problems to show; None lets everything through. is_overdue: not solved, and its term has passed.

    state: without one, all that are open, which is until the client knows of the solution.
    """

    owner: str | None = None
    state: ProblemState | None = None
    is_overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem. ``deal_said``: the client's words for the deal; ``deal``: the id of that deal, if we know which.

    wanted: what would settle it. told_on: when the client was last told. days_late: of one not solved, else 0.
    """

    id: int
    said: Said
    state: ProblemState
    problem: str
    happened: str | None
    deal_said: str | None
    deal: str | None
    wanted: str | None
    owner: str | None
    due_on: date | None
    days_late: int
    told_on: date | None
    solved_on: date | None
    solution: str | None


def is_open() -> ColumnElement[bool]:
    """Whether a problem is not over yet: it is not solved, or the client does not know."""
    return or_(_Row.solved_on.is_(None), _Row.told_on.is_(None), _Row.told_on < _Row.solved_on)


def problems(
    connection: Connection,
    today: date,
    *,
    chosen: ProblemFilter | None = None,
    after: str | None = None,
    size: int = PAGE,
) -> Page[Problem]:
    """A page of problems, those without a term first, then by term. Raises RefusedError for a broken place."""
    wanted = chosen or ProblemFilter()
    statement = _listed().where(*conditions(wanted), *_conditions(wanted, today))
    return page(connection, statement, ("rank", "id"), lambda row: _problem(row, today), after=after, size=size)


def problem(connection: Connection, problem_id: int, today: date) -> Problem:
    """One problem. Raises NotFoundError."""
    row = connection.execute(_listed().where(_Row.id == problem_id)).first()
    if row is None:
        raise NotFoundError(f"Проблемы с ключом {problem_id} в базе нет. Обновите список и выберите снова.")
    return _problem(row, today)


def _listed() -> Any:
    rank = case((_Row.due_on.is_(None), 0), else_=-place_in_sql(_Row.due_on)).label("rank")
    return said(_Row, DealRow.code.label("deal_code"), rank).outerjoin(DealRow, DealRow.id == _Row.deal_id)


def _conditions(wanted: ProblemFilter, today: date) -> list[ColumnElement[bool]]:
    found = [is_open() if wanted.state is None else _in_state(wanted.state)]
    if wanted.owner is not None:
        found.append(_Row.owner == storable(wanted.owner))
    if wanted.is_overdue:
        found.append(and_(_Row.solved_on.is_(None), _Row.due_on < today))
    return found


def _in_state(state: ProblemState) -> ColumnElement[bool]:
    unsolved = _Row.solved_on.is_(None)
    if state is ProblemState.RAISED:
        return and_(unsolved, or_(_Row.owner.is_(None), _Row.due_on.is_(None)))
    if state is ProblemState.ASSIGNED:
        return and_(unsolved, _Row.owner.is_not(None), _Row.due_on.is_not(None))
    if state is ProblemState.SOLVED:
        return and_(_Row.solved_on.is_not(None), is_open())
    return and_(_Row.solved_on.is_not(None), _Row.told_on >= _Row.solved_on)


def _problem(row: Any, today: date) -> Problem:
    is_late = row.solved_on is None and row.due_on is not None and row.due_on < today
    return Problem(
        id=row.id,
        said=said_in(row),
        state=_state(row),
        problem=row.problem,
        happened=row.happened,
        deal_said=row.deal,
        deal=row.deal_code,
        wanted=row.wanted,
        owner=row.owner,
        due_on=row.due_on,
        days_late=(today - row.due_on).days if is_late else 0,
        told_on=row.told_on,
        solved_on=row.solved_on,
        solution=row.solution,
    )


def _state(row: Any) -> ProblemState:
    if row.solved_on is not None:
        is_told = row.told_on is not None and row.told_on >= row.solved_on
        return ProblemState.CLOSED if is_told else ProblemState.SOLVED
    return ProblemState.RAISED if row.owner is None or row.due_on is None else ProblemState.ASSIGNED


def assign(work: Work, problem_id: int, owner: str, due_on: date) -> None:
    """Says who answers for a problem and by when. Raises RefusedError for one that is solved."""
    known = _unsolved(work, problem_id)
    held_on = said_on(work.connection, known["survey_id"])
    if due_on < held_on:
        raise RefusedError(f"Срок ({phrases.day(due_on)}) раньше беседы ({phrases.day(held_on)}): проверьте его.")
    _change(work, known, "assigned", owner=line(owner, "Ответственный", _OWNER), due_on=due_on)


def name_deal(work: Work, problem_id: int, deal_id: int | None) -> None:
    """Says which deal a problem is about, None for none. Raises RefusedError for another client's deal."""
    known = find(work, _Row, problem_id, "Проблемы")
    refuse_foreign_deal(work, deal_id, known["counterparty_id"])
    _change(work, known, "deal_named", deal_id=deal_id)


def solve(work: Work, problem_id: int, on: date, solution: str, told_on: date | None = None) -> None:
    """A problem was solved, and how. told_on: when the client was told so, if that has been done already."""
    known = _unsolved(work, problem_id)
    refuse_future(work, on, "Решение проблемы")
    told = {} if told_on is None else {"told_on": _checked_told(work, told_on, on)}
    _change(work, known, "solved", solved_on=on, solution=words(solution, "Что сделано", _SOLUTION), **told)


def tell(work: Work, problem_id: int, on: date) -> None:
    """The client was told how the problem stands; of a solved one, that it is solved, which ends it."""
    known = find(work, _Row, problem_id, "Проблемы")
    _change(work, known, "told", told_on=_checked_told(work, on, known["solved_on"]))


def reopen(work: Work, problem_id: int) -> None:
    """A problem that was solved is there again; what had been done stays in the journal. Raises RefusedError."""
    known = find(work, _Row, problem_id, "Проблемы")
    if known["solved_on"] is None:
        raise RefusedError("Проблема ещё не решена: открывать её заново незачем.")
    _change(work, known, "reopened", solved_on=None, solution=None)


def refuse_foreign_deal(work: Work, deal_id: int | None, counterparty_id: int) -> None:
    """Raises RefusedError for a deal of another client, NotFoundError for none."""
    deal = None if deal_id is None else find_deal(work.connection, deal_id)
    if deal is not None and deal["counterparty_id"] != counterparty_id:
        raise RefusedError(f"Сделка «{deal['code']}» — с другим клиентом: выберите сделку этого клиента.")


def said_on(connection: Connection, survey_id: int) -> date:
    """The day of a survey."""
    on: date = connection.execute(select(SurveyRow.held_on).where(SurveyRow.id == survey_id)).scalar_one()
    return on


def _checked_told(work: Work, on: date, solved_on: date | None) -> date:
    refuse_future(work, on, "Ответ клиенту")
    if solved_on is not None and on < solved_on:
        raise RefusedError(f"Проблема решена {phrases.day(solved_on)}, а клиенту сообщили раньше: проверьте обе даты.")
    return on


def _unsolved(work: Work, problem_id: int) -> RowMapping:
    known = find(work, _Row, problem_id, "Проблемы")
    if known["solved_on"] is not None:
        raise RefusedError(f"Проблема решена {phrases.day(known['solved_on'])}: сначала откройте её заново.")
    return known


def _change(work: Work, known: RowMapping, what: str, **new: Any) -> None:
    change(work, _Row, known, (f"survey_problem.{what}", f"survey_problem:{known['id']}"), new)
