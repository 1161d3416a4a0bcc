"""Papers of a house made in a moment: rows, printed pages with codes, and stacks as a clean scanner makes them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import insert, select, update

from docgen.bundle import File
from docgen.page_code import new_id
from tests.docgen.scanning.here import paper as stamped
from tests.docgen.scanning.here import written
from tests.docgen.scanning.scanner import as_pdf, pages_of
from tracker.models import DocumentRow, IssuedPaperRow, ScannedPaperRow, ScanPageRow
from tracker.papers.rows import add_file
from tracker.scans.intake import take_in

TODAY = date(2026, 12, 15)
DPI = 120


@dataclass(frozen=True)
class Paper:
    key: int
    page_id: str
    pages: tuple


def make_paper(house, owner, pages=2, **given):
    """A paper of nobody's deal, issued with so many pages, and pictures of them; with none it came from outside."""
    page_id = new_id(secrets.token_bytes(8))
    values = {
        "organization_id": owner,
        "page_id": page_id if pages else None,
        "code": page_id,
        "position": 0,
        "kind": "acceptance_certificate",
        "is_contract": False,
        "number": "7",
        "date": date(2026, 12, 1),
        "revision": 0,
    } | given
    with house.work("anna", TODAY) as work:
        key = work.connection.execute(insert(DocumentRow).values(**values).returning(DocumentRow.id)).scalar_one()
        if pages:
            pdf = stamped(page_id, pages)
            _issue(work, key, page_id, pages, pdf)
    return Paper(key, page_id, tuple(pages_of(pdf, DPI)) if pages else ())


def _issue(work, key, page_id, pages, pdf):
    digest = sha256(b"{}").hexdigest()
    frozen = {"template": "shipped", "input": "{}", "input_sha256": digest, "total": None, "pages": pages}
    made = {"issued_on": TODAY, "issued_at": work.at, "issued_by": "anna"}
    work.connection.execute(insert(IssuedPaperRow).values(document_id=key, **frozen, **made))
    files = {"pdf": add_file(work, key, File("Акт № 7.pdf", pdf), "issued")}
    work.note("document.issued", f"document:{page_id}", number="7", input_sha256=digest, files=files)


def change(house, paper, **values):
    with house.work("anna", TODAY) as work:
        work.connection.execute(update(DocumentRow).where(DocumentRow.id == paper.key).values(**values))


def plain_page(lines=25):
    """A page of nobody's, with bars for text and without a code."""
    return pages_of(written(1, lines=lines), DPI)[0]


def scan(house, *pages, name="stack.pdf", **given):
    """Takes a stack of these pages in."""
    how = {"actor": "anna", "today": TODAY} | given
    return take_in(house, [File(name, as_pdf(list(pages)))], **how)


def rows(house, model=ScanPageRow):
    with house.database.read() as connection:
        return connection.execute(select(model.__table__).order_by(model.id)).mappings().all()


def states(house):
    """What became of each page, in order."""
    return [row["state"] for row in rows(house)]


def scanned(house):
    """Scanned papers: state and missing pages of each."""
    return [(row["state"], row["missing"]) for row in rows(house, ScannedPaperRow)]
