"""Whose client a row of the programme is about, so that a screen can ask whether it is in the visitor's reach."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from tracker.errors import NotFoundError
from tracker.lists.kept import storable
from tracker.models import (
    CounterpartyRow,
    PartyRow,
    PermissionRow,
    RecommendedRow,
    SurveyDraftRow,
    SurveyNeedRow,
    SurveyProblemRow,
    SurveyProposalRow,
    SurveyRow,
    TestimonialRow,
)


class Thing(StrEnum):
    """What the programme keeps of a client."""

    SURVEY = "survey"
    DRAFT = "draft"
    PROBLEM = "problem"
    PROPOSAL = "proposal"
    NEED = "need"
    TESTIMONIAL = "testimonial"
    CONTACT = "contact"
    PERMISSION = "permission"


_ROWS: Final[dict[Thing, Any]] = {
    Thing.SURVEY: SurveyRow,
    Thing.DRAFT: SurveyDraftRow,
    Thing.PROBLEM: SurveyProblemRow,
    Thing.PROPOSAL: SurveyProposalRow,
    Thing.NEED: SurveyNeedRow,
    Thing.TESTIMONIAL: TestimonialRow,
    Thing.CONTACT: RecommendedRow,
}


class AskedClient(NamedTuple):
    """A client to talk to. ``id``: its key."""

    id: int
    code: str
    name: str
    tier: str | None


def client_of(connection: Connection, thing: Thing, key: int) -> str:
    """The code of the client. Raises NotFoundError."""
    row = TestimonialRow if thing is Thing.PERMISSION else _ROWS[thing]
    statement = select(CounterpartyRow.code).join(row, row.counterparty_id == CounterpartyRow.id)
    if thing is Thing.PERMISSION:
        statement = statement.join(PermissionRow, PermissionRow.testimonial_id == row.id)
        row = PermissionRow
    code = connection.execute(statement.where(row.id == key)).scalar()
    if code is None:
        raise NotFoundError("Такой записи нет. Обновите список и выберите снова.")
    return code


def asked_client(connection: Connection, code: str) -> AskedClient:
    """The client by its code. Raises NotFoundError."""
    statement = (
        select(CounterpartyRow.id, CounterpartyRow.code, PartyRow.short_name, CounterpartyRow.tier)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(CounterpartyRow.code == storable(code))
    )
    row = connection.execute(statement).first()
    if row is None:
        raise NotFoundError(f"Клиента «{code}» в базе нет: проверьте идентификатор.")
    return AskedClient(*row)
