"""Everything that a dossier is made of, read from the database at once: rows, facts, findings, the claim."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, or_, select

from docgen.errors import DocgenError
from docgen.intake.building import WITHOUT_NUMBER
from docgen.intake.schema import PartySection
from tracker.chasing.cover import KIND as COVER_LETTER
from tracker.claim_terms import SentClaim, sent_claims
from tracker.claims.computing import DealClaim, NothingToClaimError
from tracker.claims.preparing import ClaimChoice, claim_of
from tracker.errors import NotFoundError, RefusedError
from tracker.fact_store import StoredDeal, read_deals
from tracker.judging import Judgement, judge
from tracker.models import (
    AllocationRow,
    ConfirmationRow,
    CounterpartyRow,
    DealRow,
    DocumentFileRow,
    DocumentRow,
    ExchangeEntryRow,
    ExchangeRow,
    ExchangeStateRow,
    IssuedPaperRow,
    LetterPaperRow,
    LetterRow,
    ObligationRow,
    OperationRow,
    OrganizationRow,
    PaymentRow,
    ReminderRow,
    ScannedPaperRow,
    SignatureRow,
    StatementRow,
)
from tracker.papers.states import DATED
from tracker.parties import read_parties
from tracker.scans.filing import SCAN_FILE
from tracker.scans.states import ScanState
from tracker.standing import Standing

_STATES = tuple(f"{state.value}_on" for state in DATED if f"{state.value}_on" != "issued_on")
_TO_CLIENT = "contact"
_SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFile:
    """All of a deal as it stood at the end of the day ``on``. for_court: without what is for our own lawyer alone.

    papers: rows of documents that were there, later days taken away, the contract first. files, covers, signatures,
    said (what archives of operators say): by keys of papers. listed_in_covers: keys of papers by the key of the cover
    letter that went with them. told_due: terms of payments that a person told. claim:
    None where there is nothing to claim, for the reason ``why_no_claim``.
    """

    on: date
    for_court: bool
    row: RowMapping
    seller: PartySection
    client: PartySection
    client_code: str
    stored: StoredDeal
    standing: Standing
    judgement: Judgement
    papers: tuple[Mapping[str, Any], ...]
    files: Mapping[int, Sequence[RowMapping]]
    covers: Mapping[int, Sequence[RowMapping]]
    signatures: Mapping[int, Sequence[RowMapping]]
    said: Mapping[int, Sequence[RowMapping]]
    payments: tuple[RowMapping, ...]
    letters: tuple[RowMapping, ...]
    letter_papers: Mapping[int, Sequence[int]]
    listed_in_covers: Mapping[int, frozenset[int]]
    sent: tuple[SentClaim, ...]
    told_due: Mapping[str, date]
    claim: DealClaim | None
    why_no_claim: str

    @property
    def code(self) -> str:
        """The id of the deal."""
        return str(self.row["code"])

    def is_in_force(self, paper: Mapping[str, Any]) -> bool:
        """Whether the paper was neither annulled nor superseded by the day."""
        return is_in_force(paper)


def is_in_force(paper: Mapping[str, Any]) -> bool:
    """Whether a paper was neither annulled nor superseded."""
    return paper["annulled_on"] is None and paper["superseded_on"] is None


def gather(
    connection: Connection, deal_id: int, on: date, grace_days: int, choice: ClaimChoice, *, for_court: bool = False
) -> DealFile:
    """Reads a deal in a number of queries that does not grow with it. Raises NotFoundError."""
    stored = next(iter(read_deals(connection, [deal_id])), None)
    if stored is None:
        raise NotFoundError("Такой сделки в базе нет: проверьте идентификатор.")
    row = connection.execute(select(DealRow.__table__).where(DealRow.id == deal_id)).mappings().one()
    seller, client, client_code = _parties(connection, row)
    letters = _letters(connection, deal_id, on)
    papers = tuple(papers_of(connection, deal_id, on))
    claim, why_not = _claim(connection, deal_id, on, grace_days, choice)
    return DealFile(
        on=on,
        for_court=for_court,
        row=row,
        seller=seller,
        client=client,
        client_code=client_code,
        stored=stored,
        standing=Standing(stored.facts, on, grace_days),
        judgement=judge(stored.facts, on, grace_days),
        papers=papers,
        files=file_rows(connection, deal_id),
        covers=_covers(connection, deal_id),
        signatures=_of_papers(connection, deal_id, SignatureRow, SignatureRow.id),
        said=_said(connection, deal_id, on),
        payments=_payments(connection, deal_id, on),
        letters=letters,
        letter_papers=_letter_papers(connection, deal_id),
        listed_in_covers=_listed_in_covers(connection, papers),
        sent=tuple(sent_claims(connection, deal_id, on)),
        told_due=choice.due,
        claim=claim,
        why_no_claim=why_not,
    )


def _claim(
    connection: Connection, deal_id: int, on: date, grace_days: int, choice: ClaimChoice
) -> tuple[DealClaim | None, str]:
    """A dossier is made of a deal without a claim too: of one that the client disputes."""
    try:
        return claim_of(connection, deal_id, on, grace_days, choice), ""
    except NothingToClaimError as error:
        return None, str(error)
    except RefusedError:  # what was asked makes no sense
        raise
    except DocgenError as error:  # days for which nothing can be computed
        return None, str(error)


def _parties(connection: Connection, row: RowMapping) -> tuple[PartySection, PartySection, str]:
    ours = select(OrganizationRow.party_id).where(OrganizationRow.id == row["organization_id"])
    theirs = select(CounterpartyRow.party_id, CounterpartyRow.code).where(CounterpartyRow.id == row["counterparty_id"])
    own, client = connection.execute(ours).scalar_one(), connection.execute(theirs).one()
    sections = read_parties(connection, [own, client.party_id])
    return sections[own], sections[client.party_id], client.code


def papers_of(connection: Connection, deal_id: int, on: date) -> list[Mapping[str, Any]]:
    """Rows of papers that were there on the day, later days taken away, the contract first."""
    statement = (
        select(DocumentRow.__table__, IssuedPaperRow.issued_on, IssuedPaperRow.total, IssuedPaperRow.pages)
        .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
        .where(DocumentRow.deal_id == deal_id, DocumentRow.date <= on)
        .order_by(DocumentRow.is_contract.desc(), DocumentRow.date, DocumentRow.position, DocumentRow.id)
    )
    rows = connection.execute(statement).mappings().all()
    return [dict(row) | {key: None for key in _STATES if row[key] is not None and row[key] > on} for row in rows]


def _of_papers(connection: Connection, deal_id: int, row: Any, order: Any) -> dict[int, list[RowMapping]]:
    statement = (
        select(row.__table__)
        .join(DocumentRow, DocumentRow.id == row.document_id)
        .where(DocumentRow.deal_id == deal_id)
        .order_by(order)
    )
    return _grouped(connection, statement, "document_id")


def file_rows(connection: Connection, deal_id: int) -> dict[int, list[RowMapping]]:
    """Files of papers, without scans that a person rejected or that later pages made whole."""
    files = _of_papers(connection, deal_id, DocumentFileRow, DocumentFileRow.id)
    for document_id, scans in _of_papers(connection, deal_id, ScannedPaperRow, ScannedPaperRow.id).items():
        good = {scan["sha256"] for scan in scans if scan["state"] != ScanState.REJECTED.value}
        kept = files.get(document_id, [])
        files[document_id] = [row for row in kept if row["purpose"] != SCAN_FILE or row["sha256"] in good]
    return files


def _said(connection: Connection, deal_id: int, on: date) -> dict[int, list[RowMapping]]:
    statement = (
        select(ExchangeEntryRow.document_id, ExchangeRow.name, ExchangeStateRow.__table__)
        .join(ExchangeEntryRow, ExchangeEntryRow.id == ExchangeStateRow.entry_id)
        .join(ExchangeRow, ExchangeRow.id == ExchangeEntryRow.exchange_id)
        .join(DocumentRow, DocumentRow.id == ExchangeEntryRow.document_id)
        .where(DocumentRow.deal_id == deal_id, or_(ExchangeStateRow.said_on.is_(None), ExchangeStateRow.said_on <= on))
        .order_by(ExchangeEntryRow.exchange_id, ExchangeStateRow.entry_id, ExchangeStateRow.position)
    )
    return _grouped(connection, statement, "document_id")


def _covers(connection: Connection, deal_id: int) -> dict[int, list[RowMapping]]:
    statement = (
        select(ConfirmationRow.document_id, ConfirmationRow.amount, ObligationRow.code, ObligationRow.kind)
        .join(ObligationRow, ObligationRow.id == ConfirmationRow.obligation_id)
        .where(ConfirmationRow.deal_id == deal_id)
        .order_by(ConfirmationRow.document_id, ConfirmationRow.position)
    )
    return _grouped(connection, statement, "document_id")


def _payments(connection: Connection, deal_id: int, on: date) -> tuple[RowMapping, ...]:
    """Money and words of it, with the statement that an operation came from."""
    statement = (
        select(
            PaymentRow.__table__,
            AllocationRow.amount.label("allocated"),
            OperationRow.account,
            StatementRow.name.label("statement"),
            StatementRow.sha256,
        )
        .join(AllocationRow, AllocationRow.payment_id == PaymentRow.id)
        .outerjoin(OperationRow, OperationRow.payment_id == PaymentRow.id)
        .outerjoin(StatementRow, StatementRow.id == OperationRow.statement_id)
        .where(AllocationRow.deal_id == deal_id, PaymentRow.date <= on)
        .order_by(PaymentRow.date, PaymentRow.position, PaymentRow.id, OperationRow.id)
    )
    once = {row["id"]: row for row in reversed(connection.execute(statement).mappings().all())}
    return tuple(reversed(once.values()))


def _letters(connection: Connection, deal_id: int, on: date) -> tuple[RowMapping, ...]:
    """Letters that went to the client; reminders to our own people are nobody else's."""
    inner = select(ReminderRow.letter_id).where(ReminderRow.step != _TO_CLIENT, ReminderRow.letter_id.is_not(None))
    statement = (
        select(LetterRow.__table__)
        .where(
            LetterRow.deal_id == deal_id,
            LetterRow.state == _SENT,
            LetterRow.sent_on <= on,
            LetterRow.id.not_in(inner),
        )
        .order_by(LetterRow.sent_at, LetterRow.id)
    )
    return tuple(connection.execute(statement).mappings().all())


