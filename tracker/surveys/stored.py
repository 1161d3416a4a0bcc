"""Surveys as they are kept: read back, listed for a client, and given to the paper on which they are printed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from docgen.intake.source import Source
from docgen.papers.reading import PaperOrder, paper_from
from tracker.errors import NotFoundError, RefusedError
from tracker.models import CounterpartyRow, FilledSurveyRow, OrganizationRow, PartyRow, SurveyRow
from tracker.surveys.forms import form_of, source_of

_PARTY = ("full_name", "short_name", "inn", "kpp", "ogrn", "address", "phone", "email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A talk that was held. ``client``: its id. recorded_by: a login, recorded_at: an instant in UTC.

    form, answers, revision, recorded_by and recorded_at are None where a file told of the day alone.
    """

    id: int
    counterparty_id: int
    client: str
    client_name: str
    held_on: date
    form: str | None
    organization_id: int | None
    answers: Mapping[str, Any] | None
    revision: int | None
    recorded_by: str | None
    recorded_at: str | None


def survey(connection: Connection, survey_id: int) -> Survey:
    """One survey. Raises NotFoundError."""
    row = connection.execute(_surveys().where(SurveyRow.id == survey_id)).first()
    if row is None:
        raise NotFoundError(f"Анкеты с ключом {survey_id} в базе нет. Обновите список и выберите снова.")
    return _survey(row)


def surveys_of(connection: Connection, counterparty_id: int) -> list[Survey]:
    """Talks with a client, the newest first; no more than 200."""
    mine = _surveys().where(SurveyRow.counterparty_id == counterparty_id)
    ordered = mine.order_by(SurveyRow.held_on.desc(), SurveyRow.id.desc()).limit(200)
    return [_survey(row) for row in connection.execute(ordered)]


def _surveys() -> Select[*tuple[Any, ...]]:
    filled = FilledSurveyRow
    return (
        select(
            SurveyRow.id,
            SurveyRow.counterparty_id,
            CounterpartyRow.code.label("client"),
            PartyRow.short_name.label("client_name"),
            SurveyRow.held_on,
            *(filled.form, filled.organization_id, filled.answers, filled.revision),
            *(filled.recorded_by, filled.recorded_at),
        )
        .join(CounterpartyRow, CounterpartyRow.id == SurveyRow.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .outerjoin(FilledSurveyRow, FilledSurveyRow.survey_id == SurveyRow.id)
    )


def _survey(row: Any) -> Survey:
    answers = None if row.answers is None else json.loads(row.answers)
    return Survey(**{**row._mapping, "answers": answers})  # noqa: SLF001  its public name in SQLAlchemy


def parties_of(connection: Connection, counterparty_id: int, organization_id: int | None) -> dict[str, Any]:
    """Client and, if it was said for whom we ask, seller, as the paper takes them. Raises NotFoundError."""
    client = _party(connection, CounterpartyRow, counterparty_id, "Клиента")
    if organization_id is None:
        return {"client": client}
    return {"client": client, "seller": _party(connection, OrganizationRow, organization_id, "Организации")}


def _party(connection: Connection, row: Any, key: int, what: str) -> dict[str, str]:
    columns = (PartyRow.__table__.c[name] for name in _PARTY)
    statement = select(*columns).join(row, row.party_id == PartyRow.id).where(row.id == key)
    found = connection.execute(statement).mappings().first()
    if found is None:
        raise NotFoundError(f"{what} с ключом {key} в базе нет. Обновите список и выберите снова.")
    return {name: value for name, value in found.items() if value}


def paper_source(connection: Connection, survey_id: int) -> Source:
    """The input of the paper of a survey, as its kind reads it from a file: for a ``papers.drafts.Draft`` to issue.

    Raises NotFoundError, and RefusedError for a survey of which only the day is known.
    """
    held = survey(connection, survey_id)
    if held.answers is None:
        raise RefusedError("Об этой беседе известен только день: печатать нечего. Запишите анкету.")
    return source_of(held.answers, parties_of(connection, held.counterparty_id, held.organization_id))


def paper_order(connection: Connection, survey_id: int) -> PaperOrder:
    """The paper of a survey, ready to be drawn without a number of its own (``docgen.rendering``)."""
    source = paper_source(connection, survey_id)
    return paper_from(source, form_of(str(survey(connection, survey_id).form)))
