"""A client gives a signed scan back through the link: checked, kept, and read as any scan; a person confirms it."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from docgen.bundle import File, safe_name
from tracker.errors import NotFoundError, RefusedError
from tracker.house import House, Work
from tracker.models import DealRow, ScanRow, ShareLinkRow, ShareReturnRow
from tracker.scans.intake import TakenIn, take_in
from tracker.sharing.states import ClosedLinkError, open_row
from tracker.vault import remember

MOST_BYTES: Final = 25 * 1024 * 1024
"""A file."""

MOST_FILES_A_DAY: Final = 20
MOST_BYTES_A_DAY: Final = 100 * 1024 * 1024
ACTOR: Final = "Клиент по ссылке"
"""Who the journal says returned a scan; events name the link."""

_MARKS: Final = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_LONGEST_ADDRESS: Final = 64
_MEGABYTE: Final = 1024 * 1024
_LATER = "Пришлите остальное завтра или отдайте своему менеджеру."


class ReturnedFile(NamedTuple):
    """What the client is told of a file. ``pages``: 0 where it could not be read, so that a person looks at it.

    is_known: it was returned through this link before; nothing was written.
    """

    id: int
    name: str
    pages: int
    is_known: bool


def return_scan(
    house: House, secret: str, name: str, content: bytes, *, address: str, today: date, workers: int = 1
) -> ReturnedFile:
    """Keeps a file that came through the link and takes it in as a scan, whose papers await a person's confirmation.

    Raises ClosedLinkError, RefusedError with what to do for a file outside the limits, UnavailableError where foreign
    files cannot be opened safely: the file is kept then, and ``take_pending`` takes it in.
    """
    with house.database.read() as connection:  # before anything is written for somebody without a link
        _check(connection, _open(connection, secret, today).id, content, today)
    house.vault.put(content)
    with house.work(ACTOR, today) as work:
        link = _open(work.connection, secret, today)
        known = _known(work.connection, link.id, content)
        key = known.id if known else _keep(work, link, name, content, address)
    if known is not None and known.pages is not None:
        return ReturnedFile(key, known.name, known.pages, is_known=True)
    pages = _take(house, key, today, workers)
    return ReturnedFile(key, safe_file_name(name), pages, is_known=known is not None)


def take_pending(house: House, today: date, workers: int = 1) -> int:
    """Takes in what was kept and never read, because the program was stopped in between; answers how many files."""
    with house.database.read() as connection:
        statement = select(ShareReturnRow.id).where(ShareReturnRow.pages.is_(None)).order_by(ShareReturnRow.id)
        keys = connection.execute(statement).scalars().all()
    for key in keys:
        _take(house, key, today, workers)
    return len(keys)


def safe_file_name(name: str) -> str:
    """The name that a stranger gave to a file, without its folders."""
    return safe_name(PurePath(name.replace("\\", "/")).name)


def _open(connection: Connection, secret: str, today: date) -> Any:
    link = open_row(connection, secret, today)
    if link is None:
        raise ClosedLinkError
    return link


def _check(connection: Connection, link_id: int, content: bytes, today: date) -> None:
    """Raises RefusedError for a file that may not come in; one that is here already may."""
    if not content.startswith(_MARKS):
        raise RefusedError("Это не PDF и не картинка PNG, JPEG или TIFF: отсканируйте документ в один из этих видов.")
    if len(content) > MOST_BYTES:
        raise RefusedError(
            f"Файл больше {MOST_BYTES // _MEGABYTE} МБ: отсканируйте документ с разрешением 200–300 точек на дюйм "
            "или пришлите его частями."
        )
    if _known(connection, link_id, content) is not None:
        return
    statement = select(func.count(), func.coalesce(func.sum(ShareReturnRow.size), 0)).where(
        ShareReturnRow.link_id == link_id, ShareReturnRow.returned_on == today
    )
    files, size = connection.execute(statement).one()
    if files >= MOST_FILES_A_DAY:
        raise RefusedError(f"По этой ссылке за день можно прислать не больше {MOST_FILES_A_DAY} файлов. {_LATER}")
    if size + len(content) > MOST_BYTES_A_DAY:
        raise RefusedError(f"По этой ссылке за день можно прислать {MOST_BYTES_A_DAY // _MEGABYTE} МБ. {_LATER}")


def _known(connection: Connection, link_id: int, content: bytes) -> Any | None:
    digest = sha256(content).hexdigest()
    statement = select(ShareReturnRow.__table__).where(
        ShareReturnRow.link_id == link_id, ShareReturnRow.sha256 == digest
    )
    return connection.execute(statement).first()


def _keep(work: Work, link: Any, name: str, content: bytes, address: str) -> int:
    _check(work.connection, link.id, content, work.today)  # others may have come through the link meanwhile
    digest, shown = sha256(content).hexdigest(), safe_file_name(name)
    remember(work.connection, digest, len(content))
    values = {"link_id": link.id, "sha256": digest, "name": shown, "size": len(content)}
    come = {"address": address[:_LONGEST_ADDRESS], "returned_on": work.today, "returned_at": work.at}
    statement = insert(ShareReturnRow).values(**values, **come).returning(ShareReturnRow.id)
    key: int = work.connection.execute(statement).scalar_one()
    work.note("share.returned", f"share:{link.id}", name=shown, sha256=digest, size=len(content))
    return key


def _take(house: House, return_id: int, today: date, workers: int) -> int:
    """The file as a scan, under a name that says whose deal it is, which is what people see in the tray."""
    with house.database.read() as connection:
        row = _row(connection, return_id)
    file = File(f"Сделка {row.deal}, от клиента: {row.name}", house.vault.read(row.sha256))
    taken = take_in(house, [file], actor=ACTOR, today=today, workers=workers)
    with house.work(ACTOR, today) as work:
        pages, problem = _outcome(work.connection, row.sha256, taken)
        values = {"pages": pages, "problem": problem}
        work.connection.execute(update(ShareReturnRow).where(ShareReturnRow.id == return_id).values(**values))
        work.note("share.return_read", f"share:{row.link_id}", sha256=row.sha256, pages=pages, problem=problem)
    return pages


def _outcome(connection: Connection, digest: str, taken: TakenIn) -> tuple[int, str | None]:
    """Pages of the scan, whoever took it in first; a file that is no scan has none, and a reason."""
    pages = connection.execute(select(ScanRow.pages).where(ScanRow.sha256 == digest)).scalar()
    return (pages, None) if pages is not None else (0, taken.files[0].problem)


def _row(connection: Connection, return_id: int) -> Any:
    statement = (
        select(ShareReturnRow.link_id, ShareReturnRow.name, ShareReturnRow.sha256, DealRow.code.label("deal"))
        .join(ShareLinkRow, ShareLinkRow.id == ShareReturnRow.link_id)
        .join(DealRow, DealRow.id == ShareLinkRow.deal_id)
        .where(ShareReturnRow.id == return_id)
    )
    found = connection.execute(statement).first()
    if found is None:
        raise NotFoundError(f"Файла {return_id} среди возвращённых нет. Обновите список и выберите снова.")
    return found
