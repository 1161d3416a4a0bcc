"""A kit becomes a deal: parties found or made, obligations written down, contract, invoice and offer issued as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, func, insert, select

from docgen.bundle import File
from docgen.documents import Snapshot
from docgen.intake import KitOrder
from docgen.kit import Drawn, Kit, bind_kit, file_stem, refuse_unfit
from docgen.library import find_kind
from docgen.local_library import LocalTemplate
from tracker.errors import RefusedError
from tracker.house import Work
from tracker.models import ApprovalRow, DealRow
from tracker.papers.drafts import Draft, numbered, own_number
from tracker.papers.issuing import Issued, issue
from tracker.papers.kit_obligations import obligations_of
from tracker.papers.numbering import Place, take
from tracker.papers.rows import add_file
from tracker.papers.steps import step
from tracker.parties import counterparty_id_of, organization_id_of
from tracker.party_sections import section_of
from tracker.recording import add_obligation

CODE_PREFIX: Final = "K-"
_LONGEST_CODE = 100  # as in a deals file
_NO_TEMPLATES: Mapping[str, LocalTemplate] = MappingProxyType({})

KIT_FILE: Final = "kit"
"""``purpose`` of the bound kit, which is kept with its first paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedKit:
    """A deal that began with a kit: its issued papers in order, and the bound kit with all its files."""

    deal_id: int
    deal_code: str
    papers: tuple[Issued, ...]
    kit: Kit


def assemble(
    work: Work,
    order: KitOrder,
    *,
    code: str | None = None,
    own: Mapping[str, LocalTemplate] = _NO_TEMPLATES,
    seller: str | None = None,
) -> IssuedKit:
    """Makes the deal and issues its papers from one snapshot, so that they name each other by the same numbers.

    code: the deal's own, by which discounts were approved beforehand; None for the next one. own: the house's templates
    by kinds. seller: whose right to discounts counts, by login; None for whoever is at work. Raises RefusedError,
    DiscountRefusedError, InternalKindError, UnfitKindError, FormatError.
    """
    kinds = [find_kind(name) for name in order.documents]
    refuse_unfit(order.snapshot, kinds, own)
    deal_code = _free_code(work.connection, code)
    with step(work):
        organization_id = organization_id_of(work, section_of(order.snapshot.seller))
        deal_id = _add_deal(work, order.snapshot, organization_id, deal_code)
        drafts = [
            Draft(
                kind=kind,
                organization_id=organization_id,
                deal_id=deal_id,
                source=order.snapshot,
                local=own.get(kind.name),
                seller=seller,
            )
            for kind in kinds
        ]
        snapshot, numbers = _numbers(work, order.snapshot, drafts)
        papers = tuple(
            issue(work, replace(draft, source=snapshot, number=number))
            for draft, number in zip(drafts, numbers, strict=True)
        )
        drawn = [_drawn(paper, place) for place, paper in enumerate(papers, start=1)]
        kit = bind_kit(snapshot, drawn, order.attachments)
        _keep(work, kit, papers[0].document_id, deal_code)
    return IssuedKit(deal_id=deal_id, deal_code=deal_code, papers=papers, kit=kit)


def _keep(work: Work, kit: Kit, document_id: int, deal_code: str) -> None:
    """The bound kit goes into the vault: it holds the attachments, which no paper has."""
    whole = kit.files[0]
    digest = add_file(work, document_id, whole, KIT_FILE)
    work.note("kit.bound", f"deal:{deal_code}", name=whole.name, sha256=digest)


def _free_code(connection: Connection, wanted: str | None) -> str:
    """The code of a new deal: the wanted one, or the next that no deal has. The writers' lock is held."""
    if wanted is not None:
        if not wanted.isprintable() or wanted != " ".join(wanted.split()) or not 0 < len(wanted) <= _LONGEST_CODE:
            raise RefusedError(
                f"Код сделки — от 1 до {_LONGEST_CODE} видимых знаков в одну строку, без лишних пробелов."
            )
        if _is_taken(connection, wanted):
            raise RefusedError(f"Сделка «{wanted}» уже есть: дайте новой другой код.")
        return wanted
    number = (connection.execute(select(func.max(DealRow.id))).scalar() or 0) + 1
    while _is_taken(connection, code := f"{CODE_PREFIX}{number}") or _is_approved(connection, code):
        number += 1
    return code


def _is_approved(connection: Connection, code: str) -> bool:
    """Whether discounts were approved for a deal of this code: only who asks for the code by name may have them."""
    return connection.execute(select(ApprovalRow.id).where(ApprovalRow.deal_code == code)).first() is not None


def _is_taken(connection: Connection, code: str) -> bool:
    return connection.execute(select(DealRow.id).where(DealRow.code == code)).first() is not None


def _add_deal(work: Work, snapshot: Snapshot, organization_id: int, code: str) -> int:
    values = {
        "code": code,
        "organization_id": organization_id,
        "counterparty_id": counterparty_id_of(work, section_of(snapshot.client)),
        "manager": snapshot.manager,
        "subject": snapshot.subject,
        "kind": snapshot.kind.value,
        "agreed_on": snapshot.date,
    }
    deal_id: int = work.connection.execute(insert(DealRow).values(**values).returning(DealRow.id)).scalar_one()
    del values["code"]
    work.note("deal.added", f"deal:{code}", **values)
    for owed in obligations_of(snapshot):
        add_obligation(work, deal_id, owed)
    work.touch(deal_id)
    return deal_id


def _numbers(work: Work, snapshot: Snapshot, drafts: list[Draft]) -> tuple[Snapshot, list[Place | str]]:
    """The snapshot with the numbers of all its papers, for a paper may name another by number; and each one's own.

    Two papers of one sequence bear one number in a kit, and the first of them takes the place.
    """
    given: dict[str, Place | str] = {}
    numbers: list[Place | str] = []
    for draft in drafts:
        series = draft.kind.numbering
        number: Place | str | None = given.get(series) or own_number(draft)
        if isinstance(number, Place):
            number = number.number
        elif number is None:
            number = take(work, draft.organization_id, series, snapshot.date)
        given.setdefault(series, number)
        numbers.append(number)
        snapshot = numbered(snapshot, draft.kind, number.number if isinstance(number, Place) else number)
    return snapshot, numbers


def _drawn(paper: Issued, place: int) -> Drawn:
    stem = file_stem(paper.kind, paper.context, place)
    files = {fmt: File(f"{stem}.{fmt}", file.content) for fmt, file in paper.files.items()}
    return Drawn(kind=paper.kind, context=paper.context, files=files)
