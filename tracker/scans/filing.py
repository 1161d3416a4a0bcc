"""A paper's pages on their way into the database: with which earlier scan they go, and the rows that say so.

A PDF is put together before the transaction; ``Filing`` says exactly of what, so that the transaction can see whether
it still holds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import insert, update

from docgen.bundle import File, safe_name
from docgen.scanning import Leaf
from tracker.house import Work
from tracker.models import ScannedPaperRow
from tracker.papers.rows import add_file
from tracker.papers.stored import find_paper, subject_of
from tracker.scans.grouping import KnownPaper
from tracker.scans.known import Earlier, numbers_text
from tracker.scans.states import ScanState

SCAN_FILE: Final = "scan"
"""``purpose`` of a file with pages of a paper that came home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Pages of one paper to be filed. ``leaves``: of what its PDF consists; ``completes``: the scan that they go to."""

    paper: KnownPaper
    pages: int
    numbers: tuple[int, ...]
    missing: tuple[int, ...]
    leaves: tuple[Leaf, ...]
    state: ScanState
    completes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A paper that was filed: what came now, what is missing, what came again, and what becomes of it."""

    id: int
    name: str
    page_id: str
    organization: str
    pages: int
    numbers: tuple[int, ...]
    missing: tuple[int, ...]
    doubled: tuple[int, ...]
    state: ScanState
    is_completed: bool


def plan_filing(
    paper: KnownPaper, pages: int, leaves: Sequence[tuple[int, Leaf]], earlier: Sequence[Earlier]
) -> Filing:
    """Where these pages, by their numbers, go: to the newest scan that lacks exactly such, or into one of their own.

    One of its own awaits a person, unless another was confirmed or the paper is no more; then it is kept beside.
    """
    numbers = tuple(sorted(number for number, _ in leaves))
    former = next((scan for scan in earlier if _lacks(scan, pages, numbers)), None)
    every = sorted([*(former.leaves if former else ()), *leaves], key=lambda leaf: leaf[0])
    here = {number for number, _ in every}
    is_beside = bool(paper.ended) or any(scan.state is ScanState.CONFIRMED for scan in earlier)
    return Filing(
        paper=paper,
        pages=pages,
        numbers=numbers,
        missing=tuple(number for number in range(1, pages + 1) if number not in here),
        leaves=tuple(leaf for _, leaf in every),
        state=former.state if former else ScanState.BESIDE if is_beside else ScanState.AWAITS,
        completes=former.id if former else None,
    )


def _lacks(scan: Earlier, pages: int, numbers: Collection[int]) -> bool:
    return (
        scan.state in (ScanState.AWAITS, ScanState.CONFIRMED)
        and scan.pages == pages
        and set(numbers) <= set(scan.missing)
    )


def write_filing(work: Work, filing: Filing, pdf: bytes, doubled: tuple[int, ...] = ()) -> Filed:
    """Keeps the PDF as evidence of the paper, writes or completes its scan, notes it. Rows of its pages come after."""
    row = find_paper(work.connection, filing.paper.document_id)
    name = safe_name(f"Скан {filing.paper.name} {filing.paper.page_id}".strip()) + ".pdf"
    digest = add_file(work, filing.paper.document_id, File(name, pdf), SCAN_FILE)
    values = {"sha256": digest, "scanned_on": work.today, "missing": numbers_text(filing.missing)}
    if filing.completes is None:
        fresh = {"document_id": filing.paper.document_id, "pages": filing.pages, "state": filing.state.value}
        key = work.connection.execute(
            insert(ScannedPaperRow).values(**values, **fresh).returning(ScannedPaperRow.id)
        ).scalar_one()
    else:
        key = filing.completes
        work.connection.execute(update(ScannedPaperRow).where(ScannedPaperRow.id == key).values(**values))
    work.note(
        "scan.filed",
        subject_of(row),
        scan=key,
        sha256=digest,
        pages=filing.numbers,
        of=filing.pages,
        missing=filing.missing,
        completes=filing.completes is not None,
        state=filing.state.value,
    )
    return _filed(key, filing, doubled)


def _filed(key: int, filing: Filing, doubled: tuple[int, ...]) -> Filed:
    return Filed(
        id=key,
        name=filing.paper.name,
        page_id=filing.paper.page_id,
        organization=filing.paper.organization,
        pages=filing.pages,
        numbers=filing.numbers,
        missing=filing.missing,
        doubled=doubled,
        state=filing.state,
        is_completed=filing.completes is not None,
    )
