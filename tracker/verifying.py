"""Whether everything is what it was: the journal's chain, stored files, issued papers, numbers without gaps.

Rows are read in short transactions and files outside of any, so that nobody waits for the check.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from docgen.bundle import unwritable
from tracker.errors import BrokenJournalError, RefusedError, TrackerError, VaultError
from tracker.house import House
from tracker.journal import Head, check_chain
from tracker.models import CounterRow, DocumentFileRow, DocumentRow, EventRow, FileRow, IssuedPaperRow
from tracker.papers.stored import ISSUED_FILE
from tracker.vault import BEFORE_RESTORE, STAGING, collect_in, known_files, known_in, strays_in

_CHUNK = 500
_YOUNG: Final = timedelta(days=1)
"""A file may lie this long before its row is written."""


class FaultError(TrackerError):
    """What is stored contradicts itself: somebody changed it past the program, or a disk lost it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was checked and found sound. ``strays``: files of no row, older than a day; harmless."""

    head: Head
    files: int
    bytes: int
    papers: int
    numbers: int
    strays: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What was removed."""

    files: int
    bytes: int


def verify(house: House, anchor: Head | None = None) -> Verified:
    """Checks everything. Raises BrokenJournalError, VaultError or FaultError that names the first fault.

    anchor: a head of the journal that was kept elsewhere, the latest or an earlier one; without it a journal whose
    last events were cut off looks whole.
    """
    head = check_chain(house.database, anchor)
    files, size = _check_files(house)
    _check_files_of_documents(house)
    return Verified(
        head=head,
        files=files,
        bytes=size,
        papers=_check_papers(house),
        numbers=check_numbers(house),
        strays=sum(1 for _ in _strays(house, house.clock())),
    )


def collect_strays(house: House, now: datetime) -> Collected:
    """Removes files that no row speaks of, and what killed processes left, all older than a day.

    Only when a person asks: a file that this database does not know may be evidence of another. Raises RefusedError
    beside a database that a restore kept, and where the vault looks like another house's; OutputError.
    """
    _refuse_evidence(house, now)
    older_than = (now - _YOUNG).timestamp()
    sizes: list[int] = []
    try:
        for folder in house.vault.folders():
            sizes.extend(collect_in(folder, _known(house, folder.name), older_than))
        for folder in house.vault.root.glob(f"{STAGING}*"):
            if folder.stat().st_mtime < older_than:
                shutil.rmtree(folder)
    except OSError as error:
        raise unwritable(house.vault.root, error) from error
    return Collected(files=len(sizes), bytes=sum(sizes))


def _refuse_evidence(house: House, now: datetime) -> None:
    kept = sorted(path.name for path in house.settings.home.glob(f"*{BEFORE_RESTORE}*"))
    if kept:
        raise RefusedError(f"Файлы могут быть нужны прежней базе «{kept[0]}»: уберите её из папки, если она не нужна.")
    with house.database.read() as connection:
        known = connection.execute(select(func.count()).select_from(FileRow)).scalar_one()
    strays = sum(1 for _ in _strays(house, now))
    if strays > known:
        raise RefusedError(
            f"В хранилище файлов без записи {strays}, а с записью {known}: похоже, оно от другой базы. "
            "Проверьте PERVICHKA_HOME и DATABASE_URL; ничего не удалено."
        )


def _strays(house: House, now: datetime) -> Iterator[int]:
    older_than = (now - _YOUNG).timestamp()
    for folder in house.vault.folders():
        # The rows are read after the folder was: a row is younger than its file.
        found = list(strays_in(folder, set(), older_than))
        known = _known(house, folder.name)
        yield from (size for path, size in found if path.name not in known)


def _known(house: House, prefix: str) -> set[str]:
    with house.database.read() as connection:
        return known_in(connection, prefix)


def _check_files(house: House) -> tuple[int, int]:
    count = size = 0
    last = ""
    while True:
        with house.database.read() as connection:
            files = known_files(connection, last, _CHUNK)
        for digest, length in files:
            house.vault.check(digest, length)
            count += 1
            size += length
        if len(files) < _CHUNK:
            return count, size
        last = files[-1][0]


def _check_files_of_documents(house: House) -> None:
    statement = (
        select(DocumentFileRow.id, DocumentFileRow.sha256, DocumentFileRow.name, FileRow.sha256.label("known"))
        .outerjoin(FileRow, FileRow.sha256 == DocumentFileRow.sha256)
        .order_by(DocumentFileRow.id)
    )
    for row in _pages(house, lambda last: statement.where(DocumentFileRow.id > last)):
        if row.known is None:
            raise VaultError(f"Файл «{row.name}» ({row.sha256}) не учтён в хранилище: восстановите базу из копии.")


