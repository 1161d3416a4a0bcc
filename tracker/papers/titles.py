"""What papers of a deal are called in other papers: by the title that they bear, not by that of their kind."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from docgen.documents import LineKind
from docgen.library import find_kind
from docgen.titles import printed_title
from tracker.facts import ObligationKind
from tracker.models import ConfirmationRow, DocumentRow, IssuedPaperRow, ObligationRow

_LINE_KINDS: Final = {
    ObligationKind.GOODS.value: LineKind.GOODS,
    ObligationKind.SERVICES.value: LineKind.SERVICES,
    ObligationKind.WORKS.value: LineKind.WORKS,
}


def titles_of(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """Titles by keys of papers. A contract that was not issued here is called as its kind is."""
    rows = connection.execute(
        select(DocumentRow.id, DocumentRow.kind, DocumentRow.is_contract, IssuedPaperRow.input)
        .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
        .where(DocumentRow.id.in_(sorted(ids)))
    ).all()
    covered = _covered(connection, [row.id for row in rows if not row.is_contract])
    return {
        row.id: contract_title(row.kind, json.loads(row.input)) if row.is_contract and row.input else
        printed_title(find_kind(row.kind), covered[row.id])
        for row in rows
    }  # fmt: skip


def contract_title(kind: str, frozen: Mapping[str, Any]) -> str:
    """The title of a contract that was issued here, from its frozen input."""
    snapshot = frozen.get("snapshot")
    if snapshot is None:
        return find_kind(kind).title
    about = {LineKind(line["kind"]) for line in snapshot["lines"]}
    return printed_title(find_kind(kind), about, snapshot["terms"].get("consignment"))


def _covered(connection: Connection, ids: Collection[int]) -> Mapping[int, set[LineKind]]:
    """What each paper is about, by the obligations that it covers."""
    found: dict[int, set[LineKind]] = defaultdict(set)
    statement = (
        select(ConfirmationRow.document_id, ObligationRow.kind)
        .join(ObligationRow, ObligationRow.id == ConfirmationRow.obligation_id)
        .where(ConfirmationRow.document_id.in_(ids))
    )
    for document_id, kind in connection.execute(statement):
        if kind in _LINE_KINDS:
            found[document_id].add(_LINE_KINDS[kind])
    return found
