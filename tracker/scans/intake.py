"""Takes a stack in: files of a scanner in, every page in its place.

All heavy work is done before the transaction: files are opened and read, papers put together, originals made safe in
the vault. The transaction plans once more; if the database has changed meanwhile so that the plan is another, nothing
is written and the papers are put together anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, insert

from docgen.bundle import File
from docgen.scanning import Leaf, PageReading, Sheet, assemble, count_pages, read_pages
from tracker import phrases
from tracker.errors import RefusedError
from tracker.house import House, Work
from tracker.models import ScanPageRow, ScanRow
from tracker.scans.filing import Filed, Filing, plan_filing, write_filing
from tracker.scans.grouping import Gathered, Grouped, Placed, group
from tracker.scans.known import known_scans, papers_by_code, refuse_unknown_organization, scans_of
from tracker.scans.states import IN_TRAY, PageState
from tracker.vault import remember

_TRIES: Final = 3
Tell = Callable[[int, int], None]
"""Hears how many pages of how many are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFile:
    """A file that was given. ``problem``: Russian, why it was not taken in; it may have been before."""

    name: str
    pages: int = 0
    problem: str = ""
    is_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayPage:
    """A page that waits for a person: its key, where it is, and why it belongs to no paper."""

    id: int
    file: str
    page: int
    state: PageState
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What became of a stack."""

    files: tuple[TakenFile, ...]
    papers: tuple[Filed, ...] = ()
    tray: tuple[TrayPage, ...] = ()
    blank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stack:
    """Files that are new, and what their pages say. ``told``: what became of every file that was given."""

    told: tuple[TakenFile, ...]
    files: tuple[File, ...]
    pages: tuple[int, ...]
    readings: Mapping[Sheet, PageReading]
    digests: tuple[str, ...]
    inn: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What the transaction is going to write, as far as the database decides it."""

    grouped: Grouped
    filings: tuple[Filing, ...]
    known: Mapping[str, date] = field(default_factory=dict)


def take_in(
    house: House,
    files: Sequence[File],
    *,
    actor: str,
    today: date,
    inn: str | None = None,
    workers: int = 1,
    tell: Tell | None = None,
) -> TakenIn:
    """Reads the files, files what it can and puts the rest into the tray; a file that cannot be opened stops no other.

    inn: only papers of this organisation of ours are expected. A file that was taken in before changes nothing.
    Raises NotFoundError for an ИНН that is not ours, UnavailableError where foreign files cannot be opened safely,
    OutputError when the disk is full.
    """
    with house.database.read() as connection:
        if inn is not None:
            refuse_unknown_organization(connection, inn)
        told, fresh = _new_files(connection, files)
    counted = dict(zip(fresh, count_pages([file.content for file in fresh.values()], workers), strict=True))
    for place, file in fresh.items():
        told[place] = TakenFile(name=file.name, pages=counted[place].pages, problem=counted[place].refused)
    taken = [place for place in fresh if counted[place].pages]
    outcome = tuple(told[place] for place in sorted(told))
    if not taken:
        return TakenIn(files=outcome)
    sheets = [Sheet(at, page) for at, place in enumerate(taken) for page in range(1, counted[place].pages + 1)]
    heard = None if tell is None else (lambda done: tell(done, len(sheets)))
    new = tuple(fresh[place] for place in taken)
    stack = _Stack(
        told=outcome,
        files=new,
        pages=tuple(counted[place].pages for place in taken),
        readings=read_pages([file.content for file in new], sheets, workers, heard),
        digests=tuple(file.sha256 for file in new),
        inn=inn,
    )
    return _written(house, stack, actor, today, workers)


def _new_files(connection: Connection, files: Sequence[File]) -> tuple[dict[int, TakenFile], dict[int, File]]:
    """Outcomes of files that need not be read, and files that are new, both by their places."""
    digests = [sha256(file.content).hexdigest() for file in files]
    before = known_scans(connection, set(digests))
    told: dict[int, TakenFile] = {}
    fresh: dict[int, File] = {}
    for place, (file, digest) in enumerate(zip(files, digests, strict=True)):
        if digest in before:
            when = phrases.day(before[digest])
            told[place] = TakenFile(name=file.name, problem=f"этот файл уже принят {when}", is_known=True)
        elif digest in digests[:place]:
            told[place] = TakenFile(name=file.name, problem="этот файл указан дважды", is_known=True)
        else:
            fresh[place] = file
    return told, fresh


def _written(house: House, stack: _Stack, actor: str, today: date, workers: int) -> TakenIn:
    for file in stack.files:  # safe on disk before anything speaks of it, and before the writers' lock
        house.vault.put(file.content)
    for _ in range(_TRIES):
        with house.database.read() as connection:
            plan = _planned(connection, stack, {})
        pdfs, broken = _assembled(house, stack, plan, workers)
        with house.work(actor, today) as work:
            current = _planned(work.connection, stack, {})
            if current == plan and not plan.known:
                final = _planned(work.connection, stack, broken) if broken else plan
                return _write(work, stack, final, pdfs)
            if current.known:
                raise RefusedError("Эти файлы только что принял кто-то другой. Повторите: будет сказано, какие.")
    raise RefusedError("Пока стопка читалась, те же документы меняли другие. Ничего не записано: повторите.")


