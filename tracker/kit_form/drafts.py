"""Drafts of kits, each of one person: kept at every pause of typing, so that nothing typed is ever lost.

A draft is no fact, so the journal does not speak of it; what is issued from it is noted as any kit is.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.kit_form.typed import NEW_CLIENT, Typed, packed, unpacked
from tracker.lists.kept import storable
from tracker.models import ApprovalRequestRow, ApprovalRow, CounterpartyRow, DealRow, KitDraftRow, PartyRow
from tracker.papers.kits import CODE_PREFIX

MOST: Final = 100
"""Drafts that one person can keep; more is a sign that nobody looks at them."""

_Row = KitDraftRow
_GONE: Final = "Такого черновика нет: его удалили или он не ваш. Откройте список черновиков."


class DraftChangedError(RefusedError):
    """The draft was saved from another window meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "Черновик изменён в другом окне. Скопируйте отсюда, что нужно, и откройте черновик заново: "
            "здесь больше ничего не сохраняется."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KitDraft:
    """A draft. client_party: the key of the chosen client's requisites; client_name: short. saved_at: UTC text.

    revision and author: of the last save; ``author`` is a window of a browser.
    """

    id: int
    typed: Typed
    revision: int
    author: str
    saved_at: str
    deal_code: str | None
    issued_as: str | None
    client_id: int | None
    client_party: int | None
    client_name: str | None

    @property
    def shown_client(self) -> str:
        """Whom the draft is for, as a list says it; "" while nobody is chosen."""
        return self.client_name or self.typed.party.get("short_name", "") or self.typed.party.get("full_name", "")


def begin(work: Work, person_id: int, typed: Typed) -> int:
    """A new draft; answers its key. Raises RefusedError for more than MOST."""
    mine = select(func.count()).select_from(_Row).where(_Row.person_id == person_id, _Row.issued_as.is_(None))
    if (work.connection.execute(mine).scalar() or 0) >= MOST:
        raise RefusedError(f"У вас уже {MOST} черновиков комплектов: удалите ненужные.")
    values = {
        "person_id": person_id,
        "client_id": _client_id(work.connection, typed),
        "data": packed(typed),
        "revision": 1,
        "author": "",
        "saved_at": work.at,
    }
    key: int = work.connection.execute(insert(_Row).values(**values).returning(_Row.id)).scalar_one()
    return key


def save(work: Work, draft_id: int, person_id: int, typed: Typed, *, revision: int, author: str) -> int:
    """Keeps what is typed; answers the new revision.

    author: the window that saves. A window may overwrite what it saved itself, whatever it knows of the revision; what
    another saved it must have seen. Raises DraftChangedError, NotFoundError, RefusedError for an issued draft.
    """
    known = draft(work.connection, draft_id, person_id)
    refuse_issued(known)
    if known.author != author and known.revision != revision:
        raise DraftChangedError
    if packed(known.typed) == packed(typed) and known.author == author:
        return known.revision
    values = {
        "data": packed(typed),
        "client_id": _client_id(work.connection, typed),
        "revision": known.revision + 1,
        "author": author,
        "saved_at": work.at,
    }
    work.connection.execute(update(_Row).where(_Row.id == draft_id).values(**values))
    return known.revision + 1


def drop(work: Work, draft_id: int, person_id: int) -> None:
    """Throws a draft away. Raises NotFoundError, RefusedError for an issued one."""
    refuse_issued(draft(work.connection, draft_id, person_id))
    work.connection.execute(delete(_Row).where(_Row.id == draft_id))


def close(work: Work, draft_id: int, deal_code: str) -> None:
    """Says what deal became of a draft."""
    work.connection.execute(update(_Row).where(_Row.id == draft_id).values(issued_as=deal_code))


def reserve_code(work: Work, draft_id: int, person_id: int) -> str:
    """The code that the deal of this draft will have, so that a discount can be approved for it beforehand."""
    known = draft(work.connection, draft_id, person_id)
    refuse_issued(known)
    if known.deal_code is not None:
        return known.deal_code
    code = f"{CODE_PREFIX}{work.today:%y%m}-{secrets.token_hex(3).upper()}"
    while _is_taken(work.connection, code):
        code = f"{CODE_PREFIX}{work.today:%y%m}-{secrets.token_hex(4).upper()}"
    work.connection.execute(update(_Row).where(_Row.id == draft_id).values(deal_code=code))
    return code


def refuse_issued(known: KitDraft) -> None:
    """Raises RefusedError for a draft whose kit was issued."""
    if known.issued_as is not None:
        raise RefusedError(f"Комплект уже выпущен: это сделка «{known.issued_as}».")


def draft(connection: Connection, draft_id: int, person_id: int) -> KitDraft:
    """A draft of this person. Raises NotFoundError."""
    row = connection.execute(_drafts().where(_Row.id == draft_id, _Row.person_id == person_id)).first()
    if row is None:
        raise NotFoundError(_GONE)
    return _draft(row)


def drafts_of(connection: Connection, person_id: int) -> list[KitDraft]:
    """Drafts of a person that are not issued, the last saved first."""
    mine = _drafts().where(_Row.person_id == person_id, _Row.issued_as.is_(None))
    return [_draft(row) for row in connection.execute(mine.order_by(_Row.saved_at.desc(), _Row.id.desc()).limit(MOST))]


def _drafts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            _Row.__table__,
            CounterpartyRow.party_id.label("client_party"),
            PartyRow.short_name.label("client_name"),
        )
        .select_from(_Row)
        .outerjoin(CounterpartyRow, CounterpartyRow.id == _Row.client_id)
        .outerjoin(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    )


def _draft(row: Any) -> KitDraft:
    plain = (
        "id",
        "revision",
        "author",
        "saved_at",
        "deal_code",
        "issued_as",
        "client_id",
        "client_party",
        "client_name",
    )
    return KitDraft(typed=unpacked(row.data), **{key: getattr(row, key) for key in plain})


def _client_id(connection: Connection, typed: Typed) -> int | None:
    if typed.client in {"", NEW_CLIENT}:
        return None
    known: int | None = connection.execute(
        select(CounterpartyRow.id).where(CounterpartyRow.code == storable(typed.client))
    ).scalar()
    if known is None:
        raise NotFoundError("Такого клиента в базе нет: найдите его заново.")
    return known


def _is_taken(connection: Connection, code: str) -> bool:
    columns = (DealRow.code, ApprovalRow.deal_code, ApprovalRequestRow.deal_code, _Row.deal_code)
    return any(connection.execute(select(column).where(column == code)).first() is not None for column in columns)
