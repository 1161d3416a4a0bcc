"""What clients will need: the beginning of deals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.lists.paging import PAGE, Page
from tracker.models import DealRow, FilledSurveyRow, SurveyNeedRow
from tracker.recording.changes import change, find, refuse_future
from tracker.surveys.pages import Said, Whose, conditions, page, said, said_in
from tracker.surveys.problems import refuse_foreign_deal

_Row = SurveyNeedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFilter(Whose):
    """Which needs to show. is_open: no deal has come of it, and it was not dropped."""

    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a client will need. volume, term, decided_by: as the client said. deal: the id of the deal it became."""

    id: int
    said: Said
    what: str
    volume: str | None
    term: str | None
    decided_by: str | None
    deal: str | None
    dropped_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DealStart:
    """What a form of a new deal can begin with. ``note``: Russian, what is known besides the subject.

    counterparty_id, organization_id: keys; the second is None where the talk did not say for whom we asked.
    """

    need_id: int
    counterparty_id: int
    organization_id: int | None
    client: str
    subject: str
    note: str


def needs(
    connection: Connection, *, chosen: NeedFilter | None = None, after: str | None = None, size: int = PAGE
) -> Page[Need]:
    """A page of needs, the newest first. Raises RefusedError for a broken place."""
    wanted = chosen or NeedFilter()
    statement = _listed().where(*conditions(wanted))
    if wanted.is_open:
        statement = statement.where(_Row.deal_id.is_(None), _Row.dropped_on.is_(None))
    return page(connection, statement, ("id",), _need, after=after, size=size)


def _listed() -> Any:
    return (
        said(_Row, DealRow.code.label("deal"), FilledSurveyRow.organization_id)
        .outerjoin(DealRow, DealRow.id == _Row.deal_id)
        .outerjoin(FilledSurveyRow, FilledSurveyRow.survey_id == _Row.survey_id)
    )


def _need(row: Any) -> Need:
    return Need(
        id=row.id,
        said=said_in(row),
        what=row.what,
        volume=row.volume,
        term=row.term,
        decided_by=row.decided_by,
        deal=row.deal,
        dropped_on=row.dropped_on,
    )


def deal_start(connection: Connection, need_id: int) -> DealStart:
    """What a deal for this need begins with. Raises NotFoundError, RefusedError for a need that has its deal."""
    row = connection.execute(_listed().where(_Row.id == need_id)).first()
    if row is None:
        raise NotFoundError(f"Потребности с ключом {need_id} в базе нет. Обновите список и выберите снова.")
    if row.deal is not None:
        raise RefusedError(f"По этой потребности уже есть сделка «{row.deal}»: откройте её.")
    known = (("Объём", row.volume), ("Срок", row.term), ("Решает", row.decided_by))
    return DealStart(
        need_id=need_id,
        counterparty_id=row.counterparty_id,
        organization_id=row.organization_id,
        client=row.client,
        subject=row.what,
        note="; ".join(f"{name}: {value}" for name, value in known if value),
    )


def link_deal(work: Work, need_id: int, deal_id: int) -> None:
    """A deal came of a need. Raises RefusedError for another client's deal, or a need that has one."""
    known = find(work, _Row, need_id, "Потребности")
    if known["deal_id"] not in (None, deal_id):
        raise RefusedError("По этой потребности уже есть другая сделка: откройте её.")
    refuse_foreign_deal(work, deal_id, known["counterparty_id"])
    _change(work, known, "deal_begun", deal_id=deal_id, dropped_on=None)


def drop_need(work: Work, need_id: int, on: date) -> None:
    """Nothing will come of a need. Raises RefusedError for one that has its deal."""
    known = find(work, _Row, need_id, "Потребности")
    if known["deal_id"] is not None:
        raise RefusedError("По этой потребности уже есть сделка: снять её нельзя.")
    refuse_future(work, on, "Отказ от потребности")
    _change(work, known, "dropped", dropped_on=on)


def _change(work: Work, known: Any, what: str, **new: Any) -> None:
    change(work, _Row, known, (f"survey_need.{what}", f"survey_need:{known['id']}"), new)