def _check_papers(house: House) -> int:
    """Each issued paper against itself, and against what the journal says of its issue."""
    statement = (
        select(
            IssuedPaperRow.document_id.label("id"),
            IssuedPaperRow.input,
            IssuedPaperRow.input_sha256,
            DocumentRow.kind,
            DocumentRow.number,
            DocumentRow.page_id,
        )
        .join(DocumentRow, DocumentRow.id == IssuedPaperRow.document_id)
        .order_by(IssuedPaperRow.document_id)
    )
    count = 0
    for row in _pages(house, lambda last: statement.where(IssuedPaperRow.document_id > last)):
        count += 1
        if sha256(row.input.encode()).hexdigest() != row.input_sha256:
            raise FaultError(
                f"Данные выданного документа № {row.number} ({row.kind}) изменены после выдачи: "
                "восстановите базу из копии."
            )
        _check_issue(house, row)
    return count


def _check_issue(house: House, paper: Any) -> None:
    """The event of an issue cannot be changed unseen, so rows changed past the program differ from it."""
    files = select(DocumentFileRow.sha256).where(
        DocumentFileRow.document_id == paper.id, DocumentFileRow.purpose == ISSUED_FILE
    )
    event = select(EventRow.details).where(
        EventRow.subject == f"document:{paper.page_id}", EventRow.kind == "document.issued"
    )
    with house.database.read() as connection:
        told = json.loads(connection.execute(event).scalar() or "{}")
        kept = set(connection.execute(files).scalars())
    issued = (told.get("input_sha256"), told.get("number"), set(told.get("files", {}).values()))
    if issued != (paper.input_sha256, paper.number, kept):
        raise FaultError(
            f"Выданный документ № {paper.number} ({paper.kind}) не таков, как записано в журнале при выдаче: "
            "восстановите базу из копии."
        )


def _pages(house: House, after: Callable[[int], Select[*tuple[Any, ...]]]) -> Iterator[Any]:
    """Rows of a statement by their ``id``, in short transactions."""
    last = 0
    while True:
        with house.database.read() as connection:
            rows = connection.execute(after(last).limit(_CHUNK)).all()
        yield from rows
        if len(rows) < _CHUNK:
            return
        last = rows[-1].id


def check_numbers(house: House, organization_id: int | None = None) -> int:
    """All sequences, or those of one organisation of ours; answers how many numbers were given. Raises FaultError.

    Each is read in a transaction of its own.
    """
    with house.database.read() as connection:
        given = select(DocumentRow.organization_id, DocumentRow.series, DocumentRow.year).distinct()
        sequences = {tuple(row) for row in connection.execute(given.where(DocumentRow.series.is_not(None)))}
        counters = select(CounterRow.organization_id, CounterRow.series, CounterRow.year)
        sequences |= {tuple(row) for row in connection.execute(counters)}
    count = 0
    for sequence in sorted(sequences, key=str):
        if organization_id not in {None, sequence[0]}:
            continue
        with house.database.read() as connection:
            count += _check_sequence(connection, sequence)
    return count


def _check_sequence(connection: Connection, sequence: Sequence[Any]) -> int:
    """Numbers go from 1 to the counter, but for those that the journal says were given before this program."""
    organization_id, series, year = sequence
    places = (
        select(DocumentRow.number_value)
        .where(DocumentRow.organization_id == organization_id, DocumentRow.series == series, DocumentRow.year == year)
        .distinct()
        .order_by(DocumentRow.number_value)
    )
    counter = select(CounterRow.last).where(
        CounterRow.organization_id == organization_id, CounterRow.series == series, CounterRow.year == year
    )
    last = connection.execute(counter).scalar() or 0
    foreign = _given_before(connection, organization_id, series, year)
    count, expected = 0, 1
    with connection.execute(places, execution_options={"yield_per": 2_000}) as found:
        for number in found.scalars():
            expected = _after_foreign(expected, foreign)
            if number != expected:
                raise FaultError(_gap(series, year, expected, last))
            count += 1
            expected += 1
    expected = _after_foreign(expected, foreign)
    if expected != last + 1:
        raise FaultError(_gap(series, year, min(expected, last + 1), last))
    return count


def _given_before(connection: Connection, organization_id: int, series: str, year: int) -> dict[int, int]:
    """Where a sequence jumped to go on from another program's numbers: the first number of the jump and the last."""
    statement = select(EventRow.details).where(
        EventRow.subject == f"series:{series}", EventRow.kind == "numbering.continued"
    )
    jumps = {}
    for text in connection.execute(statement).scalars():
        try:
            told = json.loads(text)
            if (told["organization"], told["year"]) == (organization_id, year):
                jumps[int(told["old"]) + 1] = int(told["new"])
        except (ValueError, TypeError, KeyError) as error:
            raise BrokenJournalError(f"Журнал: событие ряда «{series}» не читается.") from error
    return jumps


def _after_foreign(number: int, foreign: dict[int, int]) -> int:
    while number in foreign:
        number = foreign[number] + 1
    return number


def _gap(series: str, year: int, missing: int, last: int) -> str:
    return (
        f"Нумерация: в ряду «{series}» за {year} год нет документа с номером {missing}, "
        f"а последний выданный — {last}. Восстановите базу из копии."
    )
