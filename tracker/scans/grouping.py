"""Splits a stack into papers: readings of pages and what is known of their papers in, a place for every page out.

Pure: no database, no files. Every page ends in exactly one state, and none is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from docgen.page_code import PageCode
from docgen.scanning import PageReading, Sheet
from tracker.scans.states import PageState

_LONGEST_CODE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPaper:
    """A paper of the database. pages: None if not known here; ended: Russian, why nothing may happen to it any more."""

    document_id: int
    page_id: str
    name: str
    organization: str
    inn: str
    pages: int | None
    ended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A page of the stack and what becomes of it. ``number`` and ``of``: which page of how many, as its code says."""

    sheet: Sheet
    turn: int
    state: PageState
    code: str = ""
    document_id: int | None = None
    number: int | None = None
    of: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A paper of the stack: its pages in order, those that did not come, and those that came again."""

    paper: KnownPaper
    pages: int
    filed: tuple[Placed, ...]
    doubled: tuple[Placed, ...]

    @property
    def numbers(self) -> frozenset[int]:
        """The pages that came."""
        return frozenset(page.number for page in self.filed if page.number is not None)

    @property
    def missing(self) -> tuple[int, ...]:
        """The pages that did not."""
        return tuple(number for number in range(1, self.pages + 1) if number not in self.numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """A stack that is split: all its pages in their order, and the papers in the order in which they first appear."""

    pages: tuple[Placed, ...]
    papers: tuple[Gathered, ...]


def group(
    readings: Mapping[Sheet, PageReading],
    known: Mapping[str, KnownPaper],
    inn: str | None = None,
    broken: Mapping[int, str] | None = None,
) -> Grouped:
    """Splits the stack. known: papers by the code on their pages.

    inn: papers of our other organisations go into the tray. broken: papers, by their keys, that could not be put
    together, and why.
    """
    placed = [_placed(sheet, readings[sheet], known, inn, broken or {}) for sheet in sorted(readings)]
    papers: dict[int, list[Placed]] = {}
    pages = [_with_its_paper(page, papers) for page in placed]
    of = {paper.document_id: paper for paper in known.values()}
    return Grouped(pages=tuple(pages), papers=tuple(_gathered(of[key], pages) for key in papers))


def _placed(
    sheet: Sheet, reading: PageReading, known: Mapping[str, KnownPaper], inn: str | None, broken: Mapping[int, str]
) -> Placed:
    page = Placed(sheet=sheet, turn=reading.turn, state=PageState.FILED, code=_codes(reading))
    if len(reading.codes) > 1:
        told = " и ".join(code.encode() for code in reading.codes)
        return replace(page, state=PageState.UNREAD, reason=f"на странице два кода: {told}")
    if not reading.codes:
        state = PageState.BLANK if reading.is_blank else PageState.UNREAD
        return replace(page, state=state, reason="" if reading.is_blank else reading.problem or "код не прочитан")
    code = reading.codes[0]
    paper = known.get(code.document_id)
    page = replace(page, number=code.page, of=code.pages)
    if paper is None:
        why = f"кода {code.document_id} в этой базе нет: страница чужого документа"
        return replace(page, state=PageState.UNKNOWN, reason=why)
    page = replace(page, document_id=paper.document_id)
    for state, reason in _objections(code, paper, inn, broken):
        return replace(page, state=state, reason=reason)
    return page


def _codes(reading: PageReading) -> str:
    return " ".join(code.encode() for code in reading.codes)[:_LONGEST_CODE]


def _objections(
    code: PageCode, paper: KnownPaper, inn: str | None, broken: Mapping[int, str]
) -> Iterator[tuple[PageState, str]]:
    if inn is not None and paper.inn != inn:
        yield PageState.FOREIGN, f"{paper.name}: документ другой организации, {paper.organization}, ИНН {paper.inn}"
    if paper.ended:
        yield PageState.ANNULLED, f"{paper.name}: {paper.ended}"
    if paper.pages is not None and code.pages != paper.pages:
        said = f"на странице «{code.page} из {code.pages}», а страниц в документе {paper.pages}"
        yield PageState.CONTRADICTING, f"{paper.name}: {said}"
    if paper.document_id in broken:
        yield PageState.UNREAD, f"{paper.name}: {broken[paper.document_id]}"


def _with_its_paper(page: Placed, papers: dict[int, list[Placed]]) -> Placed:
    """The page among those of its paper: the first of its number is filed, others are doubled."""
    if page.state is not PageState.FILED or page.document_id is None:
        return page
    mates = papers.setdefault(page.document_id, [])
    if mates and mates[0].of != page.of:  # only where the paper's own number of pages is not known
        said = f"на странице «{page.number} из {page.of}», а на других страницах этого документа — из {mates[0].of}"
        return replace(page, state=PageState.CONTRADICTING, reason=said)
    if any(mate.number == page.number for mate in mates):
        return replace(page, state=PageState.DOUBLED, reason=f"стр. {page.number} уже есть в этой стопке")
    mates.append(page)
    return page


def _gathered(paper: KnownPaper, pages: list[Placed]) -> Gathered:
    mine = [page for page in pages if page.document_id == paper.document_id]
    filed = sorted((page for page in mine if page.state is PageState.FILED), key=lambda page: page.number or 0)
    doubled = tuple(page for page in mine if page.state is PageState.DOUBLED)
    return Gathered(paper=paper, pages=filed[0].of or 0, filed=tuple(filed), doubled=doubled)
