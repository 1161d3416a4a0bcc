"""A stack of scanned pages of the demo company: papers that came back wait for a person, two pages lie in the tray."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select

from docgen.bundle import File
from docgen.library import find_kind
from docgen.rendering import render_paper
from docgen.sandbox import run
from docgen.scanning.crew import limits_for
from tracker.demo.orders import OFFER
from tracker.demo.papers import Lead
from tracker.house import House
from tracker.models import DocumentFileRow, IssuedPaperRow
from tracker.papers.drafts import Draft, prepare
from tracker.papers.stored import ISSUED_FILE
from tracker.scans.intake import TakenIn, take_in

NAME: Final = "Скан от курьера.pdf"


def take_stack(house: House, returned: Sequence[Lead], strange: Sequence[Lead], *, actor: str, today: date) -> TakenIn:
    """Closing papers of the first deals come back as pictures, with a page without a code for each of the others.

    Raises UnavailableError where no process can be limited.
    """
    printed = [pdf for lead in returned for pdf in _printed(house, lead)]
    foreign = [(_without_code(lead), 1) for lead in strange]
    return take_in(house, [File(NAME, _scanned([*printed, *foreign]))], actor=actor, today=today)


def _printed(house: House, lead: Lead) -> list[tuple[bytes, int]]:
    """The first closing paper as it was printed, and how many pages it has."""
    statement = (
        select(DocumentFileRow.sha256, IssuedPaperRow.pages)
        .join(IssuedPaperRow, IssuedPaperRow.document_id == DocumentFileRow.document_id)
        .where(
            DocumentFileRow.document_id == lead.closing[0],
            DocumentFileRow.purpose == ISSUED_FILE,
            DocumentFileRow.name.endswith(".pdf"),
        )
    )
    with house.database.read() as connection:
        return [(house.vault.read(row.sha256), row.pages) for row in connection.execute(statement)]


def _without_code(lead: Lead) -> bytes:
    """An offer printed past the program: nothing on it says whose it is."""
    kind = find_kind(OFFER)
    draft = Draft(kind=kind, organization_id=lead.wish.organization.id, source=lead.order.snapshot)
    return render_paper(kind, prepare(draft, None).context, "pdf")


def _scanned(papers: Sequence[tuple[bytes, int]]) -> bytes:
    """One PDF with a picture of each page, as a scanner makes it."""
    pages = [(place, page, 0) for place, (_, count) in enumerate(papers) for page in range(1, count + 1)]
    payload = {"files": [content for content, _ in papers], "papers": [pages], "as_pictures": True}
    return run("assemble_scans", payload, limits_for(len(pages), 2)).data
