"""Cautions before a paper is issued: what is not forbidden, but is mostly a mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import Connection, RowMapping, select

from docgen.intake.source import Source
from docgen.phrases import with_sign
from tracker import phrases
from tracker.evidence import TAX_INVOICE, confirmed_by
from tracker.facts import ObligationKind
from tracker.models import ConfirmationRow, DocumentRow, ObligationRow
from tracker.papers.checks import live_contract
from tracker.papers.drafts import Draft
from tracker.papers.stored import name_of

_ADVICE: Final = "Лишний из двух аннулируйте (pervichka paper annul); впредь заменяйте документ ключом --instead."


def cautions_of(connection: Connection, draft: Draft, former_id: int | None = None) -> Iterator[str]:
    """What to tell whoever issues the paper: it names another contract, covers something in vain or a second time.

    former_id: the paper that it takes the place of.
    """
    yield from _contract(connection, draft)
    yield from _covers(connection, draft, former_id)


def _contract(connection: Connection, draft: Draft) -> Iterator[str]:
    """The contract that the source names, if the deal has another."""
    told = draft.source.data.get("contract") if isinstance(draft.source, Source) else None
    agreed = live_contract(connection, draft.deal_id) if draft.deal_id is not None else None
    if agreed is not None and isinstance(told, dict) and str(told.get("number")) != agreed["number"]:
        yield f"в документе договор {with_sign(str(told.get('number')))}, а в сделке — {name_of(agreed)}: проверьте."


def _covers(connection: Connection, draft: Draft, former_id: int | None) -> Iterator[str]:
    """A tax invoice covers what it names and confirms nothing, which is as it should be."""
    if not draft.covers or draft.kind.name == TAX_INVOICE:
        return
    statement = (
        select(ObligationRow.id, ObligationRow.code, ObligationRow.kind, ObligationRow.amount)
        .where(ObligationRow.id.in_(draft.covers))
        .order_by(ObligationRow.position)
    )
    for owed in connection.execute(statement).all():
        kind = ObligationKind(owed.kind)
        if kind not in confirmed_by(draft.kind.name):
            yield f"«{owed.code}» ({phrases.thing(kind)}): {draft.kind.caption} этого не подтверждает."
        else:
            others = _others(connection, draft, owed.id, former_id)
            if others and draft.covers[owed.id] + sum(row["covered"] for row in others) > owed.amount:
                yield f"«{owed.code}» уже покрывает {name_of(others[0])}. {_ADVICE}"


def _others(connection: Connection, draft: Draft, obligation_id: int, former_id: int | None) -> Sequence[RowMapping]:
    """Papers of the same kind, in force, that cover the obligation too."""
    statement = (
        select(DocumentRow.__table__, ConfirmationRow.amount.label("covered"))
        .join(ConfirmationRow, ConfirmationRow.document_id == DocumentRow.id)
        .where(
            ConfirmationRow.obligation_id == obligation_id,
            DocumentRow.kind == draft.kind.name,
            DocumentRow.annulled_on.is_(None),
            DocumentRow.superseded_on.is_(None),
            DocumentRow.id != (former_id or 0),
        )
        .order_by(DocumentRow.id)
    )
    return connection.execute(statement).mappings().all()
