"""What a claim letter takes from the clauses of the contract that was issued here: the court, the clause on penalty."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from docgen.claims.penalty import PenaltyTerms
from docgen.context import printed_clauses
from docgen.documents import Snapshot
from docgen.library import Kind, find_kind
from docgen.thawing import FrozenSnapshotError, thaw
from tracker.models import IssuedPaperRow

AMENDMENT: Final = "supplementary_agreement"
_COURT, _PENALTY = "disputes.court", "liability.late_payment"
_BY_PLACE: Final = re.compile(r"арбитражный\s+суд\s+по\s+месту\s+(?:нахождения|жительства)")
_LONGEST_COURT: Final = 200  # as long as the form of the letter takes
_AMENDED: Final = (
    "К договору есть дополнительное соглашение, поэтому суд и пункт о пенях из договора не взяты: проверьте их и "
    "укажите ключами --court и --penalty-clause."
)
_MOVED: Final = (
    "Договор выбирает суд по адресу кредитора, который с тех пор изменился (в договоре — {address}), поэтому суд в "
    "письме не назван: определите его и укажите ключом --court."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractPoints:
    """court: as the letter names it, None where the contract leaves it to the law or nobody here knows.

    penalty: what ``penalty_clause`` says, so that it is not named for another rate. cautions: why nothing was taken.
    """

    court: str | None = None
    penalty_clause: str | None = None
    penalty: PenaltyTerms | None = None
    cautions: tuple[str, ...] = ()

    def clause_of(self, claimed: PenaltyTerms | None) -> str | None:
        """The number of the clause on the penalty that is claimed."""
        return self.penalty_clause if claimed is not None and claimed == self.penalty else None


def contract_points(connection: Connection, contract: RowMapping, address: str, *, is_amended: bool) -> ContractPoints:
    """Read from the clauses of the contract as they were printed; nothing of one from elsewhere or by own template.

    address: of ours, today. is_amended: an agreement to the contract is in force, which may say otherwise.
    """
    kind = find_kind(contract["kind"])
    snapshot = _snapshot(connection, contract["id"], kind)
    if snapshot is None:
        return ContractPoints()
    if is_amended:
        return ContractPoints(cautions=(_AMENDED,))
    clauses = printed_clauses(snapshot, kind)
    named = _BY_PLACE.search(clauses[_COURT]["text"]) if _COURT in clauses else None
    is_moved = named is not None and snapshot.seller.address != address
    percent = snapshot.terms.penalty_percent_per_day
    return ContractPoints(
        court=_court(named[0], address) if named and not is_moved else None,
        penalty_clause=clauses[_PENALTY]["number"] if _PENALTY in clauses else None,
        penalty=PenaltyTerms(percent_per_day=percent) if percent else None,
        cautions=(_MOVED.format(address=snapshot.seller.address),) if is_moved else (),
    )


def _snapshot(connection: Connection, document_id: int, kind: Kind) -> Snapshot | None:
    """What the contract was made from, if its text is that of the template that we have now."""
    statement = select(IssuedPaperRow.input, IssuedPaperRow.template).where(IssuedPaperRow.document_id == document_id)
    issued = connection.execute(statement).first()
    if issued is None or not kind.has_clauses or issued.template != f"shipped-{kind.version}":
        return None
    frozen: Any = json.loads(issued.input).get("snapshot")
    try:
        return None if frozen is None else thaw(frozen)
    except FrozenSnapshotError:
        return None


def _court(by_place: str, address: str) -> str:
    """«арбитражный суд по месту нахождения Кредитора (адрес)»: a letter calls us the creditor."""
    named = f"{' '.join(by_place.split())} Кредитора"
    whole = f"{named} ({address})"
    return whole if len(whole) <= _LONGEST_COURT else named
