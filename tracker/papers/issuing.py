"""Issues papers: the number is given, the input frozen, the files made and kept, the rows written, or nothing is.

All of it happens in the one transaction of ``House.work``. An issued paper is never edited and never made again:
another one supersedes it, or it is annulled, and its number is not given to anything else.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from docgen.audience import refuse_internal
from docgen.bundle import File, safe_name
from docgen.documents import Snapshot
from docgen.library import Kind
from docgen.page_code import new_id
from docgen.pdf.binder import count_pages
from docgen.rendering import formats_of, render_paper
from tracker import phrases
from tracker.errors import RefusedError
from tracker.house import Work
from tracker.models import ConfirmationRow, DocumentRow
from tracker.papers.checks import (
    Covered,
    check_covers,
    organization_inn,
    refuse_foreign_parties,
    refuse_other_contract,
    refuse_second_contract,
    refuse_shipment,
)
from tracker.papers.drafts import Draft, as_correction, is_numbered, own_number, prepare, series_and_date
from tracker.papers.numbering import Place, take
from tracker.papers.rows import NewPaper, add_file, write_paper
from tracker.papers.steps import step
from tracker.papers.stored import ISSUED_FILE, find_deal, find_paper, name_of, refuse_ended, subject_of
from tracker.prices.pricing import check_prices


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A paper that was issued. ``files`` by format; ``total`` is kopecks with VAT; ``context`` is what it prints."""

    document_id: int
    page_id: str
    kind: Kind
    number: str
    date: date
    revision: int
    total: int | None
    pages: int
    files: Mapping[str, File]
    context: Mapping[str, Any]


def issue(work: Work, draft: Draft) -> Issued:
    """Makes the paper for good.

    Raises InputError for a faulty source, RefusedError for what contradicts the deal, DiscountRefusedError for prices
    that the seller may not give, InternalKindError for an internal paper in a deal, and what rendering raises. Nothing
    has been issued then, and no number is lost.
    """
    organization_inn(work.connection, draft.organization_id)
    with step(work):
        number = draft.number if isinstance(draft.number, Place) else own_number(draft)
        if number is None and is_numbered(draft.kind):
            number = take(work, draft.organization_id, *series_and_date(draft))
        return _issue(work, draft, number, None)


def supersede(work: Work, document_id: int, draft: Draft, reason: str = "") -> Issued:
    """Issues a paper of the same number in the place of one that is wrong; it covers the same unless the draft says.

    What the former paper covered stays on its record, which counts no more from today. Raises RefusedError for a paper
    that is no more, for one of another deal, kind or sequence, and, if the client has signed it, without a reason.
    """
    old = find_paper(work.connection, document_id)
    refuse_ended(old)
    _refuse_other(old, draft)
    if old["signed_by_client_on"] and not reason.strip():
        raise RefusedError(f"{name_of(old)}: подпись клиента уже есть. Чтобы заменить документ, укажите причину.")
    made = as_correction(draft, old["revision"] + 1, work.today)
    if draft.covers is None:
        made = replace(made, covers=_covers_of(work.connection, document_id))
    ended = update(DocumentRow).where(DocumentRow.id == document_id).values(superseded_on=work.today)
    with step(work):
        work.connection.execute(ended)
        issued = _issue(work, made, _number_of(old, made), old)
    work.note("document.superseded", subject_of(old), by=issued.page_id, on=work.today, reason=reason.strip())
    return issued


def annul(work: Work, document_id: int, on: date, reason: str) -> None:
    """Says that from the day on there is no such paper; its number stays taken. Raises RefusedError, NotFoundError."""
    old = find_paper(work.connection, document_id)
    refuse_ended(old)
    if not reason.strip():
        raise RefusedError(f"{name_of(old)}: чтобы аннулировать документ, укажите причину.")
    if on > work.today:
        raise RefusedError(f"Аннулировать будущим числом ({phrases.day(on)}) нельзя: укажите сегодняшнее или раньше.")
    work.connection.execute(update(DocumentRow).where(DocumentRow.id == document_id).values(annulled_on=on))
    work.note("document.annulled", subject_of(old), on=on, reason=reason.strip())
    if old["deal_id"] is not None:
        work.touch(old["deal_id"])


