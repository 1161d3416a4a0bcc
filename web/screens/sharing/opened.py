"""What a client sees through a link, without a login: papers, their pages as pictures, their files."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request, send_file, url_for

from docgen.bundle import File, safe_name
from tracker.sharing.opening import SharedKit, SharedPaper, open_link, record_opening, shared_file
from tracker.sharing.returning import ACTOR, MOST_BYTES, MOST_FILES_A_DAY
from tracker.sharing.states import ClosedLinkError
from web import desk
from web.downloads import attachment
from web.forms.sharing import ReturnForm
from web.language import COOKIE, LANGUAGES
from web.screens.papers import drawn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

    from tracker.house import Work

_YEAR = 31_536_000


def show(secret: str) -> ResponseReturnValue:
    """The papers of the link, and the place to give signed ones back."""
    kit = opened(secret)
    if request.args.get("language") in LANGUAGES:
        return _spoken(secret)
    _note(kit, None)
    return page(kit, secret, ReturnForm(formdata=None))


def page(kit: SharedKit, secret: str, form: ReturnForm, **more: object) -> str:
    """The page of the link."""
    facts = {"kit": kit, "secret": secret, "form": form, "taken": (), "refused": (), "limit": _limit(), **more}
    return render_template("shared/show.html", **facts)


def _limit() -> dict[str, int]:
    return {"megabytes": MOST_BYTES // 2**20, "files": MOST_FILES_A_DAY}


def paper(secret: str, document_id: int) -> ResponseReturnValue:
    """A paper page by page."""
    kit = opened(secret)
    found = _paper(kit, document_id)
    _note(kit, document_id)
    return render_template("shared/paper.html", kit=kit, secret=secret, paper=found)


def picture(secret: str, document_id: int, number: int) -> ResponseReturnValue:
    """A page of a paper as a picture, made in the limited process."""
    found = _paper(opened(secret), document_id)
    if not 1 <= number <= found.pages:
        raise ClosedLinkError
    digest = _file(secret, document_id).sha256
    desk.stop_reading()
    return send_file(io.BytesIO(drawn(digest, number)), mimetype="image/png")


def pdf(secret: str, document_id: int) -> ResponseReturnValue:
    """The file of a paper."""
    kit = opened(secret)
    _paper(kit, document_id)
    file = _file(secret, document_id)
    _note(kit, document_id)
    name = f"{safe_name(file.name.removesuffix('.pdf'))}.pdf"
    return attachment(name, file.content)


def closed(error: ClosedLinkError) -> ResponseReturnValue:
    """One answer for a link that never was, is expired or revoked, and for what it does not show."""
    del error
    desk.stop_reading()
    return render_template("shared/closed.html"), 404


def opened(secret: str) -> SharedKit:
    """What the link shows. Raises ClosedLinkError."""
    kit = open_link(desk.reading(), secret, desk.today())
    if kit is None:
        raise ClosedLinkError
    return kit


def _paper(kit: SharedKit, document_id: int) -> SharedPaper:
    for one in kit.papers:
        if one.document_id == document_id and one.has_file:
            return one
    raise ClosedLinkError


def _file(secret: str, document_id: int) -> File:
    file = shared_file(desk.reading(), desk.house().vault, secret, document_id, desk.today())
    if file is None:
        raise ClosedLinkError
    return file


def _note(kit: SharedKit, document_id: int | None) -> None:
    caller = desk.caller()
    with _changing() as work:
        record_opening(work, kit.link_id, document_id, address=caller.address, agent=caller.agent)


@contextmanager
def _changing() -> Iterator[Work]:
    desk.stop_reading()
    with desk.house().work(ACTOR, desk.today()) as work:
        yield work


def _spoken(secret: str) -> ResponseReturnValue:
    """Keeps the language in the browser; a form would need a referrer, which these pages do not tell."""
    answer = make_response(redirect(url_for("shared.show", secret=secret), 303))
    answer.set_cookie(COOKIE, request.args["language"], max_age=_YEAR, httponly=True, samesite="Lax")
    return answer
