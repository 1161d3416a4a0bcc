"""A paper on the screen: what became of it, its pages as pictures, its files.

Papers that we issued have an address by the code on their pages; those that came from outside are found by their deal.
Files are sent as attachments; only a PDF that we made ourselves may be looked at as it is.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template, request, send_file
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from docgen.scanning import page_picture
from tracker.deal_headers import header_of
from tracker.paper_story import PaperStory, paper_called, paper_of_deal
from tracker.papers.states import DATED, PaperState
from tracker.papers.stored import ISSUED_FILE
from tracker.people import list_people
from web import desk
from web.forms.deals import BESIDE
from web.forms.scans import AUTHORITIES
from web.screens.words import PAPER_TONES

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.deal_story import PaperFile

blueprint = Blueprint("papers", __name__, url_prefix="/papers")

PICTURES: Final = 48
"""Pages kept in memory: each takes the limited process half a second."""

SHOWN_PAGES: Final = 30
PURPOSES: Final = {ISSUED_FILE: "Выпущен программой", "kit": "Комплект одним файлом", "scan": "Скан-копия", **BESIDE}
_PICTURE_KEPT: Final = 3_600  # seconds in the browser: the file behind the address never changes
_PDF: Final = "application/pdf"


def by_page(page_id: str) -> PaperStory:
    """A paper that the visitor may see. Raises NotFound."""
    return _visible(paper_called(desk.reading(), page_id, desk.today()))


def of_deal(code: str, paper_id: int) -> PaperStory:
    """A paper of this deal that the visitor may see. Raises NotFound."""
    deal = header_of(desk.reading(), code)
    return _visible(paper_of_deal(desk.reading(), deal.id, paper_id, desk.today()))


def _visible(paper: PaperStory) -> PaperStory:
    if paper.is_internal and not desk.visitor().sees_internal_prices:
        raise NotFound
    return paper


@blueprint.get("/<page_id>", endpoint="show")
def show(page_id: str) -> ResponseReturnValue:
    """A paper by the code on its pages."""
    return page(by_page(page_id))


@blueprint.get("/<page_id>/pages/<int:number>.png", endpoint="page")
def show_page(page_id: str, number: int) -> ResponseReturnValue:
    """PNG of a page of what we issued."""
    return picture(by_page(page_id), number)


@blueprint.get("/<page_id>/files/<sha256>", endpoint="file")
def give_file(page_id: str, sha256: str) -> ResponseReturnValue:
    """A file of the paper."""
    return file(by_page(page_id), sha256)


def page(paper: PaperStory) -> str:
    """The page of a paper."""
    days = [(state, on) for state in DATED if (on := _day(paper, state)) is not None]
    people = {person.login: person.name for person in list_people(desk.reading())} if paper.issued_by else {}
    return render_template(
        "papers/show.html",
        paper=paper,
        days=days,
        people=people,
        tones=PAPER_TONES,
        purposes=PURPOSES,
        authorities={right.value: label for right, label in AUTHORITIES.items()},
        shown=min(paper.pages or 0, SHOWN_PAGES) if paper.page_id and paper.issued_pdf else 0,
    )


def _day(paper: PaperStory, state: PaperState) -> object:
    return getattr(paper.days, f"{state.value}_on")


def picture(paper: PaperStory, number: int) -> Response:
    """PNG of a page of the PDF that we issued. Raises NotFound."""
    made = paper.issued_pdf
    if made is None or not 1 <= number <= (paper.pages or 0):
        raise NotFound
    desk.stop_reading()  # drawing takes a while, and nobody is to wait for it
    answer = Response(drawn(made.sha256, number), mimetype="image/png")
    answer.headers["Cache-Control"] = f"private, max-age={_PICTURE_KEPT}"
    return answer


@lru_cache(maxsize=PICTURES)
def drawn(sha256: str, number: int) -> bytes:
    """PNG of a page of a PDF that we keep, drawn in the limited process."""
    return page_picture(desk.house().vault.read(sha256), number)


def file(paper: PaperStory, sha256: str) -> ResponseReturnValue:
    """A file of this paper as an attachment; our own PDF inline if that is asked for. Raises NotFound, VaultError."""
    found = paper.file(sha256)
    if found is None:
        raise NotFound
    is_inline = "inline" in request.args and _is_our_pdf(found)
    answer: Response = send_file(
        io.BytesIO(desk.house().vault.read(found.sha256)),
        mimetype=_PDF if _is_our_pdf(found) else "application/octet-stream",
        as_attachment=not is_inline,
        download_name=found.name,
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _is_our_pdf(found: PaperFile) -> bool:
    return found.purpose == ISSUED_FILE and found.name.casefold().endswith(".pdf")
