"""Half a questionnaire: begun, left and gone on with, by whoever saved it last. Nothing in it counts yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.models import CounterpartyRow, PartyRow, PersonRow, SurveyDraftRow
from tracker.recording.changes import find
from tracker.surveys.forms import form_of, kept, questions, tidied
from tracker.surveys.scales import SCALE, scale_of

_Row = SurveyDraftRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyDraft:
    """A questionnaire that is not finished. ``client``: its id. saved_at: an instant in UTC. author: a login.

    revision: to be given back when it is saved, so that nobody overwrites what another has written meanwhile.
    """

    id: int
    counterparty_id: int
    client: str
    client_name: str
    form: str
    organization_id: int | None
    answers: Mapping[str, Any]
    revision: int
    author: str
    saved_at: str


def first_answers(connection: Connection, form: str, login: str, today: date) -> dict[str, Any]:
    """What a new questionnaire begins with: the day, who asks, the house's scale. Raises RefusedError for no form."""
    form_of(form)
    answers: dict[str, Any] = {"date": today.isoformat()}
    person = connection.execute(select(PersonRow.name, PersonRow.title).where(PersonRow.login == login)).first()
    if person is not None:
        answers["asked_by"] = {"name": person.name, "position": person.title} if person.title else {"name": person.name}
    scale = scale_of(connection, form) if any(one.key == SCALE for one in questions(form)) else None
    return answers if scale is None else answers | {SCALE: scale}


def begin_draft(
    work: Work, counterparty_id: int, form: str, answers: Mapping[str, Any], organization_id: int | None = None
) -> int:
    """Keeps a questionnaire that is not finished; answers its key. Faults are told when it is recorded, not now.

    Raises InputError for what can never be printed, RefusedError for what is no answer of the form.
    """
    client = find(work, CounterpartyRow, counterparty_id, "Клиента")
    values = {
        "counterparty_id": counterparty_id,
        "form": form,
        "organization_id": organization_id,
        "answers": kept(form, tidied(answers)),
        "revision": 1,
        "author": work.actor,
        "saved_at": work.at,
    }
    key: int = work.connection.execute(insert(_Row).values(**values).returning(_Row.id)).scalar_one()
    work.note("survey_draft.begun", f"client:{client['code']}", draft=key, form=form)
    return key


def save_draft(work: Work, draft_id: int, answers: Mapping[str, Any], revision: int) -> int:
    """Keeps more of a questionnaire; answers its new revision. Raises RefusedError if another saved it meanwhile."""
    known = find(work, _Row, draft_id, "Черновика анкеты")
    refuse_stale(known, revision, known["author"])
    text = kept(known["form"], tidied(answers))
    if text == known["answers"]:
        return revision
    new = {"answers": text, "revision": revision + 1, "author": work.actor, "saved_at": work.at}
    work.connection.execute(update(_Row).where(_Row.id == draft_id).values(**new))
    work.note("survey_draft.saved", f"survey_draft:{draft_id}", revision=revision + 1)
    return revision + 1


def drop_draft(work: Work, draft_id: int) -> None:
    """Throws a draft away; what was in it stays in the journal."""
    known = find(work, _Row, draft_id, "Черновика анкеты")
    work.connection.execute(delete(_Row).where(_Row.id == draft_id))
    work.note("survey_draft.dropped", f"survey_draft:{draft_id}", answers=json.loads(known["answers"]))


def refuse_stale(known: Mapping[Any, Any], revision: int, who: str) -> None:
    """Raises RefusedError if what was edited is not what is stored now."""
    if known["revision"] != revision:
        raise RefusedError(f"Пока вы писали, анкету сохранил(а) {who}: откройте её снова и внесите своё.")


def draft(connection: Connection, draft_id: int) -> SurveyDraft:
    """One draft. Raises NotFoundError."""
    row = connection.execute(_drafts().where(_Row.id == draft_id)).first()
    if row is None:
        raise NotFoundError(f"Черновика анкеты с ключом {draft_id} в базе нет: его записали или удалили.")
    return _draft(row)


def drafts(connection: Connection, *, author: str | None = None, client: str | None = None) -> list[SurveyDraft]:
    """Drafts of a person, of a client by its id, or all; the newest first, no more than 200."""
    statement = _drafts().order_by(_Row.saved_at.desc(), _Row.id.desc()).limit(200)
    if author is not None:
        statement = statement.where(_Row.author == author)
    if client is not None:
        statement = statement.where(CounterpartyRow.code == client)
    return [_draft(row) for row in connection.execute(statement)]


def _drafts() -> Select[*tuple[Any, ...]]:
    return (
        select(_Row.__table__, CounterpartyRow.code.label("client"), PartyRow.short_name.label("client_name"))
        .join(CounterpartyRow, CounterpartyRow.id == _Row.counterparty_id)
        .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    )


def _draft(row: Any) -> SurveyDraft:
    return SurveyDraft(**{**row._mapping, "answers": json.loads(row.answers)})  # noqa: SLF001  its public name in SQLAlchemy