def _issue(work: Work, draft: Draft, number: Place | str | None, former: RowMapping | None) -> Issued:
    deal = None if draft.deal_id is None else find_deal(work.connection, draft.deal_id)
    if deal is not None:
        refuse_internal([draft.kind])
    prepared = prepare(draft, number.number if isinstance(number, Place) else number)
    paper = NewPaper(
        draft=draft,
        prepared=prepared,
        place=number if isinstance(number, Place) else None,
        page_id=_new_page_id(work.connection),
        revision=former["revision"] + 1 if former else 0,
        supersedes_id=former["id"] if former else None,
    )
    covered = _checked(work, paper, deal)
    files = _rendered(paper)
    pages = count_pages(files["pdf"].content) if "pdf" in files else 0
    document_id = write_paper(work, paper, pages, covered)
    digests = {fmt: add_file(work, document_id, file, ISSUED_FILE) for fmt, file in files.items()}
    _note(work, paper, deal, covered, digests)
    return Issued(
        document_id=document_id,
        page_id=paper.page_id,
        kind=draft.kind,
        number=prepared.number,
        date=prepared.date,
        revision=paper.revision,
        total=prepared.total,
        pages=pages,
        files=files,
        context=prepared.context,
    )


def _checked(work: Work, paper: NewPaper, deal: RowMapping | None) -> list[Covered]:
    """What the paper covers, after everything that could forbid it. Raises RefusedError."""
    draft = paper.draft
    refuse_foreign_parties(work.connection, draft.organization_id, deal, paper.prepared.context)
    if isinstance(draft.source, Snapshot):
        code = deal["code"] if deal is not None else None
        check_prices(work.connection, draft.source, draft.seller or work.actor, code)
    if deal is not None:
        refuse_other_contract(deal, draft.kind)
        if draft.kind.has_clauses:
            refuse_second_contract(work.connection, deal)
        refuse_shipment(work, deal, draft.kind)
    return check_covers(work.connection, deal, draft.covers or {})


def _rendered(paper: NewPaper) -> dict[str, File]:
    kind, context, local = paper.draft.kind, paper.prepared.context, paper.draft.local
    stem = safe_name(f"{kind.caption} {context['document']['sign']}")
    return {
        fmt: File(f"{stem}.{fmt}", render_paper(kind, context, fmt, document_id=paper.page_id, local=local))
        for fmt in formats_of(kind, local)
    }


def _note(
    work: Work, paper: NewPaper, deal: RowMapping | None, covered: list[Covered], digests: Mapping[str, str]
) -> None:
    work.note(
        "document.issued",
        f"document:{paper.page_id}",
        kind=paper.draft.kind.name,
        number=paper.prepared.number,
        date=paper.prepared.date,
        deal=deal["code"] if deal is not None else None,
        revision=paper.revision,
        template=paper.draft.template,
        total=paper.prepared.total,
        covers={one.code: one.amount for one in covered},
        input_sha256=paper.input_sha256,
        files=dict(digests),
    )
    if deal is not None:
        work.touch(deal["id"])


def _new_page_id(connection: Connection) -> str:
    """A code that no page bears yet; the writers' lock is held, so nobody else takes it meanwhile."""
    while True:
        page_id = new_id(secrets.token_bytes(8))
        taken = connection.execute(select(DocumentRow.id).where(DocumentRow.page_id == page_id)).first()
        if taken is None:
            return page_id


def _refuse_other(old: RowMapping, draft: Draft) -> None:
    same = (old["deal_id"], old["organization_id"], old["kind"])
    if same != (draft.deal_id, draft.organization_id, draft.kind.name):
        raise RefusedError(f"{name_of(old)}: заменить может только документ того же вида, той же сделки и организации.")


def _number_of(old: RowMapping, draft: Draft) -> Place | str:
    """The number of a superseded paper, which its successor bears; with its place in the sequence if it has one."""
    if old["series"] is None:
        return str(old["number"])
    if draft.kind.numbering_when and series_and_date(draft)[0] != old["series"]:
        raise RefusedError(f"{name_of(old)} и замена берут номера в разных рядах: аннулируйте его и выпустите новый.")
    return Place(series=old["series"], year=old["year"], value=old["number_value"], number=old["number"])


def _covers_of(connection: Connection, document_id: int) -> dict[int, int]:
    statement = (
        select(ConfirmationRow.obligation_id, ConfirmationRow.amount)
        .where(ConfirmationRow.document_id == document_id)
        .order_by(ConfirmationRow.position)
    )
    return {row.obligation_id: row.amount for row in connection.execute(statement)}
