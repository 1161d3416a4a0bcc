"""A person looks at the signature of a scanned paper and says whether it is there, by what right, and of which day.

Only then does the tracker know of the client's signature and of a scan of the signed paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, select, update

from docgen.scanning import signature_picture
from tracker import phrases
from tracker.errors import NotFoundError, RefusedError
from tracker.evidence import GOODS_PAPERS
from tracker.facts import Attorney, Authority
from tracker.house import Work
from tracker.models import (
    CounterpartyRow,
    DealRow,
    DocumentFileRow,
    DocumentRow,
    PartyRow,
    ScannedPaperRow,
    ScanPageRow,
)
from tracker.papers.stored import ISSUED_FILE, find_paper, name_of, subject_of
from tracker.recording import receive_original, receive_scan, sign_by_client
from tracker.scans.known import numbers_of
from tracker.scans.states import PageState, ScanState
from tracker.vault import Vault

_DECIDED_BEFORE = "{name}: этот скан уже {word}. Поправить день или полномочия: pervichka paper record."


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaiting:
    """A scanned paper that a person has to look at. ``doubled``: keys of pages that came once more, by their numbers.

    signed_on, authority, attorney, original_on: as they are recorded already, if they are. state: what became of it.
    """

    id: int
    document_id: int
    page_id: str
    name: str
    deal: str | None
    client: str
    dated_on: date
    scanned_on: date
    pages: int
    missing: tuple[int, ...]
    doubled: tuple[tuple[int, int], ...]
    may_be_circumstances: bool
    signed_on: date | None
    authority: Authority | None
    attorney: Attorney
    original_on: date | None
    state: ScanState


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What a person saw: signed on a day, by what right; the original is here since a day, or is not."""

    signed_on: date
    authority: Authority
    attorney: Attorney | None = None
    original_on: date | None = None


def awaiting(connection: Connection) -> list[Awaiting]:
    """All scanned papers that await a person, the oldest first."""
    return found_scans(connection, ScannedPaperRow.state == ScanState.AWAITS.value)


def awaiting_of(connection: Connection, document_id: int) -> Awaiting:
    """The newest scan of a paper that awaits a person, else the newest that was rejected: a slip can be mended.

    Raises NotFoundError where there is none.
    """
    mine = ScannedPaperRow.document_id == document_id
    for state in (ScanState.AWAITS, ScanState.REJECTED):
        found = found_scans(connection, mine, ScannedPaperRow.state == state.value)
        if found:
            return found[-1]
    name = name_of(find_paper(connection, document_id))
    raise NotFoundError(f"{name}: скана, который ждёт подтверждения, нет. Список: pervichka confirm --list")


