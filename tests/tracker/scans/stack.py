"""A stack as an office makes it: papers issued in a house, printed, signed, shuffled, turned and scanned badly."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from docgen.page_code import new_id
from docgen.pdf.stamper import stamp
from tests.builders import make_line, make_snapshot
from tests.docgen.scanning.scanner import A4, Scanner, as_pdf, pages_of
from tests.tracker.making import NO_NUMBERS, draft, make_kit, make_order
from tracker.papers.issuing import issue
from tracker.papers.stored import find_deal

OTHERS = (
    "acceptance_certificate",
    "handover_certificate",
    "waybill",
    "universal_transfer_document",
    "reconciliation_statement",
    "specification",
    "claim_letter",
    "supplementary_agreement",
)
TURNS = (0, 90, 180, 270)


@dataclass(frozen=True)
class Printed:
    """A paper of the house, and pictures of its printed pages."""

    document_id: int
    page_id: str
    pages: tuple[Image.Image, ...]


def print_papers(house, today):
    """Twelve papers: the kit of a deal with its long contract, an act of the deal, and eight more of other kinds."""
    kit = make_kit(house, make_order(make_snapshot(make_line(), numbers=NO_NUMBERS)), today)
    with house.work("anna", today) as work:
        owner = find_deal(work.connection, kit.deal_id)["organization_id"]
        made = [issue(work, draft("acceptance_certificate", owner, kit.deal_id))]
        made += [issue(work, draft(kind, owner)) for kind in OTHERS]
    return [_printed(paper) for paper in [*kit.papers, *made]]


def _printed(issued):
    pages = pages_of(issued.files["pdf"].content)
    return Printed(issued.document_id, issued.page_id, tuple(pages))


def signed(page, seed=1):
    """The page with a scrawl where the client signs."""
    copy = page.convert("L")
    pen = ImageDraw.Draw(copy)
    random = Random(seed)
    x, y = copy.width * 0.6, copy.height * 0.75
    points = [(x + step * 12, y + random.uniform(-25, 25)) for step in range(14)]
    pen.line(points, fill=70, width=3)
    return copy


def plain(text):
    """A page of nobody's, without a code."""
    page = Image.new("L", A4, 250)
    pen = ImageDraw.Draw(page)
    for line in range(30):
        pen.text((150, 150 + line * 45), f"{text} {line} " * 6, fill=40, font_size=22)
    return page


def of_another_house(pdf, seed=9):
    """The first page of a PDF with a code that no paper of this house bears."""
    return pages_of(stamp(pdf, new_id(Random(seed).randbytes(8))))[0]


def scanned(pages, seed=1, **habits):
    """One PDF of the pages in this order, each turned somehow."""
    scanner = Scanner(seed, **habits)
    turns = Random(seed + 1)
    back = scanner.blank()
    return as_pdf([back if page is None else scanner.scan(page, turns.choice(TURNS)) for page in pages])
