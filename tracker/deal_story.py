"""A deal as its page tells it: the ladder, what is at risk and why, what is owed against papers and money.

Findings are those that are kept for lists, so the page says what the lists say; how papers confirm and what money
covers is computed from the facts. Nine statements, whatever the deal has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from docgen.documents import DealKind
from docgen.library import find_kind
from tracker.claim_terms import SentClaim
from tracker.deal_beside import beside
from tracker.deal_view import title_of_paper
from tracker.errors import NotFoundError
from tracker.evidence import Strength
from tracker.fact_store import StoredDeal, read_deals
from tracker.facts import Demand, Obligation, Payment
from tracker.judging import Awaits
from tracker.lists.kept import storable
from tracker.lookup import CONTRACT
from tracker.models import (
    DealRow,
    DocumentFileRow,
    DocumentRow,
    FileRow,
    FindingRow,
    IssuedPaperRow,
)
from tracker.papers.states import PaperState, days_of, shown_state
from tracker.rules import Severity, rules
from tracker.stages import Ladder, ladder
from tracker.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFinding:
    """What is at risk. ``paper``: the key of the paper it is about, None for none; ``exposure``: kopecks."""

    rule: str
    severity: Severity
    obligation: str | None
    paper: int | None
    exposure: int
    since: dt.date
    message: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFile:
    """A file of a paper in the vault. ``purpose``: ``issued``, or what it was laid beside the paper as."""

    sha256: str
    name: str
    purpose: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPaper:
    """A paper of the deal. ``code``: its name in the deal; ``total``: what we issued it for, kopecks.

    strength: how it confirms, None for a paper that confirms nothing. former: the paper that it stands in place of.
    is_ended: annulled or superseded. signed_on and signer_authority: of the client's signature.
    """

    id: int
    code: str | None
    page_id: str | None
    kind: str
    name: str
    date: dt.date
    is_contract: bool
    state: PaperState
    is_ended: bool
    strength: Strength | None
    total: int | None
    former: str | None
    signed_on: dt.date | None
    signer_authority: str | None
    files: tuple[PaperFile, ...]

    @property
    def is_internal(self) -> bool:
        """Whether it is for those of us alone who may see internal prices."""
        return find_kind(self.kind).is_internal


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a paper states of an obligation, kopecks, and how strongly."""

    paper: StoryPaper
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An obligation against papers and money. Sums are kopecks.

    done: performed of ours, paid of the client's. confirmed: of ours, by papers. left: what is still open; ``awaits``
    says of what, None for nothing.
    """

    obligation: Obligation
    done: int
    confirmed: int
    left: int
    awaits: Awaits | None
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DealStory:
    """A deal. ``received`` counts bank and cash desk alone; ``exposure`` counts each rouble once."""

    id: int
    code: str
    subject: str
    kind: DealKind
    client: str
    client_name: str
    organization_id: int
    counterparty_id: int
    manager: str
    agreed_on: dt.date | None
    ladder: Ladder
    findings: tuple[StoryFinding, ...]
    ours: tuple[Owed, ...]
    theirs: tuple[Owed, ...]
    papers: tuple[StoryPaper, ...]
    payments: tuple[Payment, ...]
    claims: tuple[SentClaim, ...]
    demands: tuple[Demand, ...]
    received: int

    @property
    def exposure(self) -> int:
        """What is at risk, kopecks."""
        return sum(one.exposure for one in self.findings if rules()[one.rule].total is not None)


def deal_story(connection: Connection, code: str, today: dt.date, grace_days: int) -> DealStory:
    """The deal as of the day. Raises NotFoundError."""
    key = connection.execute(select(DealRow.id).where(DealRow.code == storable(code))).scalar()
    deal = next(iter(read_deals(connection, [] if key is None else [key], is_money_only=True)), None)
    if deal is None:
        raise NotFoundError(f"Сделки «{code}» в базе нет: проверьте идентификатор.")
    standing = Standing(deal.facts, today, grace_days)
    papers = _papers(connection, deal, standing, today)
    found = beside(connection, deal, today)
    return DealStory(
        id=deal.id,
        code=deal.facts.id,
        subject=deal.subject,
        kind=deal.facts.kind,
        client=deal.facts.client.id,
        client_name=deal.facts.client.name,
        organization_id=deal.organization_id,
        counterparty_id=deal.counterparty_id,
        manager=deal.manager,
        agreed_on=deal.agreed_on,
        ladder=ladder(deal.facts, today, deal.agreed_on, found.receipts),
        findings=_findings(connection, deal.id, dict(_called(papers))),
        ours=tuple(_ours(standing, {paper.code: paper for paper in papers})),
        theirs=tuple(_theirs(standing)),
        papers=papers,
        payments=tuple(sorted(standing.payments, key=lambda one: one.date, reverse=True)),
        claims=found.claims,
        demands=found.demands,
        received=standing.received,
    )


def _called(papers: Iterable[StoryPaper]) -> Iterator[tuple[str, int]]:
    """By what findings name papers: the contract in force by a name of its own."""
    for paper in papers:
        if paper.code is not None:
            yield paper.code, paper.id
        if paper.is_contract and not paper.is_ended:
            yield CONTRACT, paper.id


def _findings(connection: Connection, deal_id: int, papers: Mapping[str, int]) -> tuple[StoryFinding, ...]:
    columns = FindingRow.__table__.c
    statement = (
        select(FindingRow.__table__)
        .where(columns.deal_id == deal_id)
        .order_by(columns.weight.desc(), columns.exposure.desc(), columns.elder.desc(), columns.id)
    )
    return tuple(
        StoryFinding(
            rule=row.rule,
            severity=Severity(row.weight),
            obligation=row.obligation,
            paper=papers.get(row.document) if row.document else None,
            exposure=row.exposure,
            since=row.since,
            message=row.message,
            action=row.action,
        )
        for row in connection.execute(statement)
        if row.rule in rules()
    )


def _ours(standing: Standing, papers: Mapping[str | None, StoryPaper]) -> Iterable[Owed]:
    for item in standing.performances:
        owed = item.obligation
        is_open = owed.performed_on is None
        left = owed.amount if is_open else item.unconfirmed
        yield Owed(
            obligation=owed,
            done=item.performed,
            confirmed=item.confirmed,
            left=left,
            awaits=Awaits.PERFORMANCE if is_open else Awaits.CONFIRMATION if left > 0 else None,
            proofs=tuple(
                Proof(paper=papers[paper.document.id], amount=amount)
                for paper in standing.papers
                for about, amount in paper.obligations
                if about is item and paper.document.id in papers
            ),
        )


def _theirs(standing: Standing) -> Iterable[Owed]:
    for debt in standing.debts:
        paid = debt.obligation.amount - debt.amount
        awaits = Awaits.PAYMENT if debt.amount > 0 else None
        yield Owed(obligation=debt.obligation, done=paid, confirmed=0, left=debt.amount, awaits=awaits, proofs=())


_FILES: Final = (
    select(
        DocumentRow.id,
        DocumentRow.revision,
        DocumentRow.supersedes_id,
        IssuedPaperRow.issued_on,
        IssuedPaperRow.total,
        DocumentFileRow.sha256,
        DocumentFileRow.name,
        DocumentFileRow.purpose,
        FileRow.size,
    )
    .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
    .outerjoin(DocumentFileRow, DocumentFileRow.document_id == DocumentRow.id)
    .outerjoin(FileRow, FileRow.sha256 == DocumentFileRow.sha256)
    .order_by(DocumentRow.id, DocumentFileRow.id)
)


def _papers(connection: Connection, deal: StoredDeal, standing: Standing, today: dt.date) -> tuple[StoryPaper, ...]:
    """Papers as they were made, with their files; what is not issued yet is not there."""
    about: dict[int, Any] = {}
    files: dict[int, list[PaperFile]] = {}
    for row in connection.execute(_FILES.where(DocumentRow.deal_id == deal.id)):
        about[row.id] = row
        if row.sha256 is not None:
            file = PaperFile(sha256=row.sha256, name=row.name, purpose=row.purpose, size=row.size)
            files.setdefault(row.id, []).append(file)
    strengths = {one.document.id: one.strength for one in standing.papers if one.is_confirming}
    names = {row.id: title_of_paper(_with(row, about[row.id])) for row in deal.papers}
    made = []
    for row in deal.papers:
        state = shown_state(days_of(_with(row, about[row.id])), today)
        if state is not PaperState.DRAFT:
            paper = _paper(row, about[row.id], state, names)
            strength = None if paper.is_ended or paper.is_contract else strengths.get(row.code)
            made.append(replace(paper, strength=strength, files=tuple(files.get(row.id, ()))))
    return tuple(made)


def _with(row: Any, more: Any) -> Any:
    return {**row._mapping, "revision": more.revision, "issued_on": more.issued_on}  # noqa: SLF001  SQLAlchemy's own name


def _paper(row: Any, more: Any, state: PaperState, names: Mapping[int, str]) -> StoryPaper:
    return StoryPaper(
        id=row.id,
        code=row.code,
        page_id=row.page_id,
        kind=row.kind,
        name=names[row.id],
        date=row.date,
        is_contract=row.is_contract,
        state=state,
        is_ended=row.annulled_on is not None or row.superseded_on is not None,
        strength=None,
        total=more.total,
        former=names.get(more.supersedes_id),
        signed_on=row.signed_by_client_on,
        signer_authority=row.signer_authority,
        files=(),
    )