def _planned(connection: Connection, stack: _Stack, broken: Mapping[int, str]) -> _Plan:
    codes = {code.document_id for reading in stack.readings.values() for code in reading.codes}
    grouped = group(stack.readings, papers_by_code(connection, codes), stack.inn, broken)
    earlier = scans_of(connection, [gathered.paper.document_id for gathered in grouped.papers])
    filings = tuple(
        plan_filing(
            gathered.paper, gathered.pages, _leaves(stack, gathered), earlier.get(gathered.paper.document_id, [])
        )
        for gathered in grouped.papers
    )
    return _Plan(grouped=grouped, filings=filings, known=known_scans(connection, stack.digests))


def _leaves(stack: _Stack, gathered: Gathered) -> list[tuple[int, Leaf]]:
    return [
        (page.number or 0, Leaf(stack.digests[page.sheet.file], page.sheet.page, page.turn)) for page in gathered.filed
    ]


def _assembled(house: House, stack: _Stack, plan: _Plan, workers: int) -> tuple[dict[int, bytes], dict[int, str]]:
    """PDFs of papers by their keys, and papers that could not be put together, and why."""
    files = dict(zip(stack.digests, (file.content for file in stack.files), strict=True))
    for leaf in (leaf for filing in plan.filings for leaf in filing.leaves):
        if leaf.file not in files:  # of a scan that is completed
            files[leaf.file] = house.vault.read(leaf.file)
    made = assemble([filing.leaves for filing in plan.filings], files, workers)
    keyed = [(filing.paper.document_id, one) for filing, one in zip(plan.filings, made, strict=True)]
    broken = {key: f"документ не удалось собрать: {one.problem}" for key, one in keyed if one.problem}
    return {key: one.pdf for key, one in keyed if not one.problem}, broken


def _write(work: Work, stack: _Stack, plan: _Plan, pdfs: Mapping[int, bytes]) -> TakenIn:
    scans = [_write_scan(work, stack, place) for place in range(len(stack.files))]
    papers: dict[int, Filed] = {}
    for gathered, filing in zip(plan.grouped.papers, plan.filings, strict=True):
        key = gathered.paper.document_id
        doubled = tuple(page.number or 0 for page in gathered.doubled)
        papers[key] = write_filing(work, filing, pdfs[key], doubled)
    rows = [_page_row(page, scans, papers) for page in plan.grouped.pages]
    keys = work.connection.execute(
        insert(ScanPageRow).returning(ScanPageRow.id, sort_by_parameter_order=True), rows
    ).scalars()
    tray = [
        TrayPage(
            id=key, file=stack.files[page.sheet.file].name, page=page.sheet.page, state=page.state, reason=page.reason
        )
        for key, page in zip(keys, plan.grouped.pages, strict=True)
        if page.state in IN_TRAY
    ]
    for place in range(len(stack.files)):
        _note(work, stack, place, [page for page in plan.grouped.pages if page.sheet.file == place])
    blank = sum(page.state is PageState.BLANK for page in plan.grouped.pages)
    return TakenIn(files=stack.told, papers=tuple(papers.values()), tray=tuple(tray), blank=blank)


def _write_scan(work: Work, stack: _Stack, place: int) -> int:
    file, digest = stack.files[place], stack.digests[place]
    remember(work.connection, digest, len(file.content))
    values = {"sha256": digest, "name": file.name, "pages": stack.pages[place], "scanned_on": work.today}
    statement = insert(ScanRow).values(**values, added_at=work.at, added_by=work.actor).returning(ScanRow.id)
    key: int = work.connection.execute(statement).scalar_one()
    return key


def _page_row(page: Placed, scans: Sequence[int], papers: Mapping[int, Filed]) -> dict[str, object]:
    is_filed = page.state is PageState.FILED and page.document_id is not None
    return {
        "scan_id": scans[page.sheet.file],
        "page": page.sheet.page,
        "turn": page.turn,
        "code": page.code or None,
        "document_id": page.document_id,
        "document_page": page.number,
        "document_pages": page.of,
        "scanned_paper_id": papers[page.document_id].id if is_filed and page.document_id is not None else None,
        "state": page.state.value,
        "reason": page.reason or None,
    }


def _note(work: Work, stack: _Stack, place: int, placed: Sequence[Placed]) -> None:
    states: dict[str, list[int]] = {}
    for page in placed:
        states.setdefault(page.state.value, []).append(page.sheet.page)
    digest = stack.digests[place]
    about = {"name": stack.files[place].name, "sha256": digest, "pages": stack.pages[place]}
    work.note("scan.taken", f"scan:{digest[:16]}", **about, states=states)
