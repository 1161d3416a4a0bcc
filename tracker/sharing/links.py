"""Links are made by a person for chosen papers, and taken back at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import insert, select, update

from docgen.filters import date_short
from tracker.accounts.digests import digest_of
from tracker.errors import NotFoundError, RefusedError
from tracker.house import Work
from tracker.letters.papers import outgoing_files
from tracker.models import SharedPaperRow, ShareLinkRow
from tracker.papers.states import PaperState, read_days, shown_state
from tracker.papers.stored import find_deal, find_paper, name_of, subject_of
from tracker.sharing.listing import LinkView, link_view
from tracker.sharing.states import LinkState, new_secret, state_of

MOST_PAPERS: Final = 50
LONGEST_DAYS: Final = 366
"""For how long a link may open: a paper that is not home in a year is a matter for lawyers."""

_LONGEST_NOTE: Final = 300


def create_link(
    work: Work, deal_id: int, document_ids: Sequence[int], *, expires_on: date, note: str = ""
) -> tuple[LinkView, str]:
    """Makes a link to papers of the deal and answers it with its secret, which nobody can ask for again.

    expires_on: the last day on which it opens. note: for whom it is, for staff alone. Raises RefusedError,
    InternalKindError for an internal paper, NotFoundError, VaultError, docgen's AttachmentError.
    """
    chosen = tuple(dict.fromkeys(document_ids))
    deal = find_deal(work.connection, deal_id)
    _check_term(work.today, expires_on)
    _check_note(note)
    _check_papers(work, deal_id, deal["organization_id"], chosen)
    secret = new_secret()
    values = {"deal_id": deal_id, "note": note.strip() or None, "expires_on": expires_on}
    made = {"sha256": digest_of(secret), "created_at": work.at, "created_by": work.actor}
    statement = insert(ShareLinkRow).values(**values, **made).returning(ShareLinkRow.id)
    link_id: int = work.connection.execute(statement).scalar_one()
    rows = [{"link_id": link_id, "document_id": key, "position": place} for place, key in enumerate(chosen)]
    work.connection.execute(insert(SharedPaperRow), rows)
    papers = [subject_of(find_paper(work.connection, key)) for key in chosen]
    work.note("share.created", f"share:{link_id}", deal=deal["code"], papers=papers, expires_on=expires_on)
    return link_view(work.connection, link_id, work.today), secret


def _check_term(today: date, expires_on: date) -> None:
    last = today + timedelta(LONGEST_DAYS)
    if not today <= expires_on <= last:
        raise RefusedError(f"Ссылка может действовать с сегодняшнего дня до {date_short(last)}: укажите другой срок.")


def _check_note(note: str) -> None:
    if len(note) > _LONGEST_NOTE:
        raise RefusedError(f"Пометка ссылки длиннее {_LONGEST_NOTE} знаков: сократите её.")


def _check_papers(work: Work, deal_id: int, organization_id: int, chosen: Sequence[int]) -> None:
    """The checks of a letter, for each paper: for clients, in force, with a PDF that may go out; and of this deal."""
    if not 0 < len(chosen) <= MOST_PAPERS:
        raise RefusedError(f"По ссылке можно показать от 1 до {MOST_PAPERS} документов, а выбрано {len(chosen)}.")
    days = read_days(work.connection, chosen)
    for key in chosen:
        paper = find_paper(work.connection, key)
        if paper["deal_id"] != deal_id:
            raise RefusedError(f"{name_of(paper)}: документ другой сделки. Выберите документы одной сделки.")
        if shown_state(days[key], work.today) is PaperState.DRAFT:
            raise RefusedError(f"{name_of(paper)}: документ ещё не выпущен. Выберите выпущенный.")
        outgoing_files(work.connection, work.vault, [key], organization_id, deal_id)


def revoke_link(work: Work, link_id: int) -> LinkView:
    """Closes a link from this moment on. Raises NotFoundError, RefusedError for one that was revoked before."""
    row = work.connection.execute(select(ShareLinkRow.__table__).where(ShareLinkRow.id == link_id)).first()
    if row is None:
        raise NotFoundError(f"Ссылки {link_id} нет. Обновите список и выберите снова.")
    if state_of(row, work.today) is LinkState.REVOKED:
        raise RefusedError("Эта ссылка уже отозвана.")
    values = {"revoked_at": work.at, "revoked_by": work.actor}
    work.connection.execute(update(ShareLinkRow).where(ShareLinkRow.id == link_id).values(**values))
    work.note("share.revoked", f"share:{link_id}")
    return link_view(work.connection, link_id, work.today)
