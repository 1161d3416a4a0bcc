"""Papers that have not come back: not signed by the client, or signed in a scan whose original never came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, or_, select

from docgen.library import kinds
from docgen.phrases import with_sign
from tracker import phrases
from tracker.evidence import Strength, last_day_to_sign
from tracker.fact_store import StoredDeal, in_chunks, read_deals
from tracker.models import DocumentRow, IssuedPaperRow
from tracker.papers.stored import name_of, subject_of
from tracker.standing import Paper, Standing

NOT_SENT: Final = "отправка клиенту не записана"
REFUSED: Final = "клиент отказался подписать, а ответа на отказ нет"

_AGREEMENTS = frozenset({"specification", "supplementary_agreement"})
_UNSENT_DAYS = 3  # as in the rule closing_document_unsent
_ORIGINAL_DAYS = 30  # as in the rule scan_only


class Wanted(StrEnum):
    """What of the paper is awaited."""

    SIGNATURE = "signature"
    ORIGINAL = "original"

    @property
    def label(self) -> str:
        """«подпись клиента»."""
        return {Wanted.SIGNATURE: "подпись клиента", Wanted.ORIGINAL: "оригинал"}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreturned:
    """A paper that is awaited. ``last_day`` is the end of its term; ``exposure`` and ``amount`` are kopecks.

    subject: how the journal names it. held: why the client is not to be reminded of it; None for nothing. is_begun:
    money came in the deal, or something was performed. amount: the sum that the paper states, None for none. contract:
    «№ 3/02 от 02.02.2026».
    """

    document_id: int
    wanted: Wanted
    name: str
    subject: str
    is_contract: bool
    deal_id: int
    deal: str
    organization_id: int
    counterparty_id: int
    client: str
    manager: str
    contract: str | None
    sent_on: date | None
    last_day: date
    held: str | None
    is_begun: bool
    exposure: int
    amount: int | None

    @property
    def key(self) -> tuple[int, str]:
        """By what its reminders are known."""
        return self.document_id, self.wanted.value

    def days_late(self, today: date) -> int:
        """How many days ago its term ended."""
        return max(0, (today - self.last_day).days)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedPaper:
    """What is awaited of a paper of a deal, as it is kept for lists. Sums are kopecks.

    amount: what it covers of obligations, 0 for a contract. exposure: what rests on it. held: as of ``Unreturned``.
    """

    document_id: int
    wanted: Wanted
    last_day: date
    held: str | None
    exposure: int
    amount: int


@cache
def chased_kinds() -> frozenset[str]:
    """Kinds that the client has to sign: what confirms, contracts and what belongs to them."""
    return _AGREEMENTS | {kind.name for kind in kinds().values() if kind.confirms or kind.has_clauses}


def unreturned(
    connection: Connection, today: date, grace_days: int, document_ids: Sequence[int] | None = None
) -> Iterator[Unreturned]:
    """Every paper that is awaited on the day, whether its term is over or not, deal by deal; or some of them."""
    statement = (
        select(DocumentRow.__table__, IssuedPaperRow.total)
        .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
        .where(
            DocumentRow.deal_id.is_not(None),
            DocumentRow.kind.in_(sorted(chased_kinds())),
            DocumentRow.annulled_on.is_(None),
            DocumentRow.superseded_on.is_(None),
            DocumentRow.electronic_on.is_(None),
            or_(DocumentRow.signed_by_client_on.is_(None), DocumentRow.original_on.is_(None)),
        )
        .order_by(DocumentRow.deal_id, DocumentRow.position, DocumentRow.id)
    )
    if document_ids is not None:
        statement = statement.where(DocumentRow.id.in_(document_ids))
    rows: dict[int, list[RowMapping]] = {}
    for row in connection.execute(statement).mappings():
        rows.setdefault(row["deal_id"], []).append(row)
    for keys in in_chunks(rows):
        for deal in read_deals(connection, keys):
            yield from _of_deal(deal, rows[deal.id], today, grace_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """What is awaited of a paper, until when, and why the client is not to be reminded of it."""

    wanted: Wanted
    last_day: date
    held: str | None = None


def awaited_papers(deal: StoredDeal, standing: Standing) -> Iterator[AwaitedPaper]:
    """The papers of a deal that are awaited on the day of its standing."""
    papers = {paper.document.id: paper for paper in standing.papers}
    for row in deal.papers:
        if row.kind in chased_kinds() and row.date <= standing.today and _is_wanted(row):
            paper = papers.get(row.code)
            term = _term(standing, row._asdict(), paper)
            if term is not None:
                yield AwaitedPaper(
                    document_id=row.id,
                    wanted=term.wanted,
                    last_day=term.last_day,
                    held=term.held,
                    exposure=_exposure(standing, paper),
                    amount=paper.cover if paper is not None else 0,
                )


def _is_wanted(row: Any) -> bool:
    """As the statement of ``unreturned`` asks it of the database."""
    is_over = row.annulled_on or row.superseded_on or row.electronic_on
    return not is_over and (row.signed_by_client_on is None or row.original_on is None)


def _exposure(standing: Standing, paper: Paper | None) -> int:
    if paper is not None and paper.is_confirming:
        return paper.cover
    return max(standing.performed, standing.received)


def _of_deal(deal: StoredDeal, rows: Iterable[RowMapping], today: date, grace_days: int) -> Iterator[Unreturned]:
    standing = Standing(deal.facts, today, grace_days)
    papers = {paper.document.id: paper for paper in standing.papers}
    for row in rows:
        if row["date"] > today:
            continue
        paper = papers.get(row["code"])
        term = _term(standing, row, paper)
        if term is not None:
            yield _unreturned(deal, standing, row, paper, term)


def _term(standing: Standing, row: RowMapping | Mapping[str, Any], paper: Paper | None) -> _Term | None:
    """None for a paper of which nothing is awaited."""
    signed_on = row["signed_by_client_on"]
    if signed_on is not None:
        is_scan = row["is_contract"] or (paper is not None and paper.strength is Strength.SCAN)
        last_day = signed_on + timedelta(_ORIGINAL_DAYS)
        return _Term(wanted=Wanted.ORIGINAL, last_day=last_day) if is_scan else None
    if paper is not None and paper.strength is Strength.ONE_SIDED:
        return None
    is_agreement = paper is None or not paper.is_confirming
    if row["sent_on"] is None and is_agreement and not _is_begun(standing):
        return None  # an offer that nobody has answered
    last_day, held = _time_to_sign(standing, row)
    return _Term(wanted=Wanted.SIGNATURE, last_day=last_day, held=held)


def _time_to_sign(standing: Standing, row: RowMapping | Mapping[str, Any]) -> tuple[date, str | None]:
    if row["refused_on"] is not None:
        answered_on = row["refusal_answered_on"]
        return (row["refused_on"], REFUSED) if answered_on is None else (_last_day(standing, answered_on), None)
    if row["sent_on"] is None:
        return row["date"] + timedelta(_UNSENT_DAYS), NOT_SENT
    return _last_day(standing, row["sent_on"]), None


def _last_day(standing: Standing, starts_on: date) -> date:
    return last_day_to_sign(starts_on, standing.contract)


def _is_begun(standing: Standing) -> bool:
    return standing.performed > 0 or standing.received > 0


def _unreturned(deal: StoredDeal, standing: Standing, row: RowMapping, paper: Paper | None, term: _Term) -> Unreturned:
    cover = paper.cover if paper is not None else 0
    agreed = standing.contract
    return Unreturned(
        document_id=row["id"],
        wanted=term.wanted,
        name=name_of(row),
        subject=subject_of(row),
        is_contract=row["is_contract"],
        deal_id=deal.id,
        deal=deal.facts.id,
        organization_id=deal.organization_id,
        counterparty_id=deal.counterparty_id,
        client=deal.facts.client.name,
        manager=deal.manager,
        contract=f"{with_sign(agreed.number)} от {phrases.day(agreed.date)}" if agreed else None,
        sent_on=row["sent_on"],
        last_day=term.last_day,
        held=term.held,
        is_begun=_is_begun(standing),
        exposure=_exposure(standing, paper),
        amount=cover or row["total"],
    )
