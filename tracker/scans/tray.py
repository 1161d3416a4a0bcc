"""The tray: pages that belong to no paper yet. A person files each by hand, or discards it and says why.

Nothing is thrown away: the file that a page came in stays in the vault, and a discarded page can still be filed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select, update

from docgen.scanning import Leaf, ScanError, assemble, page_picture
from docgen.scanning.readings import TURNS
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House, Work
from tracker.lists.paging import PAGE, Page, Total, check_size, page_of, place_of
from tracker.models import ScanPageRow, ScanRow
from tracker.papers.stored import find_paper, subject_of
from tracker.scans.filing import Filed, Filing, plan_filing, write_filing
from tracker.scans.known import paper_by_key, scans_of
from tracker.scans.states import ASIDE, IN_TRAY, PageState
from tracker.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAside:
    """A page that is in no paper: its key, its file and place in it, why, and what its code says, if anything."""

    id: int
    file: str
    page: int
    scanned_on: date
    state: PageState
    reason: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """Where a person files a page. pages: how many the paper has, where the program does not know; turn: clockwise."""

    document_id: int
    page: int
    pages: int | None = None
    turn: int | None = None


_COLUMNS = (ScanPageRow.__table__, ScanRow.name.label("file"), ScanRow.sha256, ScanRow.scanned_on)


_PLACE = (-ScanPageRow.__table__.c.id).label("place")  # pages descend, and the oldest comes first


def pages_aside(connection: Connection, states: Sequence[PageState] = IN_TRAY) -> list[PageAside]:
    """Pages in these states, in the order in which they came: without states the tray, with ASIDE all but the filed."""
    return _asides(connection, _in(states).order_by(ScanPageRow.id))


def tray_pages(
    connection: Connection, states: Sequence[PageState] = IN_TRAY, *, after: str | None = None, size: int = PAGE
) -> Page[PageAside]:
    """The same page by page. The total has no amount. Raises RefusedError for a wrong place or size."""
    keys = select(ScanPageRow.id, _PLACE).where(ScanPageRow.state.in_([state.value for state in states]))
    rows = connection.execute(page_of(keys, (_PLACE,), after, check_size(size))).all()
    count = select(func.count()).select_from(ScanPageRow)
    shown = [row.id for row in rows[:size]]
    return Page(
        rows=tuple(_asides(connection, _all().where(ScanPageRow.id.in_(shown)).order_by(ScanPageRow.id))),
        next=place_of(rows[size - 1], (_PLACE,)) if len(rows) > size else None,
        total=Total(
            count=connection.execute(
                count.where(ScanPageRow.state.in_([state.value for state in states]))
            ).scalar_one(),
            amount=0,
        ),
    )


def page_aside(connection: Connection, page_id: int) -> PageAside:
    """One page, whatever became of it. Raises NotFoundError."""
    found = _asides(connection, _all().where(ScanPageRow.id == page_id))
    if not found:
        raise NotFoundError("Такой страницы нет: посмотрите лоток.")
    return found[0]


def next_in_tray(connection: Connection, page_id: int) -> int | None:
    """The page of the tray after this one, else the first of the others; None where it is the last."""
    keys = select(ScanPageRow.id).where(ScanPageRow.state.in_([state.value for state in IN_TRAY]))
    statement = keys.where(ScanPageRow.id != page_id).order_by((ScanPageRow.id > page_id).desc(), ScanPageRow.id)
    found: int | None = connection.execute(statement.limit(1)).scalar()
    return found


def _all() -> Select[Any]:
    joined: Select[Any] = select(*_COLUMNS).join(ScanRow, ScanRow.id == ScanPageRow.scan_id)
    return joined


def _in(states: Sequence[PageState]) -> Select[Any]:
    return _all().where(ScanPageRow.state.in_([state.value for state in states]))


def _asides(connection: Connection, statement: Select[Any]) -> list[PageAside]:
    return [
        PageAside(
            id=row["id"],
            file=row["file"],
            page=row["page"],
            scanned_on=row["scanned_on"],
            state=PageState(row["state"]),
            reason=row["reason"] or "",
            code=row["code"] or "",
        )
        for row in connection.execute(statement).mappings()
    ]


def show_page(connection: Connection, vault: Vault, page_id: int) -> bytes:
    """PNG of any scanned page. Raises NotFoundError, VaultError, ScanError."""
    row = _page(connection, page_id)
    return page_picture(vault.read(row["sha256"]), row["page"], row["turn"])


def file_by_hand(house: House, page_id: int, where: ByHand, *, actor: str, today: date) -> Filed:
    """Puts a page into a paper, as if its code had said so. A paper that is no more takes it as evidence beside.

    Raises NotFoundError, RefusedError for a page that is filed already or a place that the paper does not have,
    ScanError for a page that cannot be opened.
    """
    with house.database.read() as connection:
        planned = _planned(connection, page_id, where)
    (made,) = assemble(
        [planned.leaves], {name: house.vault.read(name) for name in {leaf.file for leaf in planned.leaves}}
    )
    if made.problem:
        raise ScanError(f"Страницу нельзя вложить: {made.problem}.")
    with house.work(actor, today) as work:
        if _planned(work.connection, page_id, where) != planned:
            raise RefusedError("Сканы этого документа только что изменил кто-то другой. Ничего не записано: повторите.")
        filed = write_filing(work, planned, made.pdf)
        _leave(work, page_id, where, filed, planned)
    return filed


def discard(work: Work, page_id: int, reason: str) -> None:
    """Takes a page out of the tray for good reason. Raises RefusedError without one, or for a filed page."""
    row = _page(work.connection, page_id)
    _refuse_filed(row)
    if not reason.strip():
        raise RefusedError("Чтобы убрать страницу из лотка, укажите причину.")
    values = {"state": PageState.DISCARDED.value, "reason": reason.strip()}
    work.connection.execute(update(ScanPageRow).where(ScanPageRow.id == page_id).values(**values))
    work.note(
        "scan.page_discarded",
        f"scan:{row['sha256'][:16]}",
        page=row["page"],
        was=row["state"],
        why=row["reason"],
        reason=reason.strip(),
    )


def _planned(connection: Connection, page_id: int, where: ByHand) -> Filing:
    row = _page(connection, page_id)
    _refuse_filed(row)
    paper = paper_by_key(connection, where.document_id)
    pages = paper.pages or where.pages or where.page
    if where.pages is not None and where.pages != pages:
        raise RefusedError(f"{paper.name}: в документе страниц {pages}, а указано {where.pages}. Исправьте --pages.")
    if not 1 <= where.page <= pages:
        raise RefusedError(f"{paper.name}: страницы {where.page} нет, в документе страниц {pages}.")
    turn = row["turn"] if where.turn is None else where.turn
    if turn not in TURNS:
        raise RefusedError(f"Повернуть страницу можно на {', '.join(map(str, TURNS))} градусов.")
    leaf = Leaf(row["sha256"], row["page"], turn)
    earlier = scans_of(connection, [where.document_id]).get(where.document_id, [])
    return plan_filing(paper, pages, [(where.page, leaf)], earlier)


def _leave(work: Work, page_id: int, where: ByHand, filed: Filed, planned: Filing) -> None:
    """The page's row says where it is now, and the journal why it was aside."""
    row = _page(work.connection, page_id)
    turn = next(leaf.turn for leaf in planned.leaves if (leaf.file, leaf.page) == (row["sha256"], row["page"]))
    values = {
        "state": PageState.BY_HAND.value,
        "turn": turn,
        "document_id": where.document_id,
        "document_page": where.page,
        "document_pages": planned.pages,
        "scanned_paper_id": filed.id,
    }
    work.connection.execute(update(ScanPageRow).where(ScanPageRow.id == page_id).values(**values))
    work.note(
        "scan.page_filed",
        f"scan:{row['sha256'][:16]}",
        page=row["page"],
        was=row["state"],
        why=row["reason"],
        document=subject_of(find_paper(work.connection, where.document_id)),
        as_page=where.page,
    )


def _page(connection: Connection, page_id: int) -> RowMapping:
    statement = select(*_COLUMNS).join(ScanRow, ScanRow.id == ScanPageRow.scan_id).where(ScanPageRow.id == page_id)
    found = connection.execute(statement).mappings().first()
    if found is None:
        raise NotFoundError(f"Страницы {page_id} в лотке нет. Список: pervichka tray")
    return found


def _refuse_filed(row: RowMapping) -> None:
    if PageState(row["state"]) not in ASIDE:
        raise RefusedError(f"Страница {row['id']} уже вложена в документ: в лотке её нет.")
