"""What a client sees through a link: papers as they stand at that moment, and their files; and who looked, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from docgen.bundle import File
from docgen.library import find_kind
from tracker.clock import instant_text
from tracker.deal_view import title_of_paper
from tracker.house import Work
from tracker.letters.papers import has_file, outgoing_files
from tracker.models import (
    CounterpartyRow,
    DealRow,
    DocumentRow,
    IssuedPaperRow,
    OrganizationRow,
    PartyRow,
    SharedPaperRow,
    ShareOpeningRow,
)
from tracker.papers.states import PaperState, days_of, shown_state
from tracker.papers.stored import find_deal
from tracker.sharing.states import open_row
from tracker.vault import Vault

MOST_OPENINGS: Final = 200
"""Rows of openings of a link in a day; whoever asks more often is counted in the last of them."""

_IN_A_ROW: Final = timedelta(minutes=1)
_LONGEST_AGENT: Final = 200
_LONGEST_ADDRESS: Final = 64


class SharedState(StrEnum):
    """Whether a client can use a paper."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    ANNULLED = "annulled"

    @property
    def label(self) -> str:
        """What the client is told; "" where there is nothing to tell."""
        return _LABELS[self]


_LABELS: Final = {
    SharedState.IN_FORCE: "",
    SharedState.SUPERSEDED: "Заменён другим документом: не подписывайте его",
    SharedState.ANNULLED: "Аннулирован: не подписывайте его",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPaper:
    """A paper as a client sees it. ``has_file``: there is a file of ``pages`` pages; an ended paper has none."""

    document_id: int
    name: str
    state: SharedState
    has_file: bool
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedKit:
    """What a link shows. Nothing here is internal: not even what the deal is called in the house."""

    link_id: int
    deal: str
    seller: str
    client: str
    expires_on: date
    papers: tuple[SharedPaper, ...]


def open_link(connection: Connection, secret: str, today: date) -> SharedKit | None:
    """What the link shows today; None alike for a secret that is unknown, a link that is expired or revoked."""
    link = open_row(connection, secret, today)
    if link is None:
        return None
    names = connection.execute(_NAMES.where(DealRow.id == link.deal_id)).one()
    return SharedKit(
        link_id=link.id,
        deal=names.code,
        seller=names.seller,
        client=names.client,
        expires_on=link.expires_on,
        papers=_papers(connection, link.id, today),
    )


_SELLER = PartyRow.__table__.alias("seller")
_NAMES: Final = (
    select(DealRow.code, PartyRow.short_name.label("client"), _SELLER.c.short_name.label("seller"))
    .join(CounterpartyRow, CounterpartyRow.id == DealRow.counterparty_id)
    .join(PartyRow, PartyRow.id == CounterpartyRow.party_id)
    .join(OrganizationRow, OrganizationRow.id == DealRow.organization_id)
    .join(_SELLER, _SELLER.c.id == OrganizationRow.party_id)
)


def _papers(connection: Connection, link_id: int, today: date) -> tuple[SharedPaper, ...]:
    statement = (
        select(DocumentRow.__table__, IssuedPaperRow.issued_on, IssuedPaperRow.pages)
        .join(SharedPaperRow, SharedPaperRow.document_id == DocumentRow.id)
        .outerjoin(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
        .where(SharedPaperRow.link_id == link_id)
        .order_by(SharedPaperRow.position)
    )
    rows = [row for row in connection.execute(statement).mappings() if _is_shown(row, today)]
    with_files = has_file(connection, [row["id"] for row in rows])
    return tuple(
        SharedPaper(
            document_id=row["id"],
            name=title_of_paper(row),
            state=_state(row),
            has_file=row["id"] in with_files and _state(row) is SharedState.IN_FORCE,
            pages=row["pages"] or 1,
        )
        for row in rows
    )


def _is_shown(row: RowMapping, today: date) -> bool:
    """A kind that was made internal after the link is not shown, nor a paper that is not issued yet."""
    return not find_kind(row["kind"]).is_internal and shown_state(days_of(row), today) is not PaperState.DRAFT


def _state(row: RowMapping) -> SharedState:
    """As it stands now, even if it ends on a later day: nobody should sign it."""
    if row["annulled_on"] is not None:
        return SharedState.ANNULLED
    return SharedState.IN_FORCE if row["superseded_on"] is None else SharedState.SUPERSEDED


def shared_file(connection: Connection, vault: Vault, secret: str, document_id: int, today: date) -> File | None:
    """The PDF of a paper that the link shows; None as for a closed link if it shows no such file now.

    Raises VaultError, docgen's AttachmentError for a file that may not go out.
    """
    link = open_row(connection, secret, today)
    if link is None:
        return None
    shown = {paper.document_id for paper in _papers(connection, link.id, today) if paper.has_file}
    if document_id not in shown:
        return None
    owner = find_deal(connection, link.deal_id)["organization_id"]
    (file,) = outgoing_files(connection, vault, [document_id], owner, link.deal_id)
    return file


def record_opening(work: Work, link_id: int, document_id: int | None, *, address: str, agent: str) -> None:
    """Writes down that the page of a link, or the file of a paper, was opened.

    Openings of the same from the same address within a minute are counted in one row, and a link has so many rows a
    day, so nobody fills the log. The journal hears of the first opening of each thing.
    """
    opened = {
        "link_id": link_id,
        "document_id": document_id,
        "address": _line(address, _LONGEST_ADDRESS),
        "agent": _line(agent, _LONGEST_AGENT),
    }
    known = _row_to_count_in(work, opened)
    if known is not None:
        values = {"count": ShareOpeningRow.count + 1, "last_at": work.at}
        work.connection.execute(update(ShareOpeningRow).where(ShareOpeningRow.id == known).values(**values))
        return
    is_first = work.connection.execute(_opened_before(link_id, document_id)).first() is None
    work.connection.execute(insert(ShareOpeningRow).values(**opened, first_at=work.at, last_at=work.at, count=1))
    if is_first:
        work.note("share.opened", f"share:{link_id}", document=document_id, address=opened["address"])


def _row_to_count_in(work: Work, opened: dict[str, Any]) -> int | None:
    since = instant_text(datetime.fromisoformat(work.at) - _IN_A_ROW)
    latest = select(ShareOpeningRow.id).order_by(ShareOpeningRow.id.desc()).limit(1)
    same = latest.where(
        _opened_before(opened["link_id"], opened["document_id"]).whereclause,
        ShareOpeningRow.address == opened["address"],
        ShareOpeningRow.last_at >= since,
    )
    found = work.connection.execute(same).scalar()
    if found is not None:
        return found
    day = work.at[: len("2026-11-22")]
    of_day = (ShareOpeningRow.link_id == opened["link_id"], ShareOpeningRow.first_at >= day)
    count = work.connection.execute(select(func.count()).select_from(ShareOpeningRow).where(*of_day)).scalar_one()
    return work.connection.execute(latest.where(*of_day)).scalar() if count >= MOST_OPENINGS else None


def _opened_before(link_id: int, document_id: int | None) -> Any:
    return (
        select(ShareOpeningRow.id)
        .where(ShareOpeningRow.link_id == link_id, ShareOpeningRow.document_id.is_not_distinct_from(document_id))
        .limit(1)
    )


def _line(text: str, longest: int) -> str:
    """What a stranger says of himself, as one printable line."""
    return "".join(sign if sign.isprintable() else " " for sign in text)[:longest].strip()