def _letter_papers(connection: Connection, deal_id: int) -> dict[int, list[int]]:
    statement = (
        select(LetterPaperRow.letter_id, LetterPaperRow.document_id)
        .join(LetterRow, LetterRow.id == LetterPaperRow.letter_id)
        .where(LetterRow.deal_id == deal_id)
        .order_by(LetterPaperRow.letter_id, LetterPaperRow.position)
    )
    found: dict[int, list[int]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.letter_id, []).append(row.document_id)
    return found


def _listed_in_covers(connection: Connection, papers: Sequence[Mapping[str, Any]]) -> dict[int, frozenset[int]]:
    """A cover letter names papers as people do, by number and date, and so they are found by these."""
    covers = [paper["id"] for paper in papers if paper["kind"] == COVER_LETTER and paper["annulled_on"] is None]
    statement = select(IssuedPaperRow.document_id, IssuedPaperRow.input).where(IssuedPaperRow.document_id.in_(covers))
    found = {}
    for row in connection.execute(statement):
        listed = json.loads(row.input).get("data", {}).get("papers") or ()
        names = {(str(one.get("number", WITHOUT_NUMBER)), str(one.get("date"))) for one in listed}
        found[row.document_id] = frozenset(
            paper["id"] for paper in papers if (paper["number"], paper["date"].isoformat()) in names
        )
    return found


def _grouped(connection: Connection, statement: Select[*tuple[Any, ...]], key: str) -> dict[int, list[RowMapping]]:
    found: dict[int, list[RowMapping]] = {}
    for row in connection.execute(statement).mappings():
        found.setdefault(row[key], []).append(row)
    return found