def found_scans(connection: Connection, *which: ColumnElement[bool], limit: int | None = None) -> list[Awaiting]:
    """Scanned papers of these conditions on them, their papers and deals, the oldest first; two queries for all."""
    statement = (
        select(
            ScannedPaperRow.id.label("scan_id"),
            ScannedPaperRow.scanned_on,
            ScannedPaperRow.pages,
            ScannedPaperRow.missing,
            ScannedPaperRow.state.label("scan_state"),
            DocumentRow.__table__,
            DealRow.code.label("deal"),
            PartyRow.short_name.label("client"),
        )
        .join(DocumentRow, DocumentRow.id == ScannedPaperRow.document_id)
        .outerjoin(DealRow, DealRow.id == DocumentRow.deal_id)
        .outerjoin(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
        .outerjoin(PartyRow, PartyRow.id == CounterpartyRow.party_id)
        .where(*which)
        .order_by(ScannedPaperRow.id)
        .limit(limit)
    )
    rows = connection.execute(statement).mappings().all()
    doubled = _doubled(connection, [row["id"] for row in rows])
    return [_awaiting(row, doubled.get(row["id"], ())) for row in rows]


def _doubled(connection: Connection, document_ids: Sequence[int]) -> dict[int, tuple[tuple[int, int], ...]]:
    statement = (
        select(ScanPageRow.document_id, ScanPageRow.document_page, ScanPageRow.id)
        .where(ScanPageRow.document_id.in_(document_ids), ScanPageRow.state == PageState.DOUBLED.value)
        .order_by(ScanPageRow.document_page, ScanPageRow.id)
    )
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for row in connection.execute(statement):
        found[row.document_id] = (*found.get(row.document_id, ()), (row.document_page, row.id))
    return found


def _awaiting(row: RowMapping, doubled: tuple[tuple[int, int], ...]) -> Awaiting:
    return Awaiting(
        id=row["scan_id"],
        document_id=row["id"],
        page_id=row["page_id"] or "",
        name=name_of(row),
        deal=row["deal"],
        client=row["client"] or "",
        dated_on=row["date"],
        scanned_on=row["scanned_on"],
        pages=row["pages"],
        missing=numbers_of(row["missing"]),
        doubled=doubled,
        may_be_circumstances=row["kind"] in GOODS_PAPERS,
        signed_on=row["signed_by_client_on"],
        authority=Authority(row["signer_authority"]) if row["signer_authority"] else None,
        attorney=Attorney(row["attorney_number"], row["attorney_from"], row["attorney_until"]),
        original_on=row["original_on"],
        state=ScanState(row["scan_state"]),
    )


def signature_area(connection: Connection, vault: Vault, scan_id: int) -> bytes:
    """PNG of the places of signatures of a scanned paper. Raises NotFoundError, VaultError, ScanError."""
    scan = _scan(connection, scan_id)
    missing = set(numbers_of(scan["missing"]))
    numbers = [number for number in range(1, scan["pages"] + 1) if number not in missing]
    return signature_picture(vault.read(scan["sha256"]), numbers, _issued(connection, vault, scan["document_id"]))


def _issued(connection: Connection, vault: Vault, document_id: int) -> bytes:
    """The PDF that we issued, whose text says where the paper is signed; nothing for a paper from outside."""
    statement = select(DocumentFileRow.sha256).where(
        DocumentFileRow.document_id == document_id,
        DocumentFileRow.purpose == ISSUED_FILE,
        DocumentFileRow.name.endswith(".pdf"),
    )
    found = connection.execute(statement.order_by(DocumentFileRow.id).limit(1)).scalar()
    return vault.read(found) if found else b""


def confirm(work: Work, scan_id: int, seen: Confirmation) -> None:
    """The paper is signed: records the signature, the scan and, if it is here, the original.

    Other scans of the same paper that still await are kept beside it. Raises RefusedError for one that was decided
    before, for a paper that is no more, and for days that cannot be.
    """
    scan, paper = _undecided(work, scan_id)
    if seen.signed_on > scan["scanned_on"]:
        raise RefusedError(
            f"{name_of(paper)}: подписан {phrases.day(seen.signed_on)}, а скан получен "
            f"{phrases.day(scan['scanned_on'])}. Проверьте день подписи."
        )
    if seen.original_on is not None and seen.original_on < seen.signed_on:
        raise RefusedError(
            f"{name_of(paper)}: подписан {phrases.day(seen.signed_on)}, а оригинал получен "
            f"{phrases.day(seen.original_on)}. Проверьте оба дня."
        )
    sign_by_client(work, paper["id"], seen.signed_on, seen.authority, seen.attorney)
    if paper["scan_on"] is None or scan["scanned_on"] < paper["scan_on"]:
        receive_scan(work, paper["id"], scan["scanned_on"])
    if seen.original_on is not None:
        receive_original(work, paper["id"], seen.original_on)
    _decide(work, scan, paper, ScanState.CONFIRMED)
    others = (ScannedPaperRow.document_id == paper["id"], ScannedPaperRow.state == ScanState.AWAITS.value)
    statement = select(ScannedPaperRow.__table__).where(*others).order_by(ScannedPaperRow.id)
    for other in work.connection.execute(statement).mappings().all():
        _decide(work, other, paper, ScanState.BESIDE)


def reject(work: Work, scan_id: int) -> None:
    """The paper on the scan is not signed: the scan is kept, the paper stays as it was. Raises RefusedError."""
    scan, paper = _undecided(work, scan_id)
    _decide(work, scan, paper, ScanState.REJECTED)


def _undecided(work: Work, scan_id: int) -> tuple[RowMapping, RowMapping]:
    scan = _scan(work.connection, scan_id)
    paper = find_paper(work.connection, scan["document_id"])
    words = {ScanState.CONFIRMED: "подтверждён", ScanState.BESIDE: "лежит рядом с подтверждённым"}
    if scan["state"] in words:
        raise RefusedError(_DECIDED_BEFORE.format(name=name_of(paper), word=words[ScanState(scan["state"])]))
    return scan, paper


def _decide(work: Work, scan: RowMapping, paper: RowMapping, state: ScanState) -> None:
    if scan["state"] == state.value:
        return
    decided = {"state": state.value, "decided_at": work.at, "decided_by": work.actor}
    work.connection.execute(update(ScannedPaperRow).where(ScannedPaperRow.id == scan["id"]).values(**decided))
    details: dict[str, Any] = {"scan": scan["id"], "sha256": scan["sha256"], "missing": numbers_of(scan["missing"])}
    work.note(f"scan.{state.value}", subject_of(paper), **details)


def _scan(connection: Connection, scan_id: int) -> RowMapping:
    statement = select(ScannedPaperRow.__table__).where(ScannedPaperRow.id == scan_id)
    found = connection.execute(statement).mappings().first()
    if found is None:
        raise NotFoundError(f"Скана с ключом {scan_id} в базе нет. Обновите список и выберите снова.")
    return found
